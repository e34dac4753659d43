//! The parameters of requests: which of them a model gets, what it gets for numbers, and what is refused by name.

use reqwest::StatusCode;
use serde_json::{Value, json};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::policy_file::{BUILT_IN, PolicyFile};
use textgate_tests::server::{Server, server_on};

const COMPLETION: Answer = Answer::Completion("Text from the fake.", "end_turn", 9, 5);
const OPERATIONS: [&str; 2] = ["/generate", "/generate/stream"];

/// Models with rules that no model of the built-in policy has.
const MODELS: &str = r#"
[[models]]
name = "bare"
provider = "bedrock"
id = "vendor.bare"
context_tokens = 8_000
max_output_tokens = 2_000
parameters = []

[[models]]
name = "either"
provider = "bedrock"
id = "vendor.either"
context_tokens = 8_000
max_output_tokens = 2_000
top_p_excludes_temperature = true
blank_stop_sequences = false

[[models]]
name = "terse"
provider = "bedrock"
id = "vendor.terse"
context_tokens = 8_000
max_output_tokens = 2_000
min_temperature = 0.3
parameters = ["temperature", "stop_sequences"]
max_stop_sequences = 2
max_stop_sequence_characters = 3
"#;

struct Fixture {
    bedrock: FakeBedrock,
    server: Server,
    http: reqwest::Client,
    _policy: PolicyFile,
}

impl Fixture {
    async fn new() -> Self {
        Self::with(&format!("{BUILT_IN}{MODELS}")).await
    }

    async fn with(policy: &str) -> Self {
        let bedrock = FakeBedrock::start(COMPLETION).await;
        let policy = PolicyFile::new(policy);
        let server = Server::start(policy.of(&mut server_on(&bedrock)));
        Self { bedrock, server, http: reqwest::Client::new(), _policy: policy }
    }

    /// Sends a body as it is written, and returns what the service answers.
    async fn post(&self, path: &str, body: impl Into<String>) -> (StatusCode, String) {
        let request = self.http.post(format!("{}{path}", self.server.url())).body(body.into());
        let answer = request.header("content-type", "application/json").send().await.expect("an answer");
        (answer.status(), answer.text().await.expect("text"))
    }

    /// What Bedrock gets for its parameters, as it is written, if `body` is sent.
    async fn inference(&self, path: &str, body: &str) -> String {
        self.bedrock.set_answer(COMPLETION);
        let (status, answer) = self.post(path, body).await;
        assert_eq!(status, StatusCode::OK, "{body}: {answer}");
        let requests = self.bedrock.requests();
        let [request] = requests.as_slice() else { panic!("one request: {requests:?}") };
        let (_, inference) = request.text.split_once(r#""inferenceConfig":{"#).expect("parameters");
        inference.split_once('}').expect("an object").0.to_owned()
    }

    /// The status, code and message with which `body` is refused, before any model is asked.
    async fn refusal(&self, path: &str, body: &Value) -> (u16, String, String) {
        self.bedrock.set_answer(COMPLETION);
        let (status, answer) = self.post(path, body.to_string()).await;
        let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{body}: {error}: {answer}"));
        assert!(self.bedrock.requests().is_empty(), "{body}: no model is asked");
        let text = |field: &str| answer[field].as_str().unwrap_or_else(|| panic!("{field} in {answer}")).to_owned();
        (status.as_u16(), text("code"), text("error"))
    }
}

#[tokio::test]
async fn numbers_reach_bedrock_as_they_were_meant() {
    let fixture = Fixture::new().await;
    // The number of the request, what Nova gets as its temperature, and what a model without a lowest temperature gets.
    let mut rows: Vec<_> = (1..10).map(|tenth| format!("0.{tenth}")).map(|it| [it.clone(), it.clone(), it]).collect();
    rows.extend(
        [
            ["0", "0.00001", "0.0"],
            ["0.0", "0.00001", "0.0"],
            ["-0.0", "0.00001", "0.0"],
            ["1", "1.0", "1.0"],
            ["1.0", "1.0", "1.0"],
            ["1e-5", "0.00001", "0.00001"],
            ["0.000010", "0.00001", "0.00001"],
            ["1e-7", "0.00001", "1e-7"],
            ["0.3333333", "0.3333333", "0.3333333"],
            ["5e-324", "0.00001", "0.0"],
            ["0.1e-44", "0.00001", "1e-45"],
            ["0.99999999", "1.0", "1.0"],
            ["2.5e-1", "0.25", "0.25"],
        ]
        .map(|row| row.map(str::to_owned)),
    );
    for path in OPERATIONS {
        for [asked, nova, titan] in &rows {
            for (model, temperature) in [("nova-micro", nova), ("titan-text-express", titan)] {
                let body = format!(r#"{{"input":"a","model":"{model}","temperature":{asked},"top_p":{asked}}}"#);
                let expected = format!(r#""maxTokens":1024,"temperature":{temperature},"topP":{titan}"#);
                assert_eq!(fixture.inference(path, &body).await, expected, "{path} {model} {asked}");
            }
        }
        let defaults = r#""maxTokens":1024,"temperature":0.00001,"topP":0.9"#;
        assert_eq!(fixture.inference(path, r#"{"input":"a"}"#).await, defaults, "{path}");
    }
}

#[tokio::test]
async fn texts_that_look_like_parameters_reach_bedrock_unchanged() {
    let fixture = Fixture::new().await;
    let texts = [
        r#""inferenceConfig":{"temperature":0.8999999761581421,"topP":0.30000001192092896}"#,
        r#"\"inferenceConfig\":{\"temperature\":0.8999999761581421}"#,
        r#"","inferenceConfig":{"maxTokens":1,"temperature":0.8999999761581421"#,
        "0.8999999761581421 \u{0}\r\n\u{1f600} } ] [ {",
    ];
    for path in OPERATIONS {
        for text in texts {
            let sequence: String = text.chars().take(64).collect();
            let body = json!({ "input": text, "instructions": text, "top_p": 0.9, "stop_sequences": [sequence] });
            fixture.inference(path, &body.to_string()).await;
            let request = &fixture.bedrock.requests()[0];
            assert_eq!(request.body["messages"], json!([{ "role": "user", "content": [{ "text": text }] }]));
            assert_eq!(request.body["system"], json!([{ "text": text }]));
            let inference =
                json!({ "maxTokens": 1024, "temperature": 0.00001, "topP": 0.9, "stopSequences": [sequence] });
            assert_eq!(request.body["inferenceConfig"], inference);
            assert_eq!(request.headers["content-length"], request.text.len().to_string());
        }
    }
}

#[tokio::test]
async fn a_default_that_the_model_does_not_take_is_left_out() {
    // The task has a temperature of its own.
    let policy = BUILT_IN.replacen("[tasks.summarize]\n", "[tasks.summarize]\ntemperature = 0.7\n", 1);
    let fixture = Fixture::with(&format!("{policy}{MODELS}")).await;
    for (model, generate, summarize) in [
        ("bare", "", ""),
        ("either", r#","temperature":0.0"#, r#","temperature":0.7"#),
        ("terse", r#","temperature":0.3"#, r#","temperature":0.7"#),
        ("nova-lite", r#","temperature":0.00001,"topP":0.9"#, r#","temperature":0.7,"topP":0.9"#),
    ] {
        let requests = [
            ("/generate", json!({ "input": "a", "model": model }), generate),
            ("/generate/stream", json!({ "input": "a", "model": model }), generate),
            ("/summarize", json!({ "text": "a", "model": model }), summarize),
        ];
        for (path, body, expected) in requests {
            let expected = format!(r#""maxTokens":1024{expected}"#);
            assert_eq!(fixture.inference(path, &body.to_string()).await, expected, "{path} {model}");
        }
    }
}

#[tokio::test]
async fn top_p_is_sent_alone_where_the_model_takes_only_one_of_both() {
    let fixture = Fixture::new().await;
    for path in OPERATIONS {
        for (field, number, expected) in [("top_p", "0.5", "topP"), ("temperature", "0.5", "temperature")] {
            let body = format!(r#"{{"input":"hi","model":"either","{field}":{number}}}"#);
            let expected = format!(r#""maxTokens":1024,"{expected}":0.5"#);
            assert_eq!(fixture.inference(path, &body).await, expected, "{path}");
        }
    }
}

#[tokio::test]
async fn what_the_model_does_not_take_is_refused_by_the_name_of_the_field() {
    let fixture = Fixture::new().await;
    for path in OPERATIONS {
        for (model, parameters, code, field) in [
            ("bare", json!({ "temperature": 0 }), "model_refused", "temperature"),
            ("bare", json!({ "top_p": 0.9 }), "model_refused", "top_p"),
            ("bare", json!({ "stop_sequences": ["END"] }), "model_refused", "stop_sequences"),
            ("terse", json!({ "top_p": 1 }), "model_refused", "top_p"),
            ("either", json!({ "temperature": 0.5, "top_p": 0.5 }), "model_refused", "top_p"),
            ("either", json!({ "stop_sequences": ["END", "\n\n"] }), "model_refused", "stop_sequences"),
            ("either", json!({ "stop_sequences": ["\u{a0}"] }), "model_refused", "stop_sequences"),
            ("terse", json!({ "stop_sequences": ["a", "b", "c"] }), "limit_exceeded", "stop_sequences"),
            ("terse", json!({ "stop_sequences": ["abcd"] }), "limit_exceeded", "stop_sequences"),
            ("terse", json!({ "max_tokens": 2_001 }), "limit_exceeded", "max_tokens"),
            ("titan-text-express", json!({ "stop_sequences": ["User:", "|"] }), "limit_exceeded", "stop_sequences"),
            ("titan-text-express", json!({ "stop_sequences": [" "] }), "model_refused", "stop_sequences"),
        ] {
            let mut body = json!({ "input": "hi", "model": model });
            body.as_object_mut().expect("an object").extend(parameters.as_object().expect("an object").clone());
            let (status, refused_by, message) = fixture.refusal(path, &body).await;
            assert_eq!((status, refused_by.as_str()), (403, code), "{path} {body}");
            assert!(message.contains(field), "{body}: {message}");
        }
        let allowed = r#"{"input":"hi","model":"terse","stop_sequences":["äöü","\n\n"]}"#;
        let expected = r#""maxTokens":1024,"temperature":0.3,"stopSequences":["äöü","\n\n"]"#;
        assert_eq!(fixture.inference(path, allowed).await, expected);
        let none = r#"{"input":"hi","model":"bare","stop_sequences":[],"max_tokens":7}"#;
        assert_eq!(fixture.inference(path, none).await, r#""maxTokens":7"#);
    }
}

#[tokio::test]
async fn a_fallback_that_does_not_take_what_is_asked_for_is_passed_over() {
    let policy = BUILT_IN.replacen(r#"bedrock = ["nova-lite"]"#, r#"bedrock = ["bare", "either", "terse"]"#, 1);
    let fixture = Fixture::with(&format!("{policy}{MODELS}")).await;
    let throttled = Answer::Exception(429, "ThrottlingException", "Too many requests".to_owned());
    for path in OPERATIONS {
        for (parameters, answers) in [
            ("", "bare"),
            (r#","temperature":0.5"#, "either"),
            (r#","top_p":0.5"#, "either"),
            (r#","stop_sequences":["\n"]"#, "terse"),
            (r#","temperature":0.5,"stop_sequences":["\n"]"#, "terse"),
        ] {
            fixture.bedrock.set_answer(Answer::by_model("amazon.nova-micro-v1:0", throttled.clone(), COMPLETION));
            let (status, answer) = fixture.post(path, format!(r#"{{"input":"hi"{parameters}}}"#)).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
            let last = fixture.bedrock.requests().pop().expect("asked");
            assert_eq!(last.model_id, format!("vendor.{answers}"), "{path} {parameters}");
        }
    }
}

#[tokio::test]
async fn the_list_of_models_shows_the_parameters_of_each() {
    let fixture = Fixture::new().await;
    let answer = fixture.http.get(format!("{}/models", fixture.server.url())).send().await.expect("an answer");
    let text = answer.text().await.expect("text");
    assert!(text.contains(r#""min_temperature":0.00001,"#), "as it is in the policy: {text}");
    assert!(text.contains(r#""min_temperature":0.3,"#), "as it is in the policy: {text}");
    let list: Value = serde_json::from_str(&text).expect("JSON");
    let models = list["models"].as_array().expect("an array");
    let of = |name: &str| &models.iter().find(|model| model["name"] == name).expect("listed")["parameters"];
    let all = json!({
        "temperature": true, "min_temperature": 0.00001, "top_p": true, "top_p_excludes_temperature": false,
        "stop_sequences": true, "blank_stop_sequences": true,
    });
    for nova in ["nova-micro", "nova-lite", "nova-pro"] {
        assert_eq!(of(nova), &all, "{nova}");
    }
    let titan = json!({
        "temperature": true, "min_temperature": 0.0, "top_p": true, "top_p_excludes_temperature": false,
        "stop_sequences": true, "max_stop_sequences": 1, "blank_stop_sequences": false,
    });
    assert_eq!(of("titan-text-express"), &titan);
    let none =
        json!({ "temperature": false, "top_p": false, "top_p_excludes_temperature": false, "stop_sequences": false });
    assert_eq!(of("bare"), &none);
    assert_eq!(of("either")["top_p_excludes_temperature"], true);
    let limits = [&of("terse")["max_stop_sequences"], &of("terse")["max_stop_sequence_characters"]];
    assert_eq!(limits, [&json!(2), &json!(3)]);

    // The client reads the same.
    let list = fixture.server.client().model_list().send().await.expect("answered");
    let micro = list.models.iter().find(|model| model.name == "nova-micro").expect("listed");
    let parameters = serde_json::to_value(micro.parameters.as_ref().expect("shown")).expect("JSON");
    assert_eq!(parameters, all);
}
