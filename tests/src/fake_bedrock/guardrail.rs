//! A guardrail that blocks one word. It looks at the same parts of a request and an answer as Bedrock's guardrails do (Bedrock
//! guide, `guardrails-use-converse-api`, `guardrails-streaming` and `guardrails-use-independent-api`).

use serde_json::{Value, json};

use super::answer::Answer;
use crate::event_stream::Step;

/// Bedrock's message about a guardrail that the account does not have.
const UNKNOWN: &str = "The guardrail identifier or version provided in the request does not exist.";

const INTERVENED: &str = "guardrail_intervened";

/// A guardrail.
#[derive(Clone, Debug)]
pub struct FakeGuardrail {
    /// Its id.
    pub id: &'static str,
    /// Its only version.
    pub version: &'static str,
    /// The word that it blocks, in prompts and answers.
    pub word: &'static str,
    /// The message that replaces a blocked text.
    pub message: &'static str,
}

impl FakeGuardrail {
    /// The answer after the guardrail. `existing` is the guardrail of the account, `config` the one that the request names.
    pub(super) fn apply(existing: Option<&Self>, config: &Value, request: &Value, answer: Answer) -> Answer {
        let is_asked_for = |guardrail: &&Self| {
            config["guardrailIdentifier"] == guardrail.id && config["guardrailVersion"] == guardrail.version
        };
        let Some(guardrail) = existing.filter(is_asked_for) else {
            return Answer::Exception(400, "ValidationException", UNKNOWN.to_owned());
        };
        match answer {
            // The model is not called.
            Answer::Completion(..)
            | Answer::ToolUse(..)
            | Answer::Blocks(..)
            | Answer::Text(..)
            | Answer::Stream(_)
                if guardrail.blocks(request) =>
            {
                Answer::Completion(guardrail.message, INTERVENED, 0, 0)
            }
            // A guardrail does not look at the input of a tool.
            Answer::Completion(..) if request.get("toolConfig").is_some() => answer,
            Answer::Completion(text, _, input, output) | Answer::Text(text, _, input, output)
                if text.contains(guardrail.word) =>
            {
                Answer::Completion(guardrail.message, INTERVENED, input, output)
            }
            Answer::Stream(steps) => Answer::Stream(guardrail.filter(steps, config["streamProcessingMode"] == "async")),
            answer => answer,
        }
    }

    /// The answer of `ApplyGuardrail`. `existing` is the guardrail of the account, `id` and `version` those that the request
    /// names.
    pub(super) fn check(existing: Option<&Self>, id: &str, version: &str, request: &Value) -> Answer {
        let Some(guardrail) = existing.filter(|guardrail| (guardrail.id, guardrail.version) == (id, version)) else {
            return Answer::Exception(400, "ValidationException", UNKNOWN.to_owned());
        };
        let Some(texts) = texts(request) else {
            return Answer::Exception(400, "ValidationException", "The content is not valid.".to_owned());
        };
        let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
        let is_blocked = texts.iter().any(|text| text.contains(guardrail.word));
        let found = json!({ "match": guardrail.word, "action": "BLOCKED", "detected": true });
        let policy = json!({ "customWords": [found], "managedWordLists": [] });
        let answer = json!({
            "usage": {
                "topicPolicyUnits": 0, "contentPolicyUnits": 0, "wordPolicyUnits": characters.div_ceil(1_000),
                "sensitiveInformationPolicyUnits": 0, "sensitiveInformationPolicyFreeUnits": 0,
                "contextualGroundingPolicyUnits": 0,
            },
            "action": if is_blocked { "GUARDRAIL_INTERVENED" } else { "NONE" },
            "actionReason": if is_blocked { "Guardrail blocked." } else { "No action." },
            "outputs": if is_blocked { json!([{ "text": guardrail.message }]) } else { json!([]) },
            "assessments": if is_blocked { json!([{ "wordPolicy": policy }]) } else { json!([{}]) },
            "guardrailCoverage": { "textCharacters": { "guarded": characters, "total": characters } },
        });
        Answer::Raw(200, answer.to_string())
    }

    /// If no block of the messages is marked for the guardrail, it looks at all of them. In system prompts it looks only at
    /// marked blocks.
    fn blocks(&self, request: &Value) -> bool {
        let is_marked = |block: &&Value| block.get("guardContent").is_some();
        let system: Vec<_> = request["system"].as_array().into_iter().flatten().filter(is_marked).collect();
        let messages = request["messages"].as_array().into_iter().flatten();
        let mut blocks: Vec<_> =
            messages.flat_map(|message| message["content"].as_array().into_iter().flatten()).collect();
        if blocks.iter().any(is_marked) {
            blocks.retain(is_marked);
        }
        system.into_iter().chain(blocks).any(|block| block.to_string().contains(self.word))
    }

    /// A stream ends at the word. In the mode `async`, the word has been sent by then.
    fn filter(&self, steps: Vec<Step>, is_async: bool) -> Vec<Step> {
        let has_word = |step: &Step| matches!(step, Step::Event(_, event) if event.to_string().contains(self.word));
        let Some(place) = steps.iter().position(has_word) else { return steps };
        let end = if is_async { place + 1 } else { place };
        let intervention = [Step::text(self.message), Step::stop(INTERVENED)];
        let usage = steps.last().cloned();
        steps[..end].iter().cloned().chain(intervention).chain(usage).collect()
    }
}

/// The texts of a request of `ApplyGuardrail`. Absent if Bedrock would refuse the request.
fn texts(request: &Value) -> Option<Vec<&str>> {
    if request["source"] != "OUTPUT" && request["source"] != "INPUT" {
        return None;
    }
    let blocks = request["content"].as_array().filter(|blocks| !blocks.is_empty())?;
    blocks.iter().map(|block| block["text"]["text"].as_str().filter(|text| !text.is_empty())).collect()
}
