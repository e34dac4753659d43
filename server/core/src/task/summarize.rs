//! `summarize`: a text becomes a summary. The answer is text, so every model can do it.

use schemars::JsonSchema;
use serde::Serialize;

use super::choice::choice;
use super::name::{TaskName, Variable};
use super::run::TaskRequest;
use super::template::Values;
use super::words::delimited;

choice! {
    /// How the summary is laid out. Absent: `paragraph`.
    #[derive(Default)]
    #[schemars(example = &"paragraph")]
    Form {
        /// Running text.
        #[default]
        Paragraph = "paragraph",
        /// A list of points, a line each, which begin with a hyphen.
        Bullets = "bullets",
    }
}

choice! {
    /// How long the summary is. Absent: `medium`.
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

/// What to summarize.
#[derive(Clone, Default)]
pub struct SummarizeRequest {
    /// The public name of the model; the policy's choice where absent.
    pub model: Option<String>,
    /// The text.
    pub text: String,
    /// How the summary is laid out.
    pub form: Form,
    /// How long it is.
    pub length: Length,
}

/// A summary.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// The summary, in the language of the text. Points are separated by line feeds.
    #[schemars(example = &"The parcel was sent on Monday and is expected on Thursday.")]
    pub summary: String,
}

impl SummarizeRequest {
    const TEXT: &'static str = "text";
}

impl TaskRequest for SummarizeRequest {
    const TASK: TaskName = TaskName::Summarize;
    const VARIABLES: &'static [Variable] = &[
        Variable::words(Self::TEXT),
        Variable::choice("form", Form::NAMES),
        Variable::choice("length", Length::NAMES),
    ];

    fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    fn values(&self) -> Values {
        Values::from([
            (Self::TEXT, delimited(Self::TEXT, &self.text)),
            ("form", self.form.as_str().to_owned()),
            ("length", self.length.as_str().to_owned()),
        ])
    }
}
