//! The permissions that this adapter's calls need, as an IAM policy document. It says nothing of logs and of Lambda.
//!
//! Each statement's `Sid` is its reason. All of these actions have resources, so none is allowed on `*`:
//!
//! | `Sid` | actions | on |
//! |---|---|---|
//! | `InvokeFoundationModels` | `InvokeModel` for Converse, `InvokeModelWithResponseStream` for ConverseStream | each model that is called by its own id |
//! | `InvokeProvisionedThroughput`, `InvokeImportedModels` | the same, and `GetProvisionedModelThroughput`, `GetImportedModel` | those that are called by such an ARN |
//! | `InvokeInferenceProfiles` | the same, and `GetInferenceProfile` | each inference profile |
//! | `InvokeDestinations1`, … | the same | the model in each region that the first profile sends calls to, by this profile alone |
//! | `ApplyGuardrail` | `ApplyGuardrail`, `GetGuardrail` | the guardrail of the region |
//!
//! Which actions a call needs, is from the Bedrock guide's page `inference-prereq`; that a profile needs both the profile
//! and its destinations, and the condition on these, from `inference-profiles-prereq`.

mod arn;
mod target;

use serde_json::{Value, json};
use textgate_core::policy::Catalogue;

pub use arn::Place;
use target::{Invoked, Target};

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// Converse alone: whole answers.
    Whole,
    /// ConverseStream alone: streamed answers.
    Streamed,
    /// Both.
    All,
}

impl Calls {
    fn actions(self) -> Vec<&'static str> {
        let (whole, streamed) = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream");
        match self {
            Self::Whole => vec![whole],
            Self::Streamed => vec![streamed],
            Self::All => vec![whole, streamed],
        }
    }
}

/// Why the permissions cannot be derived.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PermissionsError {
    /// What is no region would stand in every ARN.
    #[error("{0:?} is not the name of a region such as us-east-1")]
    NotARegion(String),
    /// What is no account would stand in every ARN.
    #[error("an account is 12 digits")]
    NotAnAccount,
    /// A call to an inference profile needs permissions where the profile sends it.
    #[error(
        "the model {model} is called by the inference profile {id}, and the policy does not say where that sends calls: \
         in the policy, give this id its destinations"
    )]
    NoDestinations {
        /// The model's public name.
        model: String,
        /// What Bedrock calls it.
        id: String,
    },
    /// It is not known which permissions a call by this id needs.
    #[error(
        "the permissions for the model {model} cannot be derived from its id {id:?}: it must be the id or ARN of a \
         foundation model or, with destinations, of an inference profile, or the ARN of provisioned throughput or of an \
         imported model"
    )]
    UnknownId {
        /// The model's public name.
        model: String,
        /// What the policy has for its id.
        id: String,
    },
}

/// The policy document for `calls` to every model of `catalogue`, and its guardrail, from `place`.
///
/// # Errors
///
/// [`PermissionsError`] where a model's id does not say what has to be allowed.
pub fn document(catalogue: &Catalogue, place: &Place, calls: Calls) -> Result<Value, PermissionsError> {
    let mut targets = Vec::new();
    for model in catalogue.models() {
        push_new(&mut targets, Target::of(model, place)?);
    }
    let mut statements = Vec::new();
    for invoked in Invoked::ALL {
        let mut arns = Vec::new();
        for target in targets.iter().filter(|target| target.invoked == invoked) {
            push_new(&mut arns, target.arn.clone());
        }
        if !arns.is_empty() {
            let actions = calls.actions().into_iter().chain(invoked.read_action());
            statements.push(allow(invoked.reason(), actions, arns));
        }
    }
    let profiles = targets.iter().filter(|target| !target.destinations.is_empty());
    for (number, profile) in (1..).zip(profiles) {
        let reason = format!("InvokeDestinations{number}");
        let mut statement = allow(&reason, calls.actions(), profile.destinations.clone());
        statement["Condition"] = json!({ "ArnEquals": { "bedrock:InferenceProfileArn": profile.arn } });
        statements.push(statement);
    }
    if let Some(guardrail) = catalogue.guardrail() {
        let actions = ["bedrock:ApplyGuardrail", "bedrock:GetGuardrail"];
        statements.push(allow("ApplyGuardrail", actions, vec![place.guardrail(&guardrail.id)]));
    }
    Ok(json!({ "Version": "2012-10-17", "Statement": statements }))
}

/// Two models of a policy may be one of Bedrock's.
fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn allow(reason: &str, actions: impl IntoIterator<Item = &'static str>, resources: Vec<Value>) -> Value {
    let actions: Vec<_> = actions.into_iter().collect();
    json!({ "Sid": reason, "Effect": "Allow", "Action": actions, "Resource": resources })
}
