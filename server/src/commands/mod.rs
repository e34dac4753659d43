//! The subcommands, which do something instead of serving.
//!
//! - `policy`: `textgate-server policy`.
//! - `key`: `textgate-server key`.
//! - `command`: the list of them.

mod command;
mod key;
mod policy;

pub(crate) use command::{Command, run};
