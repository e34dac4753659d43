//! `textgate reply`: drafts a reply to a customer's message.

use clap::Args;
use textgate::types::{ReplyRequestTone, ReplyResponse};

use crate::enum_parser::enum_parser;
use crate::error::CommandError;
use crate::generation::GenerationOptions;
use crate::input::{self, FileOption};
use crate::output::{print_message, standard_output};
use crate::service::ServiceOptions;

const AFTER_HELP: &str = "\
Examples:
  textgate reply \"Where is my parcel?\" --fact \"It left on Monday.\" --fact \"It is expected on Thursday.\"
  textgate reply --file message.txt --tone formal > draft.txt
  textgate reply --json < message.txt | jq -r 'if .escalate then \"escalate\" else .reply end'

The reply goes to standard output. Category, sentiment and whether to escalate the message to a person go to standard
error.";

pub(crate) const TONES: &[&str] = &["friendly", "formal", "brief"];

/// Draft a reply to a customer's message.
#[derive(Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Reply {
    /// The customer's message. If it is missing or `-`, the message is read from standard input.
    message: Option<String>,

    #[command(flatten)]
    file: FileOption,

    /// A fact that the reply may rely on. Repeat the option for more facts. Without facts, the reply promises nothing.
    #[arg(long = "fact", value_name = "STATEMENT")]
    facts: Vec<String>,

    /// The tone of the reply.
    #[arg(long, value_parser = enum_parser::<ReplyRequestTone>(TONES))]
    tone: Option<ReplyRequestTone>,

    #[command(flatten)]
    generation: GenerationOptions,
}

impl Reply {
    pub(crate) async fn run(self, service: &ServiceOptions) -> Result<(), CommandError> {
        let client = service.client()?;
        let message = input::single_text(self.message, &self.file, input::standard_input())?;
        let mut call = client.reply().message(message);
        if !self.facts.is_empty() {
            call = call.facts(self.facts);
        }
        if let Some(tone) = self.tone {
            call = call.tone(tone);
        }
        if let Some(model) = self.generation.model() {
            call = call.model(model);
        }
        let response = call.send().await.map_err(|error| CommandError::of_call(error, &client))?;
        self.generation.print(&response, &response.reply, &mut standard_output())?;
        if !self.generation.json() {
            print_message(&judgement(&response));
        }
        Ok(())
    }
}

/// What kind of message it is, for a helpdesk.
fn judgement(ReplyResponse { category, sentiment, escalate, .. }: &ReplyResponse) -> String {
    let escalate = if *escalate { "yes" } else { "no" };
    format!("category: {category}, sentiment: {sentiment}, escalate: {escalate}")
}
