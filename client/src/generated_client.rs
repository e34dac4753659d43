// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.

use progenitor_client::{ClientHooks, ClientInfo};
#[derive(Clone, Debug)]
/**Client for Textgate

A governed text generation service: one API in front of foundation models on Amazon Bedrock.

A policy decides which models may be used, and with which limits and default values. The response to a request says which model answered, how many tokens it used and what they cost.

Every response has the header `x-request-id`. Every error has the same body: its `error` is for people, its `code` is for programs. Unknown fields in a request are refused. `null` is never a value: a field either has a value or is omitted. A text for the model must have a character other than space, tab, carriage return and line feed.

Version: 1.3.0*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::state::ClientState,
}
impl Client {
    /// Construct a new client with an existing `reqwest::Client`,
    /// allowing more control over its configuration.
    ///
    /// `baseurl` is the base URL provided to the internal
    /// `reqwest::Client`, and should include a scheme and hostname,
    /// as well as port and a path stem if applicable.
    pub(crate) fn new_with_client(
        baseurl: &str,
        client: reqwest::Client,
        inner: crate::state::ClientState,
    ) -> Self {
        Self {
            baseurl: baseurl.to_string(),
            client,
            inner,
        }
    }
}
impl ClientInfo<crate::state::ClientState> for Client {
    fn api_version() -> &'static str {
        "1.3.0"
    }
    fn baseurl(&self) -> &str {
        self.baseurl.as_str()
    }
    fn client(&self) -> &reqwest::Client {
        &self.client
    }
    fn inner(&self) -> &crate::state::ClientState {
        &self.inner
    }
}
impl ClientHooks<crate::state::ClientState> for &Client {}
