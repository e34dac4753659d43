//! [`BedrockModel`]: one SDK client for the process, with Textgate's own timeouts and retries.

use std::time::Duration;

use async_trait::async_trait;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_bedrockruntime::config::Region;
use aws_sdk_bedrockruntime::{Client, config};
use textgate_core::model::{
    Completion, CompletionStream, Guardrail, GuardrailVerdict, ModelError, ModelErrorKind, Prompt, TextModel,
};

use crate::decimals::ShortestDecimals;
use crate::request::Request;
use crate::{apply_guardrail, converse, converse_stream, errors, http_client, retry, warm_up};

/// Time to open a connection. If it takes longer, it is not expected to succeed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// The timeouts of [`BedrockModel`].
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long one call may take, with all attempts and the waits between them. It should be below the 29 s after which
    /// API Gateway gives up, so that the caller gets our error and not the gateway's.
    ///
    /// For a stream it limits the time until Bedrock accepts the request, not the length of the stream.
    pub operation_timeout: Duration,
    /// How long a stream may send nothing: from the request to the first event, and from one event to the next. It should be
    /// below the 30 s after which an edge-optimized gateway closes an idle stream (API Gateway guide,
    /// `response-transfer-mode`), so that the caller gets our error and not a broken stream.
    pub stall_timeout: Duration,
}

/// Amazon Bedrock as a [`TextModel`].
///
/// It has two clients that differ only in their retries, so that no call needs a configuration of its own. They share their
/// connections and credentials.
#[derive(Clone, Debug)]
pub struct BedrockModel {
    /// For models without a fallback.
    client: Client,
    /// For models with a fallback, which are tried less often.
    client_with_fallback: Client,
    stall_timeout: Duration,
}

impl BedrockModel {
    /// Creates a client with the region, credentials and endpoint of the AWS environment (variables, profile, role).
    ///
    /// It calls nothing, so missing credentials show only at the first request.
    ///
    /// # Errors
    ///
    /// [`NoRegion`] if the environment names no region: every request would fail.
    pub async fn connect(settings: Settings) -> Result<Self, NoRegion> {
        let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
        if config.region().is_none() {
            return Err(NoRegion);
        }
        Ok(Self::new(&config, settings))
    }

    /// Creates a client with the region, credentials and endpoint of `config`. The timeouts and retries of `config` are
    /// ignored.
    pub fn new(config: &SdkConfig, settings: Settings) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_timeout(settings.operation_timeout)
            .build();
        let http_client = config.http_client().or_else(http_client::default_client);
        let mut config = config::Builder::from(config)
            .retry_partition(retry::partition())
            .retry_classifier(errors::Retries)
            .timeout_config(timeouts)
            // The SDK would end a connection that sends nothing for 5 s. A model may need longer for its next token.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .interceptor(ShortestDecimals);
        config.set_http_client(http_client);
        let client = |has_fallback| Client::from_conf(config.clone().retry_config(retry::config(has_fallback)).build());
        Self { client: client(false), client_with_fallback: client(true), stall_timeout: settings.stall_timeout }
    }

    fn client(&self, prompt: &Prompt) -> &Client {
        if prompt.has_fallback { &self.client_with_fallback } else { &self.client }
    }

    /// Opens the connection that the first prompt will use. This includes what a connection needs: credentials, the endpoint
    /// and root certificates. The request that is sent needs no permission and costs nothing.
    ///
    /// # Errors
    ///
    /// If Bedrock cannot be reached. The model can be used all the same: each prompt opens a connection if there is none.
    pub async fn warm_up(&self) -> Result<(), ModelError> {
        warm_up::open_connection(&self.client).await
    }

    /// The region that is called, such as `us-east-1`. It decides which models there are and what their ids are.
    pub fn region(&self) -> Option<&str> {
        self.client.config().region().map(Region::as_ref)
    }
}

/// The AWS environment names no region.
#[derive(Debug, thiserror::Error)]
#[error("no AWS region is known: set AWS_REGION, or set a region in the AWS profile")]
#[non_exhaustive]
pub struct NoRegion;

#[async_trait]
impl TextModel for BedrockModel {
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError> {
        converse::complete(self.client(&prompt), Request::new(prompt)?).await
    }

    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError> {
        if prompt.answer_schema.is_some() {
            return Err(ModelError::new(ModelErrorKind::Misconfigured, "objects are not streamed"));
        }
        converse_stream::stream(self.client(&prompt), Request::new(prompt)?, self.stall_timeout).await
    }

    async fn apply_guardrail(&self, guardrail: &Guardrail, text: String) -> Result<GuardrailVerdict, ModelError> {
        apply_guardrail::apply(&self.client, guardrail, text).await
    }
}
