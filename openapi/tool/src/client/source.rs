//! The sources of the generated part of the Rust client.

use progenitor::{GenerationSettings, Generator, InterfaceStyle, TagStyle};
use quote::quote;
use serde_json::Value;

use super::{documentation, files, setters, wrappers};
use crate::error::DeriveError;
use crate::progenitor_input::progenitor_input;

const HEADER: &str = "// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.\n\n";

/// The generated sources of the client, formatted, each with its path from the root of the project.
pub(crate) fn sources(document: &Value) -> Result<[(&'static str, String); 4], DeriveError> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_inner_type(quote!(crate::state::ClientState));
    let tokens = Generator::new(&settings).generate_tokens(&progenitor_input(document)?)?;
    let mut file = syn::parse2(tokens)?;
    wrappers::hide_constructors(&mut file)?;
    wrappers::wrap_operations(&mut file)?;
    documentation::remove_examples(&mut file)?;
    setters::add(&mut file, document)?;
    let files = files::split(file)?;
    let source = |file| format!("{HEADER}{}", prettyplease::unparse(file));
    Ok([
        ("client/src/generated_types.rs", source(&files.types)),
        ("client/src/generated_client.rs", source(&files.client)),
        ("client/src/generated_builder.rs", source(&files.builder)),
        ("client/src/generated_operations.rs", source(&files.operations)),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The parts of progenitor's output for an operation that are used here.
    const OUTPUT: &str = "
        pub mod types { pub struct Parcel { pub weight: f32 } }
        pub mod builder {
            pub struct Send<'a> { client: &'a Client, body: Result<types::builder::Parcel, String> }
            impl<'a> Send<'a> { pub async fn send(self) -> Result<ResponseValue<types::Parcel>, Error> { todo!() } }
        }";

    fn refusal<T>(outcome: Result<T, DeriveError>) -> String {
        outcome.err().expect("refused").to_string()
    }

    #[test]
    fn output_without_the_expected_items_is_refused_and_the_message_names_them() {
        let foreign = || syn::parse_str::<syn::File>("pub mod builder {} pub mod types {}").expect("Rust");
        assert!(refusal(wrappers::hide_constructors(&mut foreign())).ends_with("Client::new_with_client"));
        assert!(refusal(wrappers::wrap_operations(&mut foreign())).ends_with("the operations"));
        assert!(refusal(setters::add(&mut foreign(), &json!({}))).ends_with("the fields of request bodies"));
        assert!(refusal(documentation::remove_examples(&mut foreign())).ends_with("the examples of the operations"));
        let without_types = syn::parse_str("pub mod builder {}").expect("Rust");
        assert!(refusal(files::split(without_types)).ends_with("the module types"));
        let without_send = OUTPUT.replace("fn send", "fn post");
        let mut file = syn::parse_str(&without_send).expect("Rust");
        assert!(refusal(wrappers::wrap_operations(&mut file)).ends_with("builder::Send::send"));
    }

    #[test]
    fn a_setter_has_the_bounds_of_the_document_or_is_refused() {
        let with_setters = |output: &str, bounds: Value| {
            let document = json!({ "components": { "schemas": { "Parcel": { "properties": bounds } } } });
            let mut file = syn::parse_str(output).expect("Rust");
            setters::add(&mut file, &document).map(|()| prettyplease::unparse(&file))
        };
        let source = with_setters(OUTPUT, json!({ "weight": { "minimum": 0, "maximum": 31.5 } })).expect("generated");
        assert!(source.contains("pub fn weight(mut self, value: f32) -> Self"), "{source}");
        assert!(source.contains("(\"weight\", value, Some(0.0), Some(31.5))"), "{source}");
        assert!(refusal(with_setters(OUTPUT, json!({}))).ends_with("Parcel.weight"));
        let conflicting = OUTPUT.replace("weight", "send");
        assert!(refusal(with_setters(&conflicting, json!({ "send": {} }))).ends_with("builder::Send::send"));
    }
}
