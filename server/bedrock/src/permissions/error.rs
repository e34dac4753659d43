//! Why permissions cannot be derived.

/// Why the permissions cannot be derived.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PermissionsError {
    /// The text is not the name of a region. It would be part of every ARN.
    #[error("{0:?} is not the name of an AWS region: pass a name such as us-east-1")]
    NotARegion(String),
    /// The text is not the id of an account. It would be part of every ARN.
    #[error("the AWS account must be 12 digits, such as 111122223333")]
    NotAnAccount,
    /// A call through an inference profile also needs permissions in the regions to which the profile sends it.
    #[error(
        "the model {model} is called through the inference profile {id}, but the policy does not say to which regions this \
         profile sends calls: add `destinations` to this id in the policy"
    )]
    NoDestinations {
        /// The model's public name.
        model: String,
        /// The profile's id in Bedrock.
        id: String,
    },
    /// The id does not show what kind of resource it names, so the permissions for it are unknown.
    #[error(
        "the permissions for the model {model} cannot be derived from its id {id:?}: in the policy, give it the id or ARN of a \
         foundation model, the id or ARN of an inference profile together with `destinations`, or the ARN of provisioned \
         throughput or of an imported model"
    )]
    UnknownId {
        /// The model's public name.
        model: String,
        /// The id that the policy has for the model.
        id: String,
    },
}
