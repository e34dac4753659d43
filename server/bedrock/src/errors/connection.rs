//! Calls that got no response: whether a connection can be had later, or whether the operator has to act.

use std::error::Error as StdError;
use std::iter;

use aws_credential_types::provider::error::CredentialsError;
use textgate_core::model::ModelErrorKind;

/// Errors of the SDK's configuration, by what their text contains. Their types are private.
const CONFIGURATION_ERRORS: [&str; 4] = [
    "failed to select an auth scheme",
    "no auth schemes are registered",
    "missing endpoint config",
    "failed to resolve endpoint",
];

/// What kind of failure it is that a request could not be sent, or got no whole response.
///
/// Most causes pass with time: no name service, no connection, a connection that closes, an answer that is not HTTP,
/// credentials that cannot be loaded. Credentials or settings that do not exist are the operator's.
pub(super) fn kind(error: &(dyn StdError + 'static)) -> ModelErrorKind {
    let is_operators = chain(error).any(|error| match error.downcast_ref::<CredentialsError>() {
        Some(CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_)) => true,
        Some(_) => false,
        None => {
            let text = error.to_string();
            CONFIGURATION_ERRORS.iter().any(|part| text.contains(part))
        }
    });
    if is_operators { ModelErrorKind::Misconfigured } else { ModelErrorKind::Unavailable }
}

/// The error and its causes.
fn chain<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    iter::successors(Some(error), |&error| error.source())
}
