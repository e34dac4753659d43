//! Connects the models of the configured provider, and finds out which of the policy's models it has.

use std::error::Error as StdError;
use std::sync::Arc;

use textgate_bedrock::{BedrockModel, Settings};
use textgate_core::Chain;
use textgate_core::model::TextModel;
use textgate_core::policy::{Catalogue, Provider};

use crate::config::Config;

type Connected<M> = Result<M, Box<dyn StdError + Send + Sync>>;

/// The provider, and the models that the policy offers with it.
pub(super) async fn connect(config: &Config) -> Connected<(Arc<dyn TextModel>, Catalogue)> {
    match config.provider {
        Provider::Bedrock => {
            let settings = Settings { operation_timeout: config.model_timeout, stall_timeout: config.stall_timeout };
            let model = BedrockModel::connect(settings).await?;
            let region = model.region();
            let catalogue = config.policy.catalogue(Provider::Bedrock, region)?;
            // Only now: a server that does not start need not connect to Bedrock.
            warm_up(&model);
            log_catalogue(config, &catalogue, region);
            Ok((Arc::new(model), catalogue))
        }
        Provider::Local => {
            // The policy is checked first, because the next step may have to download the weights.
            let catalogue = config.policy.catalogue(Provider::Local, None)?;
            let model = local(config).await?;
            log_catalogue(config, &catalogue, None);
            Ok((model, catalogue))
        }
    }
}

/// Opens the connection to Bedrock in the background. The start does not wait for it and does not fail with it.
fn warm_up(model: &BedrockModel) {
    let model = model.clone();
    tokio::spawn(async move {
        match model.warm_up().await {
            Ok(()) => tracing::info!("the connection to Bedrock is open"),
            Err(error) => tracing::warn!(
                cause = %Chain(&error),
                "no connection to Bedrock could be opened at start: the first request tries again"
            ),
        }
    });
}

/// Logs what the server offers, and which of the policy's models it does not offer.
fn log_catalogue(config: &Config, catalogue: &Catalogue, region: Option<&str>) {
    let models = catalogue.models().len();
    let consumers = catalogue.consumers().len();
    let fallback = catalogue.fallback().map(|model| model.name.as_str()).collect::<Vec<_>>().join(", ");
    let guardrail = catalogue.guardrail().map(|guardrail| format!("{} {}", guardrail.id, guardrail.version));
    tracing::info!(policy = %config.policy_source, models, consumers, fallback, guardrail, region, "the policy is in force");
    if !catalogue.unavailable_models().is_empty() {
        let models = catalogue.unavailable_models().join(", ");
        tracing::warn!(models, region, "models left out: the policy has no id for them in this region");
    }
}

#[cfg(feature = "local")]
async fn local(config: &Config) -> Connected<Arc<dyn TextModel>> {
    use std::num::NonZeroUsize;

    use textgate_local::{LocalModel, WeightsSource, find_or_download};
    use uuid::Uuid;

    /// Requests that may wait for the model. It answers one at a time and takes seconds for each, so the requests in a longer
    /// queue would only time out.
    const QUEUE: NonZeroUsize = NonZeroUsize::new(8).expect("not zero");

    let cache = config.weights.cache.clone().ok_or(
        "there is no folder for the weights of the local model, because the user has no home folder: pass --cache FOLDER",
    )?;
    let weights = find_or_download(&WeightsSource { path: config.weights.path.clone(), cache }).await?;
    let seed = Uuid::new_v4().as_u64_pair().0;
    Ok(Arc::new(LocalModel::start(&weights, seed, QUEUE)?))
}

#[cfg(not(feature = "local"))]
#[expect(clippy::unused_async, reason = "it has the signature of the function with the local model, which awaits")]
async fn local(_config: &Config) -> Connected<Arc<dyn TextModel>> {
    Err("this build has no local model: pass --model bedrock".into())
}
