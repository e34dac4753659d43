//! How a message names a part of a document.

use std::fmt;

/// The label of a part of a document, such as `` `Order.lines[].price` `` or ``the request body of `send` ``.
#[derive(Clone, Debug)]
pub(super) struct Label {
    root: String,
    is_name: bool,
    path: String,
}

impl Label {
    /// The label of a part that has a name: an operation or a component.
    pub(super) fn name(name: &str) -> Self {
        Self { root: name.to_owned(), is_name: true, path: String::new() }
    }

    /// The label of a part that has no name, only a description.
    pub(super) fn phrase(phrase: impl Into<String>) -> Self {
        Self { root: phrase.into(), is_name: false, path: String::new() }
    }

    /// The label of a property of this part.
    pub(super) fn property(&self, name: &str) -> Self {
        let dot = if self.is_name || !self.path.is_empty() { "." } else { "" };
        self.child(&format!("{dot}{name}"))
    }

    /// The label of each element of this part.
    pub(super) fn element(&self) -> Self {
        self.child("[]")
    }

    /// The label of each additional property of this part.
    pub(super) fn additional_property(&self) -> Self {
        self.child("{}")
    }

    /// The label of the variant with this index, of a union or an intersection.
    pub(super) fn variant(&self, index: usize) -> Self {
        self.child(&format!("<{}>", index + 1))
    }

    fn child(&self, step: &str) -> Self {
        Self { path: format!("{}{step}", self.path), ..self.clone() }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_name, self.path.as_str()) {
            (true, path) => write!(f, "`{}{path}`", self.root),
            (false, "") => f.write_str(&self.root),
            (false, path) => write!(f, "`{path}` of {}", self.root),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_shows_the_path_from_its_root() {
        let named = Label::name("Answer").property("parts").element().property("kind");
        assert_eq!(named.to_string(), "`Answer.parts[].kind`");
        let described = Label::phrase("the body of `send`");
        assert_eq!(described.to_string(), "the body of `send`");
        assert_eq!(described.property("to").property("name").to_string(), "`to.name` of the body of `send`");
    }
}
