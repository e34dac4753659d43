//! `summarize`: summarizes a text. The answer is text, so every model can give it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::prompt::choice::choice;
use crate::prompt::task::{Task, TaskAnswer, Variable};

choice! {
    /// The form of the summary. If omitted: `paragraph`.
    #[derive(Default)]
    #[schemars(example = &"paragraph")]
    Form {
        /// Continuous text.
        #[default]
        Paragraph = "paragraph",
        /// A list of points. Each point is one line that begins with a hyphen.
        Bullets = "bullets",
    }
}

choice! {
    /// The length of the summary. If omitted: `medium`.
    #[derive(Default)]
    #[schemars(example = &"short")]
    Length {
        /// One or two sentences, or at most three points.
        Short = "short",
        /// Three to five sentences, or at most six points.
        #[default]
        Medium = "medium",
        /// Two or three paragraphs, or at most twelve points.
        Long = "long",
    }
}

/// A text to summarize.
#[derive(Clone, Default)]
pub struct SummarizeRequest {
    /// The public name of the model. Absent if the policy chooses it.
    pub model: Option<String>,
    /// The text.
    pub text: String,
    /// The form of the summary.
    pub form: Form,
    /// The length of the summary.
    pub length: Length,
}

/// A summary.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// The summary, in the language of the text. The points of a list are separated by line feeds.
    #[schemars(example = &"The parcel was sent on Monday and is expected on Thursday.")]
    pub summary: String,
}

impl Task for SummarizeRequest {
    const NAME: &'static str = "summarize";
    const SUMMARY: &'static str = "Summarizes a text.";
    const VARIABLES: &'static [Variable<Self>] = &[
        Variable::text("text", |request| &request.text),
        Variable::choice("form", Form::NAMES, |request| request.form.as_str()),
        Variable::choice("length", Length::NAMES, |request| request.length.as_str()),
    ];
    type Answer = Summary;
    const ANSWER: TaskAnswer<Summary> = TaskAnswer::Text(|text| Summary { summary: text.trim().to_owned() });

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }
}
