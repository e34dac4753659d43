//! The server's configuration: the command line and the environment, read here and nowhere else.
//!
//! The AWS SDK, the Lambda runtime and the log (`RUST_LOG`) read their own variables.

use std::env;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderValue;
use clap::{Parser, ValueEnum};
use textgate_api::{Callers, Origins};
use textgate_core::policy::{Policy, Provider};

use crate::command::Command;
use crate::gateway_identity::KeyNames;
use crate::policy_file::{self, PolicyFileError, PolicySource};

/// A governed text-to-text service: HTTP in front of a foundation model.
///
/// Without options it serves a small model of its own on 127.0.0.1:8080. On AWS Lambda it answers Amazon API
/// Gateway (REST) events.
#[derive(Debug, Parser)]
#[command(name = "textgate-server", version)]
pub(crate) struct Arguments {
    /// What to do in place of serving.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// The address to listen on. On one that other machines reach, callers need API keys: see `key new`.
    #[arg(long, env = "TEXTGATE_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,

    /// The model's provider. On a loopback address it is `local` if not given, on Lambda `bedrock`.
    #[arg(long, env = "TEXTGATE_MODEL", value_name = "PROVIDER")]
    model: Option<ModelChoice>,

    /// The policy, a TOML file. If not given `textgate.toml` beside this program, and without that the built-in one.
    // Not a path: that cannot be empty, but a variable that is set to nothing is.
    #[arg(long, env = "TEXTGATE_POLICY", value_name = "FILE")]
    policy: Option<OsString>,

    /// How long a request may wait for Bedrock, retries and fallbacks included, in seconds. Of a streamed answer it bounds
    /// the wait for the first piece.
    #[arg(long, env = "TEXTGATE_MODEL_TIMEOUT", default_value = "27", value_name = "SECONDS", value_parser = seconds)]
    model_timeout: Duration,

    /// How long Bedrock may be silent in a streamed answer: up to the first event, and between two; in seconds.
    #[arg(long, env = "TEXTGATE_STALL_TIMEOUT", default_value = "25", value_name = "SECONDS", value_parser = seconds)]
    stall_timeout: Duration,

    /// The local model's weights, a GGUF file. Fetched into the cache folder if not given.
    #[arg(long, env = "TEXTGATE_WEIGHTS", value_name = "FILE")]
    weights: Option<PathBuf>,

    /// Where fetched weights are kept. `textgate` in the user's cache folder if not given.
    #[arg(long, env = "TEXTGATE_CACHE", value_name = "FOLDER")]
    cache: Option<PathBuf>,

    /// An origin whose pages may call the service from a browser, such as `https://app.example.com`, or `*` for any.
    /// May be given more than once; by default none on a socket, any on Lambda, where the gateway wants a key.
    #[arg(long = "cors-origin", env = "TEXTGATE_CORS_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    cors_origins: Vec<HeaderValue>,

    /// An address of its own for metrics, such as 127.0.0.1:9464: `GET /metrics` answers whoever reaches it, in the text format
    /// of Prometheus. None by default, nor on Lambda, where CloudWatch reads metrics from the log.
    #[arg(long, env = "TEXTGATE_METRICS_ADDRESS", value_name = "ADDRESS")]
    metrics_address: Option<SocketAddr>,

    /// The namespace of CloudWatch in which the metrics are on Lambda.
    #[arg(long, env = "TEXTGATE_METRICS_NAMESPACE", default_value = "Textgate", value_name = "NAME", value_parser = namespace, hide = true)]
    metrics_namespace: String,

    /// How Lambda invokes the function: buffered or streaming.
    #[arg(long, env = "TEXTGATE_LAMBDA_MODE", default_value = "buffered", value_name = "MODE", hide = true)]
    lambda_mode: LambdaMode,

    /// The ids of the gateway's API keys by the names that the policy has for them: NAME=ID,NAME=ID.
    #[arg(long, env = "TEXTGATE_API_KEY_IDS", default_value = "", value_name = "PAIRS", hide = true)]
    api_key_ids: KeyNames,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ModelChoice {
    /// Amazon Bedrock, with the AWS environment's credentials and region.
    Bedrock,
    /// A small model in this process, on the CPU.
    Local,
}

/// How Lambda invokes the function behind API Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LambdaMode {
    /// The whole answer at once.
    Buffered,
    /// Response streaming.
    Streaming,
}

/// The checked configuration.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) entry: Entry,
    pub(crate) provider: Provider,
    pub(crate) policy: Policy,
    pub(crate) policy_source: PolicySource,
    pub(crate) callers: Callers,
    pub(crate) key_names: KeyNames,
    pub(crate) origins: Origins,
    pub(crate) metrics_address: Option<SocketAddr>,
    pub(crate) metrics_namespace: String,
    pub(crate) model_timeout: Duration,
    pub(crate) stall_timeout: Duration,
    #[cfg_attr(not(feature = "local"), expect(dead_code, reason = "only the local model has weights"))]
    pub(crate) weights: WeightsLocation,
}

/// Where requests come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Socket(SocketAddr),
    Lambda(LambdaMode),
}

/// Where the local model's weights are, or go.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "local"), expect(dead_code, reason = "only the local model has weights"))]
pub(crate) struct WeightsLocation {
    pub(crate) path: Option<PathBuf>,
    pub(crate) cache: Option<PathBuf>,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error(
        "{0} is reachable from other machines, so the model has to be chosen: pass --model bedrock, or --model local to \
         serve the small local model on it"
    )]
    ModelNotChosen(SocketAddr),
    #[error(
        "{0} is reachable from other machines, so callers need API keys, and the policy has none: `textgate-server key new \
         NAME` makes one and says what to add to the policy"
    )]
    NoKeys(SocketAddr),
    #[error(transparent)]
    Policy(#[from] PolicyFileError),
}

impl Arguments {
    /// Reads the command line and the environment; on a fault prints it and ends the process.
    pub(crate) fn read() -> Self {
        Self::parse()
    }
}

impl Config {
    pub(crate) fn from_arguments(arguments: Arguments) -> Result<Self, ConfigError> {
        let on_lambda = env::var_os("AWS_LAMBDA_RUNTIME_API").is_some();
        let entry = if on_lambda { Entry::Lambda(arguments.lambda_mode) } else { Entry::Socket(arguments.listen) };
        let provider = provider(arguments.model, entry)?;
        let named = arguments.policy.filter(|name| !name.is_empty()).map(PathBuf::from);
        let (policy, policy_source) = policy_file::find(named, policy_file::beside_program())?;
        let callers = callers(entry, policy.has_api_keys())?;
        let cache = arguments.cache.or_else(user_cache);
        Ok(Self {
            entry,
            provider,
            policy,
            policy_source,
            callers,
            key_names: arguments.api_key_ids,
            origins: origins(arguments.cors_origins, entry),
            metrics_address: arguments.metrics_address,
            metrics_namespace: arguments.metrics_namespace,
            model_timeout: arguments.model_timeout,
            stall_timeout: arguments.stall_timeout,
            weights: WeightsLocation { path: arguments.weights, cache },
        })
    }
}

/// Nobody serves the small model to a network by mistake.
fn provider(choice: Option<ModelChoice>, entry: Entry) -> Result<Provider, ConfigError> {
    match (choice, entry) {
        (Some(ModelChoice::Bedrock), _) | (None, Entry::Lambda(_)) => Ok(Provider::Bedrock),
        (Some(ModelChoice::Local), _) => Ok(Provider::Local),
        (None, Entry::Socket(address)) if address.ip().is_loopback() => Ok(Provider::Local),
        (None, Entry::Socket(address)) => Err(ConfigError::ModelNotChosen(address)),
    }
}

/// Nobody serves a network without keys by mistake.
fn callers(entry: Entry, has_keys: bool) -> Result<Callers, ConfigError> {
    match entry {
        Entry::Lambda(_) => Ok(Callers::Gateway),
        Entry::Socket(_) if has_keys => Ok(Callers::Keys),
        Entry::Socket(address) if address.ip().is_loopback() => Ok(Callers::Anyone),
        Entry::Socket(address) => Err(ConfigError::NoKeys(address)),
    }
}

fn origins(mut listed: Vec<HeaderValue>, entry: Entry) -> Origins {
    // A variable that is set to nothing.
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

/// `$XDG_CACHE_HOME/textgate`, else `.cache/textgate` in the home folder.
fn user_cache() -> Option<PathBuf> {
    let caches = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    Some(caches.or_else(|| Some(env::home_dir()?.join(".cache")))?.join("textgate"))
}

/// What CloudWatch takes for a namespace (its API's `PutMetricData`), but for those of AWS itself.
fn namespace(text: &str) -> Result<String, &'static str> {
    let is_taken = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte);
    if !(1..256).contains(&text.len()) || !text.bytes().all(is_taken) {
        return Err("must be 1 to 255 letters, digits, and of .-_/#");
    }
    if text.starts_with("AWS/") {
        return Err("must not begin with AWS/");
    }
    Ok(text.to_owned())
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("must be above 0".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(address: &str) -> Entry {
        Entry::Socket(address.parse().expect("an address"))
    }

    #[test]
    fn the_local_model_is_the_default_on_loopback_only() {
        assert_eq!(provider(None, socket("127.0.0.1:8080")).expect("chosen"), Provider::Local);
        assert_eq!(provider(None, socket("[::1]:8080")).expect("chosen"), Provider::Local);
        let error = provider(None, socket("0.0.0.0:8080")).expect_err("refused");
        assert!(error.to_string().contains("--model bedrock"), "{error}");
        assert_eq!(provider(Some(ModelChoice::Local), socket("0.0.0.0:8080")).expect("told"), Provider::Local);
    }

    #[test]
    fn bedrock_is_the_default_on_lambda() {
        assert_eq!(provider(None, Entry::Lambda(LambdaMode::Buffered)).expect("chosen"), Provider::Bedrock);
    }

    #[test]
    fn a_socket_needs_no_keys_on_loopback_only_and_the_gateway_has_its_own() {
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
    fn other_origins_may_call_a_socket_only_if_it_is_told_so() {
        let (lambda, listed) = (Entry::Lambda(LambdaMode::Buffered), HeaderValue::from_static("https://a.example"));
        assert_eq!(origins(Vec::new(), socket("127.0.0.1:8080")), Origins::Own);
        assert_eq!(origins(Vec::new(), lambda), Origins::Any);
        assert_eq!(origins(vec![HeaderValue::from_static("")], socket("[::1]:1")), Origins::Own);
        assert_eq!(origins(vec![listed.clone()], lambda), Origins::Listed(vec![listed.clone()]));
        assert_eq!(origins(vec![listed, HeaderValue::from_static("*")], socket("[::1]:1")), Origins::Any);
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(seconds("0.5").expect("accepted"), Duration::from_millis(500));
        for text in ["0", "-1", "soon", "NaN", "inf"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_namespace_is_one_that_cloudwatch_takes() {
        assert_eq!(namespace("Textgate/my-stack_1").as_deref(), Ok("Textgate/my-stack_1"));
        for text in ["", "AWS/Lambda", "two words", "a:b", &"a".repeat(256)] {
            assert!(namespace(text).is_err(), "{text}");
        }
    }
}
