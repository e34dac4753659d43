//! Generated Rust as files of source.

use syn::token::Not;
use syn::{AttrStyle, Attribute, File, Item, ItemMod};

/// A file with these items.
pub(crate) fn of_items(items: Vec<Item>) -> File {
    File { shebang: None, attrs: Vec::new(), items }
}

/// The content of a module as a file of its own.
pub(crate) fn of_module(module: ItemMod) -> File {
    let inner = |attribute| Attribute { style: AttrStyle::Inner(Not::default()), ..attribute };
    let items = module.content.map(|(_, items)| items).unwrap_or_default();
    File { shebang: None, attrs: module.attrs.into_iter().map(inner).collect(), items }
}
