//! Finds items in the output of progenitor. If an item is missing, the error names it.

use syn::{
    File, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, PathArguments, Type, Visibility,
    parse_quote,
};

use crate::error::DeriveError;

/// The error for an item that the output does not have.
pub(super) fn missing(what: &str) -> DeriveError {
    DeriveError::MissingOutput(what.to_owned())
}

/// The items of the module at this path.
pub(super) fn module<'a>(file: &'a mut File, path: &[&str]) -> Result<&'a mut Vec<Item>, DeriveError> {
    let mut items = &mut file.items;
    for name in path {
        let found = items.iter_mut().find_map(|item| match item {
            Item::Mod(module) if module.ident == name => module.content.as_mut(),
            _ => None,
        });
        items = &mut found.ok_or_else(|| missing(&format!("the module {}", path.join("::"))))?.1;
    }
    Ok(items)
}

/// The struct of this name.
pub(super) fn structure<'a>(items: &'a [Item], name: &str) -> Result<&'a ItemStruct, DeriveError> {
    let found = items.iter().find_map(|item| match item {
        Item::Struct(structure) if structure.ident == name => Some(structure),
        _ => None,
    });
    found.ok_or_else(|| missing(&format!("the struct {name}")))
}

/// The `impl` blocks without a trait, with the names of their types.
pub(super) fn own_impls(items: &mut [Item]) -> impl Iterator<Item = (String, &mut ItemImpl)> {
    items.iter_mut().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some((last_segment(&block.self_ty)?, block)),
        _ => None,
    })
}

/// The function of this name.
pub(super) fn function<'a>(block: &'a mut ItemImpl, name: &str) -> Option<&'a mut ImplItemFn> {
    block.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == name => Some(function),
        _ => None,
    })
}

/// The visibility `pub(crate)`.
pub(super) fn crate_visibility() -> Visibility {
    parse_quote!(pub(crate))
}

/// The type `T` of `Name<T, …>`. The name may have a path.
pub(super) fn argument<'a>(outer: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = outer else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(argument) => Some(argument),
        _ => None,
    }
}

/// The name of a type without its path.
pub(super) fn last_segment(of: &Type) -> Option<String> {
    let Type::Path(path) = of else { return None };
    Some(path.path.segments.last()?.ident.to_string())
}
