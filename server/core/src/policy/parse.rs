//! Reads a policy: from its text to a checked one.

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use super::fault::{Found, PolicyError};
use super::file::PolicyFile;
use super::{consistency, shape, tasks};

/// The default policy, as it is written. A file of one's own starts from a copy of it.
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
    /// Every fault of the policy at once; of a text that is no TOML, every fault of the syntax.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, PolicyError> {
        let text = text.as_ref();
        read(text).map(|file| Self { file }).map_err(|found| PolicyError::new(text, found))
    }

    /// The names of all models, in the policy's order.
    pub fn model_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.file.models.iter().map(|model| model.name.0.as_str())
    }

    /// Whether any consumer has an API key of the server's own.
    pub fn has_api_keys(&self) -> bool {
        self.file.consumers.iter().any(|consumer| consumer.api_key_sha256.is_some())
    }

    /// The names of the API keys that a gateway in front has to have, in the policy's order. Where nobody is told apart it is
    /// one key for everybody.
    pub fn gateway_key_names(&self) -> Vec<&str> {
        if self.file.consumers.is_empty() {
            return vec!["default"];
        }
        let names = self.file.consumers.iter().flat_map(|consumer| consumer.api_key_names.iter().flatten());
        names.map(|name| name.0.as_str()).collect()
    }
}

fn read(text: &[u8]) -> Result<PolicyFile, Vec<Found>> {
    let text = str::from_utf8(text).map_err(|error| {
        vec![Found { offset: error.valid_up_to(), sentence: "a policy must be text in UTF-8".to_owned() }]
    })?;
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax_faults(&errors));
    }
    let tree = Spanned::new(root.span(), DeValue::Table(root.into_inner()));
    let mut found = shape::faults(&tree);
    found.extend(consistency::faults(&tree));
    found.extend(tasks::faults(&tree, text));
    if !found.is_empty() {
        return Err(found);
    }
    // What the schema accepts, its types read. If they should not, the place is known all the same.
    PolicyFile::deserialize(ValueDeserializer::from(tree)).map_err(|error| vec![not_toml(&error)])
}

/// What of `errors` is worth telling: after a bracket that is not closed, the parser takes what follows for the inside of
/// it and finds every key there twice.
fn syntax_faults(errors: &[Error]) -> Vec<Found> {
    let broken: Vec<_> = errors.iter().filter(|error| error.message() != "duplicate key").collect();
    if broken.is_empty() { errors.iter().map(not_toml).collect() } else { broken.into_iter().map(not_toml).collect() }
}

fn not_toml(error: &Error) -> Found {
    let sentence = format!("the policy must be TOML: {}", error.message());
    Found { offset: error.span().map_or(0, |span| span.start), sentence }
}
