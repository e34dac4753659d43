//! What the handlers share.

use std::sync::Arc;

use textgate_core::generation::Generator;
use textgate_core::policy::Catalogue;
use textgate_core::task::Tasks;
use tokio_util::sync::CancellationToken;

use crate::authenticate::Callers;
use crate::contract::Contract;
use crate::exchange::IdSource;
use crate::observer::Observer;

#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) generator: Generator,
    pub(crate) tasks: Arc<Tasks>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) callers: Callers,
    pub(crate) contract: Arc<Contract>,
    pub(crate) ids: IdSource,
    /// Cancelled when answers under way have to end.
    pub(crate) stopping: CancellationToken,
}

impl AppState {
    pub(crate) fn new(
        generator: Generator,
        tasks: Tasks,
        callers: Callers,
        contract: Contract,
        ids: IdSource,
        observer: Arc<dyn Observer>,
        stopping: CancellationToken,
    ) -> Self {
        Self { generator, tasks: tasks.into(), observer, callers, contract: contract.into(), ids, stopping }
    }

    /// What the policy offers.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        self.generator.catalogue()
    }
}
