//! The typed mocks' generated part: progenitor's extension of httpmock, and what the contract says about answers.

use progenitor::Generator;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{File, FnArg, ImplItem, Item, ItemImpl, Type, parse_quote};
use textgate_api::Code;

use crate::derived::DeriveError;
use crate::rust_file;

const HEADER: &str = "// Generated from the contract by `cargo openapi generate`. Do not edit.\n\n";

/// The generated sources of the mock, each with its path from the project's root, formatted. The hand-written modules
/// stand between them: answers use the statuses, and operations use the answers.
pub(crate) fn sources(document: &Value) -> Result<[(&'static str, String); 4], DeriveError> {
    let tokens = Generator::default().httpmock(&serde_json::from_value(document.clone())?, "textgate")?;
    let mut operations = None;
    let mut mock_server: Vec<Item> = vec![parse_quote!(
        use crate::generated_operations as operations;
    )];
    for item in syn::parse2::<File>(tokens)?.items {
        match item {
            Item::Mod(module) if module.ident == "operations" => operations = Some(rust_file::of_module(module)),
            other => mock_server.push(other),
        }
    }
    let mut operations = operations.ok_or_else(|| DeriveError::Shape("the module operations".to_owned()))?;
    for answers in operations.items.iter_mut().filter_map(answers) {
        drop_any_json(answers);
        name_the_request(answers);
    }
    let common: Vec<_> = operations.items.iter_mut().filter_map(answers).map(common_answers).collect();
    operations.items.extend(common);
    let source = |file| format!("{HEADER}{}", prettyplease::unparse(&file));
    Ok([
        ("client/mock/src/generated_error_statuses.rs", source(rust_file::of_items(vec![statuses()]))),
        ("client/mock/src/generated_contract_examples.rs", source(rust_file::of_items(examples(document).collect()))),
        ("client/mock/src/generated_operations.rs", source(operations)),
        ("client/mock/src/generated_mock_server.rs", source(rust_file::of_items(mock_server))),
    ])
}

/// The methods by which an operation answers, such as those of `GenerateThen`.
fn answers(item: &mut Item) -> Option<&mut ItemImpl> {
    match item {
        Item::Impl(block) if last_name(&block.self_ty).is_some_and(|name| name.ends_with("Then")) => Some(block),
        _ => None,
    }
}

fn last_name(target: &Type) -> Option<String> {
    let Type::Path(path) = target else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

/// progenitor answers with any JSON where the contract answers with events. What answers with events is written by
/// hand.
fn drop_any_json(answers: &mut ItemImpl) {
    let takes_any_json = |argument: &FnArg| match argument {
        FnArg::Typed(argument) => last_name(&argument.ty).is_some_and(|name| name == "Value"),
        FnArg::Receiver(_) => false,
    };
    answers.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.inputs.iter().any(takes_any_json)));
}

/// Every answer has `x-request-id`, and progenitor's have no headers.
fn name_the_request(answers: &mut ItemImpl) {
    for item in &mut answers.items {
        if let ImplItem::Fn(method) = item
            && method.sig.ident == "new"
        {
            method.block = parse_quote!({ Self(crate::answer::with_request_id(inner)) });
        }
    }
}

/// What every operation may answer is written by hand, once, in the trait `Answer`.
fn common_answers(answers: &mut ItemImpl) -> Item {
    let then = &answers.self_ty;
    parse_quote! {
        impl crate::Answer for #then {
            fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
                Self(change(self.0))
            }
        }
    }
}

fn statuses() -> Item {
    let rows = Code::ALL.iter().map(|code| {
        let (code, status) = (code.as_str(), code.status().as_u16());
        quote!((#code, #status))
    });
    parse_quote! {
        /// The HTTP status of each error code.
        pub(crate) const STATUSES: &[(&str, u16)] = &[#(#rows),*];
    }
}

/// The document has an example of each of its objects.
fn examples(document: &Value) -> impl Iterator<Item = Item> {
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    schemas.filter(|(_, schema)| schema["example"].is_object()).map(|(name, schema)| {
        let (name, json) = (format_ident!("{name}"), schema["example"].to_string());
        parse_quote! {
            impl crate::Example for ::textgate::types::#name {
                const JSON: &'static str = #json;
            }
        }
    })
}
