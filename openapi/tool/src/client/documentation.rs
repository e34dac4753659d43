//! What progenitor writes about each operation and is not how this client is used.

use syn::{Attribute, Expr, ExprLit, File, ImplItem, Lit, Meta, parse_quote};

use super::tree::{missing, own_impls};
use crate::derived::DeriveError;

/// Where progenitor's example of a call begins: what comes from the contract stands before it.
const BEGINNINGS: [&str; 2] = ["\n\nArguments:\n", "\n\n```ignore\n"];

/// Drops progenitor's example from the documentation of each operation.
pub(super) fn drop_examples(file: &mut File) -> Result<(), DeriveError> {
    let mut dropped = 0;
    for (_, block) in own_impls(&mut file.items).filter(|(name, _)| name == "Client") {
        for item in &mut block.items {
            let ImplItem::Fn(operation) = item else { continue };
            for attribute in &mut operation.attrs {
                let Some(text) = text(attribute) else { continue };
                let Some(end) = BEGINNINGS.iter().filter_map(|beginning| text.find(beginning)).min() else { continue };
                let kept = &text[..end];
                *attribute = parse_quote!(#[doc = #kept]);
                dropped += 1;
            }
        }
    }
    if dropped == 0 { Err(missing("the examples of the operations")) } else { Ok(()) }
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
