//! What a policy offers for one provider in one region.

use std::iter;

use super::consumers::Consumers;
use super::file::{
    DefaultsTable, DestinationName, DestinationsTable, GuardrailTable, ModelTable, PolicyFile, PriceTable,
};
use super::model_policy::{Destinations, ModelPolicy};
use super::parameter_rules::ParameterRules;
use super::parameters::Defaults;
use super::parse::Policy;
use super::price::Price;
use super::provider::Provider;
use super::regions::{self, ModelInRegion};
use super::task_policy::{TaskPolicies, TaskPolicy};
use crate::model::Guardrail;
use crate::prompt::ListedTask;

/// The policy's name for a destination that is not one region.
const GLOBAL: &str = "global";

/// What a policy offers for one provider in one region. It has at least one model, and one of them is the default.
#[derive(Clone, Debug)]
pub struct Catalogue {
    defaults: Defaults,
    models: Vec<ModelPolicy>,
    unavailable_models: Vec<String>,
    tasks: TaskPolicies,
    /// The order of the fallbacks, as indices into `models`.
    fallback: Vec<usize>,
    guardrail: Option<Guardrail>,
    consumers: Consumers,
}

/// Why a policy cannot be used for a provider in a region.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The policy has no model of the provider.
    #[error("the policy has no {0} models: add one, and its name under default_model")]
    NoModels(Provider),
    /// A default model is not available in the region.
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
    /// The policy has guardrails, and the provider cannot apply any.
    #[error(
        "the policy has a guardrail, which no {0} model can apply: serve this policy with --model bedrock, or {0} models \
         with another policy"
    )]
    NoGuardrailWithProvider(Provider),
    /// The policy has guardrails, but none in the region.
    #[error(
        "the policy has no guardrail in the region {region} but has one elsewhere: add one, or choose another region"
    )]
    NoGuardrailInRegion {
        /// The region.
        region: String,
    },
}

impl Policy {
    /// What the policy offers for `provider` to a server in `region`. A provider without regions has `None`.
    pub fn catalogue(&self, provider: Provider, region: Option<&str>) -> Result<Catalogue, CatalogueError> {
        let PolicyFile { defaults, default_model, fallback, guardrails, models, tasks, consumers } = &self.file;
        let default_name = match provider {
            Provider::Bedrock => &default_model.bedrock,
            Provider::Local => &default_model.local,
        };
        let default_name = default_name.as_ref().ok_or(CatalogueError::NoModels(provider))?;
        let (mut offered, mut unavailable) = (Vec::new(), Vec::new());
        for model in models.iter().filter(|model| model.provider == provider) {
            match regions::model(model, region) {
                Some(in_region) => offered.push(model_policy(model, &in_region)),
                None => unavailable.push(model.name.0.clone()),
            }
        }
        let consumers_defaults = consumers.iter().filter_map(|consumer| consumer.default_model.as_ref());
        let mut defaults_needed = iter::once(default_name).chain(consumers_defaults);
        if let Some(model) = defaults_needed.find(|model| unavailable.contains(model)) {
            return Err(CatalogueError::DefaultNotInRegion {
                model: model.clone(),
                region: region.unwrap_or("(none)").to_owned(),
            });
        }
        let order = match provider {
            Provider::Bedrock => fallback.as_ref().map_or(&[][..], |order| &order.bedrock),
            Provider::Local => &[],
        };
        let index = |name: &String| offered.iter().position(|model| model.name == *name);
        let fallback = order.iter().filter_map(index).collect();
        let guardrail = guardrail(guardrails, provider, region)?;
        let consumers = Consumers::new(consumers, &offered, default_name);
        Ok(Catalogue {
            defaults: defaults.into(),
            tasks: TaskPolicies::new(tasks),
            models: offered,
            unavailable_models: unavailable,
            fallback,
            guardrail,
            consumers,
        })
    }
}

/// The guardrail of the region. A policy with guardrails is not used where none can be applied.
fn guardrail(
    guardrails: &[GuardrailTable],
    provider: Provider,
    region: Option<&str>,
) -> Result<Option<Guardrail>, CatalogueError> {
    match provider {
        _ if guardrails.is_empty() => Ok(None),
        Provider::Local => Err(CatalogueError::NoGuardrailWithProvider(provider)),
        Provider::Bedrock => match regions::guardrail(guardrails, region) {
            Some(table) => Ok(Some(Guardrail { id: table.id.0.clone(), version: table.version.0.clone() })),
            None => Err(CatalogueError::NoGuardrailInRegion { region: region.unwrap_or("(none)").to_owned() }),
        },
    }
}

fn model_policy(model: &ModelTable, in_region: &ModelInRegion) -> ModelPolicy {
    ModelPolicy {
        name: model.name.0.clone(),
        provider: model.provider,
        id: in_region.id.to_owned(),
        destinations: in_region.destinations.map(Destinations::from),
        context_tokens: model.context_tokens,
        max_output_tokens: model.max_output_tokens,
        system_prompt: model.system_prompt,
        structured: model.is_structured(),
        parameters: ParameterRules::new(model),
        price: in_region.price.map(Price::from),
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

impl From<&DefaultsTable> for Defaults {
    fn from(table: &DefaultsTable) -> Self {
        Self { temperature: table.temperature, top_p: table.top_p, max_tokens: table.max_tokens }
    }
}

impl Catalogue {
    /// The parameters of a request that has none.
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

    /// The policy of a task.
    pub(crate) fn task<T: ListedTask>(&self) -> &TaskPolicy {
        self.tasks.get::<T>()
    }

    /// The models that are tried in turn if the model that the policy chose cannot answer now.
    pub fn fallback(&self) -> impl Iterator<Item = &ModelPolicy> {
        self.fallback.iter().map(|index| &self.models[*index])
    }

    /// The guardrail that the provider must apply to every prompt and every answer.
    pub fn guardrail(&self) -> Option<&Guardrail> {
        self.guardrail.as_ref()
    }

    /// The consumers.
    pub fn consumers(&self) -> &Consumers {
        &self.consumers
    }

    /// The names of the provider's models that have no id in the region.
    pub fn unavailable_models(&self) -> &[String] {
        &self.unavailable_models
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A policy with one Bedrock model that has these `ids`. Its price is 1 per million tokens, for ids without a price.
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
    fn the_longest_matching_region_decides() {
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
    fn a_model_without_an_id_in_the_region_is_unavailable() {
        let policy = policy(r#"{ id = "us", regions = ["us-*"] }"#);
        assert_eq!(id(&policy, "usa-1"), None);
        let error = policy.catalogue(Provider::Bedrock, Some("ap-northeast-1")).expect_err("refused");
        assert_eq!(
            error,
            CatalogueError::DefaultNotInRegion { model: "m".to_owned(), region: "ap-northeast-1".to_owned() }
        );
        assert!(error.to_string().contains("m has no id in the region ap-northeast-1"), "{error}");
        assert!(policy.catalogue(Provider::Bedrock, None).is_err(), "no id is for a server without a region");
    }

    #[test]
    fn the_price_of_a_region_replaces_the_models_price() {
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
    fn destinations_are_those_of_the_regions_id() {
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
    fn the_guardrail_is_the_one_of_the_region() {
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
    fn a_policy_with_guardrails_is_refused_where_none_can_be_applied() {
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
        assert_eq!(catalogue.unavailable_models(), [""; 0]);
        assert_eq!(catalogue.fallback().map(|model| model.name.as_str()).collect::<Vec<_>>(), ["nova-lite"]);
    }

    /// By the model cards of the Bedrock guide: the model's own id if the region has the model, else the geography's profile.
    #[test]
    fn the_embedded_policy_calls_nova_by_the_regions_id() {
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
        let california = policy.file.models.iter().filter(|model| regions::model(model, Some("us-west-1")).is_some());
        let names: Vec<_> = california.map(|model| model.name.0.as_str()).collect();
        assert_eq!(names, ["nova-lite", "nova-pro", "titan-text-express", "smollm2-135m-instruct"]);
    }
}
