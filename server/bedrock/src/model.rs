//! The adapter: one SDK client for the process, with timeouts and retries chosen on purpose.

use std::time::Duration;

use async_trait::async_trait;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_bedrockruntime::config::Region;
use aws_sdk_bedrockruntime::{Client, config};
use textgate_core::model::{Completion, CompletionStream, ModelError, ModelErrorKind, Prompt, TextModel};

use crate::request::Request;
use crate::{attempts, converse, converse_stream, warm};

/// A connection that takes longer than this will not come.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// What can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long one call may take in all, attempts and waits included. Below the gateway's 29 s, so that the caller gets
    /// our error and not the gateway's.
    ///
    /// Of a streamed answer it bounds the time until Bedrock accepts the request, never the answer's own length.
    pub operation_timeout: Duration,
    /// How long a streamed answer may be silent: from the request to the first event, and between two events. Below the
    /// 30 s after which an edge-optimized gateway drops a silent stream (API Gateway guide, `response-transfer-mode`),
    /// so that the caller gets our error and not a cut.
    pub stall_timeout: Duration,
}

/// Amazon Bedrock as a [`TextModel`].
#[derive(Clone, Debug)]
pub struct BedrockModel {
    client: Client,
    stall_timeout: Duration,
}

impl BedrockModel {
    /// A client with the region, credentials and endpoint of the AWS environment (variables, profile, role).
    ///
    /// Nothing is called: missing credentials show at the first request.
    ///
    /// # Errors
    ///
    /// [`NoRegion`] where the environment names no region: every request would fail.
    pub async fn connect(settings: Settings) -> Result<Self, NoRegion> {
        let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
        if config.region().is_none() {
            return Err(NoRegion);
        }
        Ok(Self::new(&config, settings))
    }

    /// A client with the region, credentials and endpoint of `config`. Timeouts and retries are this adapter's own.
    pub fn new(config: &SdkConfig, settings: Settings) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_timeout(settings.operation_timeout)
            .build();
        let config = config::Builder::from(config)
            .retry_config(attempts::of(false))
            .timeout_config(timeouts)
            // A model may think for longer than the 5 s that this protection grants a silent connection.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build();
        Self { client: Client::from_conf(config), stall_timeout: settings.stall_timeout }
    }

    /// Opens the connection that the first prompt will use, with what goes before it: credentials, endpoint, roots of trust.
    /// Bedrock is asked nothing that needs a permission or costs anything.
    ///
    /// # Errors
    ///
    /// Where Bedrock cannot be reached. The model may be used all the same: each prompt connects if it has to.
    pub async fn warm_up(&self) -> Result<(), ModelError> {
        warm::up(&self.client).await
    }

    /// The region that is called, such as `us-east-1`: it decides which models there are, and by which ids.
    pub fn region(&self) -> Option<&str> {
        self.client.config().region().map(Region::as_ref)
    }
}

/// The AWS environment names no region.
#[derive(Debug, thiserror::Error)]
#[error("no AWS region is known: set AWS_REGION, or a region in the AWS profile")]
#[non_exhaustive]
pub struct NoRegion;

#[async_trait]
impl TextModel for BedrockModel {
    async fn complete(&self, prompt: Prompt) -> Result<Completion, ModelError> {
        converse::complete(&self.client, Request::new(prompt)?).await
    }

    async fn stream(&self, prompt: Prompt) -> Result<CompletionStream, ModelError> {
        if prompt.answer_schema.is_some() {
            return Err(ModelError::new(ModelErrorKind::Misconfigured, "objects are not streamed"));
        }
        converse_stream::stream(&self.client, Request::new(prompt)?, self.stall_timeout).await
    }
}
