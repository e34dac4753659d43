//! The commands, one file each: help text, arguments, and what the command does.

pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod models;
pub(crate) mod reply;
pub(crate) mod summarize;
