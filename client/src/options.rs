//! Settings of single calls.

use std::time::Duration;

/// Settings that apply to single calls in place of the client's. What is not set here is as the client has it.
///
/// ```no_run
/// # async fn example(client: textgate::Client) -> Result<(), textgate::Error> {
/// use std::time::Duration;
///
/// use textgate::RequestOptions;
///
/// let options = RequestOptions::new().timeout(Duration::from_secs(10)).request_id("order-4711").no_retries();
/// let response = client.with(options).generate().input("Hello").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct RequestOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) request_id: Option<String>,
}

impl RequestOptions {
    /// Options with nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the timeout of the whole call, as in [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of each attempt, as in
    /// [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the maximum number of attempts, as in [`ClientBuilder::max_attempts`](crate::ClientBuilder::max_attempts).
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Makes only one attempt.
    pub fn no_retries(self) -> Self {
        self.max_attempts(1)
    }

    /// Sets the id of the request in the service's log: 1 to 128 ASCII letters, digits and `-_.:=+/`. By default, the
    /// client makes an id. The service replaces an id of any other form. Behind Amazon API Gateway, the gateway
    /// replaces every id.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }
}
