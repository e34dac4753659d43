//! Textgate's domain: what may be asked of which model, and what came of it.
//!
//! - [`policy`]: which models, limits, defaults and prices, for whom.
//! - [`consumer`]: who is asking.
//! - [`model`]: the port that an adapter implements: [`model::TextModel`].
//! - [`generation`]: one governed generation, whole or piece by piece: policy, then model, then usage and cost.
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

pub use chain::Chain;
