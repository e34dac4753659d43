//! Opens the connection to Bedrock before the first prompt needs it.
//!
//! What is sent is a bare GET, so it needs no permission, costs nothing and carries no credentials. All before it is what
//! Converse does, by the same client: so credentials are at hand, the endpoint is known, and the connection, which is what
//! takes long, waits in the pool that Converse takes its own from.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::{self, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_bedrockruntime::error::{BoxError, SdkError};
use textgate_core::model::ModelError;

use crate::failure;

/// The SDK wants a model's id, and puts it into the path. No model has this one.
const NO_MODEL: &str = "none";

pub(crate) async fn up(client: &Client) -> Result<(), ModelError> {
    let call = client
        .converse()
        .model_id(NO_MODEL)
        .customize()
        // Whoever asks the first prompt tries again.
        .config_override(config::Builder::new().retry_config(RetryConfig::disabled()))
        .interceptor(BareGet);
    match call.send().await {
        // Whatever it says, the connection is open.
        Ok(_) | Err(SdkError::ServiceError(_) | SdkError::ResponseError(_)) => Ok(()),
        Err(error) => Err(failure::of_call(&error)),
    }
}

/// Leaves of a signed Converse request its address.
#[derive(Debug)]
struct BareGet;

impl Intercept for BareGet {
    fn name(&self) -> &'static str {
        "BareGet"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        request.set_method("GET")?;
        drop(std::mem::take(request.headers_mut()));
        drop(request.take_body());
        Ok(())
    }
}
