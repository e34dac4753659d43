//! The connections to Bedrock, which several of the SDK's clients share.

use aws_config::BehaviorVersion;
use aws_sdk_bedrockruntime::config::{RuntimeComponentsBuilder, RuntimePlugin as _, SharedHttpClient};
use aws_smithy_runtime::client::defaults::default_http_client_plugin_v2;

/// The SDK's own HTTP client, with its TLS and proxy settings.
///
/// The SDK makes one for each of its clients, which would then not share their connections, and it gives access to the one that
/// it makes only by the plugin that installs it.
pub(crate) fn default_client() -> Option<SharedHttpClient> {
    let plugin = default_http_client_plugin_v2(BehaviorVersion::latest())?;
    plugin.runtime_components(&RuntimeComponentsBuilder::new("http client")).http_client()
}
