//! How a [`Client`] is configured: base URL, credentials, timeouts, attempts.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{env, fmt};

use http::{HeaderMap, HeaderName};

use crate::clock::{Clock, SystemClock};
use crate::credentials::{Bearer, TokenProvider};
use crate::generated_client::Client;
use crate::headers::API_KEY;
use crate::options::RequestOptions;
use crate::retry_budget::RetryBudget;
use crate::settings::Setting;
use crate::state::{ClientState, SharedState};
use crate::{base_url, headers, settings, transport};

const BASE_URL: &str = "the base URL";
const THE_API_KEY: &str = "the API key";

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
    base_url: Setting,
    api_key: Option<Setting>,
    headers: Vec<(String, String)>,
    bearer: Option<Bearer>,
    connect_timeout: Duration,
    timeout: Duration,
    attempt_timeout: Option<Duration>,
    max_attempts: u32,
}

/// Debug text may be logged, so it shows no API key, no headers, no token provider, and no base URL that is not valid:
/// it may have a password.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url.parse(base_url::parse).as_deref().unwrap_or("…"))
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
            base_url: Setting::in_code(BASE_URL, base_url.into()),
            api_key: None,
            headers: Vec::new(),
            bearer: None,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            timeout: DEFAULT_TIMEOUT,
            attempt_timeout: None,
            max_attempts: DEFAULT_MAX_ATTEMPTS,
        }
    }

    /// The base URL of the service, without a slash at its end. It has no credentials.
    pub fn base_url(&self) -> &str {
        &self.baseurl
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
        let setting = |what, name| Setting::in_variable(what, name, env::var_os(name));
        let mut builder = Client::builder(DEFAULT_BASE_URL);
        if let Some(url) = setting(BASE_URL, "TEXTGATE_BASE_URL") {
            builder.base_url = url;
        }
        builder.api_key = setting(THE_API_KEY, "TEXTGATE_API_KEY");
        builder
    }

    /// Sets another base URL. `origin` says in error messages where it comes from, such as `--base-url`.
    pub fn base_url_from(mut self, origin: impl Into<String>, url: impl Into<OsString>) -> Self {
        self.base_url = Setting::in_code(origin, url);
        self
    }

    /// Sets the API key, which is sent as `x-api-key`. It is visible ASCII, with or without spaces. White space, line
    /// breaks and byte order marks around it are ignored, as in a file and in the environment.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.api_key = Some(Setting::in_code(THE_API_KEY, key.into()));
        self
    }

    /// Sets a file that contains only the API key. It is read when the client is built.
    pub fn api_key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.api_key = Some(Setting::in_file(THE_API_KEY, path.into()));
        self
    }

    /// Sets the provider of bearer tokens, which are sent as `Authorization`.
    pub fn bearer(mut self, provider: impl TokenProvider) -> Self {
        self.bearer = Some(Bearer::new(provider));
        self
    }

    /// Adds a header to every request, for example one that a proxy in front of the service needs. Its value is visible
    /// ASCII.
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
    /// [`BuildError`] if the base URL, the API key or a header is not valid. A base URL with a user name or a password is
    /// not valid. Also if the base URL begins with `https://` and the system's CA certificates cannot be loaded.
    pub fn build(self) -> Result<Client, BuildError> {
        self.build_with(Arc::new(SystemClock))
    }

    pub(crate) fn build_with(self, clock: Arc<dyn Clock>) -> Result<Client, BuildError> {
        let base_url = self.base_url.parse(base_url::parse).map_err(BuildError)?;
        let secret = |text: &str| headers::secret(text).map_err(str::to_owned);
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.api_key {
            headers.insert(API_KEY, key.parse(secret).map_err(BuildError)?);
        }
        for (name, value) in &self.headers {
            // A name that is not valid may be a value in the wrong place, so it is not shown.
            let name = HeaderName::try_from(name.as_str());
            let name = name.map_err(|_| BuildError("the name of a header is not valid in HTTP".to_owned()))?;
            let value = settings::clean(value.as_bytes()).and_then(headers::secret);
            let value = value.map_err(|fault| BuildError(format!("the value of the header {name} {fault}")))?;
            headers.insert(name, value);
        }
        let client = transport::http_client(&base_url, &headers, self.connect_timeout).map_err(BuildError)?;
        let shared = SharedState {
            bearer: self.bearer,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            max_attempts: self.max_attempts,
            retry_budget: RetryBudget::default(),
            clock,
        };
        let state = ClientState { shared: Arc::new(shared), options: RequestOptions::new(), record: None };
        Ok(Client::new_with_client(&base_url, client, state))
    }
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
    fn no_secret_is_in_a_debug_text_or_an_error() {
        let host = || Client::builder("http://host");
        for builder in [
            host().api_key("canary"),
            host().api_key("canary\ncanary"),
            host().header("authorization", "canary"),
            host().header("authorization", "canary\n canary"),
            host().header("canary canary", "x"),
            Client::builder("http://name:canary@host"),
            Client::builder("http://canary@host"),
            Client::builder("name:canary@host"),
            Client::builder("http://name:80/canary@host"),
            Client::builder("http://host/?key=canary"),
            Client::builder("http://host:canary"),
            Client::builder("http://host/canary\u{0}"),
            host().api_key_file("/dev/null").header("x", "canary"),
        ] {
            let shown = format!("{builder:?}");
            assert!(!shown.contains("canary"), "{shown}");
            let built = builder.build();
            let shown = format!("{built:?} {}", built.as_ref().err().map(ToString::to_string).unwrap_or_default());
            assert!(!shown.contains("canary"), "{shown}");
        }
        assert!(format!("{:?}", host()).contains("http://host"));
    }
}
