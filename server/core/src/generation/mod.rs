//! One governed generation: the policy chooses the model, the model answers, and the answer has its usage and cost.
//!
//! - [`Generator`]: generates text, whole or streamed, for one [`RequestContext`].
//! - `candidates`: the models that may answer a request.
//! - `attempt`: the one place through which every call of a model passes.
//! - `breaker`: stops asking a model that keeps failing.
//! - `fallback`: the order in which the candidates are tried.
//! - [`GenerationStream`]: a generation piece by piece.

mod attempt;
mod breaker;
mod breaker_settings;
mod candidates;
mod chunks;
mod context;
mod error;
mod fallback;
mod generator;
mod meter;
mod request;
mod stream;
mod time_limit;

pub use breaker_settings::{BreakerSettings, Clock};
pub use context::RequestContext;
pub use error::GenerationError;
pub use generator::Generator;
pub use request::{Generation, GenerationRequest};
pub use stream::{GenerationEvent, GenerationStream};

pub use crate::policy::ParameterRequest;

pub(crate) use attempt::Attempt;
pub(crate) use candidates::Candidates;
