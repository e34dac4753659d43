//! `textgate reply`: a customer's message in, a draft of a reply out.

use clap::Args;
use textgate::types::{ReplyRequestTone, ReplyResponse};

use crate::answer::AnswerOptions;
use crate::choice::choice;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::input::{self, FileOption};
use crate::output::{note, standard_output};

const AFTER_HELP: &str = "\
Examples:
  textgate reply \"Where is my parcel?\" --fact \"It left on Monday.\" --fact \"It is expected on Thursday.\"
  textgate reply --file message.txt --tone formal > draft.txt
  textgate reply --json < message.txt | jq -r 'if .escalate then \"a person has to look\" else .reply end'

Standard output has the reply; category, sentiment and whether a person should look at the message are told on
standard error.";

pub(crate) const TONES: &[&str] = &["friendly", "formal", "brief"];

/// Draft a reply to a customer's message.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Reply {
    /// The customer's message. If not given, or `-`, standard input.
    message: Option<String>,

    #[command(flatten)]
    file: FileOption,

    /// What the reply may rely on, a statement; may be given more than once. Without any, the reply promises nothing.
    #[arg(long = "fact", value_name = "STATEMENT")]
    facts: Vec<String>,

    /// How the reply sounds.
    #[arg(long, value_parser = choice::<ReplyRequestTone>(TONES))]
    tone: Option<ReplyRequestTone>,

    #[command(flatten)]
    answer: AnswerOptions,
}

impl Reply {
    pub(crate) async fn run(self, connection: &Connection) -> Result<(), Failure> {
        let client = connection.client()?;
        let message = input::single(self.message, &self.file, input::standard_input())?;
        let mut call = client.reply().message(message);
        if !self.facts.is_empty() {
            call = call.facts(self.facts);
        }
        if let Some(tone) = self.tone {
            call = call.tone(tone);
        }
        if let Some(model) = self.answer.model() {
            call = call.model(model);
        }
        let answer = call.send().await.map_err(|error| connection.failure(error))?;
        self.answer.print(&answer, &answer.reply, &mut standard_output())?;
        if !self.answer.json() {
            note(&judgement(&answer));
        }
        Ok(())
    }
}

/// What a helpdesk wants to know of the message.
fn judgement(ReplyResponse { category, sentiment, escalate, .. }: &ReplyResponse) -> String {
    let escalation = if *escalate { "a person should look at it" } else { "no need to escalate" };
    format!("{category}, {sentiment}: {escalation}")
}
