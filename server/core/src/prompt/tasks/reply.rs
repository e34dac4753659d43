//! `reply`: drafts a reply to a customer's message. The answer is an object.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::prompt::choice::choice;
use crate::prompt::task::{Task, TaskAnswer, Variable};

choice! {
    /// The tone of the reply. If omitted: `friendly`.
    #[derive(Default)]
    #[schemars(example = &"friendly")]
    Tone {
        /// Warm and personal.
        #[default]
        Friendly = "friendly",
        /// Polite and reserved.
        Formal = "formal",
        /// Short and to the point.
        Brief = "brief",
    }
}

choice! {
    /// What the message is about.
    #[schemars(example = &"question")]
    Category {
        /// The customer wants to know something.
        Question = "question",
        /// The customer wants something to be done.
        Request = "request",
        /// The customer is dissatisfied with something.
        Complaint = "complaint",
        /// The customer is satisfied and says so.
        Praise = "praise",
        /// None of the other values.
        Other = "other",
    }
}

choice! {
    /// The mood of the message.
    #[schemars(example = &"neutral")]
    Sentiment {
        /// Satisfied or grateful.
        Positive = "positive",
        /// Neither positive nor negative.
        Neutral = "neutral",
        /// Dissatisfied, angry or worried.
        Negative = "negative",
        /// None of the other values, or several of them at once.
        Other = "other",
    }
}

/// A message to reply to.
#[derive(Clone, Default)]
pub struct ReplyRequest {
    /// The public name of the model. Absent if the policy chooses it.
    pub model: Option<String>,
    /// The customer's message.
    pub message: String,
    /// Statements that the reply may rely on.
    pub facts: Vec<String>,
    /// The tone of the reply.
    pub tone: Tone,
}

/// A draft of a reply, and a classification of the customer's message.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyDraft {
    /// The reply, in the language of the message. It promises nothing beyond the facts.
    #[schemars(length(min = 1), example = &"Thank you for asking: your parcel left on Monday and arrives on Thursday.")]
    pub reply: String,
    /// What the message is about.
    pub category: Category,
    /// The mood of the message.
    pub sentiment: Sentiment,
    /// Whether a person should read the message: the facts are not enough to answer it, or the customer is angry, is in
    /// danger or threatens legal action.
    #[schemars(example = false)]
    pub escalate: bool,
}

impl Task for ReplyRequest {
    const NAME: &'static str = "reply";
    const SUMMARY: &'static str =
        "Drafts a reply to a customer's message and says what kind of message it is, as an object.";
    const VARIABLES: &'static [Variable<Self>] = &[
        Variable::text("message", |request| &request.message),
        Variable::texts("facts", "fact", |request| &request.facts),
        Variable::choice("tone", Tone::NAMES, |request| request.tone.as_str()),
    ];
    type Answer = ReplyDraft;
    const ANSWER: TaskAnswer<ReplyDraft> =
        TaskAnswer::object("reply_draft", "Takes the draft of the reply, and what kind of message it replies to.");

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }
}
