//! Puts the parts of the server together and starts them.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Instant;

use textgate_api::IdSource;
use textgate_core::generation::{BreakerSettings, Clock, Generator};
use textgate_core::policy::Provider;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{lambda, model, socket};
use crate::config::{Config, Entry};
use crate::telemetry;

/// Serves requests until the process is told to stop.
///
/// # Errors
///
/// If the server cannot start.
pub(crate) async fn run(config: Config) -> Result<(), Box<dyn StdError + Send + Sync>> {
    telemetry::start(matches!(config.entry, Entry::Lambda(_)));
    let (model, catalogue) = model::connect(&config).await?;
    let settings = BreakerSettings { failures: config.breaker_failures, ..BreakerSettings::default() };
    let clock: Clock = Arc::new(Instant::now);
    let generator = Generator::new(catalogue, model).with_breakers(settings, &clock);
    let generator = match config.provider {
        Provider::Bedrock => generator.within(config.model_timeout),
        // The local model has no time limit: it may be slow on a slow machine, and there is no other model to call.
        Provider::Local => generator,
    };
    let ids: IdSource = Arc::new(|| Uuid::now_v7().simple().to_string());
    let observer = telemetry::observer(config.entry, config.metrics_address, config.metrics_namespace).await?;
    let stopping = CancellationToken::new();
    let app = textgate_api::app(generator, config.callers, ids, config.origins, observer, stopping.clone())?;
    match config.entry {
        Entry::Socket(address) => socket::serve(app, address, stopping).await,
        Entry::Lambda(mode) => lambda::serve(app, mode, config.api_key_names).await,
    }
}
