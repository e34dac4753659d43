//! Answers of the model in odd forms, which are read without a second call.

use serde_json::{Value, json};
use textgate_tests::fake_bedrock::{Answer, FakeBedrock};
use textgate_tests::server::{Server, server_on};

use crate::{RIGHT, body, send};

fn tool_use(input: &Value) -> Value {
    json!({ "toolUse": { "toolUseId": "tooluse_1", "name": "explanation", "input": input } })
}

/// Odd forms of an answer to `explain`, each of the same object.
fn odd_explanations() -> Vec<(&'static str, Answer)> {
    let object = json!({ "explanation": "a", "key_points": ["b", "c"] });
    let json = "{\"explanation\": \"a\", \"key_points\": [\"b\", \"c\"]}";
    let tool = |input| Answer::ToolUse(input, "tool_use", 10, 1);
    let text = |text| Answer::Text(text, "end_turn", 10, 1);
    let blocks = |blocks| Answer::Blocks(blocks, "tool_use", 10, 1);
    let list = |key_points: Value| json!({ "explanation": "a", "key_points": key_points });
    vec![
        ("JSON as a text", text(json)),
        ("fenced", text("```json\n{\"explanation\": \"a\", \"key_points\": [\"b\", \"c\"]}\n```")),
        ("in prose", text("Here: ```\n{\"explanation\": \"a\", \"key_points\": [\"b\", \"c\"]}\n```\nEnjoy {it}.")),
        ("a malformed call", Answer::Text(json, "malformed_tool_use", 10, 1)),
        ("the tool's name around it", tool(json!({ "explanation": object }))),
        ("the input around it", tool(json!({ "input": object }))),
        ("a placeholder around it", tool(json!({ "$PARAMETER_NAME": json }))),
        ("a string", tool(json!(json))),
        ("a string in a string", tool(json!(json!(json).to_string()))),
        ("a list as a string", tool(list(json!("[\"b\", \"c\"]")))),
        ("a list as lines", tool(list(json!("- b\n- c")))),
        ("a field too many", tool(json!({ "explanation": "a", "key_points": ["b", "c"], "more": 1 }))),
        ("several calls", blocks(json!([tool_use(&json!({})), tool_use(&object), tool_use(&json!(7))]))),
        ("a call and a thought", blocks(json!([{ "text": "<thinking>{}</thinking>" }, tool_use(&object)]))),
        ("a wrong call as a string and a right one", blocks(json!([tool_use(&json!("{}")), tool_use(&json!(json))]))),
    ]
}

#[tokio::test]
async fn an_answer_in_an_odd_form_is_read_without_a_second_call() {
    let bedrock = FakeBedrock::start(RIGHT).await;
    let server = Server::start(&mut server_on(&bedrock));
    for (what, odd) in odd_explanations() {
        bedrock.set_answer(odd);
        let (status, answer) = send(&server, "explain", &body("explain", "1,2")).await;
        assert_eq!(status, 200, "{what}: {answer}");
        assert_eq!((&answer["explanation"], &answer["key_points"]), (&json!("a"), &json!(["b", "c"])), "{what}");
        assert_eq!(answer["usage"]["total_tokens"], 11, "{what}");
        assert_eq!(bedrock.requests().len(), 1, "{what}");
    }
    let odd = json!({ "reply": 7, "category": " QUESTION ", "sentiment": "Neutral.", "escalate": "False" });
    bedrock.set_answer(Answer::ToolUse(odd, "tool_use", 10, 1));
    let (status, mut answer) = send(&server, "reply", &body("reply", "Hello")).await;
    assert_eq!(status, 200, "{answer}");
    answer
        .as_object_mut()
        .expect("an object")
        .retain(|name, _| ["id", "model", "usage", "stop_reason"].iter().all(|frame| frame != name));
    assert_eq!(answer, json!({ "reply": "7", "category": "question", "sentiment": "neutral", "escalate": false }));
}
