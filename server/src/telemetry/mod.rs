//! What the server tells of itself: a log, one structured line for each request in it, and metrics.
//!
//! - [`log`]: where lines go, and what may be in them.
//! - [`mod@line`]: the line of a request.
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
pub(crate) async fn observer(
    entry: Entry,
    metrics_address: Option<SocketAddr>,
    namespace: String,
) -> io::Result<Arc<dyn Observer>> {
    let Entry::Socket(_) = entry else { return Ok(Arc::new(embedded::Embedded { namespace })) };
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use axum::http::StatusCode;
    use serde_json::Value;
    use textgate_api::{Code, End};
    use textgate_core::model::{ModelErrorKind, StopReason, TokenUsage};
    use textgate_core::policy::Provider;
    use textgate_core::usage::{FailedAttempt, GenerationFacts};

    use super::line::Line;
    use super::names::{
        CACHE_READ_TOKENS, CACHE_WRITE_TOKENS, COST, ERRORS, INPUT_TOKENS, MODEL_FAILURES, OPERATION_DURATION,
        OUTPUT_TOKENS, REQUEST_DURATION, TIME_TO_FIRST_CHUNK, TOKEN_USAGE,
    };
    use super::*;

    /// A request of which there is everything to tell.
    fn request() -> EndedRequest {
        EndedRequest {
            id: "req_1".to_owned(),
            method: "POST",
            route: Some("/generate/stream".to_owned()),
            operation: Some("generate_stream".to_owned()),
            consumer: Some("search".to_owned()),
            end: End::Failed,
            status: Some(StatusCode::OK),
            code: Some(Code::ModelError),
            cause: Some("it broke".to_owned()),
            duration: Duration::from_millis(3),
            generation: Some(GenerationFacts {
                model: "nova-micro".to_owned(),
                provider: Provider::Bedrock,
                duration: Duration::from_millis(2),
                time_to_first_token: Some(Duration::from_millis(1)),
                stop_reason: Some(StopReason::EndTurn),
                usage: Some(TokenUsage { input: 9, output: 5, cache_read: 3, cache_write: 2 }),
                cost_usd: Some("0.000001015".parse().expect("a decimal")),
                failures: vec![FailedAttempt {
                    model: "nova-micro".to_owned(),
                    provider: Provider::Bedrock,
                    kind: ModelErrorKind::Failed,
                }],
            }),
        }
    }

    /// The names in the first column of the page's table under a heading.
    fn documented(heading: &str) -> BTreeSet<String> {
        let (_, section) = include_str!("../../TELEMETRY.md").split_once(heading).expect("the heading");
        let section = section.split("\n## ").next().unwrap_or(section);
        let names = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        names.map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn the_page_has_every_field_and_every_metric() {
        let request = request();
        let Ok(Value::Object(fields)) = serde_json::to_value(Line::of(&request)) else { panic!("an object") };
        assert_eq!(documented("## The line of a request"), fields.keys().cloned().collect());
        let metrics = [
            REQUEST_DURATION,
            OPERATION_DURATION,
            TIME_TO_FIRST_CHUNK,
            TOKEN_USAGE,
            INPUT_TOKENS,
            OUTPUT_TOKENS,
            CACHE_READ_TOKENS,
            CACHE_WRITE_TOKENS,
            COST,
            ERRORS,
            MODEL_FAILURES,
        ];
        assert_eq!(documented("## Metrics"), metrics.map(|metric| metric.name.to_owned()).into());
    }
    #[test]
    fn the_log_has_every_field() {
        let request = request();
        let Ok(Value::Object(fields)) = serde_json::to_value(Line::of(&request)) else { panic!("an object") };
        let (reader, writer) = io::pipe().expect("a pipe");
        let lines = tracing_subscriber::fmt().with_writer(Arc::new(writer)).with_ansi(false).finish();
        tracing::subscriber::with_default(lines, || line::log(&request));
        let line = io::read_to_string(reader).expect("text");
        assert!(line.contains("ERROR") && line.contains("request failed"), "{line}");
        let missing: Vec<_> = fields.keys().filter(|name| !line.contains(&format!(" {name}="))).collect();
        assert!(missing.is_empty(), "{missing:?} of {line}");
    }
}
