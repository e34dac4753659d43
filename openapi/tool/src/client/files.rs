//! Splits progenitor's output into one file for each floor of the client. The hand-written modules stand between them:
//! errors use the types, calls use the client, and builders use the calls. So no two modules import each other.

use syn::{File, ImplItem, Item, ItemImpl, Visibility, parse_str};

use super::syntax::missing;
use crate::error::DeriveError;
use crate::rust_file;

/// The generated files, from the ground up.
pub(super) struct Files {
    /// The types of the contract.
    pub(super) types: File,
    /// The client without its operations.
    pub(super) client: File,
    /// The builders of the operations.
    pub(super) builder: File,
    /// The client's methods that begin the operations.
    pub(super) operations: File,
}

pub(super) fn split(file: File) -> Result<Files, DeriveError> {
    let (mut types, mut builder) = (None, None);
    let mut imports: Vec<Item> = Vec::new();
    let mut client: Vec<Item> = vec![parse_str("use progenitor_client::{ClientHooks, ClientInfo};")?];
    let mut operations: Vec<Item> = vec![
        parse_str("use crate::generated_builder as builder;")?,
        parse_str("use crate::generated_client::Client;")?,
    ];
    for item in file.items {
        match item {
            Item::Use(mut import) => {
                import.vis = Visibility::Inherited;
                imports.push(Item::Use(import));
            }
            Item::Mod(module) if module.ident == "types" => types = Some(rust_file::of_module(module)),
            Item::Mod(module) if module.ident == "builder" => builder = Some(rust_file::of_module(module)),
            // It repeats the client's name for imports.
            Item::Mod(module) if module.ident == "prelude" => {}
            Item::Impl(block) if has_operations(&block) => operations.push(Item::Impl(block)),
            other => client.push(other),
        }
    }
    let types = types.ok_or_else(|| missing("the module types"))?;
    let mut builder = builder.ok_or_else(|| missing("the module builder"))?;
    // What progenitor imports from the parent module, which is another one now.
    builder.items.retain(|item| !matches!(item, Item::Use(_)));
    builder.items.splice(..0, [imports, vec![parse_str("use crate::generated_types as types;")?]].concat());
    builder.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
    Ok(Files { types, client: rust_file::of_items(client), builder, operations: rust_file::of_items(operations) })
}

/// Whether these are the methods that begin the operations.
fn has_operations(block: &ItemImpl) -> bool {
    let is_constructor = |item: &ImplItem| matches!(item, ImplItem::Fn(new) if new.sig.ident == "new_with_client");
    block.trait_.is_none() && !block.items.iter().any(is_constructor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_file_names_nothing_that_is_above_it() {
        let output = "
            pub use progenitor_client::ByteStream;
            pub mod types { pub struct Parcel; }
            pub struct Client { inner: u8 }
            impl Client { pub fn new_with_client() -> Self { todo!() } }
            impl ClientHooks for &Client {}
            impl Client { pub fn send(&self) -> builder::Send<'_> { todo!() } }
            pub mod builder { use super::types; pub struct Send<'a> { client: &'a super::Client } }
            pub mod prelude { pub use self::super::Client; }";
        let Files { types, client, builder, operations } = split(parse_str(output).expect("Rust")).expect("split");
        let [types, client, builder, operations] =
            [types, client, builder, operations].map(|file| prettyplease::unparse(&file));
        assert_eq!(types, "pub struct Parcel;\n");
        assert!(client.contains("struct Client") && client.contains("ClientHooks for &Client"), "{client}");
        assert!(!client.contains("builder") && !client.contains("types"), "{client}");
        assert!(
            builder.starts_with("use progenitor_client::ByteStream;\nuse crate::generated_types as types;\n"),
            "{builder}"
        );
        assert!(builder.contains("pub struct Send<'a>") && !builder.contains("super::types"), "{builder}");
        assert!(operations.contains("pub fn send(") && !operations.contains("prelude"), "{operations}");
    }
}
