//! Connects the models that the configuration chooses, and finds out which of them there are.

use std::error::Error as StdError;
use std::sync::Arc;

use textgate_bedrock::{BedrockModel, Settings};
use textgate_core::Chain;
use textgate_core::model::TextModel;
use textgate_core::policy::{Catalogue, Provider};

use crate::config::Config;

type Connected<M> = Result<M, Box<dyn StdError + Send + Sync>>;

/// The provider, and what the policy offers over it.
pub(crate) async fn connect(config: &Config) -> Connected<(Arc<dyn TextModel>, Catalogue)> {
    match config.provider {
        Provider::Bedrock => {
            let settings = Settings { operation_timeout: config.model_timeout, stall_timeout: config.stall_timeout };
            let model = BedrockModel::connect(settings).await?;
            let region = model.region();
            let catalogue = config.policy.catalogue(Provider::Bedrock, region)?;
            // Of a server that does not start, Bedrock need not know.
            warm_up(&model);
            tell(config, &catalogue, region);
            Ok((Arc::new(model), catalogue))
        }
        // The policy first: the model's weights may have to be fetched.
        Provider::Local => {
            let catalogue = config.policy.catalogue(Provider::Local, None)?;
            let model = local(config).await?;
            tell(config, &catalogue, None);
            Ok((model, catalogue))
        }
    }
}

/// Opens the connection to Bedrock beside what else there is to do: the start neither waits for it nor fails with it.
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

/// Writes to the log what is offered, and what is not although the policy has it.
fn tell(config: &Config, catalogue: &Catalogue, region: Option<&str>) {
    let models = catalogue.models().len();
    let consumers = catalogue.consumers().len();
    let fallback = catalogue.fallback().map(|model| model.name.as_str()).collect::<Vec<_>>().join(", ");
    let guardrail = catalogue.guardrail().map(|guardrail| format!("{} {}", guardrail.id, guardrail.version));
    tracing::info!(policy = %config.policy_source, models, consumers, fallback, guardrail, region, "the policy is in force");
    if !catalogue.unavailable_models().is_empty() {
        let models = catalogue.unavailable_models().join(", ");
        tracing::warn!(models, region, "left out: the policy has no id for these models in this region");
    }
}

#[cfg(feature = "local")]
async fn local(config: &Config) -> Connected<Arc<dyn TextModel>> {
    use std::num::NonZeroUsize;

    use textgate_local::{LocalModel, WeightsSource, obtain};
    use uuid::Uuid;

    /// Requests that may wait for the model. It answers one at a time, in seconds; a longer queue would only time out.
    const QUEUE: NonZeroUsize = NonZeroUsize::new(8).expect("not zero");

    let cache = config.weights.cache.clone().ok_or("no folder to keep the model's weights in: pass --cache")?;
    let weights = obtain(&WeightsSource { path: config.weights.path.clone(), cache }).await?;
    let seed = Uuid::new_v4().as_u64_pair().0;
    Ok(Arc::new(LocalModel::start(&weights, seed, QUEUE)?))
}

#[cfg(not(feature = "local"))]
#[expect(clippy::unused_async, reason = "it stands in for one that awaits")]
async fn local(_config: &Config) -> Connected<Arc<dyn TextModel>> {
    Err("this build has no local model: pass --model bedrock".into())
}
