//! The checked configuration, from the options, the environment and the policy.

use std::env;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderValue;
use textgate_api::{Callers, Origins};
use textgate_core::policy::{Policy, Provider};

use super::api_key_names::ApiKeyNames;
use super::entry::Entry;
use super::options::{Options, ProviderChoice};
use super::policy_file::{self, PolicyFileError, PolicySource};

/// The checked configuration.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) entry: Entry,
    pub(crate) provider: Provider,
    pub(crate) policy: Policy,
    pub(crate) policy_source: PolicySource,
    pub(crate) callers: Callers,
    pub(crate) api_key_names: ApiKeyNames,
    pub(crate) origins: Origins,
    pub(crate) metrics_address: Option<SocketAddr>,
    pub(crate) metrics_namespace: String,
    pub(crate) model_timeout: Duration,
    pub(crate) stall_timeout: Duration,
    pub(crate) breaker_failures: NonZeroU32,
    #[cfg_attr(not(feature = "local"), expect(dead_code, reason = "only the local model has weights"))]
    pub(crate) weights: WeightsLocation,
}

/// Where the weights of the local model are, or where they are downloaded to.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "local"), expect(dead_code, reason = "only the local model has weights"))]
pub(crate) struct WeightsLocation {
    /// The user's own file.
    pub(crate) path: Option<PathBuf>,
    /// The folder for downloaded weights. Absent if none was given and the user has no home folder.
    pub(crate) cache: Option<PathBuf>,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error(
        "other machines can reach {0}, so the model must be chosen explicitly: pass --model bedrock, or pass --model local \
         to serve the small local model there"
    )]
    ModelNotChosen(SocketAddr),
    #[error(
        "other machines can reach {0}, so callers need API keys, but the policy has none: run `textgate-server key new NAME` \
         and add what it prints to the policy"
    )]
    NoKeys(SocketAddr),
    #[error(transparent)]
    Policy(#[from] PolicyFileError),
}

impl Config {
    /// Reads the policy and the rest of the environment, and checks that everything fits together.
    pub(crate) fn resolve(options: Options) -> Result<Self, ConfigError> {
        let on_lambda = env::var_os("AWS_LAMBDA_RUNTIME_API").is_some();
        let entry = if on_lambda { Entry::Lambda(options.lambda_mode) } else { Entry::Socket(options.listen) };
        let provider = provider(options.model, entry)?;
        let named = options.policy.filter(|name| !name.is_empty()).map(PathBuf::from);
        let (policy, policy_source) = policy_file::find(named, policy_file::beside_program())?;
        let callers = callers(entry, policy.has_api_keys())?;
        let cache = options.cache.or_else(user_cache);
        Ok(Self {
            entry,
            provider,
            policy,
            policy_source,
            callers,
            api_key_names: options.api_key_ids,
            origins: origins(options.cors_origins, entry),
            metrics_address: options.metrics_address,
            metrics_namespace: options.metrics_namespace,
            model_timeout: options.model_timeout,
            stall_timeout: options.stall_timeout,
            breaker_failures: options.breaker_failures,
            weights: WeightsLocation { path: options.weights, cache },
        })
    }
}

/// The small local model is served to other machines only if the operator chose it, never by mistake.
fn provider(choice: Option<ProviderChoice>, entry: Entry) -> Result<Provider, ConfigError> {
    match (choice, entry) {
        (Some(ProviderChoice::Bedrock), _) | (None, Entry::Lambda(_)) => Ok(Provider::Bedrock),
        (Some(ProviderChoice::Local), _) => Ok(Provider::Local),
        (None, Entry::Socket(address)) if address.ip().is_loopback() => Ok(Provider::Local),
        (None, Entry::Socket(address)) => Err(ConfigError::ModelNotChosen(address)),
    }
}

/// Without API keys, a socket serves only callers on the same machine.
fn callers(entry: Entry, has_keys: bool) -> Result<Callers, ConfigError> {
    match entry {
        Entry::Lambda(_) => Ok(Callers::Gateway),
        Entry::Socket(_) if has_keys => Ok(Callers::Keys),
        Entry::Socket(address) if address.ip().is_loopback() => Ok(Callers::Anyone),
        Entry::Socket(address) => Err(ConfigError::NoKeys(address)),
    }
}

fn origins(mut listed: Vec<HeaderValue>, entry: Entry) -> Origins {
    // A variable that is set to an empty text lists one empty origin.
    listed.retain(|origin| !origin.is_empty());
    if listed.iter().any(|origin| origin == "*") {
        return Origins::Any;
    }
    match (listed.is_empty(), entry) {
        (false, _) => Origins::Listed(listed),
        (true, Entry::Lambda(_)) => Origins::Any,
        (true, Entry::Socket(_)) => Origins::Own,
    }
}

/// `$XDG_CACHE_HOME/textgate`, or `.cache/textgate` in the home folder.
fn user_cache() -> Option<PathBuf> {
    let caches = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    Some(caches.or_else(|| Some(env::home_dir()?.join(".cache")))?.join("textgate"))
}

#[cfg(test)]
mod tests {
    use super::super::entry::LambdaMode;
    use super::*;

    fn socket(address: &str) -> Entry {
        Entry::Socket(address.parse().expect("an address"))
    }

    #[test]
    fn the_local_model_is_the_default_only_on_loopback() {
        assert_eq!(provider(None, socket("127.0.0.1:8080")).expect("chosen"), Provider::Local);
        assert_eq!(provider(None, socket("[::1]:8080")).expect("chosen"), Provider::Local);
        let error = provider(None, socket("0.0.0.0:8080")).expect_err("refused");
        assert!(error.to_string().contains("--model bedrock"), "{error}");
        assert_eq!(provider(Some(ProviderChoice::Local), socket("0.0.0.0:8080")).expect("told"), Provider::Local);
    }

    #[test]
    fn bedrock_is_the_default_on_lambda() {
        assert_eq!(provider(None, Entry::Lambda(LambdaMode::Buffered)).expect("chosen"), Provider::Bedrock);
    }

    #[test]
    fn a_socket_needs_keys_unless_it_is_on_loopback_and_lambda_uses_those_of_the_gateway() {
        for (address, has_keys, expected) in [
            ("127.0.0.1:8080", false, Some(Callers::Anyone)),
            ("[::1]:8080", false, Some(Callers::Anyone)),
            ("127.0.0.1:8080", true, Some(Callers::Keys)),
            ("0.0.0.0:8080", true, Some(Callers::Keys)),
            ("0.0.0.0:8080", false, None),
            ("[::]:8080", false, None),
            ("192.0.2.1:8080", false, None),
        ] {
            assert_eq!(callers(socket(address), has_keys).ok(), expected, "{address}");
        }
        for has_keys in [true, false] {
            let lambda = Entry::Lambda(LambdaMode::Buffered);
            assert_eq!(callers(lambda, has_keys).ok(), Some(Callers::Gateway));
        }
    }

    #[test]
    fn other_origins_may_call_a_socket_only_if_they_are_listed() {
        let (lambda, listed) = (Entry::Lambda(LambdaMode::Buffered), HeaderValue::from_static("https://a.example"));
        assert_eq!(origins(Vec::new(), socket("127.0.0.1:8080")), Origins::Own);
        assert_eq!(origins(Vec::new(), lambda), Origins::Any);
        assert_eq!(origins(vec![HeaderValue::from_static("")], socket("[::1]:1")), Origins::Own);
        assert_eq!(origins(vec![listed.clone()], lambda), Origins::Listed(vec![listed.clone()]));
        assert_eq!(origins(vec![listed, HeaderValue::from_static("*")], socket("[::1]:1")), Origins::Any);
    }
}
