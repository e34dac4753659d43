//! What the handlers share.

use std::sync::Arc;

use textgate_core::generation::Generator;
use tokio_util::sync::CancellationToken;

use crate::authenticate::Callers;
use crate::contract::Contract;
use crate::exchange::IdSource;

#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) generator: Generator,
    pub(crate) callers: Callers,
    pub(crate) contract: Arc<Contract>,
    pub(crate) ids: IdSource,
    /// Cancelled when answers under way have to end.
    pub(crate) stopping: CancellationToken,
}
