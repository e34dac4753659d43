//! The metrics of a server on a socket: their sums equal what the answers report, and only the operator can read them.

use futures_util::future::join_all;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use textgate::Client;
use textgate::types::{GenerateRequest, Usage};
use textgate_core::identity::KeyDigest;
use textgate_tests::event_stream::Step;
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::metrics::Exposition;
use textgate_tests::policy_file::PolicyFile;
use textgate_tests::server::{Server, server_on};
use textgate_tests::usage_from_text;

const CONSUMERS: [&str; 2] = ["billing", "search"];

/// One model without a price, and one with a price whose sums do not fit into a double.
const MODELS: &str = r#"
[[models]]
name = "unpriced"
provider = "bedrock"
id = "example.unpriced"
context_tokens = 1000
max_output_tokens = 1000

[[models]]
name = "odd"
provider = "bedrock"
id = "example.odd"
context_tokens = 1000
max_output_tokens = 1000
price = { input = "99999.333333333333", output = "0.000000000007", cache_read = "0.5", cache_write = "7.000000000003" }
"#;

struct Fixture {
    bedrock: FakeBedrock,
    server: Server,
    metrics_url: String,
    _policy: PolicyFile,
}

impl Fixture {
    async fn start() -> Self {
        let bedrock = FakeBedrock::start(Answer::ByText(usage_from_text::answer)).await;
        let consumers = CONSUMERS.map(|name| {
            let hash = KeyDigest::of(name.as_bytes()).to_hex();
            format!("[[consumers]]\nname = \"{name}\"\napi_key_sha256 = [\"{hash}\"]\n")
        });
        let policy = PolicyFile::with(&format!("{MODELS}\n{}", consumers.join("\n")));
        let mut command = server_on(&bedrock);
        let server = Server::start(policy.of(&mut command).args(["--metrics-address", "127.0.0.1:0"]));
        let line = server.log().line_with(&["metrics are served on "]);
        let metrics_url = line.rsplit(' ').next().expect("a URL").to_owned();
        Self { bedrock, server, metrics_url, _policy: policy }
    }

    async fn metrics(&self) -> Exposition {
        Exposition::read(&self.metrics_url).await
    }

    fn client(&self, consumer: &str) -> Client {
        Client::builder(self.server.url()).api_key(consumer).max_attempts(1).build().expect("a client")
    }

    async fn post(&self, path: &str, consumer: &str, body: &Value) -> u16 {
        let request = reqwest::Client::new().post(format!("{}{path}", self.server.url()));
        let response = request.header("x-api-key", consumer).body(body.to_string()).send().await.expect("an answer");
        let status = response.status().as_u16();
        response.bytes().await.expect("a body");
        status
    }
}

/// The usage that an answer reported.
struct Answered {
    consumer: &'static str,
    model: &'static str,
    operation: &'static str,
    usage: Usage,
}

/// The sum of one part of the usage over all answers.
fn total(answers: &[Answered], part: impl Fn(&Usage) -> Decimal) -> Decimal {
    answers.iter().map(|answer| part(&answer.usage)).sum()
}

fn cost(usage: &Usage) -> Decimal {
    usage.cost_usd.as_ref().map_or(Decimal::ZERO, |cost| cost.parse().expect("a decimal"))
}

#[tokio::test]
async fn the_totals_equal_the_sums_of_the_answers_to_the_last_decimal() {
    let fixture = Fixture::start().await;
    let mut calls = Vec::new();
    for round in 0..12_u32 {
        for consumer in CONSUMERS {
            for model in ["nova-micro", "odd", "unpriced"] {
                // Numbers that differ from request to request.
                let text = format!("{} {}", 1 + 7919 * round % 977, 1 + 104_729 * round % 10_007);
                let body = json!({ "input": text, "model": model });
                let client = fixture.client(consumer);
                calls.push(async move {
                    let body = serde_json::from_value::<GenerateRequest>(body).expect("a request");
                    let (operation, usage) = if round % 2 == 0 {
                        ("generate", client.generate().body(body).send().await.expect("answered").usage.clone())
                    } else {
                        let events = client.generate_stream().body(body).events().await.expect("begun");
                        ("generate_stream", events.collect().await.expect("complete").usage)
                    };
                    Answered { consumer, model, operation, usage }
                });
            }
        }
    }
    // These requests add nothing: they fail, are refused, call no model, or their stream breaks off.
    let others = async {
        for path in ["/generate", "/generate/stream"] {
            assert_eq!(fixture.post(path, "billing", &json!({ "input": "fails" })).await, 429);
            assert_eq!(fixture.post(path, "billing", &json!({ "input": "" })).await, 400);
        }
        assert_eq!(fixture.post("/generate/stream", "search", &json!({ "input": "breaks off" })).await, 200);
        fixture.client("search").model_list().send().await.expect("answered");
    };
    let (answers, ()) = futures_util::join!(join_all(calls), others);
    assert_eq!(answers.len(), 72);

    let metrics = fixture.metrics().await;
    let tokens = "gen_ai_client_token_usage_sum";
    let check = |answers: &[Answered], labels: &[(&str, &str)]| {
        assert!(!answers.is_empty(), "{labels:?}");
        let of = |token_type| [labels, &[("gen_ai_token_type", token_type)]].concat();
        let input = total(answers, |usage| usage.input_tokens.into());
        assert_eq!(metrics.sum(tokens, &of("input")), input, "input tokens of {labels:?}");
        let output = total(answers, |usage| usage.output_tokens.into());
        assert_eq!(metrics.sum(tokens, &of("output")), output, "output tokens of {labels:?}");
        let read = total(answers, |usage| usage.cache_read_input_tokens.unwrap_or_default().into());
        assert_eq!(metrics.sum(tokens, &of("cache_read")), read, "tokens from the cache of {labels:?}");
        let written = total(answers, |usage| usage.cache_write_input_tokens.unwrap_or_default().into());
        assert_eq!(metrics.sum(tokens, &of("cache_write")), written, "tokens into the cache of {labels:?}");
        assert_eq!(metrics.sum("textgate_cost_usd_total", labels), total(answers, cost), "cost of {labels:?}");
    };
    check(&answers, &[]);
    let mut rest = answers;
    while let Some(Answered { consumer, model, operation, .. }) = rest.first() {
        let (consumer, model, operation) = (*consumer, *model, *operation);
        let is_same =
            |answer: &mut Answered| (answer.consumer, answer.model, answer.operation) == (consumer, model, operation);
        let same: Vec<_> = rest.extract_if(.., is_same).collect();
        let labels = [
            ("textgate_consumer", consumer),
            ("gen_ai_request_model", model),
            ("textgate_operation", operation),
            ("gen_ai_provider_name", "aws.bedrock"),
            ("gen_ai_operation_name", "chat"),
        ];
        check(&same, &labels);
        let priced = metrics.samples("textgate_cost_usd_total", &labels).count();
        assert_eq!(priced, usize::from(model != "unpriced"), "without a price there is no cost: {labels:?}");
        let ended = metrics.samples("gen_ai_client_operation_duration_seconds_count", &labels);
        let ended: Vec<_> = ended.filter(|sample| !sample.labels.contains_key("error_type")).collect();
        let [ended] = ended.as_slice() else { panic!("one sample: {ended:?}") };
        assert_eq!(ended.value, same.len().into(), "{labels:?}");
    }
}

#[tokio::test]
async fn every_request_is_counted_by_how_it_ended() {
    let fixture = Fixture::start().await;
    for (path, consumer, body, status) in [
        ("/generate", "billing", json!({ "input": "1 1" }), 200),
        ("/generate", "billing", json!({ "input": "" }), 400),
        ("/generate", "billing", json!({ "input": "" }), 400),
        ("/generate", "nobody", json!({ "input": "1 1" }), 401),
        ("/generate", "billing", json!({ "input": "1 1", "model": "unheard-of" }), 404),
        ("/generate", "billing", json!({ "input": "fails" }), 429),
        ("/generate/stream", "search", json!({ "input": "breaks off" }), 200),
        ("/nowhere", "search", json!({}), 404),
        ("/health", "search", json!({}), 405),
    ] {
        assert_eq!(fixture.post(path, consumer, &body).await, status, "{path}");
    }
    fixture.client("search").health().send().await.expect("answered");
    // A caller disconnects while the model works.
    fixture.bedrock.set_answer(Answer::Stream(vec![Step::start(), Step::text("One"), Step::Silence]));
    let client = fixture.client("search");
    drop(client.generate_stream().input("1 1").events().await.expect("begun"));
    fixture.bedrock.caller_disconnected().await;
    fixture.server.log().line_with(&["connection closed before the answer ended"]);

    let metrics = fixture.metrics().await;
    let name = "http_server_request_duration_seconds";
    assert_eq!(metrics.kind(name), Some("histogram"));
    assert_eq!(metrics.kind("textgate_cost_usd_total"), Some("counter"));
    let mut counted: Vec<_> = metrics
        .samples(&format!("{name}_count"), &[])
        .map(|sample| {
            let label = |name: &str| sample.labels.get(name).map_or("-", String::as_str);
            let operation = label("textgate_operation");
            let (status, error) = (label("http_response_status_code"), label("error_type"));
            format!("{operation} {} {status} {error} {}", label("textgate_consumer"), sample.value)
        })
        .collect();
    counted.sort();
    let expected = [
        "- - 404 not_found 1",
        "- - 405 method_not_allowed 1",
        "generate - 401 unauthorized 1",
        "generate billing 200 - 1",
        "generate billing 400 invalid_request 2",
        "generate billing 404 model_not_found 1",
        "generate billing 429 rate_limited 1",
        "generate_stream search 200 abandoned 1",
        "generate_stream search 200 model_error 1",
        "health - 200 - 1",
    ];
    assert_eq!(counted, expected);

    // The time of the models is counted, too, also for failures. Requests that called no model are not counted.
    let asked = "gen_ai_client_operation_duration_seconds_count";
    let of = |error: &str| metrics.sum(asked, &[("error_type", error)]);
    assert_eq!((metrics.sum(asked, &[]), of("rate_limited"), of("model_error")), (4.into(), 1.into(), 1.into()));
    assert_eq!(metrics.sum("gen_ai_client_operation_time_to_first_chunk_seconds_count", &[]), 2.into());

    // Failures of models are counted, also if a fallback was called after them.
    let expected = [
        "generate billing nova-lite rate_limited 1",
        "generate billing nova-micro rate_limited 1",
        "generate_stream search nova-micro model_error 1",
    ];
    assert_eq!(failures(&metrics), expected);
}

/// The counters of failed models, in order.
fn failures(metrics: &Exposition) -> Vec<String> {
    assert_eq!(metrics.kind("textgate_model_failures_total"), Some("counter"));
    let samples = metrics.samples("textgate_model_failures_total", &[("gen_ai_provider_name", "aws.bedrock")]);
    let labels = ["textgate_operation", "textgate_consumer", "gen_ai_request_model", "error_type"];
    let shown = samples.map(|sample| {
        let labels = labels.map(|name| sample.labels[name].as_str()).join(" ");
        format!("{labels} {}", sample.value)
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort();
    shown
}

#[tokio::test]
async fn a_model_that_is_replaced_by_a_fallback_is_counted_as_failed() {
    let fixture = Fixture::start().await;
    let refused = Answer::Exception(400, "ServiceQuotaExceededException", "Too many requests.".to_owned());
    let answered = Answer::Completion("Text from the fake.", "end_turn", 9, 5);
    fixture.bedrock.set_answer(Answer::by_model("amazon.nova-micro-v1:0", refused, answered));
    for path in ["/generate", "/generate", "/generate/stream"] {
        assert_eq!(fixture.post(path, "search", &json!({ "input": "Hello" })).await, 200);
    }
    assert_eq!(fixture.post("/explain", "billing", &json!({ "data": "1", "question": "What?" })).await, 200);
    let metrics = fixture.metrics().await;
    let expected = [
        "explain billing nova-micro rate_limited 1",
        "generate search nova-micro rate_limited 2",
        "generate_stream search nova-micro rate_limited 1",
    ];
    assert_eq!(failures(&metrics), expected);
    // The requests count for the fallback, and none of them failed.
    let asked = "gen_ai_client_operation_duration_seconds_count";
    let of_lite = metrics.sum(asked, &[("gen_ai_request_model", "nova-lite")]);
    assert_eq!((metrics.sum(asked, &[]), of_lite), (4.into(), 4.into()));
    assert!(metrics.samples(asked, &[]).all(|sample| !sample.labels.contains_key("error_type")));
}

#[tokio::test]
async fn the_buckets_of_a_histogram_are_cumulative_and_include_their_bounds() {
    let fixture = Fixture::start().await;
    for text in ["1 4", "5 67108864", "5 67108865"] {
        assert_eq!(fixture.post("/generate", "search", &json!({ "input": text })).await, 200);
    }
    let metrics = fixture.metrics().await;
    let name = "gen_ai_client_token_usage";
    let below =
        |token_type, bound| metrics.sum(&format!("{name}_bucket"), &[("gen_ai_token_type", token_type), ("le", bound)]);
    let steps = |token_type| ["1", "4", "16", "67108864", "+Inf"].map(|bound| below(token_type, bound).to_string());
    assert_eq!(steps("input"), ["1", "1", "3", "3", "3"]);
    assert_eq!(steps("output"), ["0", "1", "1", "2", "3"], "a bucket includes its bound");
    for sample in metrics.samples("http_server_request_duration_seconds_sum", &[]) {
        assert!(sample.value > Decimal::ZERO && sample.value < 60.into(), "seconds: {sample:?}");
    }
}

#[tokio::test]
async fn metrics_are_served_on_their_own_address_only_and_only_if_it_is_given() {
    let fixture = Fixture::start().await;
    let status = async |url: &str| reqwest::get(url).await.expect("an answer").status().as_u16();
    assert_eq!(status(&fixture.metrics_url).await, 200);
    assert_eq!(status(&format!("{}/metrics", fixture.server.url())).await, 404);
    assert_eq!(status(&fixture.metrics_url.replace("/metrics", "/health")).await, 404);

    let without = Server::start(&mut server_on(&fixture.bedrock));
    assert_eq!(status(&format!("{}/metrics", without.url())).await, 404);
    without.log().line_with(&["request answered", "status=404"]);
    assert!(!without.log().text().contains("metrics are served"));
}
