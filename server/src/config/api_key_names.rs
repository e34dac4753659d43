//! The names of the gateway's API keys, by id.

use std::collections::HashMap;
use std::str::FromStr;

/// The names of the gateway's API keys, by id.
///
/// The policy lists keys by name, but a request from API Gateway carries the id of its key. Only the CloudFormation stack that
/// creates the keys knows both, so it passes them in a variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ApiKeyNames(HashMap<String, String>);

impl ApiKeyNames {
    /// The name of the key with this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

impl FromStr for ApiKeyNames {
    type Err = &'static str;

    /// Reads `name=id,name=id`. An empty text is accepted and means that no key has a name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut names = HashMap::new();
        for pair in text.split(',').filter(|pair| !pair.is_empty()) {
            let halves = pair.split_once('=').filter(|(name, id)| !name.is_empty() && !id.is_empty());
            let (name, id) = halves.ok_or("must be pairs of a name and an id, such as billing=a1b2c3,search=d4e5f6")?;
            if names.insert(id.to_owned(), name.to_owned()).is_some() {
                return Err("two names must not have the same id");
            }
        }
        Ok(Self(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_id_and_a_text_without_pairs_is_refused() {
        let names: ApiKeyNames = "billing=a1b2c3,search-1=d4e5f6".parse().expect("reads");
        assert_eq!(names.by_id("a1b2c3"), Some("billing"));
        assert_eq!(names.by_id("d4e5f6"), Some("search-1"));
        assert_eq!("".parse(), Ok(ApiKeyNames::default()));
        for fault in ["billing", "=a1b2c3", "billing=", "billing=a,search"] {
            assert!(fault.parse::<ApiKeyNames>().expect_err(fault).contains("pairs"), "{fault}");
        }
        assert!("billing=a,search=a".parse::<ApiKeyNames>().expect_err("refused").contains("same id"));
    }
}
