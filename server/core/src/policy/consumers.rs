//! The consumers of a policy for one provider in one region: which callers they are, and which models each may use.

use std::collections::HashMap;
use std::iter;
use std::sync::Arc;

use subtle::{ConditionallySelectable as _, ConstantTimeEq as _};

use super::consumer::{ANONYMOUS, Consumer};
use super::file::ConsumerTable;
use super::model_policy::ModelPolicy;
use super::schema::Rule;
use crate::identity::{IamPrincipal, Identity, KeyDigest};

/// Checks that a consumer may have this name.
///
/// # Errors
///
/// What must hold of the name, as the end of a sentence that begins with the name.
///
/// # Panics
///
/// Never: a test calls it.
pub fn check_consumer_name(name: &str) -> Result<(), String> {
    let consumer = Rule::of_policy().properties["consumers"].items.as_deref().expect("consumers have a rule");
    let rule = &consumer.properties["name"];
    if name == ANONYMOUS {
        Err(format!("must not be {ANONYMOUS}, which stands for all callers in a policy without consumers"))
    } else if rule.accepts_text(name) {
        Ok(())
    } else {
        Err(rule.requirement())
    }
}

/// All consumers, and the identities by which they are known.
#[derive(Clone, Debug)]
pub struct Consumers {
    anonymous: Arc<Consumer>,
    named: Vec<Arc<Consumer>>,
    /// The digests of the server's own API keys. Each has the index of its consumer in `named`.
    keys: Vec<(KeyDigest, u32)>,
    /// The identities that a gateway proves. Each has the index of its consumer in `named`.
    identities: HashMap<Identity, u32>,
}

impl Consumers {
    /// The consumers of a policy that offers `models`. `default` is the name of the model of requests that name none.
    pub(super) fn new(tables: &[ConsumerTable], models: &[ModelPolicy], default: &str) -> Self {
        let anonymous = Arc::new(Consumer::new(ANONYMOUS.to_owned(), models.to_vec(), Some(default)));
        let mut consumers = Self { anonymous, named: Vec::new(), keys: Vec::new(), identities: HashMap::new() };
        for (index, table) in (0..).zip(tables) {
            consumers.named.push(Arc::new(consumer(table, models, default)));
            let keys = table.api_key_sha256.iter().flatten();
            consumers.keys.extend(keys.filter_map(|key| Some((KeyDigest::from_hex(&key.0)?, index))));
            consumers.identities.extend(identities(table).map(|identity| (identity, index)));
        }
        consumers
    }

    /// The consumer that stands for all callers in a policy without consumers. It may use all models within the models' own
    /// limits.
    pub fn anonymous(&self) -> &Arc<Consumer> {
        &self.anonymous
    }

    /// Every consumer: the anonymous one, then those that the policy names.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Consumer>> {
        iter::once(&self.anonymous).chain(&self.named)
    }

    /// The number of consumers that the policy names.
    pub fn len(&self) -> usize {
        self.named.len()
    }

    /// Whether the policy names no consumers. Then every caller is [`Self::anonymous`].
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// The consumer with this API key. The time of the search depends on the number of keys, but not on which key matches or
    /// how much of it.
    pub fn with_key(&self, key: &[u8]) -> Option<&Arc<Consumer>> {
        let presented = KeyDigest::of(key);
        let mut index = u32::MAX;
        for (digest, of) in &self.keys {
            index.conditional_assign(of, digest.ct_eq(&presented));
        }
        self.at(index)
    }

    /// The consumer of a caller for whom a gateway has proven all these identities. The first identity that the policy knows
    /// decides.
    ///
    /// All are proven, so a policy may use any of them: a user of a Cognito pool who sent an API key may be known by the user
    /// or by the key.
    pub fn with_identity(&self, identities: &[Identity]) -> Option<&Arc<Consumer>> {
        if self.is_empty() {
            return Some(&self.anonymous);
        }
        self.at(*identities.iter().find_map(|identity| self.identities.get(identity))?)
    }

    fn at(&self, index: u32) -> Option<&Arc<Consumer>> {
        self.named.get(usize::try_from(index).ok()?)
    }
}

/// A consumer with those of the `models` that it may use, with its own limits.
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
    let limit = table.max_tokens.unwrap_or(u32::MAX);
    ModelPolicy { max_output_tokens: model.max_output_tokens.min(limit), ..model.clone() }
}

fn identities(table: &ConsumerTable) -> impl Iterator<Item = Identity> {
    let subjects = table.cognito_subjects.iter().flatten().map(|subject| Identity::CognitoSubject(subject.0.clone()));
    let principals = table.iam_principals.iter().flatten();
    let principals = principals.map(|principal| Identity::IamPrincipal(IamPrincipal::from_arn(&principal.0)));
    let key_ids = table.api_key_ids.iter().flatten().map(|id| Identity::ApiKeyId(id.0.clone()));
    let key_names = table.api_key_names.iter().flatten().map(|name| Identity::ApiKeyName(name.0.clone()));
    subjects.chain(principals).chain(key_ids).chain(key_names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Catalogue, EMBEDDED, Policy, Provider};

    const KEY: &[u8] = b"a key";

    fn catalogue(consumers: &str) -> Catalogue {
        let policy = Policy::parse(format!("{EMBEDDED}\n{consumers}")).unwrap_or_else(|error| panic!("{error}"));
        policy.catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered")
    }

    /// A consumer with these fields, known by the key.
    fn consumer(fields: &str) -> Arc<Consumer> {
        let digest = KeyDigest::of(KEY).to_hex();
        let catalogue =
            catalogue(&format!("[[consumers]]\nname = \"it\"\napi_key_sha256 = [\"{digest}\"]\n{fields}\n"));
        catalogue.consumers().with_key(KEY).expect("known").clone()
    }

    fn names(consumer: &Consumer) -> Vec<&str> {
        consumer.models().iter().map(|model| model.name.as_str()).collect()
    }

    #[test]
    fn the_default_is_the_consumers_own_else_the_policys_else_the_first_that_it_may_use() {
        for (fields, expected) in [
            ("", Some("nova-micro")),
            ("default_model = \"nova-pro\"", Some("nova-pro")),
            ("models = [\"nova-lite\", \"nova-micro\"]", Some("nova-micro")),
            ("models = [\"nova-pro\", \"nova-lite\"]", Some("nova-pro")),
            ("models = [\"nova-pro\", \"nova-lite\"]\ndefault_model = \"nova-lite\"", Some("nova-lite")),
            // These models have another provider than the one that the server uses.
            (
                "models = [\"smollm2-135m-instruct\", \"nova-lite\"]\ndefault_model = \"smollm2-135m-instruct\"",
                Some("nova-lite"),
            ),
            ("models = [\"smollm2-135m-instruct\"]", None),
        ] {
            assert_eq!(consumer(fields).default_model().map(|model| model.name.as_str()), expected, "{fields}");
        }
    }

    #[test]
    fn a_gateway_has_the_keys_of_the_consumers_or_one_key_if_there_are_no_consumers() {
        let names = |consumers: &str| {
            let policy = Policy::parse(format!("{EMBEDDED}\n{consumers}")).unwrap_or_else(|error| panic!("{error}"));
            policy.gateway_key_names().into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let of = |name: &str, field: &str| format!("[[consumers]]\nname = \"{name}\"\n{field}\n");
        let (billing, search) =
            (of("billing", "api_key_names = [\"b-2\", \"b-1\"]"), of("search", "api_key_ids = [\"a\"]"));
        assert_eq!(names(""), ["default"]);
        assert_eq!(names(&format!("{search}{billing}")), ["b-2", "b-1"]);
        assert!(names(&search).is_empty());
    }

    #[test]
    fn a_consumers_limit_lowers_the_limits_of_models_and_raises_none() {
        let limits = |fields| consumer(fields).models().iter().map(|model| model.max_output_tokens).collect::<Vec<_>>();
        assert_eq!(limits(""), [5_000, 5_000, 5_000, 8_000]);
        assert_eq!(limits("max_tokens = 6_000"), [5_000, 5_000, 5_000, 6_000]);
        assert_eq!(limits("max_tokens = 1"), [1, 1, 1, 1]);
    }

    #[test]
    fn models_are_in_the_policys_order_without_unavailable_ones() {
        let consumer = consumer("models = [\"smollm2-135m-instruct\", \"nova-lite\", \"nova-micro\"]");
        assert_eq!(names(&consumer), ["nova-micro", "nova-lite"]);
    }

    #[test]
    fn a_consumers_default_that_has_no_id_in_the_region_is_refused_as_the_policys_default_is() {
        let text = format!(
            "{EMBEDDED}\n[[consumers]]\nname = \"it\"\napi_key_ids = [\"a\"]\ndefault_model = \"nova-micro\"\n"
        );
        let text = text.replace("bedrock = \"nova-micro\"", "bedrock = \"nova-lite\"");
        let policy = Policy::parse(text).unwrap_or_else(|error| panic!("{error}"));
        let error = policy.catalogue(Provider::Bedrock, Some("us-west-1")).expect_err("refused");
        assert!(error.to_string().starts_with("the default model nova-micro has no id in"), "{error}");
    }

    #[test]
    fn each_key_of_each_consumer_finds_it_and_no_other_finds_any() {
        let (first, second, third) =
            (KeyDigest::of(b"1").to_hex(), KeyDigest::of(b"2").to_hex(), KeyDigest::of(b"3").to_hex());
        let catalogue = catalogue(&format!(
            "[[consumers]]\nname = \"one\"\napi_key_sha256 = [\"{first}\", \"{second}\"]\n\
             [[consumers]]\nname = \"two\"\napi_key_sha256 = [\"{third}\"]\n"
        ));
        let found = |key: &[u8]| catalogue.consumers().with_key(key).map(|consumer| consumer.name().to_owned());
        assert_eq!(
            [found(b"1"), found(b"2"), found(b"3")],
            [Some("one"), Some("one"), Some("two")].map(|name| name.map(str::to_owned))
        );
        for other in [&b""[..], b"4", b"11", first.as_bytes()] {
            assert_eq!(found(other), None);
        }
    }

    #[test]
    fn the_first_identity_that_the_policy_knows_decides() {
        let consumers = catalogue(
            "[[consumers]]\nname = \"user\"\ncognito_subjects = [\"a\"]\n\
             [[consumers]]\nname = \"role\"\niam_principals = [\"arn:aws:iam::123456789012:role/teams/r\"]\n\
             [[consumers]]\nname = \"key\"\napi_key_ids = [\"a\"]\n",
        );
        let subject = |subject: &str| Identity::CognitoSubject(subject.to_owned());
        let role = |role: &str| {
            Identity::IamPrincipal(IamPrincipal::from_arn(&format!(
                "arn:aws:sts::123456789012:assumed-role/{role}/session"
            )))
        };
        let key = |id: &str| Identity::ApiKeyId(id.to_owned());
        for (identities, expected) in [
            (vec![subject("a"), role("r"), key("a")], Some("user")),
            (vec![subject("b"), role("r"), key("a")], Some("role")),
            (vec![subject("b"), role("s"), key("a")], Some("key")),
            (vec![key("a")], Some("key")),
            (vec![subject("b"), role("s"), key("b")], None),
            (vec![], None),
        ] {
            let found = consumers.consumers().with_identity(&identities).map(|consumer| consumer.name());
            assert_eq!(found, expected, "{identities:?}");
        }
    }

    #[test]
    fn in_a_policy_without_consumers_every_caller_is_anonymous() {
        let catalogue = catalogue("");
        let consumer = catalogue.consumers().with_identity(&[Identity::ApiKeyId("a".to_owned())]).expect("anybody");
        assert_eq!((consumer.name(), consumer.models().len()), (ANONYMOUS, 4));
        assert!(catalogue.consumers().with_key(KEY).is_none(), "a key is somebody's");
    }

    #[test]
    fn a_consumers_name_is_checked_by_the_policys_rule() {
        check_consumer_name("billing-2.eu").expect("a name");
        for no_name in ["", "two words", "-x", "\"", "anonymous"] {
            let message = check_consumer_name(no_name).expect_err("no name");
            assert!(message.starts_with("must "), "{message}");
        }
    }
}
