//! JSON pointers (RFC 6901), built while walking down a value.

use std::fmt;

/// Where in a JSON value something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to a member or an element of what `self` points to.
    #[must_use]
    pub fn child(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string().replace('~', "~0").replace('/', "~1");
        Self(format!("{}/{token}", self.0))
    }

    /// The pointer as RFC 6901 writes it; the empty string is the whole value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This place, then each that it is part of, from the inside out; the whole value is the last.
    pub(crate) fn upwards(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), |place| place.0.rfind('/').map(|end| Self(place.0[..end].to_owned())))
    }

    /// The pointer's tokens without slashes' escapes, joined with dots: `/stop_sequences/0` reads `stop_sequences.0`.
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
    fn a_place_is_part_of_each_place_above_it() {
        let upwards: Vec<_> = Pointer::from("/a/b").upwards().map(|place| place.to_string()).collect();
        assert_eq!(upwards, ["/a/b", "/a", ""]);
    }
}
