//! What a client is made of besides its connections.

use std::sync::Arc;

use crate::call::Record;

/// The configuration of a client, and the call that it is a copy for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inner {
    /// Present only in the copy that sends a call.
    pub(crate) call: Option<Arc<Record>>,
}
