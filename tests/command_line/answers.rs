//! The output of the commands in a pipe.

use reqwest::Method;
use serde_json::{Value, json};
use textgate_tests::event_stream::Gate;
use textgate_tests::fake_bedrock::Answer;
use textgate_tests::program::Program;
use textgate_tests::server::Server;

use crate::{COMPLETION, INPUT, OUTPUT, in_pieces, printed, run, start, textgate};

/// The answer of the service without its id, which differs each time.
async fn answered(server: &Server, method: Method, path: &str, body: Option<&Value>) -> Value {
    let mut request = reqwest::Client::new().request(method, format!("{}{path}", server.url()));
    if let Some(body) = body {
        request = request.json(body);
    }
    without_id(&request.send().await.expect("an answer").text().await.expect("text"))
}

fn without_id(json: &str) -> Value {
    let mut answer: Value = serde_json::from_str(json).expect("JSON");
    answer.as_object_mut().expect("an object").remove("id");
    answer
}

#[tokio::test]
async fn in_a_pipe_generate_prints_the_output_and_nothing_else() {
    let (_bedrock, server) = start(COMPLETION).await;
    for arguments in [&["generate", INPUT][..], &["generate", INPUT, "--stream"], &["generate", INPUT, "--no-stream"]] {
        assert_eq!(printed(&server, arguments).await, format!("{OUTPUT}\n"), "{arguments:?}");
    }
}

#[tokio::test]
async fn with_json_a_command_prints_the_answer_of_the_service_on_one_line() {
    let (_bedrock, server) = start(COMPLETION).await;
    for (arguments, path, body) in [
        (&["generate", INPUT][..], "/generate", json!({ "input": INPUT })),
        (&["summarize", INPUT], "/summarize", json!({ "text": INPUT })),
        (&["reply", INPUT], "/reply", json!({ "message": INPUT })),
        (&["explain", INPUT, "--file", "Cargo.toml"], "/explain", json!({ "data": "…", "question": INPUT })),
    ] {
        let expected = answered(&server, Method::POST, path, Some(&body)).await;
        let text = printed(&server, &[arguments, &["--json"]].concat()).await;
        assert_eq!(without_id(&text), expected, "{path}");
        assert_eq!(text.matches('\n').count(), 1, "{text}");
    }
    let text = printed(&server, &["models", "--json"]).await;
    assert_eq!(without_id(&text), answered(&server, Method::GET, "/models", None).await);
}

#[tokio::test]
async fn every_option_of_generate_reaches_the_service() {
    let (bedrock, server) = start(COMPLETION).await;
    for stream in ["--stream", "--no-stream"] {
        bedrock.set_answer(COMPLETION);
        let options = ["--model", "nova-lite", "--instructions", "Be brief.", "--max-tokens", "77"];
        let more = ["--temperature", "0.25", "--top-p", "0.5", "--stop", "END", "--stop", "\n\n", stream];
        printed(&server, &[&["generate", INPUT], &options[..], &more].concat()).await;
        let request = &bedrock.requests()[0];
        assert!(request.model_id.contains("nova-lite"), "{}", request.model_id);
        assert_eq!(request.body["system"], json!([{ "text": "Be brief." }]));
        let expected = json!({ "maxTokens": 77, "temperature": 0.25, "topP": 0.5, "stopSequences": ["END", "\n\n"] });
        assert_eq!(request.body["inferenceConfig"], expected, "{stream}");
    }
}

#[tokio::test]
async fn the_tasks_print_their_text_and_reply_prints_its_classification_on_standard_error() {
    let (bedrock, server) = start(COMPLETION).await;
    assert_eq!(
        printed(&server, &["summarize", INPUT, "--form", "bullets", "--length", "short"]).await,
        "Text from the fake.\n"
    );
    let text = printed(&server, &["explain", "Why?", "--audience", "expert", "--file", "Cargo.toml"]).await;
    assert_eq!(text, format!("{OUTPUT}\n\n- {OUTPUT}\n"));

    bedrock.set_answer(COMPLETION);
    let ended =
        run(&server, &["reply", INPUT, "--tone", "formal", "--fact", "canary-fact", "--fact", "Another."]).await;
    assert_eq!((ended.status.code(), ended.stdout.as_str()), (Some(0), "Text from the fake.\n"));
    assert_eq!(ended.stderr, "category: question, sentiment: positive, escalate: yes\n");
    assert!(bedrock.requests()[0].body.to_string().contains("canary-fact"));
}

#[tokio::test]
async fn in_a_pipe_models_prints_one_line_of_columns_for_each_model() {
    let (_bedrock, server) = start(COMPLETION).await;
    let text = printed(&server, &["models"]).await;
    let list = answered(&server, Method::GET, "/models", None).await;
    let models = list["models"].as_array().expect("models");
    assert_eq!(text.lines().count(), models.len());
    for (line, model) in text.lines().zip(models) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 7, "{line}");
        assert_eq!(columns[0], model["name"]);
        assert_eq!(columns[1], model["default"].to_string());
        assert_eq!(columns[5], model["price"]["input_usd_per_million_tokens"]);
    }
}

#[tokio::test]
async fn the_usage_and_the_warning_about_an_incomplete_text_are_on_standard_error() {
    let (_bedrock, server) = start(Answer::Completion(OUTPUT, "max_tokens", 9, 5)).await;
    for stream in ["--stream", "--no-stream"] {
        let ended = run(&server, &["generate", INPUT, "--usage", stream]).await;
        assert_eq!((ended.status.code(), ended.stdout.as_str()), (Some(0), "Text from the fake.\n"));
        let lines: Vec<&str> = ended.stderr.lines().collect();
        let [warning, usage] = lines[..] else { panic!("two lines: {}", ended.stderr) };
        assert!(warning.starts_with("warning: the text is incomplete"), "{warning}");
        let expected = "nova-micro: 9 input tokens, 5 output tokens, 14 total tokens, USD 0.000001015, request req_";
        assert!(usage.starts_with(expected), "{usage}");
    }
}

#[tokio::test]
async fn each_piece_of_a_stream_is_printed_before_the_next_one_is_generated() {
    let gate = Gate::default();
    let (_bedrock, server) = start(in_pieces(&gate)).await;
    let mut program = Program::start(textgate(server.url(), &["generate", INPUT, "--stream"]));
    assert_eq!(program.wait_for_output("One").await, "One");
    gate.open();
    assert_eq!(program.wait_for_output(" two").await, "One two");
    gate.open();
    let ended = program.wait().await;
    assert_eq!((ended.status.code(), ended.stdout.as_str()), (Some(0), "One two\n"));
}

#[tokio::test]
async fn the_completions_of_every_shell_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = Program::start(textgate("http://127.0.0.1:1", &["completions", shell])).wait().await;
        assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
        for command in ["generate", "summarize", "explain", "reply", "models", "--api-key-file", "--max-tokens"] {
            assert!(ended.stdout.contains(command.trim_start_matches('-')), "{shell} does not know {command}");
        }
    }
}
