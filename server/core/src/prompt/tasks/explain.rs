//! `explain`: explains data. The answer is an object.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::prompt::choice::choice;
use crate::prompt::task::{Task, TaskAnswer, Variable};

choice! {
    /// The readers of the explanation. If omitted: `general`.
    #[derive(Default)]
    #[schemars(example = &"executive")]
    Audience {
        /// Readers without special knowledge: plain words, no jargon.
        #[default]
        General = "general",
        /// Readers who make decisions: the meaning and the consequences, with few details.
        Executive = "executive",
        /// Specialists of the field: exact terms and figures.
        Expert = "expert",
    }
}

/// Data to explain.
#[derive(Clone, Default)]
pub struct ExplainRequest {
    /// The public name of the model. Absent if the policy chooses it.
    pub model: Option<String>,
    /// The data: text, CSV or JSON.
    pub data: String,
    /// The caller's question about the data.
    pub question: String,
    /// The readers of the explanation.
    pub audience: Audience,
}

/// An explanation of data.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// The answer to the question, in the question's language, from the data alone. If the data do not answer the question,
    /// it says so.
    #[schemars(length(min = 1), example = &"Sales rose from 120 in May to 180 in June, by half.")]
    pub explanation: String,
    /// The most important points, one sentence each, the most important first.
    #[schemars(length(min = 1, max = 10), inner(length(min = 1)), example = ["Sales rose by 50 percent in June."])]
    pub key_points: Vec<String>,
}

impl Task for ExplainRequest {
    const NAME: &'static str = "explain";
    const SUMMARY: &'static str = "Explains data and lists the key points, as an object.";
    const VARIABLES: &'static [Variable<Self>] = &[
        Variable::text("data", |request| &request.data),
        Variable::text("question", |request| &request.question),
        Variable::choice("audience", Audience::NAMES, |request| request.audience.as_str()),
    ];
    type Answer = Explanation;
    const ANSWER: TaskAnswer<Explanation> =
        TaskAnswer::object("explanation", "Takes the explanation that was asked for.");

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }
}
