//! Textgate's domain: what may be asked of which model, and what came of it.
//!
//! - [`policy`]: which models, limits, defaults, prompts and prices, for whom.
//! - [`consumer`]: who is asking.
//! - [`model`]: the port that an adapter implements: [`model::TextModel`].
//! - [`generation`]: one governed generation, whole or piece by piece: policy, then model, then usage and cost.
//! - [`task`]: the typed tasks: prompts of the policy around the caller's words, answers with a shape.
//! - [`record`]: what is told of a generation: sizes and times.
//!
//! Nothing here knows HTTP or AWS.

mod chain;
pub mod consumer;
mod fallback;
pub mod generation;
pub mod model;
pub mod policy;
pub mod record;
mod stream;
pub mod task;

pub use chain::Chain;
