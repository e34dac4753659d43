//! Splits progenitor's output into one file for each floor of the client. The hand-written modules stand between them: errors
//! use the types, calls use the client, and operations use the calls. So no two files import each other.

use syn::token::Not;
use syn::{AttrStyle, Attribute, File, ImplItem, Item, ItemImpl, parse_str};

use super::tree::missing;
use crate::derived::DeriveError;

/// The generated files, from the ground up.
pub(super) struct Files {
    /// The types of the contract.
    pub(super) types: File,
    /// The client without its operations.
    pub(super) client: File,
    /// The operations, each with its builder.
    pub(super) operations: File,
}

pub(super) fn split(file: File) -> Result<Files, DeriveError> {
    let mut types = None;
    let mut client: Vec<Item> = vec![parse_str("use progenitor_client::{ClientHooks, ClientInfo};")?];
    let mut operations: Vec<Item> = vec![parse_str("use super::client::Client;")?, parse_str("use super::types;")?];
    for mut item in file.items {
        match &mut item {
            Item::Mod(module) if module.ident == "types" => {
                let items = module.content.take().map(|(_, items)| items);
                types = items.map(|items| source_file(module.attrs.iter().cloned().map(inner).collect(), items));
            }
            // Names for a caller to import; the client's root has its own.
            Item::Mod(module) if module.ident == "prelude" => {}
            Item::Impl(block) if has_operations(block) => operations.push(item),
            Item::Struct(_) | Item::Impl(_) => client.push(item),
            _ => operations.push(item),
        }
    }
    let types = types.ok_or_else(|| missing("the module types"))?;
    Ok(Files { types, client: source_file(Vec::new(), client), operations: source_file(Vec::new(), operations) })
}

/// Whether these are the methods that begin the operations.
fn has_operations(block: &ItemImpl) -> bool {
    let is_constructor = |item: &ImplItem| matches!(item, ImplItem::Fn(new) if new.sig.ident == "new_with_client");
    block.trait_.is_none() && !block.items.iter().any(is_constructor)
}

fn source_file(attrs: Vec<Attribute>, items: Vec<Item>) -> File {
    File { shebang: None, attrs, items }
}

/// An attribute of a module, as the module's own file has it.
fn inner(attribute: Attribute) -> Attribute {
    Attribute { style: AttrStyle::Inner(Not::default()), ..attribute }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_file_names_nothing_that_is_above_it() {
        let output = "
            use progenitor_client::ByteStream;
            pub mod types { pub struct Parcel; }
            pub struct Client { inner: u8 }
            impl Client { pub fn new_with_client() -> Self { todo!() } }
            impl ClientHooks for &Client {}
            impl Client { pub fn send(&self) -> builder::Send<'_> { todo!() } }
            pub mod builder { pub struct Send<'a> { client: &'a super::Client } }
            pub mod prelude { pub use self::super::Client; }";
        let files = split(parse_str(output).expect("Rust")).expect("split");
        let [types, client, operations] =
            [files.types, files.client, files.operations].map(|file| prettyplease::unparse(&file));
        assert_eq!(types, "pub struct Parcel;\n");
        assert!(client.contains("struct Client") && client.contains("ClientHooks for &Client"), "{client}");
        assert!(!client.contains("builder") && !client.contains("types"), "{client}");
        assert!(operations.contains("fn send") && operations.contains("pub mod builder"), "{operations}");
        assert!(!operations.contains("struct Client") && !operations.contains("prelude"), "{operations}");
    }
}
