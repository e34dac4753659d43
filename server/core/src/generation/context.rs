//! What a generator has to know about the request that it works for.

use std::sync::Arc;
use std::time::Instant;

use crate::policy::Consumer;
use crate::usage::GenerationRecord;

/// The request that a generation belongs to. Make a new one for each request: without it a
/// [`Generator`](super::Generator) cannot be called, so no generation is missing from the log or the metrics.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Who asks.
    pub consumer: Arc<Consumer>,
    /// Collects the facts of the generation.
    pub record: GenerationRecord,
    /// When the answer must be complete, streams included. Absent if the caller can wait.
    pub deadline: Option<Instant>,
}
