//! What the server tells of itself: a log, one structured line for each request in it, and metrics.
//!
//! - [`log`]: where lines go, and what may be in them.
//! - [`line`]: the line of a request.
//! - [`embedded`]: the same line as CloudWatch takes it for metrics, on Lambda.
//! - [`metrics`]: the metrics of a server on a socket, which [`exposition`] writes and [`listener`] serves.
//! - [`names`]: what metrics are called.

mod embedded;
mod exposition;
mod line;
mod listener;
mod log;
mod metrics;
mod names;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use textgate_api::{EndedRequest, Observer};

pub(crate) use log::start;

use crate::config::Entry;
use metrics::Metrics;

/// Who is told of requests that come by `entry`. Where that is a socket and there is a `metrics_address`, serves metrics.
pub(crate) async fn observer(entry: Entry, metrics_address: Option<SocketAddr>) -> io::Result<Arc<dyn Observer>> {
    let Entry::Socket(_) = entry else { return Ok(Arc::new(embedded::Embedded)) };
    let Some(address) = metrics_address else { return Ok(Arc::new(LineOnly)) };
    let metrics = Arc::new(Metrics::default());
    listener::serve(metrics.clone(), address).await?;
    Ok(Arc::new(LineAndMetrics(metrics)))
}

struct LineOnly;

impl Observer for LineOnly {
    fn ended(&self, request: &EndedRequest) {
        line::log(request);
    }
}

struct LineAndMetrics(Arc<Metrics>);

impl Observer for LineAndMetrics {
    fn ended(&self, request: &EndedRequest) {
        self.0.count(request);
        line::log(request);
    }
}
