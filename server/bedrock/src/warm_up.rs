//! Opens the connection to Bedrock before the first prompt needs it.
//!
//! The SDK prepares and signs a Converse request as usual: this loads the credentials, resolves the endpoint and connects.
//! Before the request is sent, everything but its address is removed, so Bedrock receives a bare GET. That needs no
//! permission, costs nothing and carries no credentials. The connection, which takes most of the time, stays in the client's
//! pool for the first prompt.

use aws_sdk_bedrockruntime::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_bedrockruntime::config::retry::RetryConfig;
use aws_sdk_bedrockruntime::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_bedrockruntime::error::{BoxError, SdkError};
use aws_sdk_bedrockruntime::{Client, config};
use textgate_core::model::ModelError;

use crate::request::Request;
use crate::{call, errors};

/// The SDK requires a model id, because the id is part of the path. No model has this one.
const NO_MODEL: &str = "none";

/// Opens a connection. It is tried once: if it fails, the first prompt connects and has retries of its own.
pub(crate) async fn open_connection(client: &Client) -> Result<(), ModelError> {
    let once = config::Builder::new().retry_config(RetryConfig::disabled());
    let call = call::converse(client, Request::without_prompt(NO_MODEL)).config_override(once).interceptor(BareGet);
    match call.send().await {
        // Any response shows that the connection is open.
        Ok(_) | Err(SdkError::ServiceError(_) | SdkError::ResponseError(_)) => Ok(()),
        Err(error) => Err(errors::from_call(&error)),
    }
}

/// Turns a signed Converse request into a GET without headers and without a body.
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
