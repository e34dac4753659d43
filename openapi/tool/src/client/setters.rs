//! Adds setters for the fields of the body to each operation that has a body, so that a call is written as
//! `client.generate().input("…").max_tokens(200)`.
//!
//! The setters take plain numbers and texts. A value that violates the contract becomes an error of the call before anything is
//! sent. All setters call functions of `crate::fields`.

use serde_json::{Number, Value};
use syn::{Expr, Field, File, Ident, ImplItemFn, Item, Type, TypePath, parse_quote, parse_str};

use super::bounds::{Bounds, bounds};
use super::syntax::{argument, function, last_segment, missing, module, own_impls, structure};
use crate::error::DeriveError;

/// Adds the setters to every operation with a body.
pub(super) fn add(file: &mut File, document: &Value) -> Result<(), DeriveError> {
    let types = module(file, &["types"])?.clone();
    let mut added = 0;
    let operations = module(file, &["builder"])?;
    let bodies = bodies(operations)?;
    for (operation, block) in own_impls(operations) {
        let Some((_, body)) = bodies.iter().find(|(name, _)| *name == operation) else { continue };
        for field in &structure(&types, body)?.fields {
            let setter = setter(field, body, document)?;
            if function(block, &setter.sig.ident.to_string()).is_some() {
                return Err(missing(&format!(
                    "an unused name for the setter builder::{operation}::{}",
                    setter.sig.ident
                )));
            }
            block.items.push(setter.into());
            added += 1;
        }
    }
    if added == 0 { Err(missing("the fields of request bodies")) } else { Ok(()) }
}

/// The operations that have a body, each with the name of its type.
fn bodies(operations: &[Item]) -> Result<Vec<(String, String)>, DeriveError> {
    let mut bodies = Vec::new();
    for item in operations {
        let Item::Struct(operation) = item else { continue };
        let Some(field) = operation.fields.iter().find(|field| named(field, "body")) else { continue };
        let body = argument(&field.ty, "Result").and_then(last_segment);
        let body = body.ok_or_else(|| missing(&format!("the body of builder::{}", operation.ident)))?;
        bodies.push((operation.ident.to_string(), body));
    }
    Ok(bodies)
}

/// The setter of one field, with the field's documentation.
fn setter(field: &Field, body: &str, document: &Value) -> Result<ImplItemFn, DeriveError> {
    let name = field.ident.as_ref().ok_or_else(|| missing(&format!("the name of a field of {body}")))?;
    let bounds = bounds(document, body, &name.to_string())?;
    let documentation = field.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let optional = argument(&field.ty, "Option");
    let (parameter, conversion) = conversion(name, optional.unwrap_or(&field.ty), &bounds)?;
    let value: Expr = if optional.is_some() { parse_quote!(Some(value)) } else { parse_quote!(value) };
    Ok(parse_quote! {
        #(#documentation)*
        pub fn #name(mut self, value: #parameter) -> Self {
            self.body = self.body.and_then(|body| #conversion.map(|value| body.#name(#value)));
            self
        }
    })
}

/// The type of the parameter of a setter, and the expression that converts it to the type of the field.
fn conversion(name: &Ident, field: &Type, bounds: &Bounds) -> Result<(Type, Expr), DeriveError> {
    let shown = name.to_string();
    if let Some(item) = argument(field, "Vec") {
        let (item, maximum) = (qualified(item), expression(bounds.max_items.as_ref(), "usize")?);
        let parameter = parse_quote!(impl IntoIterator<Item: std::convert::TryInto<#item, Error: std::fmt::Display>>);
        return Ok((parameter, parse_quote!(crate::fields::list::<#item, _>(#shown, value, #maximum))));
    }
    if let Some(number) = last_segment(field).as_deref().and_then(number) {
        let minimum = expression(bounds.minimum.as_ref(), number)?;
        let maximum = expression(bounds.maximum.as_ref(), number)?;
        return Ok((
            parse_str(number)?,
            parse_quote!(crate::fields::number::<#field, _>(#shown, value, #minimum, #maximum)),
        ));
    }
    let field = qualified(field);
    let parameter = parse_quote!(impl std::convert::TryInto<#field, Error: std::fmt::Display>);
    Ok((parameter, parse_quote!(crate::fields::value::<#field, _>(#shown, value))))
}

/// The plain type of number for a type of typify, so that callers can pass literals.
fn number(name: &str) -> Option<&'static str> {
    Some(match name {
        "f32" => "f32",
        "f64" => "f64",
        "u8" | "NonZeroU8" => "u8",
        "u16" | "NonZeroU16" => "u16",
        "u32" | "NonZeroU32" => "u32",
        "u64" | "NonZeroU64" => "u64",
        "i8" => "i8",
        "i16" => "i16",
        "i32" => "i32",
        "i64" => "i64",
        _ => return None,
    })
}

/// An optional bound as an expression of the type `Option<number>`.
fn expression(bound: Option<&Number>, number: &str) -> Result<Expr, DeriveError> {
    let Some(bound) = bound else { return Ok(parse_quote!(None)) };
    let point = if number.starts_with('f') && !bound.is_f64() { ".0" } else { "" };
    let bound: Expr = parse_str(&format!("{bound}{point}"))?;
    Ok(parse_quote!(Some(#bound)))
}

/// The type as the module of the operations names it: a type without a path is in `types`.
fn qualified(of_types: &Type) -> Type {
    match of_types {
        Type::Path(TypePath { path, .. }) if path.leading_colon.is_none() && path.segments.len() == 1 => {
            if path.is_ident("bool") { of_types.clone() } else { parse_quote!(types::#path) }
        }
        _ => of_types.clone(),
    }
}

fn named(field: &Field, name: &str) -> bool {
    field.ident.as_ref().is_some_and(|ident| ident == name)
}
