//! The adapter: one SDK client for the process, with timeouts and retries chosen on purpose.

use std::time::Duration;

use async_trait::async_trait;
use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::Client;
use textgate_core::model::{Completion, ModelError, Prompt, TextModel};

use crate::{converse, failure};

/// Attempts in all. The SDK repeats what Bedrock refused at once (throttling, 5xx) or what never reached it.
const ATTEMPTS: u32 = 3;

/// The SDK waits a random part of this before the second attempt and of twice this before the third. Its own default of
/// one second would take too much of the 29 s that the gateway gives.
const FIRST_BACKOFF: Duration = Duration::from_millis(200);

/// A connection that takes longer than this will not come.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// What can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long one call may take in all, attempts and waits included. Below the gateway's 29 s, so that the caller gets
    /// our error and not the gateway's.
    pub operation_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { operation_timeout: Duration::from_secs(27) }
    }
}

/// Amazon Bedrock as a [`TextModel`].
#[derive(Clone, Debug)]
pub struct BedrockModel {
    client: Client,
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
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_timeout(settings.operation_timeout)
            .build();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(FIRST_BACKOFF))
            .timeout_config(timeouts)
            // A model may think for longer than the 5 s that this protection grants a silent connection.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .load()
            .await;
        if config.region().is_none() {
            return Err(NoRegion);
        }
        Ok(Self { client: Client::new(&config) })
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
        let request = converse::request(&self.client, prompt)?;
        let answer = request.send().await.map_err(|error| failure::model_error(&error))?;
        converse::completion(answer)
    }
}
