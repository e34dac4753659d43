//! What the model is asked for, and what the caller gets.

use std::collections::BTreeSet;

use serde_json::json;
use textgate::types::{ExplainResponse, ReplyResponse, StopReason};
use textgate_tests::fake_bedrock::FakeBedrock;
use textgate_tests::server::{Server, server_on};

use crate::{RIGHT, body, keys, published, send, system, tasks, user};

/// The fields that every answer has besides those of its task.
const COMMON_FIELDS: [&str; 4] = ["id", "model", "stop_reason", "usage"];

#[tokio::test]
async fn each_task_is_answered_with_its_fields_its_usage_and_its_cost() {
    let bedrock = FakeBedrock::start(RIGHT).await;
    let server = Server::start(&mut server_on(&bedrock));
    let client = server.client();
    let text = || "Text from the fake.".to_owned();

    let answer = client.summarize().text("A text.").send().await.expect("answered");
    assert_eq!((&answer.summary, answer.stop_reason), (&text(), StopReason::EndTurn));

    let answer = client.explain().data("a,b\n1,2\n").question("What is it?").send().await.expect("answered");
    let ExplainResponse { explanation, key_points, model, stop_reason, usage, id } = answer.into_inner();
    assert_eq!((explanation, key_points), (text(), vec![text()]));
    assert_eq!((model.as_str(), stop_reason), ("nova-micro", StopReason::EndTurn));
    assert_eq!((usage.input_tokens, usage.output_tokens, usage.total_tokens), (100, 10, 110));
    // 100 × 0.035 + 10 × 0.14, per million.
    assert_eq!(usage.cost_usd.as_deref(), Some("0.0000049"));
    assert!(id.starts_with("gen_"), "{id}");

    let answer = client.reply().message("Is it open?").facts(["It is open."]).send().await.expect("answered");
    let ReplyResponse { reply, category, sentiment, escalate, .. } = answer.into_inner();
    let shown = (reply, category.to_string(), sentiment.to_string(), escalate);
    assert_eq!(shown, (text(), "question".to_owned(), "positive".to_owned(), true));

    for task in &tasks() {
        assert_eq!(send(&server, task, &body(task, "A text.")).await.0, 200, "{task}");
        let line = server.log().line_with(&[&format!("/{task}"), "request answered"]);
        assert!(line.contains("input_tokens=100") && line.contains("output_tokens=10"), "{line}");
    }
}

#[tokio::test]
async fn the_models_schema_has_the_fields_of_the_contract_and_its_prompt_is_the_policys() {
    let bedrock = FakeBedrock::start(RIGHT).await;
    let server = Server::start(&mut server_on(&bedrock));
    let document = published();
    for (task, response) in [("explain", "ExplainResponse"), ("reply", "ReplyResponse")] {
        bedrock.set_answer(RIGHT);
        send(&server, task, &body(task, "A text.")).await;
        let requests = bedrock.requests();
        let [request] = requests.as_slice() else { panic!("{task}: one request: {requests:?}") };
        assert!(user(request).contains("\nA text.\n"), "{}", user(request));
        let schema = &request.body["toolConfig"]["tools"][0]["toolSpec"]["inputSchema"]["json"];
        let promised = &document["components"]["schemas"][response];
        let names: BTreeSet<_> =
            keys(&promised["properties"]).into_iter().filter(|name| !COMMON_FIELDS.contains(name)).collect();
        assert_eq!(keys(&schema["properties"]), names, "{task}");
        assert_eq!(schema["required"].as_array().map(Vec::len), Some(names.len()), "{task}: all are required");
        for name in names {
            let (schema, promised) = (&schema["properties"][name], &promised["properties"][name]);
            for keyword in ["type", "enum", "description"] {
                assert_eq!(schema.get(keyword), promised.get(keyword), "{task}: {keyword} of {name}");
            }
            assert!(schema.get("examples").is_none(), "{task}: the model could copy the example of {name}");
        }
    }
    bedrock.set_answer(RIGHT);
    send(&server, "summarize", &json!({ "text": "A text.", "form": "bullets", "length": "short" })).await;
    let request = &bedrock.requests()[0];
    assert!(request.body.get("toolConfig").is_none(), "{}", request.body);
    let expected = "<text>\nA text.\n</text>\n\nSummarize the text above as a list of at most three points. \
                    Begin each line with \"- \".";
    assert_eq!(user(request).trim_end(), expected);
}

#[tokio::test]
async fn a_model_that_cannot_answer_with_objects_summarizes_and_is_refused_for_other_tasks() {
    let bedrock = FakeBedrock::start(RIGHT).await;
    let server = Server::start(&mut server_on(&bedrock));
    let on_titan = |task: &str| {
        let mut body = body(task, "A text.");
        body["model"] = "titan-text-express".into();
        body
    };
    for task in ["explain", "reply"] {
        let (status, answer) = send(&server, task, &on_titan(task)).await;
        assert_eq!((status.as_u16(), &answer["code"]), (403, &json!("structured_output_unsupported")), "{task}");
        let error = answer["error"].as_str().expect("a sentence");
        assert!(error.contains("titan-text-express") && error.contains("GET /models"), "{error}");
    }
    assert!(bedrock.requests().is_empty(), "no model is called");
    let (status, answer) = send(&server, "summarize", &on_titan("summarize")).await;
    assert_eq!((status.as_u16(), &answer["model"]), (200, &json!("titan-text-express")));
    let request = &bedrock.requests()[0];
    assert!(request.body.get("system").is_none(), "{}", request.body);
    assert!(user(request).starts_with("You summarize texts."), "{}", user(request));

    let unknown = send(&server, "explain", &json!({ "data": "a", "question": "b", "model": "unknown" })).await;
    assert_eq!((unknown.0.as_u16(), &unknown.1["code"]), (404, &json!("model_not_found")));
    let models = server.client().model_list().send().await.expect("answered");
    let structured: Vec<_> = models.models.iter().filter(|model| model.structured).map(|model| &model.name).collect();
    assert_eq!(structured, ["nova-micro", "nova-lite", "nova-pro"]);
}

#[tokio::test]
async fn the_policy_sets_the_prompts_the_model_and_the_parameters_of_a_task() {
    let bedrock = FakeBedrock::start(RIGHT).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("textgate.toml");
    let built_in = include_str!("../../server/core/src/policy/default.toml");
    let (head, _) = built_in.split_once("\n[tasks.summarize]\n").expect("tasks");
    let own = "[tasks.explain]\nmodel = \"nova-pro\"\ntemperature = 0.5\nmax_tokens = 9_999\n\
               system = \"Speak to {{ audience }} readers.\"\n";
    std::fs::write(&path, format!("{head}\n{own}")).expect("written");
    let server = Server::start(server_on(&bedrock).arg("--policy").arg(&path));
    let (status, answer) = send(&server, "explain", &body("explain", "1")).await;
    assert_eq!((status.as_u16(), &answer["model"]), (200, &json!("nova-pro")), "{answer}");
    let request = bedrock.requests()[0].clone();
    assert_eq!(system(&request), "Speak to general readers.");
    assert_eq!(
        user(&request),
        "<data>\n1\n</data>\n\n<question>\nWhat is it?\n</question>",
        "the built-in user prompt"
    );
    assert_eq!(request.body["inferenceConfig"]["maxTokens"], 5_000, "not more than the model allows");
    assert_eq!(request.body["inferenceConfig"]["temperature"], 0.5);

    // A task that is not in the policy has the built-in prompts. The request names its model.
    bedrock.set_answer(RIGHT);
    let named = json!({ "message": "Hello", "model": "nova-lite" });
    let (status, answer) = send(&server, "reply", &named).await;
    assert_eq!((status.as_u16(), &answer["model"]), (200, &json!("nova-lite")), "{answer}");
    assert!(system(&bedrock.requests()[0]).starts_with("You draft replies of a company to its customers."));
}

#[tokio::test]
async fn the_model_is_given_the_schema_that_judges_its_answer() {
    let bedrock = FakeBedrock::start(RIGHT).await;
    let server = Server::start(&mut server_on(&bedrock));
    for task in ["explain", "reply"] {
        bedrock.set_answer(RIGHT);
        send(&server, task, &body(task, "A text.")).await;
        let schema = bedrock.requests()[0].body["toolConfig"]["tools"][0]["toolSpec"]["inputSchema"]["json"].clone();
        assert_eq!(schema["additionalProperties"], false, "{task}: {schema}");
    }
}
