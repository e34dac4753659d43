//! The server's configuration. No other module reads the environment, except that the AWS SDK, the Lambda runtime and the log
//! (`RUST_LOG`) read their own variables.
//!
//! From the ground up:
//!
//! - `entry`: where requests come from.
//! - `api_key_names`: the names of the gateway's API keys.
//! - [`policy_file`]: finds and reads the policy.
//! - `options`: the options of the command line and their environment variables.
//! - `resolve`: the checked configuration, from the options, the environment and the policy.

mod api_key_names;
mod entry;
mod options;
pub(crate) mod policy_file;
mod resolve;

pub(crate) use api_key_names::ApiKeyNames;
pub(crate) use entry::{Entry, LambdaMode};
pub(crate) use options::Options;
pub(crate) use resolve::Config;
