//! The resources on which a call of a model must be allowed, derived from the id that the policy has for the model.

use serde_json::Value;
use textgate_core::policy::{Destinations, ModelPolicy};

use super::arn::ArnScope;
use super::error::PermissionsError;

/// The ids of system-defined inference profiles begin with one of these and a dot: the geographies of the Bedrock guide's
/// model cards. Without this list, such an id without destinations would be taken for a foundation model's, and Bedrock would
/// refuse every call.
const GEOGRAPHIES: [&str; 8] = ["apac", "au", "ca", "eu", "global", "jp", "us", "us-gov"];

/// The kinds of resources that can be called as a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResourceKind {
    FoundationModel,
    ProvisionedThroughput,
    ImportedModel,
    InferenceProfile,
}

/// The resource that a model's id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) kind: ResourceKind,
    pub(super) arn: Value,
    /// The ARNs of the models to which an inference profile sends calls. Empty for other kinds.
    pub(super) destinations: Vec<Value>,
}

impl ResourceKind {
    pub(super) const ALL: [Self; 4] =
        [Self::FoundationModel, Self::ProvisionedThroughput, Self::ImportedModel, Self::InferenceProfile];

    /// The `Sid` of the statement that allows calls of this kind.
    pub(super) fn sid(self) -> &'static str {
        match self {
            Self::FoundationModel => "InvokeFoundationModels",
            Self::ProvisionedThroughput => "InvokeProvisionedThroughput",
            Self::ImportedModel => "InvokeImportedModels",
            Self::InferenceProfile => "InvokeInferenceProfiles",
        }
    }

    /// The action with which Bedrock looks the resource up on behalf of the caller (Bedrock guide, `inference-prereq`).
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

impl Resource {
    pub(super) fn of(model: &ModelPolicy, scope: &ArnScope) -> Result<Self, PermissionsError> {
        let id = model.id.as_str();
        let unknown = || PermissionsError::UnknownId { model: model.name.clone(), id: id.to_owned() };
        // A wildcard would allow more than this model.
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".:/_-".contains(&byte)) {
            return Err(unknown());
        }
        // Ids have no slash.
        let is_arn = id.starts_with("arn:") || id.contains('/');
        let kind = match &model.destinations {
            _ if is_arn => ResourceKind::of_arn(id).ok_or_else(unknown)?,
            None if !has_geography(id) => ResourceKind::FoundationModel,
            _ => ResourceKind::InferenceProfile,
        };
        let arn = match kind {
            _ if is_arn => id.into(),
            ResourceKind::InferenceProfile => scope.inference_profile(id),
            _ => scope.foundation_model(None, id),
        };
        let destinations = match (kind, &model.destinations) {
            (ResourceKind::InferenceProfile, Some(destinations)) => destination_arns(destinations, scope),
            (ResourceKind::InferenceProfile, None) => {
                return Err(PermissionsError::NoDestinations { model: model.name.clone(), id: id.to_owned() });
            }
            (_, Some(_)) => return Err(unknown()),
            (_, None) => Vec::new(),
        };
        Ok(Self { kind, arn, destinations })
    }
}

fn has_geography(id: &str) -> bool {
    id.split_once('.').is_some_and(|(prefix, _)| GEOGRAPHIES.contains(&prefix))
}

fn destination_arns(destinations: &Destinations, scope: &ArnScope) -> Vec<Value> {
    let Destinations { model, regions } = destinations;
    let in_region = |region: &Option<String>| match region {
        Some(region) => scope.foundation_model(Some(region), model),
        None => scope.global_foundation_model(model),
    };
    regions.iter().map(in_region).collect()
}
