//! The guardrail of the fake Bedrock: it blocks one word, where Bedrock's guardrails would look for it (Bedrock guide,
//! `guardrails-use-converse-api`, `guardrails-streaming` and `guardrails-use-independent-api`).

use serde_json::{Value, json};

use crate::event_stream::Step;
use crate::fake_bedrock::Answer;

/// What Bedrock says of a guardrail that the account has not.
const UNKNOWN: &str = "The guardrail identifier or version provided in the request does not exist.";

const INTERVENED: &str = "guardrail_intervened";

/// A guardrail.
#[derive(Clone, Debug)]
pub struct FakeGuardrail {
    /// Its id.
    pub id: &'static str,
    /// Its only version.
    pub version: &'static str,
    /// What it blocks, in prompts and answers.
    pub word: &'static str,
    /// What it says instead.
    pub message: &'static str,
}

impl FakeGuardrail {
    /// What becomes of `answer`. `existing` is the guardrail that the account has, `config` the one that is asked for.
    pub(crate) fn judge(existing: Option<&Self>, config: &Value, request: &Value, answer: Answer) -> Answer {
        let is_asked_for = |guardrail: &&Self| {
            config["guardrailIdentifier"] == guardrail.id && config["guardrailVersion"] == guardrail.version
        };
        let Some(guardrail) = existing.filter(is_asked_for) else {
            return Answer::Exception(400, "ValidationException", UNKNOWN.to_owned());
        };
        match answer {
            // The model is not asked.
            Answer::Completion(..) | Answer::Stream(_) if guardrail.blocks(request) => {
                Answer::Completion(guardrail.message, INTERVENED, 0, 0)
            }
            Answer::Completion(text, _, input, output) if text.contains(guardrail.word) => {
                Answer::Completion(guardrail.message, INTERVENED, input, output)
            }
            Answer::Stream(steps) => Answer::Stream(guardrail.filter(steps, config["streamProcessingMode"] == "async")),
            answer => answer,
        }
    }

    /// What ApplyGuardrail answers. `existing` is the guardrail that the account has, `id` and `version` name the one that is
    /// asked for.
    pub(crate) fn apply(existing: Option<&Self>, id: &str, version: &str, request: &Value) -> Answer {
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

    /// Messages are looked at as a whole if nothing in them is marked, system prompts only where they are.
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

    /// A stream with the word in it ends there. Only `async` has sent it by then.
    fn filter(&self, steps: Vec<Step>, is_async: bool) -> Vec<Step> {
        let has_word = |step: &Step| matches!(step, Step::Event(_, event) if event.to_string().contains(self.word));
        let Some(place) = steps.iter().position(has_word) else { return steps };
        let end = if is_async { place + 1 } else { place };
        let intervention = [Step::text(self.message), Step::stop(INTERVENED)];
        let usage = steps.last().cloned();
        steps[..end].iter().cloned().chain(intervention).chain(usage).collect()
    }
}

/// The texts of a request of ApplyGuardrail. Absent if the real service would refuse it.
fn texts(request: &Value) -> Option<Vec<&str>> {
    if request["source"] != "OUTPUT" && request["source"] != "INPUT" {
        return None;
    }
    let blocks = request["content"].as_array()?;
    blocks.iter().map(|block| block["text"]["text"].as_str().filter(|text| !text.is_empty())).collect()
}
