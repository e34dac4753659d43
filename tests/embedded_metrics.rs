//! The metrics that CloudWatch makes of the log lines on Lambda. Their sums equal what the answers report.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use textgate_tests::cloudwatch::{CloudWatch, NAMESPACE};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::fake_lambda::{FakeLambda, proxy_event};
use textgate_tests::policy_file::PolicyFile;
use textgate_tests::server::{Server, server_on};
use textgate_tests::usage_from_text;

/// Two consumers, and a model without a price.
const POLICY: &str = r#"
[[models]]
name = "unpriced"
provider = "bedrock"
id = "example.unpriced"
context_tokens = 1000
max_output_tokens = 1000

[[consumers]]
name = "billing"
api_key_ids = ["key-of-billing"]

[[consumers]]
name = "search"
api_key_ids = ["key-of-search"]
"#;

struct Fixture {
    lambda: FakeLambda,
    server: Server,
    mode: &'static str,
    invocations: usize,
    bedrock: FakeBedrock,
    _policy: PolicyFile,
}

impl Fixture {
    async fn start(mode: &'static str) -> Self {
        let bedrock = FakeBedrock::start(Answer::ByText(usage_from_text::answer)).await;
        let lambda = FakeLambda::start().await;
        let policy = PolicyFile::with(POLICY);
        let mut command = server_on(&bedrock);
        // Metrics do not depend on the level of the log.
        command.envs(lambda.environment()).env("TEXTGATE_LAMBDA_MODE", mode).env("RUST_LOG", "off");
        command.env("TEXTGATE_METRICS_NAMESPACE", NAMESPACE);
        let server = Server::start_without_socket(policy.of(&mut command));
        Self { lambda, server, mode, invocations: 0, bedrock, _policy: policy }
    }

    /// Sends a request. Returns the status and the body of the answer.
    async fn ask(&mut self, method: &str, path: &str, consumer: &str, body: &Value) -> (u64, String) {
        let mut event = proxy_event(method, path, &json!({}), Some(&body.to_string()));
        event["requestContext"]["extendedRequestId"] = json!(self.id(self.invocations));
        event["requestContext"]["identity"]["apiKeyId"] = json!(format!("key-of-{consumer}"));
        self.invocations += 1;
        let post = self.lambda.invoke("invocation", event).await.body;
        let (prelude, body) = match post.windows(8).position(|window| window == [0; 8]) {
            Some(end) => (&post[..end], Some(String::from_utf8_lossy(&post[end + 8..]).into_owned())),
            None => (&post[..], None),
        };
        let prelude: Value = serde_json::from_slice(prelude).expect("JSON");
        let body = body.or_else(|| prelude["body"].as_str().map(str::to_owned)).expect("a body");
        (prelude["statusCode"].as_u64().expect("a status"), body)
    }

    fn id(&self, invocation: usize) -> String {
        format!("{}-{invocation}=", self.mode)
    }

    /// The lines of the log: one for each request, in the order of the requests.
    fn lines(&self) -> Vec<String> {
        let id = |invocation| format!("\"request_id\":\"{}\"", self.id(invocation));
        let lines: Vec<_> = (0..self.invocations).map(|place| self.server.log().line_with(&[&id(place)])).collect();
        assert_eq!(
            self.server.log().text(),
            lines.join("\n") + "\n",
            "the log has one line for each request and nothing else"
        );
        lines
    }
}

/// The usage in an answer: in its body, or in the last event of a stream.
fn usage(body: &str) -> Value {
    let last = body.rsplit("data: ").next().expect("a first part");
    serde_json::from_str::<Value>(last.trim()).expect("JSON")["usage"].clone()
}

#[tokio::test]
async fn the_totals_equal_the_sums_of_the_answers_in_both_modes() {
    for (mode, path) in [("buffered", "/generate"), ("streaming", "/generate"), ("streaming", "/generate/stream")] {
        let mut fixture = Fixture::start(mode).await;
        let mut answers = Vec::new();
        for round in 0..6_u32 {
            for consumer in ["billing", "search"] {
                for model in ["nova-micro", "titan-text-express", "unpriced"] {
                    let text = format!("{} {}", 1 + 7919 * round % 977, 1 + 104_729 * round % 10_007);
                    let (status, body) =
                        fixture.ask("POST", path, consumer, &json!({ "input": text, "model": model })).await;
                    assert_eq!(status, 200, "{body}");
                    answers.push((consumer, model, usage(&body)));
                }
            }
        }
        let mut cloudwatch = CloudWatch::default();
        for line in fixture.lines() {
            cloudwatch.read(&line);
        }
        let sum = |name: &str, counts: &dyn Fn(&str, &str) -> bool| -> Decimal {
            let counted = answers.iter().filter(|(consumer, model, _)| counts(consumer, model));
            let values = counted.map(|(_, _, usage)| match &usage[name] {
                Value::String(decimal) => decimal.parse::<Decimal>().expect("a decimal"),
                number => number.as_u64().unwrap_or_default().into(),
            });
            values.sum()
        };
        let mut sets = vec![(None, None)];
        for model in ["nova-micro", "titan-text-express", "unpriced"] {
            sets.push((None, Some(model)));
            sets.extend(["billing", "search"].map(|consumer| (Some(consumer), Some(model))));
        }
        for (consumer, model) in sets {
            let dimensions = [consumer.map(|name| ("consumer", name)), model.map(|name| ("model", name))];
            let dimensions: Vec<_> = dimensions.into_iter().flatten().collect();
            let counts = |c: &str, m: &str| consumer.is_none_or(|name| name == c) && model.is_none_or(|name| name == m);
            for (metric, part) in [
                ("gen_ai.usage.input_tokens", "input_tokens"),
                ("gen_ai.usage.output_tokens", "output_tokens"),
                ("gen_ai.usage.cache_read.input_tokens", "cache_read_input_tokens"),
                ("gen_ai.usage.cache_creation.input_tokens", "cache_write_input_tokens"),
                ("textgate.cost", "cost_usd"),
            ] {
                let place = format!("{mode} {path} {metric} {dimensions:?}");
                assert_eq!(cloudwatch.sum(metric, &dimensions), sum(part, &counts), "{place}");
            }
            let asked = answers.iter().filter(|(consumer, model, _)| counts(consumer, model)).count();
            assert_eq!(cloudwatch.values("gen_ai.client.operation.duration", &dimensions).len(), asked);
            let first = if path.ends_with("stream") { asked } else { 0 };
            assert_eq!(cloudwatch.values("gen_ai.client.operation.time_to_first_chunk", &dimensions).len(), first);
        }
        assert!(cloudwatch.sum("textgate.cost", &[]) > Decimal::ZERO);
        assert!(cloudwatch.values("textgate.cost", &[("model", "unpriced")]).is_empty(), "no price, no cost");
    }
}

#[tokio::test]
async fn the_line_has_the_usage_of_the_answer_and_errors_are_counted_by_code() {
    let mut fixture = Fixture::start("streaming").await;
    let (_, body) = fixture.ask("POST", "/generate/stream", "search", &json!({ "input": "12 5" })).await;
    assert_eq!(fixture.ask("GET", "/health", "nobody", &json!({})).await.0, 200);
    assert_eq!(fixture.ask("POST", "/generate", "search", &json!({ "input": "" })).await.0, 400);
    assert_eq!(fixture.ask("POST", "/generate", "nobody", &json!({ "input": "9 5" })).await.0, 403);
    assert_eq!(fixture.ask("POST", "/generate/stream", "search", &json!({ "input": "breaks off" })).await.0, 200);
    assert_eq!(fixture.ask("GET", "/nowhere", "search", &json!({})).await.0, 404);

    let mut cloudwatch = CloudWatch::default();
    let mut lines = Vec::new();
    for line in fixture.lines() {
        cloudwatch.read(&line);
        lines.push(serde_json::from_str::<Value>(&line).expect("JSON"));
    }
    let usage = usage(&body);
    for (field, expected) in [
        ("level", json!("INFO")),
        ("message", json!("request answered")),
        ("request_id", json!("streaming-0=")),
        ("operation", json!("generate_stream")),
        ("method", json!("POST")),
        ("route", json!("/generate/stream")),
        ("consumer", json!("search")),
        ("model", json!("nova-micro")),
        ("stop_reason", json!("end_turn")),
        ("input_tokens", usage["input_tokens"].clone()),
        ("output_tokens", usage["output_tokens"].clone()),
        ("cost_usd", usage["cost_usd"].clone()),
        ("status", json!(200)),
        ("textgate.cost", json!(0.000_001_12)),
    ] {
        assert_eq!(lines[0][field], expected, "{field} of {}", lines[0]);
    }
    let timestamp = lines[0]["timestamp"].as_str().expect("text");
    assert!(timestamp.starts_with("20") && timestamp.ends_with('Z'), "{timestamp}");
    assert!(lines[0]["latency_ms"].as_u64() >= lines[0]["time_to_first_token_ms"].as_u64(), "{}", lines[0]);
    for absent in ["model", "consumer", "code", "cost_usd", "input_tokens", "stop_reason", "textgate.cost"] {
        assert!(lines[1].get(absent).is_none(), "{absent} of {}", lines[1]);
    }
    assert_eq!((&lines[4]["level"], &lines[4]["code"]), (&json!("ERROR"), &json!("model_error")), "{}", lines[4]);
    // "breaks off" has 10 bytes and "One" has 3.
    let estimate = |name| cloudwatch.sum(name, &[("model", "nova-micro")]).to_string();
    assert_eq!(estimate("textgate.estimated.input_tokens"), "3");
    assert_eq!(estimate("textgate.estimated.output_tokens"), "1");
    assert!(lines[4].get("textgate.cost").is_none() && lines[4]["estimated_output_tokens"] == 1, "{}", lines[4]);
    assert_eq!((&lines[5]["status"], lines[5].get("operation")), (&json!(404), None), "{}", lines[5]);

    let errors = |dimensions: &[(&str, &str)]| cloudwatch.sum("textgate.errors", dimensions).to_string();
    assert_eq!(errors(&[]), "4");
    for code in ["invalid_request", "consumer_unknown", "model_error", "not_found"] {
        assert_eq!(errors(&[("code", code)]), "1", "{code}");
    }
    assert_eq!(errors(&[("operation", "generate")]), "2");
    let failures = |dimensions: &[(&str, &str)]| cloudwatch.sum("textgate.model.failures", dimensions).to_string();
    assert_eq!(
        (failures(&[]), failures(&[("code", "model_error"), ("model", "nova-micro")])),
        ("1".into(), "1".into())
    );
    let requests = |dimensions| cloudwatch.values("http.server.request.duration", dimensions).len();
    assert_eq!((requests(&[]), requests(&[("operation", "health")]), requests(&[("consumer", "search")])), (6, 1, 3));
}

#[tokio::test]
async fn a_model_that_is_replaced_by_a_fallback_has_a_line_of_its_own() {
    let mut fixture = Fixture::start("buffered").await;
    let refused = Answer::Exception(400, "ServiceQuotaExceededException", "Too many requests.".to_owned());
    let answered = Answer::Completion("Text from the fake.", "end_turn", 9, 5);
    fixture.bedrock.set_answer(Answer::by_model("amazon.nova-micro-v1:0", refused, answered));
    assert_eq!(fixture.ask("POST", "/generate", "search", &json!({ "input": "Hello" })).await.0, 200);
    fixture.server.log().line_with(&["request answered"]);
    let log = fixture.server.log().text();
    let lines: Vec<_> = log.lines().collect();
    let [failure, answer] = lines.as_slice() else { panic!("two lines: {log}") };

    let mut cloudwatch = CloudWatch::default();
    cloudwatch.read(failure);
    cloudwatch.read(answer);
    let failures = |dimensions: &[(&str, &str)]| cloudwatch.values("textgate.model.failures", dimensions).len();
    let refused_micro = [("code", "rate_limited"), ("model", "nova-micro")];
    assert_eq!((failures(&[]), failures(&[("model", "nova-micro")]), failures(&refused_micro)), (1, 1, 1));
    let asked = |model| cloudwatch.values("gen_ai.client.operation.duration", &[("model", model)]).len();
    assert_eq!((asked("nova-micro"), asked("nova-lite")), (0, 1));
    assert!(cloudwatch.values("textgate.errors", &[]).is_empty(), "the request did not fail");

    let failure: Value = serde_json::from_str(failure).expect("JSON");
    for (field, expected) in [
        ("level", "WARN"),
        ("message", "model gave no answer"),
        ("request_id", "buffered-0="),
        ("operation", "generate"),
        ("consumer", "search"),
    ] {
        assert_eq!(failure[field], expected, "{failure}");
    }
}

#[tokio::test]
async fn the_average_of_unrecognized_refusals_is_their_share_of_a_models_calls() {
    let mut fixture = Fixture::start("buffered").await;
    let unknown = || Answer::Exception(400, "ValidationException", "A sentence of the future.".to_owned());
    let known = Answer::Exception(400, "ValidationException", "Input is too long for requested model.".to_owned());
    let throttled = Answer::Exception(400, "ServiceQuotaExceededException", "Too many requests.".to_owned());
    let answer = || Answer::Completion("Text from the fake.", "end_turn", 9, 5);
    let of_lite = Answer::by_model("amazon.nova-micro-v1:0", throttled, unknown());
    let mut bodies = vec![json!({ "input": "Hello", "model": "nova-micro" }); 4];
    bodies.push(json!({ "input": "Hello" }));
    for (body, said) in bodies.iter().zip([unknown(), known, answer(), answer(), of_lite]) {
        fixture.bedrock.set_answer(said);
        fixture.ask("POST", "/generate", "search", body).await;
    }
    fixture.server.log().line_with(&["buffered-4=", "request answered"]);
    let mut cloudwatch = CloudWatch::default();
    fixture.server.log().text().lines().for_each(|line| cloudwatch.read(line));
    let of = |model| cloudwatch.values("textgate.model.unrecognized_refusals", &[("model", model)]);
    let shown = |model| of(model).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(shown("nova-micro"), ["1", "0", "0", "0", "0"]);
    assert_eq!(shown("nova-lite"), ["1"]);
}

#[tokio::test]
async fn the_tokens_of_a_failed_model_are_in_its_own_metrics() {
    let mut fixture = Fixture::start("buffered").await;
    let reported = json!({ "inputTokens": 1_500, "outputTokens": 1, "totalTokens": 1_501 });
    let unreadable = Answer::Raw(200, json!({ "stopReason": "end_turn", "usage": reported }).to_string());
    let answered = Answer::Completion("Text from the fake.", "end_turn", 9, 5);
    fixture.bedrock.set_answer(Answer::by_model("amazon.nova-micro-v1:0", unreadable, answered));
    let (status, body) = fixture.ask("POST", "/generate", "search", &json!({ "input": "Hello" })).await;
    assert_eq!((status, &usage(&body)["input_tokens"]), (200, &json!(1_509)));
    fixture.server.log().line_with(&["request answered", "\"input_tokens\":1509,"]);
    let mut cloudwatch = CloudWatch::default();
    fixture.server.log().text().lines().for_each(|line| cloudwatch.read(line));
    let sum = |dimensions: &[(&str, &str)]| cloudwatch.sum("gen_ai.usage.input_tokens", dimensions).to_string();
    let sums = [sum(&[]), sum(&[("model", "nova-micro")]), sum(&[("model", "nova-lite")])];
    assert_eq!(sums, ["1509", "1500", "9"]);
    assert_eq!(cloudwatch.values("textgate.cost", &[("consumer", "search"), ("model", "nova-micro")]).len(), 1);
}

/// Our metrics in the dashboard: the name of each, and the names of its dimensions in order.
fn dashboard_metrics() -> Vec<(String, Vec<String>)> {
    let dashboard: Value = serde_json::from_str(include_str!("../infra/dashboard.json")).expect("JSON");
    let widgets = dashboard["widgets"].as_array().expect("an array").iter();
    let metrics = widgets.filter_map(|widget| widget["properties"]["metrics"].as_array()).flatten();
    let mut shown = Vec::new();
    for metric in metrics {
        let parts: Vec<_> = metric.as_array().expect("an array").iter().filter_map(Value::as_str).collect();
        if let Some(expression) = metric[0]["expression"].as_str() {
            // SEARCH('{"Textgate/${AWS::StackName}",consumer,model} MetricName="textgate.cost"', 'Sum', 300)
            let search = expression.strip_prefix("SEARCH('{\"Textgate/${AWS::StackName}\"");
            let search = search.expect("a search among our metrics");
            let (dimensions, name) = search.split_once("} MetricName=\"").expect("a search for one name");
            let name = name.split_once('"').expect("a name").0;
            shown.push((name.to_owned(), dimensions.split(',').skip(1).map(str::to_owned).collect()));
        } else if let ["Textgate/${AWS::StackName}", name, dimensions @ ..] = &parts[..] {
            let names = dimensions.iter().step_by(2);
            shown.push(((*name).to_owned(), names.map(|name| (*name).to_owned()).collect()));
        }
    }
    shown
}

/// Our metrics in the alarms of the template, as in [`dashboard_metrics`].
fn alarm_metrics() -> Vec<(String, Vec<String>)> {
    let template = include_str!("../infra/template.yaml");
    let alarms = template.split("Namespace: !Sub Textgate/${AWS::StackName}\n").skip(1);
    let mut watched: Vec<_> = alarms
        .map(|alarm| {
            let alarm = alarm.split("Statistic:").next().expect("a first part");
            let name = alarm.split_once("MetricName: ").expect("a metric").1.lines().next().expect("a name");
            let names =
                alarm.split("{Name: ").skip(1).map(|dimension| dimension.split(',').next().expect("a name").to_owned());
            (name.to_owned(), names.collect())
        })
        .collect();
    // SELECT SUM("textgate.model.failures") FROM SCHEMA("Textgate/${AWS::StackName}", code, model) WHERE …
    for query in template.split("SELECT ").skip(1).filter_map(|query| query.split_once("(\"")) {
        let query = query.1;
        let (name, schema) =
            query.split_once("\") FROM SCHEMA(\"Textgate/${AWS::StackName}\"").expect("a query of one metric");
        let dimensions = schema.split(')').next().expect("a first part");
        watched.push((name.to_owned(), dimensions.split(',').skip(1).map(|name| name.trim().to_owned()).collect()));
    }
    watched
}

#[tokio::test]
async fn the_dashboard_and_the_alarms_use_only_metrics_that_the_server_writes() {
    let mut fixture = Fixture::start("streaming").await;
    for text in ["12 5", "breaks off"] {
        let (status, _) = fixture.ask("POST", "/generate/stream", "billing", &json!({ "input": text })).await;
        assert_eq!(status, 200);
    }
    let mut cloudwatch = CloudWatch::default();
    fixture.lines().iter().for_each(|line| cloudwatch.read(line));
    let metrics = cloudwatch.metrics();
    let (shown, watched) = (dashboard_metrics(), alarm_metrics());
    assert!(shown.len() >= 10 && watched.len() >= 3, "{shown:?} {watched:?}");
    for metric in shown.iter().chain(&watched) {
        assert!(metrics.contains(metric), "nothing writes {metric:?}: {metrics:#?}");
    }
}
