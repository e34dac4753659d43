//! What may be otherwise for one call.

use std::time::Duration;

use crate::Client;

/// What a call has of its own. What is not set is as the client has it.
///
/// ```no_run
/// # async fn example(client: textgate::Client) -> Result<(), textgate::Error> {
/// use std::time::Duration;
///
/// use textgate::RequestOptions;
///
/// let options = RequestOptions::new().timeout(Duration::from_secs(10)).request_id("order-4711").no_retries();
/// let answer = client.with(options).generate().input("Hello").send().await?;
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
    /// Nothing of its own.
    pub fn new() -> Self {
        Self::default()
    }

    /// As [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// As [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// As [`ClientBuilder::max_attempts`](crate::ClientBuilder::max_attempts).
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// The service is asked once.
    pub fn no_retries(self) -> Self {
        self.max_attempts(1)
    }

    /// Names the request in the service's log: 1 to 128 ASCII letters, digits and `-_.:=+/`. The service makes another of
    /// anything else, and so does Amazon API Gateway of any. If not called, the client makes one.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }
}

impl Client {
    /// The same client with other options, for one call or for many. It shares connections, credentials and the budget of
    /// retries, and costs next to nothing. Options that an earlier `with` has set are gone.
    #[must_use]
    pub fn with(&self, options: RequestOptions) -> Self {
        let mut client = self.clone();
        client.inner.options = options;
        client
    }
}
