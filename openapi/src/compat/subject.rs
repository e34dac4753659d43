//! What a sentence is about, as its reader would call it.

use std::fmt;

/// A part of a document.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    root: String,
    is_name: bool,
    path: String,
}

impl Subject {
    /// Something that has a name of its own: an operation, a component.
    pub(super) fn name(name: &str) -> Self {
        Self { root: name.to_owned(), is_name: true, path: String::new() }
    }

    /// Something that is described.
    pub(super) fn phrase(phrase: impl Into<String>) -> Self {
        Self { root: phrase.into(), is_name: false, path: String::new() }
    }

    /// A field of it.
    pub(super) fn field(&self, name: &str) -> Self {
        let dot = if self.is_name || !self.path.is_empty() { "." } else { "" };
        self.deeper(&format!("{dot}{name}"))
    }

    /// Each element of it.
    pub(super) fn element(&self) -> Self {
        self.deeper("[]")
    }

    /// Each value of it that has no name in the document.
    pub(super) fn value(&self) -> Self {
        self.deeper("{}")
    }

    /// An alternative of it.
    pub(super) fn variant(&self, number: usize) -> Self {
        self.deeper(&format!("<{}>", number + 1))
    }

    fn deeper(&self, step: &str) -> Self {
        Self { path: format!("{}{step}", self.path), ..self.clone() }
    }
}

impl fmt::Display for Subject {
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
    fn a_subject_reads_as_its_path() {
        let named = Subject::name("Answer").field("parts").element().field("kind");
        assert_eq!(named.to_string(), "`Answer.parts[].kind`");
        let described = Subject::phrase("the body of `send`");
        assert_eq!(described.to_string(), "the body of `send`");
        assert_eq!(described.field("to").field("name").to_string(), "`to.name` of the body of `send`");
    }
}
