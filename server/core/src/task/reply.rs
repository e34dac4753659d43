//! `reply`: a customer's message becomes a draft of a reply. The answer is an object.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::choice::choice;
use super::name::{Holds, TaskName, Variable};
use super::run::TaskRequest;
use super::template::Values;
use super::words::delimited;

choice! {
    /// How the reply sounds. Absent: `friendly`.
    #[derive(Default)]
    #[schemars(example = &"friendly")]
    Tone {
        /// Warm and personal.
        #[default]
        Friendly = "friendly",
        /// Polite and reserved.
        Formal = "formal",
        /// To the point, without phrases.
        Brief = "brief",
    }
}

choice! {
    /// What the message is about.
    #[schemars(example = &"question")]
    Category {
        /// The customer wants to know something.
        Question = "question",
        /// The customer wants something done.
        Request = "request",
        /// The customer is not content with something.
        Complaint = "complaint",
        /// The customer is content and says so.
        Praise = "praise",
        /// None of these.
        Other = "other",
    }
}

choice! {
    /// The mood of the message.
    #[schemars(example = &"neutral")]
    Sentiment {
        /// Content, thankful.
        Positive = "positive",
        /// Neither content nor not.
        Neutral = "neutral",
        /// Discontent, angry, worried.
        Negative = "negative",
        /// None of these, or several at once.
        Other = "other",
    }
}

/// What to reply to.
#[derive(Clone, Default)]
pub struct ReplyRequest {
    /// The public name of the model; the policy's choice where absent.
    pub model: Option<String>,
    /// The customer's message.
    pub message: String,
    /// What the reply may rely on.
    pub facts: Vec<String>,
    /// How the reply sounds.
    pub tone: Tone,
}

/// A draft of a reply, and what a helpdesk wants to know of the message.
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
    /// Whether a person should look at the message: the facts do not suffice, or there is anger, danger or a threat to
    /// go to law.
    #[schemars(example = false)]
    pub escalate: bool,
}

impl ReplyRequest {
    const MESSAGE: &'static str = "message";
    const FACT: &'static str = "fact";
}

impl TaskRequest for ReplyRequest {
    const TASK: TaskName = TaskName::Reply;
    const VARIABLES: &'static [Variable] = &[
        Variable::words(Self::MESSAGE),
        Variable { name: "facts", holds: Holds::Words { delimiter: Self::FACT, optional: true } },
        Variable::choice("tone", Tone::NAMES),
    ];

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    fn values(&self) -> Values {
        let facts: Vec<_> = self.facts.iter().map(|fact| delimited(Self::FACT, fact)).collect();
        Values::from([
            (Self::MESSAGE, delimited(Self::MESSAGE, &self.message)),
            ("facts", facts.join("\n")),
            ("tone", self.tone.as_str().to_owned()),
        ])
    }
}

impl Answer for ReplyDraft {
    const NAME: &'static str = "reply_draft";
    const DESCRIPTION: &'static str = "Takes the draft of the reply, and what kind of message it replies to.";
}
