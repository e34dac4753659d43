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

    /// By the last part of an ARN.
    fn of_resource(resource: &str) -> Option<Self> {
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
        let (name, id_text) = (model.name.clone(), model.id.clone());
        let unknown = PermissionsError::UnknownId { model: name.clone(), id: id_text.clone() };
        // A wildcard would allow more than this model.
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:/_-".contains(&byte)) {
            return Err(unknown);
        }
        let invoked = match id.strip_prefix("arn:") {
            Some(_) => id.splitn(6, ':').nth(5).and_then(Invoked::of_resource).ok_or_else(|| unknown.clone())?,
            None if id.contains('/') => return Err(unknown),
            None if model.destinations.is_some() || has_geography(id) => Invoked::InferenceProfile,
            None => Invoked::FoundationModel,
        };
        let destinations = match (invoked, &model.destinations) {
            (Invoked::InferenceProfile, Some(destinations)) => models(destinations, place),
            (Invoked::InferenceProfile, None) => {
                return Err(PermissionsError::NoDestinations { model: name, id: id_text });
            }
            (_, Some(_)) => return Err(unknown),
            (_, None) => Vec::new(),
        };
        let arn = match invoked {
            _ if id.starts_with("arn:") => id.into(),
            Invoked::InferenceProfile => place.inference_profile(id),
            _ => place.foundation_model(None, id),
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
