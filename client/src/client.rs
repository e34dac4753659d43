// Generated from openapi/v1.json by `cargo openapi generate`. Do not edit.

use progenitor_client::{ClientHooks, ClientInfo};
#[derive(Clone, Debug)]
/**Client for Textgate

Text in, generated text out, under one policy.

Textgate stands between applications and foundation models on Amazon Bedrock. It decides which models may be used, with which limits and defaults, and reports what each call took.

Every answer carries `x-request-id`. Every error has the same body: `error` is for people, `code` for programs. Unknown request fields are refused, and `null` is never a value: a field is present with a value, or absent.

Version: 1.2.0*/
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
        "1.2.0"
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
