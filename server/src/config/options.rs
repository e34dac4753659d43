//! The options of the command line. Each can also be given by an environment variable.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderValue;
use clap::{Args, ValueEnum};

use super::api_key_names::ApiKeyNames;
use super::entry::LambdaMode;

/// The options as they were given. `Config::resolve` checks them together and fills in what was not given.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The address to listen on. If other machines can reach it, callers need API keys: see `textgate-server key new`.
    #[arg(long, env = "TEXTGATE_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(super) listen: SocketAddr,

    /// The provider of the models. If not given, it is `local` on a loopback address and `bedrock` on Lambda; on any other
    /// address it must be given.
    #[arg(long, env = "TEXTGATE_MODEL", value_name = "PROVIDER")]
    pub(super) model: Option<ProviderChoice>,

    /// The policy file, in TOML. If not given, it is `textgate.toml` in the folder of this program; if that file does not
    /// exist, the built-in policy is used.
    // Not a path: clap refuses an empty path, but a variable may be set to an empty text.
    #[arg(long, env = "TEXTGATE_POLICY", value_name = "FILE")]
    pub(super) policy: Option<OsString>,

    /// Maximum time to wait for Bedrock's answer to a request, in seconds, with all retries and fallbacks. For a streamed
    /// answer it is the time until the first piece. A model that has fallbacks gets at most half of it.
    #[arg(long, env = "TEXTGATE_MODEL_TIMEOUT", default_value = "27", value_name = "SECONDS", value_parser = seconds)]
    pub(super) model_timeout: Duration,

    /// Maximum time in which Bedrock may send nothing for a streamed answer, in seconds: until the first event, and between
    /// two events.
    #[arg(long, env = "TEXTGATE_STALL_TIMEOUT", default_value = "25", value_name = "SECONDS", value_parser = seconds)]
    pub(super) stall_timeout: Duration,

    /// Number of failures in a row after which a consumer's requests do not call the model for a while. A failure is a model that
    /// is unavailable, times out or gives no usable answer, after all retries.
    #[arg(long, env = "TEXTGATE_BREAKER_FAILURES", default_value = "5", value_name = "NUMBER")]
    pub(super) breaker_failures: NonZeroU32,

    /// A GGUF file with the weights of the local model. If not given, the weights are downloaded into the cache folder.
    #[arg(long, env = "TEXTGATE_WEIGHTS", value_name = "FILE")]
    pub(super) weights: Option<PathBuf>,

    /// The folder for downloaded weights. If not given, it is `textgate` in the user's cache folder.
    #[arg(long, env = "TEXTGATE_CACHE", value_name = "FOLDER")]
    pub(super) cache: Option<PathBuf>,

    /// An origin whose web pages may call the service from a browser, such as `https://app.example.com`, or `*` for every
    /// origin. Can be given more than once. If not given, pages of other origins cannot call a server on a socket. On Lambda,
    /// pages of every origin can, because API Gateway requires a key.
    #[arg(long = "cors-origin", env = "TEXTGATE_CORS_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub(super) cors_origins: Vec<HeaderValue>,

    /// A separate address for metrics, such as 127.0.0.1:9464. `GET /metrics` there returns them in the text format of
    /// Prometheus, to everyone who can reach the address. If not given, metrics are not served. On Lambda the option has no
    /// effect: CloudWatch reads metrics from the log.
    #[arg(long, env = "TEXTGATE_METRICS_ADDRESS", value_name = "ADDRESS")]
    pub(super) metrics_address: Option<SocketAddr>,

    /// The CloudWatch namespace of the metrics on Lambda.
    #[arg(long, env = "TEXTGATE_METRICS_NAMESPACE", default_value = "Textgate", value_name = "NAME", value_parser = namespace, hide = true)]
    pub(super) metrics_namespace: String,

    /// How Lambda invokes the function: buffered or streaming.
    #[arg(long, env = "TEXTGATE_LAMBDA_MODE", default_value = "buffered", value_name = "MODE", hide = true)]
    pub(super) lambda_mode: LambdaMode,

    /// The gateway's API keys, each by the name that the policy uses and its id: NAME=ID,NAME=ID.
    #[arg(long, env = "TEXTGATE_API_KEY_IDS", default_value = "", value_name = "PAIRS", hide = true)]
    pub(super) api_key_ids: ApiKeyNames,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ProviderChoice {
    /// Amazon Bedrock, with the credentials and the region of the AWS environment.
    Bedrock,
    /// A small model in this process, on the CPU.
    Local,
}

/// What CloudWatch accepts as a namespace (`PutMetricData` in its API reference), without the namespaces of AWS itself.
fn namespace(text: &str) -> Result<String, &'static str> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte);
    if !(1..256).contains(&text.len()) || !text.bytes().all(is_allowed) {
        return Err("must be 1 to 255 characters, each a letter, a digit or one of . - _ / #");
    }
    if text.starts_with("AWS/") {
        return Err("must not begin with AWS/");
    }
    Ok(text.to_owned())
}

fn seconds(text: &str) -> Result<Duration, &'static str> {
    let duration = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.filter(|duration| !duration.is_zero()).ok_or("must be a number of seconds above 0, such as 27")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(seconds("0.5").expect("accepted"), Duration::from_millis(500));
        for text in ["0", "-1", "soon", "NaN", "inf"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_namespace_is_one_that_cloudwatch_accepts() {
        assert_eq!(namespace("Textgate/my-stack_1").as_deref(), Ok("Textgate/my-stack_1"));
        for text in ["", "AWS/Lambda", "two words", "a:b", &"a".repeat(256)] {
            assert!(namespace(text).is_err(), "{text}");
        }
    }
}
