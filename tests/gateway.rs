//! The service behind an API Gateway that we did not write. `tests/external/ministack` starts the gateway, deploys
//! `openapi/api-gateway.json` and the real Lambda build, and runs these tests. `TEXTGATE_GATEWAY` names a JSON file with these
//! fields: `document` is the deployed document; `url` and `api_key` are for calls of the service; `refusals` has one deployment
//! and one request for each gateway response that this gateway can be made to send.

use std::collections::BTreeSet;
use std::{env, fs};

use reqwest::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderMap, HeaderName};
use reqwest::{Client as Http, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use textgate::types::{ErrorBody, GenerateRequest, GenerateResponse, StopReason};
use textgate::{Client, Error, ErrorKind};

/// The origin of a page that is not the service's.
const ORIGIN: &str = "https://pages.example";

struct Deployment {
    fixture: Value,
    document: Value,
    table: Vec<Value>,
    http: Http,
}

/// A row of the gateway-response table, `infra/gateway.toml`.
struct Row<'a> {
    name: &'a str,
    status: Option<u64>,
    code: &'a str,
    error: &'a str,
    retry_after: Option<String>,
}

impl Deployment {
    fn read() -> Self {
        let read = |path: &str| -> Value {
            let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
            serde_json::from_str(&text).expect("JSON")
        };
        let fixture = read(&env::var("TEXTGATE_GATEWAY").expect("run by tests/external/ministack"));
        let document = read(text(&fixture, "document"));
        let overlay: Value = toml::from_str(include_str!("../infra/gateway.toml")).expect("TOML");
        let table = overlay["responses"].as_array().expect("the table").clone();
        Self { fixture, document, table, http: Http::new() }
    }

    fn url(&self) -> &str {
        text(&self.fixture, "url")
    }

    fn api_key(&self) -> &str {
        text(&self.fixture, "api_key")
    }

    fn client(&self) -> Client {
        Client::builder(self.url()).api_key(self.api_key()).build().expect("a client")
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url()))
    }

    fn post(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.request(Method::POST, "/generate")
            .header("content-type", "application/json")
            .header("x-api-key", self.api_key())
            .body(body)
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.table.iter().map(|row| Row {
            name: text(row, "type"),
            status: row.get("status").map(|status| status.as_u64().expect("a status")),
            code: text(row, "code"),
            error: text(row, "error"),
            retry_after: row.get("retry_after").map(Value::to_string),
        })
    }

    fn row(&self, name: &str) -> Row<'_> {
        self.rows().find(|row| row.name == name).unwrap_or_else(|| panic!("{name} is in the table"))
    }

    /// A small value that a request schema accepts: objects have only their required fields, texts have one word.
    fn smallest(&self, schema: &Value) -> Value {
        if let Some(pointer) = schema["$ref"].as_str() {
            return self.smallest(self.document.pointer(pointer.trim_start_matches('#')).expect("a schema"));
        }
        if let Some(value) = schema["enum"].get(0).or_else(|| schema.get("example")) {
            return value.clone();
        }
        match schema["type"].as_str() {
            Some("object") => {
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                required.map(|name| (name.to_owned(), self.smallest(&schema["properties"][name]))).collect()
            }
            Some("array") => json!([self.smallest(&schema["items"])]),
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
            Some("boolean") => json!(true),
            _ => json!("Hello"),
        }
    }

    /// The operations of the document except preflights: path, method, operation.
    fn operations(&self) -> Vec<(&str, Method, &Value)> {
        let mut operations = Vec::new();
        for (path, item) in self.document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("a path item") {
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
                if matches!(method, Method::GET | Method::POST | Method::PUT | Method::PATCH | Method::DELETE) {
                    operations.push((path.as_str(), method, operation));
                }
            }
        }
        operations
    }
}

impl Row<'_> {
    /// How an answer differs from the row.
    fn differences(&self, status: StatusCode, headers: &HeaderMap, body: &ErrorBody) -> Vec<String> {
        let right_status = match self.status {
            Some(expected) => u64::from(status.as_u16()) == expected,
            None if self.name.ends_with("4XX") => status.is_client_error(),
            None => status.is_server_error(),
        };
        let header = |name: &str| headers.get(name).map(|value| value.to_str().expect("text"));
        let judged = [
            (right_status, format!("status {status}")),
            (body.code == self.code, format!("code {}", body.code)),
            // The function would answer the same request with the same code and another text.
            (body.error == self.error, format!("error {:?}", body.error)),
            (!body.request_id.is_empty(), "no request id".to_owned()),
            (header("content-type") == Some("application/json"), format!("headers {headers:?}")),
            (header("x-request-id") == Some(body.request_id.as_str()), format!("headers {headers:?}")),
            (header("retry-after") == self.retry_after.as_deref(), format!("headers {headers:?}")),
            (readable(headers), format!("headers {headers:?}")),
        ];
        judged.into_iter().filter(|(right, _)| !right).map(|(_, what)| what).collect()
    }
}

/// The status, headers and body of the client's error.
fn typed(error: &Error) -> Result<(StatusCode, HeaderMap, ErrorBody), String> {
    let status = error.status().and_then(|status| StatusCode::from_u16(status).ok()).ok_or("no status")?;
    let names = ["content-type", "x-request-id", "retry-after"].map(HeaderName::from_static);
    let names = names.into_iter().chain([ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS]);
    let headers = names.filter_map(|name| Some((name.clone(), error.header(name.as_str())?.parse().ok()?))).collect();
    let body = serde_json::from_str(error.body().ok_or("no body")?).map_err(|error| error.to_string())?;
    Ok((status, headers, body))
}

/// Prints the outcome for one row. Returns whether it is as the table says.
fn judge(row: &Row<'_>, answer: Result<(StatusCode, HeaderMap, ErrorBody), String>) -> bool {
    let differences = match &answer {
        Ok((status, headers, body)) => row.differences(*status, headers, body),
        Err(error) => vec![error.clone()],
    };
    match answer {
        Ok((status, _, body)) if differences.is_empty() => {
            report(row.name, &format!("{} {}", status.as_u16(), body.code));
        }
        _ => println!("  FAILED  {}: {}", row.name, differences.join("; ")),
    }
    differences.is_empty()
}

#[tokio::test]
#[ignore = "run by tests/external/ministack"]
async fn a_request_goes_through_the_gateway_to_the_lambda_and_the_model_and_back() {
    let deployment = Deployment::read();
    section("through the gateway to the Lambda, to the fake Bedrock and back");
    let response =
        deployment.post(r#"{"input":"Explain serverless in 2 sentences."}"#).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    let id = response.headers()["x-request-id"].to_str().expect("text").to_owned();
    // It is the gateway's own id, so that a request has one id no matter who answers it.
    assert!(!id.is_empty() && !id.starts_with("req_"), "{id}");
    let answer: GenerateResponse = response.json().await.expect("the answer's type");
    assert_eq!(answer.output, "Text from the fake.");
    let usage = &answer.usage;
    assert_eq!((usage.input_tokens, usage.output_tokens, usage.total_tokens), (9, 5, 14));
    report("POST /generate {\"input\": …}", &format!("{:?}, {} tokens, {id}", answer.output, usage.total_tokens));

    let client = deployment.client();
    let answer = client.generate().input("Hello").send().await.expect("answered");
    assert_eq!((answer.output.as_str(), answer.stop_reason), ("Text from the fake.", StopReason::EndTurn));
    assert_eq!(client.text().text("Hello").send().await.expect("answered").response, answer.output);
    assert!(!client.model_list().send().await.expect("answered").models.is_empty());
    let keyless = Client::builder(deployment.url()).build().expect("a client");
    assert_eq!(keyless.health().send().await.expect("answered").status, "ok");
    report("generate, text, model_list, health", "answer the client crate");
}

#[tokio::test]
#[ignore = "run by tests/external/ministack"]
async fn each_gateway_response_is_the_clients_typed_error() {
    let deployment = Deployment::read();
    section("gateway responses, as typed errors of the client crate");
    let refusals = deployment.fixture["refusals"].as_array().expect("an array");
    assert!(!refusals.is_empty());
    let mut failed = BTreeSet::new();
    for refusal in refusals {
        let row = deployment.row(text(refusal, "type"));
        let sent = refusal["headers"].as_object().expect("headers").iter();
        let client = sent.fold(Client::builder(text(refusal, "url")).max_attempts(1), |client, (name, value)| {
            client.header(name, value.as_str().expect("text"))
        });
        let client = client.build().expect("a client");
        let body: GenerateRequest = serde_json::from_value(refusal["body"].clone()).expect("a request");
        let answer = client.generate().body(body).send().await;
        let judged = match &answer {
            Err(error) if error.kind() == ErrorKind::Service => typed(error),
            _ => Err(format!("not a typed error: {answer:?}")),
        };
        if !judge(&row, judged) {
            failed.insert(row.name);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[tokio::test]
#[ignore = "run by tests/external/ministack"]
async fn the_deployed_gateway_responses_are_those_of_the_table_and_their_codes_are_documented() {
    let deployment = Deployment::read();
    let deployed = deployment.document["x-amazon-apigateway-gateway-responses"].as_object().expect("gateway responses");
    let deployed: BTreeSet<_> = deployed.keys().map(String::as_str).collect();
    assert_eq!(deployed, deployment.rows().map(|row| row.name).collect());
    let published: Value = serde_json::from_str(include_str!("../openapi/v1.json")).expect("JSON");
    let documented = text(&published["components"]["schemas"]["ErrorBody"]["properties"]["code"], "description");
    for row in deployment.rows() {
        assert!(documented.contains(&format!("`{}`", row.code)), "{}: {} is not documented", row.name, row.code);
    }
}

#[tokio::test]
#[ignore = "run by tests/external/ministack"]
async fn the_gateway_refuses_requests_that_no_client_can_send_with_the_same_error_body() {
    let deployment = Deployment::read();
    section("gateway responses to what a client cannot send");
    let mut failed = BTreeSet::new();
    for (row, request) in [
        ("BAD_REQUEST_BODY", deployment.post("{")),
        ("BAD_REQUEST_BODY", deployment.post("")),
        ("BAD_REQUEST_BODY", deployment.post("[]")),
        ("BAD_REQUEST_BODY", deployment.post(r#"{"input":null}"#)),
        ("BAD_REQUEST_BODY", deployment.post(r#"{"input":"a","inputs":"b"}"#)),
        ("INVALID_API_KEY", deployment.request(Method::POST, "/generate").body(r#"{"input":"a"}"#)),
        ("INVALID_API_KEY", deployment.request(Method::GET, "/models").header("x-api-key", "not-the-key")),
        ("MISSING_AUTHENTICATION_TOKEN", deployment.request(Method::GET, "/nowhere")),
        ("MISSING_AUTHENTICATION_TOKEN", deployment.request(Method::DELETE, "/generate")),
    ] {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.json().await.map_err(|error| format!("not the error's type: {error:?}"));
        if !judge(&deployment.row(row), body.map(|body| (status, headers, body))) {
            failed.insert(row);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[tokio::test]
#[ignore = "run by tests/external/ministack"]
async fn the_function_refuses_what_the_gateway_accepts_and_its_errors_pass_unchanged() {
    let deployment = Deployment::read();
    section("requests that the gateway accepts and the function refuses");
    let json = r#"{"input":"a"}"#;
    let typed_as =
        |content_type: &str| deployment.post(json).headers(headers(&[("content-type", content_type.to_owned())]));
    for (request, status, code, retry_after) in [
        (deployment.post(r#"{"input":"a","input":"b"}"#), 400, "invalid_request", None),
        (typed_as("text/plain"), 415, "unsupported_media_type", None),
        (deployment.post(r#"{"input":"a","model":"unheard-of"}"#), 404, "model_not_found", None),
        (deployment.post(r#"{"input":"ThrottlingException"}"#), 429, "rate_limited", Some("5")),
        (deployment.post(r#"{"input":"AccessDeniedException"}"#), 502, "model_misconfigured", None),
    ] {
        let response = request.send().await.expect("an answer");
        let (answered, headers) = (response.status().as_u16(), response.headers().clone());
        let body: ErrorBody = response.json().await.expect("the error's type");
        assert_eq!((answered, body.code.as_str()), (status, code), "{body:?}");
        assert_eq!(headers["x-request-id"], body.request_id);
        assert_eq!(headers.get("retry-after").map(|value| value.to_str().expect("text")), retry_after);
        report("the function's", &format!("{answered} {}", body.code));
    }
}

#[tokio::test]
#[ignore = "run by tests/external/ministack"]
async fn a_page_of_another_origin_can_call_every_operation_and_read_its_answers() {
    let deployment = Deployment::read();
    section("a page of another origin");
    for (path, method, operation) in deployment.operations() {
        let sent = ["content-type", "x-api-key"];
        let response = deployment
            .request(Method::OPTIONS, path)
            .headers(headers(&[
                ("origin", ORIGIN.to_owned()),
                ("access-control-request-method", method.to_string()),
                ("access-control-request-headers", sent.join(",")),
            ]))
            .send()
            .await
            .expect("an answer");
        let (status, answered) = (response.status(), response.headers());
        let place = format!("preflight of {method} {path}: {status} {answered:?}");
        assert!(status.is_success(), "{place}");
        assert!(allows_origin(answered), "{place}");
        assert!(lists(answered, "access-control-allow-methods", method.as_str()), "{place}");
        assert!(sent.iter().all(|header| lists(answered, "access-control-allow-headers", header)), "{place}");

        let request = deployment.request(method.clone(), path).header("origin", ORIGIN);
        let request = match operation.get("requestBody") {
            Some(body) => request.json(&deployment.smallest(&body["content"]["application/json"]["schema"])),
            None => request,
        };
        let response = request.header("x-api-key", deployment.api_key()).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK, "{method} {path}");
        assert!(readable(response.headers()), "{method} {path}: {:?}", response.headers());
        report(&format!("{method} {path}"), "preflight and call");
    }
}

/// Whether a browser accepts the answer: it allows the page's origin, in one header.
fn allows_origin(headers: &HeaderMap) -> bool {
    let allowed: Vec<_> = headers.get_all("access-control-allow-origin").iter().collect();
    matches!(allowed.as_slice(), [one] if *one == "*" || *one == ORIGIN)
}

/// Whether the page can read the answer and the headers that it needs.
fn readable(headers: &HeaderMap) -> bool {
    let exposed = |name: &&str| lists(headers, "access-control-expose-headers", name);
    allows_origin(headers) && ["x-request-id", "retry-after"].iter().all(exposed)
}

/// Whether a header with comma-separated names has this name. Methods are case-sensitive, names of headers are not.
fn lists(headers: &HeaderMap, header: &str, name: &str) -> bool {
    let is_method = header == "access-control-allow-methods";
    let same = |listed: &str| if is_method { listed == name } else { listed.eq_ignore_ascii_case(name) };
    let values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|listed| same(listed.trim()))
}

fn headers(pairs: &[(&'static str, String)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a value"))).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

/// Prints a heading of the script's report.
fn section(heading: &str) {
    println!("\n# {heading}");
}

/// Prints a line of the script's report.
fn report(what: &str, outcome: &str) {
    println!("  ok  {what}: {outcome}");
}
