//! `explain`: data become an explanation. The answer is an object.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::choice::choice;
use super::name::{TaskName, Variable};
use super::run::TaskRequest;
use super::template::Values;
use super::words::delimited;

choice! {
    /// Whom the explanation is for. Absent: `general`.
    #[derive(Default)]
    #[schemars(example = &"executive")]
    Audience {
        /// Readers without special knowledge: plain words, no jargon.
        #[default]
        General = "general",
        /// Readers who decide: what it means and what follows, few details.
        Executive = "executive",
        /// Readers of the field: exact terms and figures.
        Expert = "expert",
    }
}

/// What to explain.
#[derive(Clone, Default)]
pub struct ExplainRequest {
    /// The public name of the model; the policy's choice where absent.
    pub model: Option<String>,
    /// The data: text, CSV or JSON.
    pub data: String,
    /// What the caller wants to know of them.
    pub question: String,
    /// Whom the explanation is for.
    pub audience: Audience,
}

/// An explanation of data.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// The answer to the question, in its language, from the data alone. It says so where the data do not tell.
    #[schemars(length(min = 1), example = &"Sales rose from 120 in May to 180 in June, by half.")]
    pub explanation: String,
    /// The points that matter most, a sentence each, the most important first.
    #[schemars(length(min = 1, max = 10), inner(length(min = 1)), example = ["Sales rose by 50 percent in June."])]
    pub key_points: Vec<String>,
}

impl ExplainRequest {
    const DATA: &'static str = "data";
    const QUESTION: &'static str = "question";
}

impl TaskRequest for ExplainRequest {
    const TASK: TaskName = TaskName::Explain;
    const VARIABLES: &'static [Variable] =
        &[Variable::words(Self::DATA), Variable::words(Self::QUESTION), Variable::choice("audience", Audience::NAMES)];

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    fn values(&self) -> Values {
        Values::from([
            (Self::DATA, delimited(Self::DATA, &self.data)),
            (Self::QUESTION, delimited(Self::QUESTION, &self.question)),
            ("audience", self.audience.as_str().to_owned()),
        ])
    }
}

impl Answer for Explanation {
    const NAME: &'static str = "explanation";
    const DESCRIPTION: &'static str = "Takes the explanation that was asked for.";
}
