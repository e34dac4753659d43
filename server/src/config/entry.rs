//! Where requests come from.

use std::net::SocketAddr;

use clap::ValueEnum;

/// Where requests come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// HTTP connections to this address.
    Socket(SocketAddr),
    /// Events of API Gateway, which Lambda hands over.
    Lambda(LambdaMode),
}

/// How Lambda invokes the function behind API Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LambdaMode {
    /// The function returns each response whole.
    Buffered,
    /// The function streams each response.
    Streaming,
}
