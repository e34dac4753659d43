//! `textgate summarize`: a text in, a summary out.

use clap::Args;
use textgate::types::{SummarizeRequestForm, SummarizeRequestLength};

use crate::answer::AnswerOptions;
use crate::choice::choice;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::input::{self, FileOption};
use crate::output::standard_output;

const AFTER_HELP: &str = "\
Examples:
  textgate summarize --file report.txt
  textgate summarize --file minutes.txt --form bullets --length short
  curl -s https://example.com/notes.txt | textgate summarize --json | jq -r .summary";

pub(crate) const FORMS: &[&str] = &["paragraph", "bullets"];
pub(crate) const LENGTHS: &[&str] = &["short", "medium", "long"];

/// Summarize a text.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Summarize {
    /// The text. If not given, or `-`, standard input.
    text: Option<String>,

    #[command(flatten)]
    file: FileOption,

    /// How the summary is laid out.
    #[arg(long, value_parser = choice::<SummarizeRequestForm>(FORMS))]
    form: Option<SummarizeRequestForm>,

    /// How long the summary is.
    #[arg(long, value_parser = choice::<SummarizeRequestLength>(LENGTHS))]
    length: Option<SummarizeRequestLength>,

    #[command(flatten)]
    answer: AnswerOptions,
}

impl Summarize {
    pub(crate) async fn run(self, connection: &Connection) -> Result<(), Failure> {
        let client = connection.client()?;
        let text = input::single(self.text, &self.file, input::standard_input())?;
        let mut call = client.summarize().text(text);
        if let Some(form) = self.form {
            call = call.form(form);
        }
        if let Some(length) = self.length {
            call = call.length(length);
        }
        if let Some(model) = self.answer.model() {
            call = call.model(model);
        }
        let answer = call.send().await.map_err(|error| connection.failure(error))?;
        self.answer.print(&answer, &answer.summary, &mut standard_output())
    }
}
