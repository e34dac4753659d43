//! Textgate's domain: governed generations of text.
//!
//! The modules stand on floors. Each uses only modules on lower floors. From the ground up:
//!
//! 1. [`model`]: the port that an adapter implements, [`model::TextModel`]. [`identity`]: who a caller is proven to be.
//! 2. [`prompt`]: the typed tasks as they are declared, and the templates of their prompts.
//! 3. [`policy`]: which models, limits, defaults, prompts and prices there are, and for which consumers.
//! 4. [`usage`]: what a request's generation took and cost.
//! 5. [`generation`]: one governed generation, whole or streamed: choice of model, attempts, fallbacks.
//! 6. [`task`]: runs the typed tasks.
//!
//! Nothing here knows HTTP or AWS.

mod chain;
pub mod generation;
pub mod identity;
pub mod model;
pub mod policy;
pub mod prompt;
pub mod task;
pub mod usage;

pub use chain::Chain;
