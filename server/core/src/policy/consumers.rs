//! The consumers of a policy over one provider in one region: which identity is whose, and what each may use.

use std::collections::HashMap;
use std::sync::Arc;

use subtle::{ConditionallySelectable as _, ConstantTimeEq as _};

use super::file::ConsumerTable;
use super::model_policy::ModelPolicy;
use super::schema::Rule;
use super::shape::text_holds;
use crate::consumer::{Consumer, IamPrincipal, Identity, KeyDigest};

/// The name of everybody where the policy tells nobody apart.
pub(super) const ANONYMOUS: &str = "anonymous";

/// Whether a consumer may have this name; if not, what must hold of it, as the second part of a sentence.
pub fn check_consumer_name(name: &str) -> Result<(), String> {
    let consumer = Rule::of_the_policy().properties["consumers"].items.as_deref().expect("consumers have a rule");
    let rule = &consumer.properties["name"];
    if name == ANONYMOUS {
        Err(format!("must not be {ANONYMOUS}, which is everybody where there are no consumers"))
    } else if text_holds(name, rule) {
        Ok(())
    } else {
        Err(rule.demand())
    }
}

/// Everyone who may ask.
#[derive(Clone, Debug)]
pub struct Consumers {
    anonymous: Arc<Consumer>,
    named: Vec<Arc<Consumer>>,
    /// The key's digest, and the place of its consumer among the named.
    keys: Vec<(KeyDigest, u32)>,
    identities: HashMap<Identity, u32>,
}

impl Consumers {
    /// Consumers of a policy that offers `models`, the one at `default` to requests that name none.
    pub(super) fn new(tables: &[ConsumerTable], models: &[ModelPolicy], default: &str) -> Self {
        let anonymous = Arc::new(Consumer::new(ANONYMOUS.to_owned(), models.to_vec(), Some(default)));
        let mut consumers = Self { anonymous, named: Vec::new(), keys: Vec::new(), identities: HashMap::new() };
        for (place, table) in (0..).zip(tables) {
            consumers.named.push(Arc::new(consumer(table, models, default)));
            let keys = table.api_key_sha256.iter().flatten();
            consumers.keys.extend(keys.filter_map(|key| Some((KeyDigest::from_hex(&key.0)?, place))));
            consumers.identities.extend(identities(table).map(|identity| (identity, place)));
        }
        consumers
    }

    /// Everybody, where nobody is told apart: all models, no limits but the models' own.
    pub fn anonymous(&self) -> &Arc<Consumer> {
        &self.anonymous
    }

    /// How many consumers the policy names.
    pub fn len(&self) -> usize {
        self.named.len()
    }

    /// Whether the policy names none: then everybody is [`Self::anonymous`].
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// The consumer with this API key. How long it takes to find depends on the number of keys, not on which fits or how
    /// nearly.
    pub fn with_key(&self, key: &[u8]) -> Option<&Arc<Consumer>> {
        let presented = KeyDigest::of(key);
        let mut place = u32::MAX;
        for (digest, of) in &self.keys {
            place.conditional_assign(of, digest.ct_eq(&presented));
        }
        self.at(place)
    }

    /// The consumer whom a gateway has found to be all of `identities`: the first of them that the policy knows decides.
    ///
    /// Each of them is proven, so a policy may tell callers apart by whichever it likes: a user of a Cognito pool who came
    /// with an API key by the one or the other.
    pub fn known_as(&self, identities: &[Identity]) -> Option<&Arc<Consumer>> {
        if self.is_empty() {
            return Some(&self.anonymous);
        }
        self.at(*identities.iter().find_map(|identity| self.identities.get(identity))?)
    }

    fn at(&self, place: u32) -> Option<&Arc<Consumer>> {
        self.named.get(usize::try_from(place).ok()?)
    }
}

/// What a consumer may use of `models`, with its own limits.
fn consumer(table: &ConsumerTable, models: &[ModelPolicy], default: &str) -> Consumer {
    let allowed = |name: &str| table.models.as_ref().is_none_or(|names| names.iter().any(|allowed| allowed == name));
    let models = models.iter().filter(|model| allowed(&model.name));
    let models: Vec<_> = models.map(|model| limited(model, table)).collect();
    let named = table.models.iter().flatten().map(String::as_str);
    let mut defaults = table.default_model.as_deref().into_iter().chain([default]).chain(named);
    let default = defaults.find(|name| models.iter().any(|model| model.name == *name));
    Consumer::new(table.name.0.clone(), models, default)
}

fn limited(model: &ModelPolicy, table: &ConsumerTable) -> ModelPolicy {
    let most = table.max_tokens.unwrap_or(u32::MAX);
    ModelPolicy { max_output_tokens: model.max_output_tokens.min(most), ..model.clone() }
}

fn identities(table: &ConsumerTable) -> impl Iterator<Item = Identity> {
    let subjects = table.cognito_subjects.iter().flatten().map(|subject| Identity::CognitoSubject(subject.0.clone()));
    let principals = table.iam_principals.iter().flatten();
    let principals = principals.map(|principal| Identity::IamPrincipal(IamPrincipal::from_arn(&principal.0)));
    let key_ids = table.api_key_ids.iter().flatten().map(|id| Identity::ApiKeyId(id.0.clone()));
    subjects.chain(principals).chain(key_ids)
}
