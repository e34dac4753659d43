//! Generates the typed mocks: the extension of httpmock by progenitor, with the error codes and examples of the contract.

use progenitor::Generator;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{File, FnArg, ImplItem, Item, ItemImpl, Type, parse_quote};
use textgate_api::Code;

use crate::error::DeriveError;
use crate::progenitor_input::progenitor_input;
use crate::rust_file;

const HEADER: &str = "// Generated from the contract by `cargo openapi generate`. Do not edit.\n\n";

/// The generated sources of the mock, formatted, each with its path from the root of the project. The hand-written modules stand
/// between them: answers use the statuses, and operations use the answers.
pub(crate) fn sources(document: &Value) -> Result<[(&'static str, String); 4], DeriveError> {
    let tokens = Generator::default().httpmock(&progenitor_input(document)?, "textgate")?;
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
    let mut operations = operations.ok_or_else(|| DeriveError::MissingOutput("the module operations".to_owned()))?;
    for responses in operations.items.iter_mut().filter_map(responses) {
        remove_any_json(responses);
        add_request_id(responses);
    }
    let common: Vec<_> = operations.items.iter_mut().filter_map(responses).map(implement_common_responses).collect();
    operations.items.extend(common);
    let source = |file| format!("{HEADER}{}", prettyplease::unparse(&file));
    Ok([
        ("client/mock/src/generated_error_statuses.rs", source(rust_file::of_items(vec![statuses()]))),
        ("client/mock/src/generated_contract_examples.rs", source(rust_file::of_items(examples(document).collect()))),
        ("client/mock/src/generated_operations.rs", source(operations)),
        ("client/mock/src/generated_mock_server.rs", source(rust_file::of_items(mock_server))),
    ])
}

/// The methods that define the response of an operation, such as those of `GenerateThen`.
fn responses(item: &mut Item) -> Option<&mut ItemImpl> {
    match item {
        Item::Impl(block) if last_name(&block.self_ty).is_some_and(|name| name.ends_with("Then")) => Some(block),
        _ => None,
    }
}

fn last_name(target: &Type) -> Option<String> {
    let Type::Path(path) = target else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

/// Removes the methods that respond with any JSON. progenitor generates them for operations that stream events. The methods for
/// events are written by hand.
fn remove_any_json(responses: &mut ItemImpl) {
    let takes_any_json = |argument: &FnArg| match argument {
        FnArg::Typed(argument) => last_name(&argument.ty).is_some_and(|name| name == "Value"),
        FnArg::Receiver(_) => false,
    };
    responses
        .items
        .retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.inputs.iter().any(takes_any_json)));
}

/// Adds the header `x-request-id` to every response. The responses of progenitor have no headers.
fn add_request_id(responses: &mut ItemImpl) {
    for item in &mut responses.items {
        if let ImplItem::Fn(method) = item
            && method.sig.ident == "new"
        {
            method.block = parse_quote!({ Self(crate::answer::with_request_id(inner)) });
        }
    }
}

/// Implements the trait `Answer`, which has the responses that every operation can have. It is written by hand.
fn implement_common_responses(responses: &mut ItemImpl) -> Item {
    let then = &responses.self_ty;
    parse_quote! {
        impl crate::Answer for #then {
            fn map(self, change: impl FnOnce(::httpmock::Then) -> ::httpmock::Then) -> Self {
                Self(change(self.0))
            }
        }
    }
}

/// The table of error codes and statuses.
fn statuses() -> Item {
    let rows = Code::ALL.iter().map(|code| {
        let (code, status) = (code.as_str(), code.status().as_u16());
        quote!((#code, #status))
    });
    parse_quote! {
        /// Each code of an error, and the status that goes with it.
        pub(crate) const STATUSES: &[(&str, u16)] = &[#(#rows),*];
    }
}

/// The examples of the types. The document has one for each of its objects.
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
