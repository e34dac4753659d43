//! Removes the examples that progenitor writes for each operation. They do not show how this client is used.

use syn::{Attribute, Expr, ExprLit, File, ImplItem, Lit, Meta, parse_quote};

use super::syntax::{missing, own_impls};
use crate::error::DeriveError;

/// The possible beginnings of the example of a call. The text before it comes from the contract.
const BEGINNINGS: [&str; 2] = ["\n\nArguments:\n", "\n\n```ignore\n"];

/// Removes the example from the documentation of each operation.
pub(super) fn remove_examples(file: &mut File) -> Result<(), DeriveError> {
    let mut removed = 0;
    for (_, block) in own_impls(&mut file.items).filter(|(name, _)| name == "Client") {
        for item in &mut block.items {
            let ImplItem::Fn(operation) = item else { continue };
            for attribute in &mut operation.attrs {
                let Some(text) = text(attribute) else { continue };
                let Some(end) = BEGINNINGS.iter().filter_map(|beginning| text.find(beginning)).min() else { continue };
                let kept = &text[..end];
                *attribute = parse_quote!(#[doc = #kept]);
                removed += 1;
            }
        }
    }
    if removed == 0 { Err(missing("the examples of the operations")) } else { Ok(()) }
}

/// The text of a documentation attribute.
fn text(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
