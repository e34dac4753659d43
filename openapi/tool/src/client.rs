//! The Rust client's generated part, from the published document alone.

use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use serde_json::Value;

use crate::derived::DeriveError;

const HEADER: &str = "// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.\n\n";

/// The source of `client/src/generated.rs`, formatted.
pub(crate) fn source(document: &Value) -> Result<String, DeriveError> {
    let document: openapiv3::OpenAPI = serde_json::from_value(document.clone())?;
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder).with_tag(TagStyle::Merged);
    let tokens = Generator::new(&settings).generate_tokens(&document)?;
    let mut file = syn::parse2(tokens)?;
    drop_constructor_with_short_timeout(&mut file);
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// progenitor's `Client::new` gives every request 15 s in all, which a model may well take. The hand-written builder calls
/// `new_with_client` with timeouts of its own.
fn drop_constructor_with_short_timeout(file: &mut syn::File) {
    for item in &mut file.items {
        if let syn::Item::Impl(block) = item
            && block.trait_.is_none()
        {
            block.items.retain(|item| !matches!(item, syn::ImplItem::Fn(function) if function.sig.ident == "new"));
        }
    }
}
