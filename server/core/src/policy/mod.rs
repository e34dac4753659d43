//! The policy: which models may be used, with which limits, defaults and prices.
//!
//! One TOML file decides; [`Policy::embedded`] is the one for those who have written none. A policy is checked whole
//! when it is read: what [`Policy::parse`] returns needs no further checks.

mod model_policy;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use model_policy::{ModelPolicy, ParameterRequest, Price, Provider};

/// The default policy, as TOML.
const EMBEDDED: &str = include_str!("default.toml");

/// A checked policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    defaults: Defaults,
    default_model: BTreeMap<Provider, String>,
    models: Vec<ModelPolicy>,
}

/// What a request gets that does not ask for anything else.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// Randomness, 0 to 1.
    pub temperature: f32,
    /// Nucleus sampling, 0 to 1.
    pub top_p: f32,
    /// Most tokens to generate. A model that allows fewer gets its own maximum.
    pub max_tokens: u32,
}

/// Why a policy was refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML, or not the policy's fields. The message has line and column.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    /// The fields contradict each other.
    #[error("{0}")]
    Inconsistent(String),
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
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = toml::from_str(text)?;
        policy.check().map_err(PolicyError::Inconsistent)?;
        Ok(policy)
    }

    /// What the policy offers over `provider`, or `None` where it has no model of that provider.
    pub fn catalogue(&self, provider: Provider) -> Option<Catalogue> {
        let models: Vec<_> = self.models.iter().filter(|model| model.provider == provider).cloned().collect();
        let default = models.iter().position(|model| Some(&model.name) == self.default_model.get(&provider))?;
        Some(Catalogue { defaults: self.defaults, default, models })
    }

    fn check(&self) -> Result<(), String> {
        let Defaults { temperature, top_p, max_tokens } = self.defaults;
        for (name, value) in [("temperature", temperature), ("top_p", top_p)] {
            if !(0.0..=1.0).contains(&value) {
                return Err(format!("defaults.{name} must be from 0 to 1"));
            }
        }
        if max_tokens == 0 {
            return Err("defaults.max_tokens must be at least 1".to_owned());
        }
        for (index, model) in self.models.iter().enumerate() {
            model.check()?;
            if self.models[..index].iter().any(|other| other.name == model.name) {
                return Err(format!("two models have the name {:?}", model.name));
            }
            if !self.default_model.contains_key(&model.provider) {
                return Err(format!("default_model.{} is missing: the policy has such models", model.provider));
            }
        }
        for (provider, name) in &self.default_model {
            if !self.models.iter().any(|model| model.provider == *provider && model.name == *name) {
                return Err(format!("default_model.{provider} names {name:?}, which no {provider} model has"));
            }
        }
        Ok(())
    }
}

/// What a policy offers over one provider: at least one model, one of them the default.
#[derive(Clone, Debug)]
pub struct Catalogue {
    defaults: Defaults,
    default: usize,
    models: Vec<ModelPolicy>,
}

impl Catalogue {
    /// The parameters of a request that asks for none.
    pub fn defaults(&self) -> Defaults {
        self.defaults
    }

    /// The model of a request that names none.
    pub fn default_model(&self) -> &ModelPolicy {
        &self.models[self.default]
    }

    /// The model with this public name.
    pub fn find(&self, name: &str) -> Option<&ModelPolicy> {
        self.models.iter().find(|model| model.name == name)
    }

    /// The models, in the policy's order.
    pub fn models(&self) -> &[ModelPolicy] {
        &self.models
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(edit: impl Fn(String) -> String) -> String {
        Policy::parse(&edit(EMBEDDED.to_owned())).expect_err("refused").to_string()
    }

    #[test]
    fn the_embedded_policy_offers_nova_micro_on_bedrock() {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock).expect("has Bedrock models");
        assert_eq!(catalogue.default_model().name, "nova-micro");
        assert!(catalogue.find("titan-text-express").is_some());
        assert!(catalogue.find("smollm2-135m-instruct").is_none(), "a local model");
    }

    #[test]
    fn an_unknown_field_is_refused_with_its_line_and_column() {
        let message = refusal(|text| text.replace("max_tokens = 1024", "max_tokns = 1024"));
        assert!(message.contains("line 8, column 1"), "{message}");
        assert!(message.contains("max_tokns"), "{message}");
    }

    #[test]
    fn a_default_model_that_no_model_has_is_refused() {
        let message = refusal(|text| text.replace("bedrock = \"nova-micro\"", "bedrock = \"nova\""));
        assert_eq!(message, "default_model.bedrock names \"nova\", which no bedrock model has");
    }

    #[test]
    fn two_models_of_one_name_are_refused() {
        let message = refusal(|text| text.replace("name = \"nova-lite\"", "name = \"nova-micro\""));
        assert_eq!(message, "two models have the name \"nova-micro\"");
    }

    #[test]
    fn a_default_out_of_range_is_refused() {
        let message = refusal(|text| text.replace("\ntop_p = 0.9", "\ntop_p = 1.5"));
        assert_eq!(message, "defaults.top_p must be from 0 to 1");
    }

    #[test]
    fn a_price_that_is_no_decimal_is_refused() {
        let message = refusal(|text| text.replace("\"0.035\"", "\"cheap\""));
        assert!(message.contains("line"), "{message}");
    }
}
