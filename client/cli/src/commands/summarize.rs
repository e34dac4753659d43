//! `textgate summarize`: summarizes a text.

use clap::Args;
use textgate::types::{SummarizeRequestForm, SummarizeRequestLength};

use crate::enum_parser::enum_parser;
use crate::error::CommandError;
use crate::generation::GenerationOptions;
use crate::input::{self, FileOption};
use crate::output::standard_output;
use crate::service::ServiceOptions;

const AFTER_HELP: &str = "\
Examples:
  textgate summarize --file report.txt
  textgate summarize --file minutes.txt --form bullets --length short
  curl -s https://example.com/notes.txt | textgate summarize --json | jq -r .summary";

pub(crate) const FORMS: &[&str] = &["paragraph", "bullets"];
pub(crate) const LENGTHS: &[&str] = &["short", "medium", "long"];

/// Summarize a text.
#[derive(Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Summarize {
    /// The text. If it is missing or `-`, the text is read from standard input.
    text: Option<String>,

    #[command(flatten)]
    file: FileOption,

    /// The form of the summary.
    #[arg(long, value_parser = enum_parser::<SummarizeRequestForm>(FORMS))]
    form: Option<SummarizeRequestForm>,

    /// The length of the summary.
    #[arg(long, value_parser = enum_parser::<SummarizeRequestLength>(LENGTHS))]
    length: Option<SummarizeRequestLength>,

    #[command(flatten)]
    generation: GenerationOptions,
}

impl Summarize {
    pub(crate) async fn run(self, service: &ServiceOptions) -> Result<(), CommandError> {
        let client = service.client()?;
        let text = input::single_text(self.text, &self.file, input::standard_input())?;
        let mut call = client.summarize().text(text);
        if let Some(form) = self.form {
            call = call.form(form);
        }
        if let Some(length) = self.length {
            call = call.length(length);
        }
        if let Some(model) = self.generation.model() {
            call = call.model(model);
        }
        let response = call.send().await.map_err(|error| CommandError::of_call(error, &client))?;
        self.generation.print(&response, &response.summary, &mut standard_output())
    }
}
