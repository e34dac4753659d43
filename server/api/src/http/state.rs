//! What all handlers share.

use std::sync::Arc;

use textgate_core::generation::Generator;
use textgate_core::task::Tasks;
use tokio_util::sync::CancellationToken;

use super::callers::Callers;
use super::facts::Observer;
use super::request_id::IdSource;
use crate::contract::Contract;

/// What all handlers share.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) generator: Generator,
    pub(crate) tasks: Arc<Tasks>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) callers: Callers,
    pub(crate) contract: Arc<Contract>,
    pub(crate) ids: IdSource,
    /// Cancelled when open responses have to end.
    pub(crate) stopping: CancellationToken,
}

impl AppState {
    /// A new id for a generation.
    pub(crate) fn generation_id(&self) -> String {
        format!("gen_{}", (self.ids)())
    }
}
