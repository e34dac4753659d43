//! The Rust client's generated part, from the published document alone: progenitor's output, and what is changed in it
//! so that nothing of progenitor's or reqwest's is in the client's public interface.

mod document;
mod documentation;
mod sending;
mod setters;
mod tree;

use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use quote::quote;
use serde_json::Value;

use crate::derived::DeriveError;

const HEADER: &str = "// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.\n\n";

/// The source of `client/src/generated.rs`, formatted.
pub(crate) fn source(document: &Value) -> Result<String, DeriveError> {
    let openapi: openapiv3::OpenAPI = serde_json::from_value(document.clone())?;
    let mut settings = GenerationSettings::default();
    settings.with_interface(InterfaceStyle::Builder).with_tag(TagStyle::Merged).with_inner_type(quote!(crate::Inner));
    let tokens = Generator::new(&settings).generate_tokens(&openapi)?;
    let mut file = syn::parse2(tokens)?;
    sending::hide_constructors(&mut file)?;
    sending::hide_exchanges(&mut file)?;
    documentation::drop_examples(&mut file)?;
    setters::forward(&mut file, document)?;
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}
