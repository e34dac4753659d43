//! Connects the model that the configuration chooses.

use std::error::Error as StdError;
use std::sync::Arc;

use textgate_bedrock::{BedrockModel, Settings};
use textgate_core::model::TextModel;
use textgate_core::policy::Provider;

use crate::config::Config;

type Connected = Result<Arc<dyn TextModel>, Box<dyn StdError + Send + Sync>>;

pub(crate) async fn connect(config: &Config) -> Connected {
    match config.provider {
        Provider::Bedrock => {
            let settings = Settings { operation_timeout: config.model_timeout, stall_timeout: config.stall_timeout };
            Ok(Arc::new(BedrockModel::connect(settings).await?))
        }
        Provider::Local => local(config).await,
    }
}

#[cfg(feature = "local")]
async fn local(config: &Config) -> Connected {
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
async fn local(_config: &Config) -> Connected {
    Err("this build has no local model: pass --model bedrock".into())
}
