//! The observers of requests: a log line for each request, and metrics where the configuration asks for them.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use textgate_api::{Observer, RequestFacts};

use super::embedded::Embedded;
use super::metrics::Metrics;
use super::{fields, listener};
use crate::config::Entry;

/// The observer of requests that arrive through `entry`. On a socket with a `metrics_address`, it also starts to serve
/// metrics there. On Lambda, `namespace` is the CloudWatch namespace of the metrics.
pub(crate) async fn observer(
    entry: Entry,
    metrics_address: Option<SocketAddr>,
    namespace: String,
) -> io::Result<Arc<dyn Observer>> {
    let Entry::Socket(_) = entry else { return Ok(Arc::new(Embedded { namespace })) };
    let Some(address) = metrics_address else { return Ok(Arc::new(LogOnly)) };
    let metrics = Arc::new(Metrics::default());
    listener::serve(metrics.clone(), address).await?;
    Ok(Arc::new(LogAndMetrics(metrics)))
}

struct LogOnly;

impl Observer for LogOnly {
    fn ended(&self, request: &RequestFacts) {
        fields::log(request);
    }
}

struct LogAndMetrics(Arc<Metrics>);

impl Observer for LogAndMetrics {
    fn ended(&self, request: &RequestFacts) {
        self.0.count(request);
        fields::log(request);
    }
}
