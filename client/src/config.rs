//! How a [`Client`] is made: where the service is, who calls it, how long to wait.

use std::sync::Arc;
use std::time::Duration;
use std::{env, fmt};

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::budget::Budget;
use crate::clock::{Clock, SystemClock};
use crate::credentials::{Bearer, TokenProvider};
use crate::inner::{Inner, Shared};
use crate::{Client, RequestOptions};

/// Where the server listens unless it is told otherwise.
const LOCAL: &str = "http://127.0.0.1:8080";

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The service is near or it is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Behind API Gateway an answer takes 29 s at most; a model on a CPU may take longer.
const TIMEOUT: Duration = Duration::from_mins(2);

const MAX_ATTEMPTS: u32 = 3;

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

/// The key never reaches a log.
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
    /// A builder for the service at `base_url`: scheme, host, and the stage if the service has one, such as
    /// `https://abc123.execute-api.eu-west-1.amazonaws.com/prod`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            api_key: None,
            headers: Vec::new(),
            bearer: None,
            connect_timeout: CONNECT_TIMEOUT,
            timeout: TIMEOUT,
            attempt_timeout: None,
            max_attempts: MAX_ATTEMPTS,
        }
    }

    /// A client of the service that the environment names, see [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, BuildError> {
        ClientBuilder::from_env().build()
    }
}

impl ClientBuilder {
    /// A builder for the service that the environment names: `TEXTGATE_BASE_URL`, or else `http://127.0.0.1:8080`, where
    /// `textgate-server` listens unless it is told otherwise; and `TEXTGATE_API_KEY`, or else no key. An empty value counts
    /// as none.
    pub fn from_env() -> Self {
        let value = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let builder = Client::builder(value("TEXTGATE_BASE_URL").unwrap_or_else(|| LOCAL.to_owned()));
        match value("TEXTGATE_API_KEY") {
            Some(key) => builder.api_key(key),
            None => builder,
        }
    }

    /// The API key, sent as `x-api-key`.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Where bearer tokens come from, sent as `Authorization`.
    pub fn bearer(mut self, provider: impl TokenProvider) -> Self {
        self.bearer = Some(Bearer::new(provider));
        self
    }

    /// A header of every request, for whatever stands between this client and the service.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// How long to wait for a connection; 5 seconds if not called.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a call may take in all, its retries and the waits between them included; 120 seconds if not called.
    ///
    /// A stream may take longer, for as long as it begins in this time and is never silent for this time. The service breaks
    /// the silence between two events every 15 seconds, and ends a stream whose model is stuck.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a single attempt may take, the beginning of a stream included. One that takes longer is given up, and the
    /// request is sent again. If not called, an attempt may take all that is left of [`timeout`](Self::timeout).
    ///
    /// The model goes on with what was given up and its tokens are paid, so let this be longer than an answer may take.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How often the service is asked at most, the first time included; 3 if not called, and 1 for no retries. The
    /// [crate's documentation](crate#retries) says what is asked again.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if the base URL or the API key cannot be used, or if TLS cannot be set up.
    pub fn build(self) -> Result<Client, BuildError> {
        self.build_with(Arc::new(SystemClock))
    }

    pub(crate) fn build_with(self, clock: Arc<dyn Clock>) -> Result<Client, BuildError> {
        let url =
            Url::parse(&self.base_url).map_err(|error| BuildError(format!("the base URL is not valid: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || url.fragment().is_some() {
            return Err(BuildError("the base URL must be http or https, without query or fragment".to_owned()));
        }
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.api_key {
            let mut key =
                HeaderValue::from_str(key).map_err(|_| BuildError("the API key is not a header value".to_owned()))?;
            key.set_sensitive(true);
            headers.insert(API_KEY, key);
        }
        for (name, value) in &self.headers {
            let refused = || BuildError(format!("the header {name} cannot be sent"));
            let parsed = HeaderName::try_from(name.as_str()).map_err(|_| refused())?;
            let mut value = HeaderValue::from_str(value).map_err(|_| refused())?;
            value.set_sensitive(true);
            headers.insert(parsed, value);
        }
        let client = reqwest::Client::builder()
            .user_agent(concat!("textgate-rust/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .connect_timeout(self.connect_timeout)
            .build()
            .map_err(|error| BuildError(format!("the HTTP client cannot be set up: {error}")))?;
        let shared = Shared {
            bearer: self.bearer,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            max_attempts: self.max_attempts,
            budget: Budget::default(),
            clock,
        };
        let inner = Inner { shared: Arc::new(shared), options: RequestOptions::new(), call: None };
        Ok(Client::new_with_client(self.base_url.trim_end_matches('/'), client, inner))
    }
}

/// Why a client cannot be built.
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
