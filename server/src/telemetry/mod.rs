//! Telemetry: a log, in it one structured line for each request, and metrics.
//!
//! Each module uses only modules above it in this list:
//!
//! - `log`: where log lines go, and what they may contain.
//! - `names`: the names of metrics and their attributes.
//! - `fields`: the fields of a request, which all formats read, and the request's line in the log.
//! - `embedded`: the same line for CloudWatch, which makes metrics of it, on Lambda.
//! - `exposition`: Prometheus's text format.
//! - `metrics`: the metrics of a server on a socket.
//! - `listener`: serves the metrics.
//! - `observers`: which of these get the facts of requests.

mod embedded;
mod exposition;
mod fields;
mod listener;
mod log;
mod metrics;
mod names;
mod observers;

pub(crate) use log::start;
pub(crate) use observers::observer;
