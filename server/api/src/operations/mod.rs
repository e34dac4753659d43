//! The operations of the contract, one file each: its wire types, then its handler.
//!
//! What several operations share is below them: `usage` and `stop_reason` are parts of every response that generated
//! text, and `task_response` is what the typed tasks have in common.

pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod generate_stream;
pub(crate) mod health;
pub(crate) mod model_list;
pub(crate) mod reply;
mod stop_reason;
pub(crate) mod summarize;
mod task_response;
pub(crate) mod text;
mod usage;
