//! What a policy offers over one provider in one region.

use std::iter;

use super::consumers::Consumers;
use super::file::{
    DefaultsTable, DestinationName, DestinationsTable, GuardrailTable, ModelTable, PolicyFile, PriceTable, ProviderName,
};
use super::model_policy::{Destinations, ModelPolicy, Price, Provider};
use super::parse::Policy;
use super::region;
use super::tasks::{TaskPolicies, TaskPolicy};
use crate::model::Guardrail;
use crate::task::TaskName;

/// In the policy's words, a destination that is no region.
const GLOBAL: &str = "global";

/// What a policy offers over one provider in one region: at least one model, one of them the default.
#[derive(Clone, Debug)]
pub struct Catalogue {
    defaults: Defaults,
    models: Vec<ModelPolicy>,
    left_out: Vec<String>,
    tasks: TaskPolicies,
    /// In their order, as places in `models`.
    fallback: Vec<usize>,
    guardrail: Option<Guardrail>,
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
    /// The policy has guardrails, and the provider cannot apply one.
    #[error(
        "the policy has a guardrail, which no {0} model can apply: serve this policy with --model bedrock, or {0} models \
         with another policy"
    )]
    NoGuardrailWithProvider(Provider),
    /// The policy has guardrails, and none in the region.
    #[error(
        "the policy has no guardrail in the region {region} but has one elsewhere: add one, or choose another region"
    )]
    NoGuardrailInRegion {
        /// The region.
        region: String,
    },
}

impl Policy {
    /// What the policy offers over `provider` to a caller in `region`. A provider without regions has `None`.
    pub fn catalogue(&self, provider: Provider, region: Option<&str>) -> Result<Catalogue, CatalogueError> {
        let PolicyFile { defaults, default_model, fallback, guardrails, models, tasks, consumers } = &self.file;
        let default_name = match provider {
            Provider::Bedrock => &default_model.bedrock,
            Provider::Local => &default_model.local,
        };
        let default_name = default_name.as_ref().ok_or(CatalogueError::NoModels(provider))?;
        let (mut offered, mut left_out) = (Vec::new(), Vec::new());
        for model in models.iter().filter(|model| model.provider == provider.into()) {
            match region::call(model, region) {
                Some(call) => offered.push(ModelPolicy {
                    // No guardrail looks at an object, so under one there is none to be had.
                    structured: model.is_structured() && guardrails.is_empty(),
                    ..offer(model, provider, &call)
                }),
                None => left_out.push(model.name.0.clone()),
            }
        }
        let consumers_defaults = consumers.iter().filter_map(|consumer| consumer.default_model.as_ref());
        if let Some(model) = iter::once(default_name).chain(consumers_defaults).find(|model| left_out.contains(model)) {
            return Err(CatalogueError::DefaultNotInRegion {
                model: model.clone(),
                region: region.unwrap_or("(none)").to_owned(),
            });
        }
        let order = match provider {
            Provider::Bedrock => fallback.as_ref().map_or(&[][..], |order| &order.bedrock),
            Provider::Local => &[],
        };
        let place = |name: &String| offered.iter().position(|model| model.name == *name);
        let fallback = order.iter().filter_map(place).collect();
        let guardrail = guardrail(guardrails, provider, region)?;
        let consumers = Consumers::new(consumers, &offered, default_name);
        Ok(Catalogue {
            defaults: defaults.into(),
            tasks: TaskPolicies::new(tasks),
            models: offered,
            left_out,
            fallback,
            guardrail,
            consumers,
        })
    }
}

/// A policy that has a guardrail is not followed without it.
fn guardrail(
    guardrails: &[GuardrailTable],
    provider: Provider,
    region: Option<&str>,
) -> Result<Option<Guardrail>, CatalogueError> {
    match provider {
        _ if guardrails.is_empty() => Ok(None),
        Provider::Local => Err(CatalogueError::NoGuardrailWithProvider(provider)),
        Provider::Bedrock => match region::guardrail(guardrails, region) {
            Some(table) => Ok(Some(Guardrail { id: table.id.0.clone(), version: table.version.0.clone() })),
            None => Err(CatalogueError::NoGuardrailInRegion { region: region.unwrap_or("(none)").to_owned() }),
        },
    }
}

fn offer(model: &ModelTable, provider: Provider, call: &region::Call) -> ModelPolicy {
    ModelPolicy {
        name: model.name.0.clone(),
        provider,
        id: call.id.to_owned(),
        destinations: call.destinations.map(Destinations::from),
        context_tokens: model.context_tokens,
        max_output_tokens: model.max_output_tokens,
        system_prompt: model.system_prompt,
        structured: model.is_structured(),
        min_temperature: model.min_temperature,
        top_p_excludes_temperature: model.top_p_excludes_temperature,
        price: call.price.map(Price::from),
    }
}

impl From<&DestinationsTable> for Destinations {
    fn from(table: &DestinationsTable) -> Self {
        let region = |name: &DestinationName| (name.0 != GLOBAL).then(|| name.0.clone());
        Self { model: table.model.0.clone(), regions: table.regions.iter().map(region).collect() }
    }
}

impl From<PriceTable> for Price {
    fn from(table: PriceTable) -> Self {
        Self {
            input: table.input.0,
            output: table.output.0,
            cache_read: table.cache_read.map(|price| price.0),
            cache_write: table.cache_write.map(|price| price.0),
        }
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

    /// The model with this public name.
    pub fn find(&self, name: &str) -> Option<&ModelPolicy> {
        self.models.iter().find(|model| model.name == name)
    }

    /// The models, in the policy's order.
    pub fn models(&self) -> &[ModelPolicy] {
        &self.models
    }

    /// How a task is done.
    pub(crate) fn task(&self, task: TaskName) -> &TaskPolicy {
        self.tasks.get(task)
    }

    /// The models that are asked in turn where the one that the policy chose cannot answer for now.
    pub fn fallback(&self) -> impl Iterator<Item = &ModelPolicy> {
        self.fallback.iter().map(|place| &self.models[*place])
    }

    /// What the provider has to apply to every prompt and every answer.
    pub fn guardrail(&self) -> Option<&Guardrail> {
        self.guardrail.as_ref()
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

    /// The model of a request that names none.
    fn default_model(catalogue: &Catalogue) -> &ModelPolicy {
        catalogue.consumers().anonymous().default_model().expect("a default model")
    }

    fn id(policy: &Policy, region: &str) -> Option<String> {
        let catalogue = policy.catalogue(Provider::Bedrock, Some(region)).ok()?;
        Some(default_model(&catalogue).id.clone())
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
            default_model(&catalogue).price.expect("priced").input.to_string()
        };
        assert_eq!((price("us-east-1"), price("eu-west-1")), ("1".to_owned(), "2".to_owned()));
    }

    #[test]
    fn destinations_are_those_of_the_id_in_the_region() {
        let policy = policy(
            r#"{ id = "v.m", regions = ["us-east-1"] },
            { id = "us.v.m", regions = ["us-*"], destinations = { model = "v.m", regions = ["us-east-1", "global"] } }"#,
        );
        let destinations = |region| {
            let catalogue = policy.catalogue(Provider::Bedrock, Some(region)).expect("offered");
            default_model(&catalogue).destinations.clone()
        };
        assert_eq!(destinations("us-east-1"), None);
        let expected = Destinations { model: "v.m".to_owned(), regions: vec![Some("us-east-1".to_owned()), None] };
        assert_eq!(destinations("us-west-2"), Some(expected));
    }

    #[test]
    fn a_provider_without_models_offers_nothing() {
        let error =
            policy(r#"{ id = "us", regions = ["us-*"] }"#).catalogue(Provider::Local, None).expect_err("refused");
        assert_eq!(error, CatalogueError::NoModels(Provider::Local));
    }

    /// The embedded policy with two guardrails.
    fn guarded() -> Policy {
        let guardrails = r#"
[[guardrails]]
id = "us1"
version = "7"
regions = ["us-*"]

[[guardrails]]
id = "arn:aws:bedrock:us-west-2:123456789012:guardrail/west"
version = "DRAFT"
regions = ["us-west-2"]
"#;
        Policy::parse(format!("{}{guardrails}", super::super::EMBEDDED)).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_guardrail_is_that_of_the_region() {
        let guardrail = |region| {
            let catalogue = guarded().catalogue(Provider::Bedrock, Some(region)).expect("offered");
            catalogue.guardrail().map(|guardrail| (guardrail.id.clone(), guardrail.version.clone()))
        };
        assert_eq!(guardrail("us-east-1"), Some(("us1".to_owned(), "7".to_owned())));
        let west = "arn:aws:bedrock:us-west-2:123456789012:guardrail/west";
        assert_eq!(guardrail("us-west-2"), Some((west.to_owned(), "DRAFT".to_owned())));
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
        assert_eq!(catalogue.guardrail(), None);
    }

    #[test]
    fn a_policy_with_a_guardrail_offers_nothing_where_it_cannot_be_applied() {
        let refused = |provider, region| guarded().catalogue(provider, region).expect_err("refused");
        let elsewhere = CatalogueError::NoGuardrailInRegion { region: "eu-west-1".to_owned() };
        assert_eq!(refused(Provider::Bedrock, Some("eu-west-1")), elsewhere);
        assert_eq!(refused(Provider::Local, None), CatalogueError::NoGuardrailWithProvider(Provider::Local));
    }

    #[test]
    fn the_embedded_policy_offers_nova_micro_on_bedrock() {
        let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("has Bedrock models");
        assert_eq!(default_model(&catalogue).name, "nova-micro");
        assert!(catalogue.find("titan-text-express").is_some());
        assert!(catalogue.find("smollm2-135m-instruct").is_none(), "a local model");
        assert_eq!(catalogue.left_out(), [""; 0]);
        assert_eq!(catalogue.fallback().map(|model| model.name.as_str()).collect::<Vec<_>>(), ["nova-lite"]);
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
        let california = policy.file.models.iter().filter(|model| region::call(model, Some("us-west-1")).is_some());
        let names: Vec<_> = california.map(|model| model.name.0.as_str()).collect();
        assert_eq!(names, ["nova-lite", "nova-pro", "titan-text-express", "smollm2-135m-instruct"]);
    }
}
