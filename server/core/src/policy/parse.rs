//! Reads a policy: from its text to a checked one.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use super::file::PolicyFile;
use super::finding::{PolicyError, RawFinding};
use super::{cross_field_rules, prompt_check, schema_check};

/// The text of the default policy. A new policy starts from a copy of it.
pub const EMBEDDED: &str = include_str!("default.toml");

/// A checked policy.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) file: PolicyFile,
}

impl Policy {
    /// The default policy.
    ///
    /// # Panics
    ///
    /// Never: a test parses it.
    pub fn embedded() -> Self {
        Self::parse(EMBEDDED).expect("the embedded policy is valid")
    }

    /// Reads and checks a policy.
    ///
    /// # Errors
    ///
    /// All findings of the policy at once. If the text is not TOML, all syntax errors at once.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, PolicyError> {
        let text = text.as_ref();
        read(text).map(|file| Self { file }).map_err(|found| PolicyError::new(text, found))
    }

    /// The names of all models, in the policy's order.
    pub fn model_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.file.models.iter().map(|model| model.name.0.as_str())
    }

    /// Whether any consumer has one of the server's own API keys.
    pub fn has_api_keys(&self) -> bool {
        self.file.consumers.iter().any(|consumer| consumer.api_key_sha256.is_some())
    }

    /// The names of the API keys that the gateway must have, in the policy's order. A policy without consumers has one key
    /// for all callers.
    pub fn gateway_key_names(&self) -> Vec<&str> {
        if self.file.consumers.is_empty() {
            return vec!["default"];
        }
        let names = self.file.consumers.iter().flat_map(|consumer| consumer.api_key_names.iter().flatten());
        names.map(|name| name.0.as_str()).collect()
    }
}

fn read(text: &[u8]) -> Result<PolicyFile, Vec<RawFinding>> {
    let text = str::from_utf8(text).map_err(|error| {
        vec![RawFinding { offset: error.valid_up_to(), message: "a policy must be text in UTF-8".to_owned() }]
    })?;
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax_errors(&errors));
    }
    let tree = Spanned::new(root.span(), DeValue::Table(root.into_inner()));
    let mut found = schema_check::findings(&tree);
    found.extend(cross_field_rules::findings(&tree));
    found.extend(prompt_check::findings(&tree, text));
    if !found.is_empty() {
        return Err(found);
    }
    // The types read what the schema accepts. If there is a defect and they do not, the place is reported as well.
    PolicyFile::deserialize(ValueDeserializer::from(tree)).map_err(|error| vec![not_toml(&error)])
}

/// The errors that are worth reporting. After a missing closing bracket the parser takes the following lines for the inside of
/// the bracket and reports each of their keys as a duplicate.
fn syntax_errors(errors: &[Error]) -> Vec<RawFinding> {
    let broken: Vec<_> = errors.iter().filter(|error| error.message() != "duplicate key").collect();
    if broken.is_empty() { errors.iter().map(not_toml).collect() } else { broken.into_iter().map(not_toml).collect() }
}

fn not_toml(error: &Error) -> RawFinding {
    let message = format!("the policy must be TOML: {}", error.message());
    RawFinding { offset: error.span().map_or(0, |span| span.start), message }
}
