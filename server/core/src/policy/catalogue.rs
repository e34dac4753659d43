//! What a policy offers over one provider in one region.

use super::consumers::Consumers;
use super::file::{DefaultsTable, ModelTable, PolicyFile, PriceTable, ProviderName};
use super::model_policy::{ModelPolicy, Price, Provider};
use super::parse::Policy;
use super::region;

/// What a policy offers over one provider in one region: at least one model, one of them the default.
#[derive(Clone, Debug)]
pub struct Catalogue {
    defaults: Defaults,
    default: usize,
    models: Vec<ModelPolicy>,
    left_out: Vec<String>,
    consumers: Consumers,
}

/// What a request gets that does not ask for anything else.
#[derive(Clone, Copy, Debug)]
pub struct Defaults {
    /// Randomness, 0 to 1.
    pub temperature: f32,
    /// Nucleus sampling, 0 to 1.
    pub top_p: f32,
    /// Most tokens to generate. A model that allows fewer gets its own maximum.
    pub max_tokens: u32,
}

/// Why a policy offers nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// It has no model of the provider.
    #[error("the policy has no {0} models: add one, and its name under default_model")]
    NoModels(Provider),
    /// The model of a request that names none is not to be had in the region.
    #[error(
        "the default model {model} has no id in the region {region}: in the policy, give it one, or make a model the \
         default that has one; or choose another region"
    )]
    DefaultNotInRegion {
        /// The model's public name.
        model: String,
        /// The region.
        region: String,
    },
}

impl Policy {
    /// What the policy offers over `provider` to a caller in `region`. A provider without regions has `None`.
    pub fn catalogue(&self, provider: Provider, region: Option<&str>) -> Result<Catalogue, CatalogueError> {
        let PolicyFile { defaults, default_model, models, consumers } = &self.file;
        let default_name = match provider {
            Provider::Bedrock => &default_model.bedrock,
            Provider::Local => &default_model.local,
        };
        let default_name = default_name.as_ref().ok_or(CatalogueError::NoModels(provider))?;
        let (mut offered, mut left_out) = (Vec::new(), Vec::new());
        for model in models.iter().filter(|model| model.provider == provider.into()) {
            match region::id_and_price(model, region) {
                Some((id, price)) => offered.push(offer(model, provider, id, price)),
                None => left_out.push(model.name.0.clone()),
            }
        }
        let default = offered.iter().position(|model| model.name == *default_name);
        let not_in_region = |model: &str| CatalogueError::DefaultNotInRegion {
            model: model.to_owned(),
            region: region.unwrap_or("(none)").to_owned(),
        };
        let default = default.ok_or_else(|| not_in_region(default_name))?;
        let consumers_defaults = consumers.iter().filter_map(|consumer| consumer.default_model.as_ref());
        if let Some(model) = consumers_defaults.into_iter().find(|model| left_out.contains(model)) {
            return Err(not_in_region(model));
        }
        let consumers = Consumers::new(consumers, &offered, default_name);
        Ok(Catalogue { defaults: defaults.into(), default, models: offered, left_out, consumers })
    }
}

fn offer(model: &ModelTable, provider: Provider, id: &str, price: Option<PriceTable>) -> ModelPolicy {
    ModelPolicy {
        name: model.name.0.clone(),
        provider,
        id: id.to_owned(),
        context_tokens: model.context_tokens,
        max_output_tokens: model.max_output_tokens,
        system_prompt: model.system_prompt,
        min_temperature: model.min_temperature,
        top_p_excludes_temperature: model.top_p_excludes_temperature,
        price: price.map(|price| Price { input: price.input.0, output: price.output.0 }),
    }
}

impl From<Provider> for ProviderName {
    fn from(provider: Provider) -> Self {
        match provider {
            Provider::Bedrock => Self::Bedrock,
            Provider::Local => Self::Local,
        }
    }
}

impl From<&DefaultsTable> for Defaults {
    fn from(table: &DefaultsTable) -> Self {
        Self { temperature: table.temperature, top_p: table.top_p, max_tokens: table.max_tokens }
    }
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

    /// Everyone who may ask.
    pub fn consumers(&self) -> &Consumers {
        &self.consumers
    }

    /// The names of the provider's models that have no id in the region.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A policy with one Bedrock model that has these `ids`, and the price of 1 a million tokens where they have none.
    fn policy(ids: &str) -> Policy {
        let (head, _) = super::super::EMBEDDED.split_once("[default_model]").expect("a default model");
        let text = format!(
            "{head}[default_model]\nbedrock = \"m\"\n\n[[models]]\nname = \"m\"\nprovider = \"bedrock\"\n\
             context_tokens = 2\nmax_output_tokens = 1\nprice = {{ input = \"1\", output = \"1\" }}\nids = [{ids}]\n"
        );
        Policy::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    fn id(policy: &Policy, region: &str) -> Option<String> {
        Some(policy.catalogue(Provider::Bedrock, Some(region)).ok()?.default_model().id.clone())
    }

    #[test]
    fn the_longest_region_that_fits_decides() {
        let policy = policy(
            r#"{ id = "own", regions = ["us-east-1"] }, { id = "any", regions = ["*"] },
            { id = "east", regions = ["us-east-1*", "eu-west-2"] }, { id = "us", regions = ["us-*"] }"#,
        );
        for (region, expected) in [
            ("us-east-1", "own"),
            ("us-east-12", "east"),
            ("us-west-2", "us"),
            ("eu-west-2", "east"),
            ("eu-west-1", "any"),
        ] {
            assert_eq!(id(&policy, region).as_deref(), Some(expected), "{region}");
        }
    }

    #[test]
    fn a_region_without_an_id_leaves_the_model_out() {
        let policy = policy(r#"{ id = "us", regions = ["us-*"] }"#);
        assert_eq!(id(&policy, "usa-1"), None);
        let error = policy.catalogue(Provider::Bedrock, Some("ap-northeast-1")).expect_err("refused");
        assert_eq!(
            error,
            CatalogueError::DefaultNotInRegion { model: "m".to_owned(), region: "ap-northeast-1".to_owned() }
        );
        assert!(error.to_string().contains("m has no id in the region ap-northeast-1"), "{error}");
        assert!(policy.catalogue(Provider::Bedrock, None).is_err(), "nothing is known of no region");
    }

    #[test]
    fn a_price_of_a_region_takes_the_place_of_the_models() {
        let policy = policy(
            r#"{ id = "us", regions = ["us-east-1"] },
            { id = "eu", regions = ["eu-west-1"], price = { input = "2", output = "3" } }"#,
        );
        let price = |region| {
            let catalogue = policy.catalogue(Provider::Bedrock, Some(region)).expect("offered");
            catalogue.default_model().price.expect("priced").input.to_string()
        };
        assert_eq!((price("us-east-1"), price("eu-west-1")), ("1".to_owned(), "2".to_owned()));
    }

    #[test]
    fn a_provider_without_models_offers_nothing() {
        let error =
            policy(r#"{ id = "us", regions = ["us-*"] }"#).catalogue(Provider::Local, None).expect_err("refused");
        assert_eq!(error, CatalogueError::NoModels(Provider::Local));
    }

    #[test]
    fn the_embedded_policy_offers_nova_micro_on_bedrock() {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("has Bedrock models");
        assert_eq!(catalogue.default_model().name, "nova-micro");
        assert!(catalogue.find("titan-text-express").is_some());
        assert!(catalogue.find("smollm2-135m-instruct").is_none(), "a local model");
        assert_eq!(catalogue.left_out(), [""; 0]);
    }

    /// The model cards of the Bedrock guide: the id itself where the model is in the region, else the geography's.
    #[test]
    fn the_embedded_policy_calls_nova_by_the_id_that_the_region_has() {
        let policy = Policy::embedded();
        let cases = [
            ("us-east-1", "amazon.nova-micro-v1:0"),
            ("us-gov-west-1", "amazon.nova-micro-v1:0"),
            ("eu-west-2", "amazon.nova-micro-v1:0"),
            ("ap-southeast-2", "amazon.nova-micro-v1:0"),
            ("us-west-2", "us.amazon.nova-micro-v1:0"),
            ("eu-central-1", "eu.amazon.nova-micro-v1:0"),
            ("il-central-1", "eu.amazon.nova-micro-v1:0"),
        ];
        for (region, expected) in cases {
            assert_eq!(id(&policy, region).as_deref(), Some(expected), "{region}");
        }
        assert_eq!(id(&policy, "sa-east-1"), None);
        let error = policy.catalogue(Provider::Bedrock, Some("ap-northeast-1")).expect_err("Nova Micro is not there");
        assert!(error.to_string().starts_with("the default model nova-micro has no id in"), "{error}");
        let california =
            policy.file.models.iter().filter(|model| region::id_and_price(model, Some("us-west-1")).is_some());
        let names: Vec<_> = california.map(|model| model.name.0.as_str()).collect();
        assert_eq!(names, ["nova-lite", "nova-pro", "titan-text-express", "smollm2-135m-instruct"]);
    }
}
