//! How a [`Client`] is configured: base URL, credentials, timeouts, attempts.

use std::sync::Arc;
use std::time::Duration;
use std::{env, fmt};

use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::Url;

use crate::clock::{Clock, SystemClock};
use crate::credentials::{Bearer, TokenProvider};
use crate::generated_client::Client;
use crate::headers::API_KEY;
use crate::options::RequestOptions;
use crate::retry_budget::RetryBudget;
use crate::state::{ClientState, SharedState};

/// The address on which `textgate-server` listens by default.
const DEFAULT_BASE_URL: &str = "http://127.0.0.1:8080";

const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A response through API Gateway takes 29 s at most, but a model on a CPU may take longer.
const DEFAULT_TIMEOUT: Duration = Duration::from_mins(2);

const DEFAULT_MAX_ATTEMPTS: u32 = 3;

/// Builds a [`Client`].
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    api_key: Option<String>,
    headers: Vec<(String, String)>,
    bearer: Option<Bearer>,
    connect_timeout: Duration,
    timeout: Duration,
    attempt_timeout: Option<Duration>,
    max_attempts: u32,
}

/// Debug text may be logged, so it shows no API key, no headers and no token provider.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url)
            .field("api_key", &self.api_key.as_ref().map(|_| "…"))
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_attempts", &self.max_attempts)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A builder for a client of the service at `base_url`, such as
    /// `https://abc123.execute-api.eu-west-1.amazonaws.com/prod`: scheme, host, and the stage of API Gateway if there
    /// is one.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            api_key: None,
            headers: Vec::new(),
            bearer: None,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            timeout: DEFAULT_TIMEOUT,
            attempt_timeout: None,
            max_attempts: DEFAULT_MAX_ATTEMPTS,
        }
    }

    /// A client with the base URL and the API key of the environment, as [`ClientBuilder::from_env`] reads them.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, BuildError> {
        ClientBuilder::from_env().build()
    }

    /// The same client with other options, for one call or for many. It shares connections, credentials and the retry
    /// budget with this client, and is cheap to create. It keeps no options of an earlier `with`.
    #[must_use]
    pub fn with(&self, options: RequestOptions) -> Self {
        let mut client = self.clone();
        client.inner.options = options;
        client
    }
}

impl ClientBuilder {
    /// A builder with the settings of the environment: the base URL from `TEXTGATE_BASE_URL` and the API key from
    /// `TEXTGATE_API_KEY`. The default base URL is `http://127.0.0.1:8080`, the default address of `textgate-server`.
    /// By default there is no API key. An empty variable counts as not set.
    pub fn from_env() -> Self {
        let value = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let builder = Client::builder(value("TEXTGATE_BASE_URL").unwrap_or_else(|| DEFAULT_BASE_URL.to_owned()));
        match value("TEXTGATE_API_KEY") {
            Some(key) => builder.api_key(key),
            None => builder,
        }
    }

    /// Sets the API key, which is sent as `x-api-key`.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Sets the provider of bearer tokens, which are sent as `Authorization`.
    pub fn bearer(mut self, provider: impl TokenProvider) -> Self {
        self.bearer = Some(Bearer::new(provider));
        self
    }

    /// Adds a header to every request, for example one that a proxy in front of the service needs.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets how long to wait for a connection. The default is 5 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long a call may take in total, with its retries and the waits between them. The default is 120 seconds.
    ///
    /// A stream must begin within this time. After that, it may take any time in total, but fails when no data arrives
    /// for this time. The service sends a comment when 15 seconds have passed without an event, and ends a stream whose
    /// model is stuck.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long a single attempt may take; for a stream, until it begins. When an attempt takes longer, the client
    /// gives it up and retries. By default, an attempt may take all that is left of [`timeout`](Self::timeout).
    ///
    /// The model may continue with an attempt that was given up, and its tokens are paid for. So choose a time that is
    /// longer than a normal response takes.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the maximum number of attempts of a call, including the first. The default is 3, and 1 means no retries.
    /// The [documentation of the crate](crate#retries) says which failures are retried.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if the base URL, the API key or a header is not valid, or if TLS cannot be set up.
    pub fn build(self) -> Result<Client, BuildError> {
        self.build_with(Arc::new(SystemClock))
    }

    pub(crate) fn build_with(self, clock: Arc<dyn Clock>) -> Result<Client, BuildError> {
        let url =
            Url::parse(&self.base_url).map_err(|error| BuildError(format!("the base URL is not valid: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
            let rules = "the base URL must begin with http:// or https://, and must have no query and no fragment";
            return Err(BuildError(rules.to_owned()));
        }
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.api_key {
            let unsendable = "the API key has characters that are not valid in an HTTP header";
            headers.insert(API_KEY, secret_value(key).ok_or_else(|| BuildError(unsendable.to_owned()))?);
        }
        for (name, value) in &self.headers {
            let parsed = HeaderName::try_from(name.as_str()).ok().zip(secret_value(value));
            let (parsed, value) = parsed.ok_or_else(|| {
                BuildError(format!("the name or the value of the header {name} is not valid in HTTP"))
            })?;
            headers.insert(parsed, value);
        }
        let client = reqwest::Client::builder()
            .user_agent(concat!("textgate-rust/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .connect_timeout(self.connect_timeout)
            .build()
            .map_err(|error| BuildError(format!("the HTTP client cannot be set up: {error}")))?;
        let shared = SharedState {
            bearer: self.bearer,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            max_attempts: self.max_attempts,
            retry_budget: RetryBudget::default(),
            clock,
        };
        let state = ClientState { shared: Arc::new(shared), options: RequestOptions::new(), record: None };
        Ok(Client::new_with_client(self.base_url.trim_end_matches('/'), client, state))
    }
}

/// A header value that the HTTP client never shows in debug text.
fn secret_value(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Why a client cannot be built. Its text says which setting is not valid.
#[derive(Debug)]
pub struct BuildError(String);

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_that_cannot_be_called_is_refused() {
        for url in ["", "localhost:8080", "ftp://host", "http://host/?a=b"] {
            assert!(Client::builder(url).build().is_err(), "{url}");
        }
        Client::builder("http://host/prod/").build().expect("builds");
    }

    #[test]
    fn the_api_key_is_not_in_the_debug_text() {
        let text = format!("{:?}", Client::builder("http://host").api_key("secret"));
        assert!(!text.contains("secret"), "{text}");
    }
}
