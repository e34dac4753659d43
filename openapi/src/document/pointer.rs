//! JSON pointers (RFC 6901), built while a function walks down a value.

use std::fmt;

/// A place in a JSON value.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to a member or an element of the value that `self` points to.
    #[must_use]
    pub fn child(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{token}", self.0))
    }

    /// The pointer as RFC 6901 writes it. The empty string points to the whole value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This pointer, then its parent, and so on up to the pointer to the whole value.
    pub(crate) fn ancestors(&self) -> impl Iterator<Item = Self> {
        let parent = |pointer: &Self| pointer.0.rfind('/').map(|end| Self(pointer.0[..end].to_owned()));
        std::iter::successors(Some(self.clone()), parent)
    }

    /// The unescaped tokens of the pointer, joined with dots: `/stop_sequences/0` becomes `stop_sequences.0`.
    pub fn dotted(&self) -> String {
        self.0.trim_start_matches('/').replace('/', ".").replace("~1", "/").replace("~0", "~")
    }
}

impl From<&str> for Pointer {
    fn from(pointer: &str) -> Self {
        Self(pointer.to_owned())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_tildes_of_a_name_are_escaped() {
        let pointer = Pointer::default().child("paths").child("/a~b");
        assert_eq!(pointer.as_str(), "/paths/~1a~0b");
        assert_eq!(pointer.dotted(), "paths./a~b");
    }

    #[test]
    fn the_ancestors_of_a_pointer_end_with_the_whole_value() {
        let ancestors: Vec<_> = Pointer::from("/a/b").ancestors().map(|pointer| pointer.to_string()).collect();
        assert_eq!(ancestors, ["/a/b", "/a", ""]);
    }
}
