//! Answers requests: connects the models and serves the API on a socket or on Lambda.
//!
//! From the ground up:
//!
//! - `gateway_identity`: who API Gateway says the caller is.
//! - `model`: the connection to the models.
//! - `socket`, `lambda`: the two ways by which requests come.
//! - `run`: puts these parts together.

mod gateway_identity;
mod lambda;
mod model;
mod run;
mod socket;

pub(crate) use run::run;
