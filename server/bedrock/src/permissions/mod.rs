//! The IAM permissions that this adapter's calls need, as an IAM policy document. Permissions for logs and for Lambda are not
//! part of it.
//!
//! The `Sid` of each statement says what it is for. Each action is allowed on named resources only, never on `*`:
//!
//! | `Sid` | actions | on |
//! |---|---|---|
//! | `InvokeFoundationModels` | `InvokeModel` for Converse, `InvokeModelWithResponseStream` for ConverseStream | each model that the policy calls by its own id |
//! | `InvokeProvisionedThroughput`, `InvokeImportedModels` | the same, and `GetProvisionedModelThroughput`, `GetImportedModel` | each model that the policy calls by an ARN of this kind |
//! | `InvokeInferenceProfiles` | the same, and `GetInferenceProfile` | each inference profile |
//! | `InvokeDestinations1`, … | the same | the model in each region to which the first profile sends calls, through this profile only |
//! | `ApplyGuardrail` | `ApplyGuardrail`, `GetGuardrail` | the guardrail of the region, for calls with a guardrail and for ApplyGuardrail |
//!
//! A guardrail with cross-Region inference also needs permissions on its guardrail profile. They are not included, because
//! the policy does not name that profile.
//!
//! Sources: the Bedrock guide, `inference-prereq` (the actions of each call) and `inference-profiles-prereq` (a profile needs
//! permissions on itself and on its destinations, and the condition on the latter).
//!
//! From the ground up:
//!
//! - `error`: why permissions cannot be derived.
//! - `arn`: ARNs of Bedrock's resources.
//! - `resource`: the resources that stand behind a model's id.
//! - `iam_policy`: the document.

mod arn;
mod error;
mod iam_policy;
mod resource;

pub use arn::ArnScope;
pub use error::PermissionsError;
pub use iam_policy::{Calls, iam_policy};
