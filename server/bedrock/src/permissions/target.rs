//! What a call to a model has to be allowed on, by the id that the policy has for it.

use serde_json::Value;
use textgate_core::policy::{Destinations, ModelPolicy};

use super::PermissionsError;
use super::arn::Place;

/// With these and a dot the ids of system-defined inference profiles begin: the geographies of the Bedrock guide's model
/// cards. Without its destinations such an id would be taken for a foundation model's, and every call refused.
const GEOGRAPHIES: [&str; 8] = ["apac", "au", "ca", "eu", "global", "jp", "us", "us-gov"];

/// What kind of thing is invoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Invoked {
    FoundationModel,
    ProvisionedThroughput,
    ImportedModel,
    InferenceProfile,
}

/// What a model's id stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) invoked: Invoked,
    pub(super) arn: Value,
    /// The ARNs of the models that an inference profile sends calls to.
    pub(super) destinations: Vec<Value>,
}

impl Invoked {
    pub(super) const ALL: [Self; 4] =
        [Self::FoundationModel, Self::ProvisionedThroughput, Self::ImportedModel, Self::InferenceProfile];

    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::FoundationModel => "InvokeFoundationModels",
            Self::ProvisionedThroughput => "InvokeProvisionedThroughput",
            Self::ImportedModel => "InvokeImportedModels",
            Self::InferenceProfile => "InvokeInferenceProfiles",
        }
    }

    /// What of the thing Bedrock reads for the caller (Bedrock guide, `inference-prereq`).
    pub(super) fn read_action(self) -> Option<&'static str> {
        match self {
            Self::FoundationModel => None,
            Self::ProvisionedThroughput => Some("bedrock:GetProvisionedModelThroughput"),
            Self::ImportedModel => Some("bedrock:GetImportedModel"),
            Self::InferenceProfile => Some("bedrock:GetInferenceProfile"),
        }
    }

    fn of_arn(arn: &str) -> Option<Self> {
        let parts: Vec<_> = arn.splitn(6, ':').collect();
        let &["arn", _, "bedrock", _, _, resource] = &parts[..] else { return None };
        match resource.split_once('/')?.0 {
            "foundation-model" => Some(Self::FoundationModel),
            "provisioned-model" => Some(Self::ProvisionedThroughput),
            "imported-model" => Some(Self::ImportedModel),
            "inference-profile" | "application-inference-profile" => Some(Self::InferenceProfile),
            _ => None,
        }
    }
}

impl Target {
    pub(super) fn of(model: &ModelPolicy, place: &Place) -> Result<Self, PermissionsError> {
        let id = model.id.as_str();
        let unknown = || PermissionsError::UnknownId { model: model.name.clone(), id: id.to_owned() };
        // A wildcard would allow more than this model.
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:/_-".contains(&byte)) {
            return Err(unknown());
        }
        // Ids have no slash.
        let is_arn = id.starts_with("arn:") || id.contains('/');
        let invoked = match &model.destinations {
            _ if is_arn => Invoked::of_arn(id).ok_or_else(unknown)?,
            None if !has_geography(id) => Invoked::FoundationModel,
            _ => Invoked::InferenceProfile,
        };
        let arn = match invoked {
            _ if is_arn => id.into(),
            Invoked::InferenceProfile => place.inference_profile(id),
            _ => place.foundation_model(None, id),
        };
        let destinations = match (invoked, &model.destinations) {
            (Invoked::InferenceProfile, Some(destinations)) => models(destinations, place),
            (Invoked::InferenceProfile, None) => {
                return Err(PermissionsError::NoDestinations { model: model.name.clone(), id: id.to_owned() });
            }
            (_, Some(_)) => return Err(unknown()),
            (_, None) => Vec::new(),
        };
        Ok(Self { invoked, arn, destinations })
    }
}

fn has_geography(id: &str) -> bool {
    id.split_once('.').is_some_and(|(beginning, _)| GEOGRAPHIES.contains(&beginning))
}

fn models(destinations: &Destinations, place: &Place) -> Vec<Value> {
    let Destinations { model, regions } = destinations;
    let in_region = |region: &Option<String>| match region {
        Some(region) => place.foundation_model(Some(region), model),
        None => place.global_foundation_model(model),
    };
    regions.iter().map(in_region).collect()
}
