//! `textgate generate`: text in, generated text out, as it comes or whole.

use clap::Args;
use textgate::EventStream;
use textgate::types::StreamEvent;

use crate::answer::AnswerOptions;
use crate::connection::Connection;
use crate::failure::Failure;
use crate::input::{self, FileOption};
use crate::output::{StandardOutput, standard_output};

const AFTER_HELP: &str = "\
Examples:
  textgate generate \"Explain serverless in 2 sentences.\"
  textgate generate --instructions \"Answer in German.\" --max-tokens 200 < question.txt
  git diff | textgate generate \"Write a commit message for this change.\"
  textgate generate --file letter.txt \"Make this more polite.\" > polite.txt
  textgate generate --json \"Name three colours.\" | jq -r .output

With a file or a pipe and an argument, the input is the former, an empty line and then the argument. Whatever is piped in
is read: in a loop over lines, end the command with < /dev/null.";

/// Generate text.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Generate {
    /// What the model answers. If not given, or `-`, standard input.
    input: Option<String>,

    #[command(flatten)]
    file: FileOption,

    #[command(flatten)]
    parameters: Parameters,

    /// Print the text as it comes, as on a terminal. In a pipe, the default is the whole text or nothing.
    #[arg(long, overrides_with = "no_stream", conflicts_with = "json")]
    stream: bool,

    /// Print the text when it is complete.
    #[arg(long, overrides_with = "stream")]
    no_stream: bool,

    #[command(flatten)]
    answer: AnswerOptions,
}

/// How the model answers.
#[derive(Debug, Args)]
struct Parameters {
    /// How the model should answer: role, tone, format.
    #[arg(short, long, value_name = "TEXT")]
    instructions: Option<String>,

    /// Most tokens to generate. If not given, the service's default.
    #[arg(long, value_name = "NUMBER")]
    max_tokens: Option<u32>,

    /// From 0, the likeliest text, to 1, the most varied. If not given, the service's default.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    temperature: Option<f32>,

    /// Choose among the likeliest tokens whose probabilities add up to this, from 0 to 1.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    top_p: Option<f32>,

    /// Stop when the model writes this text, which is not printed; may be given more than once.
    #[arg(long = "stop", value_name = "TEXT")]
    stop_sequences: Vec<String>,
}

/// The fields of the request, on a call for a whole text or for a stream: two types with the same setters.
macro_rules! filled {
    ($call:expr, $input:expr, $parameters:expr, $model:expr) => {{
        let mut call = $call.input($input);
        if let Some(model) = $model {
            call = call.model(model);
        }
        if let Some(instructions) = $parameters.instructions {
            call = call.instructions(instructions);
        }
        if let Some(max_tokens) = $parameters.max_tokens {
            call = call.max_tokens(max_tokens);
        }
        if let Some(temperature) = $parameters.temperature {
            call = call.temperature(temperature);
        }
        if let Some(top_p) = $parameters.top_p {
            call = call.top_p(top_p);
        }
        if !$parameters.stop_sequences.is_empty() {
            call = call.stop_sequences($parameters.stop_sequences);
        }
        call
    }};
}

impl Generate {
    pub(crate) async fn run(self, connection: &Connection) -> Result<(), Failure> {
        let Self { input, file, parameters, stream, no_stream, answer: options } = self;
        let client = connection.client()?;
        let input = input::joined(input, &file, input::standard_input())?;
        let mut output = standard_output();
        if stream || output.is_terminal() && !no_stream && !options.json() {
            let call = filled!(client.generate_stream(), input, parameters, options.model());
            let events = call.events().await.map_err(|error| connection.failure(error))?;
            print_as_it_comes(events, &options, &mut output).await
        } else {
            let call = filled!(client.generate(), input, parameters, options.model());
            let answer = call.send().await.map_err(|error| connection.failure(error))?;
            options.print(&answer, &answer.output, &mut output)
        }
    }
}

async fn print_as_it_comes(
    mut events: EventStream,
    options: &AnswerOptions,
    output: &mut StandardOutput,
) -> Result<(), Failure> {
    while let Some(event) = events.next().await {
        match event {
            Ok(StreamEvent::DeltaEvent(delta)) => output.piece(&delta.text)?,
            Ok(StreamEvent::DoneEvent(done)) => {
                output.end_line()?;
                options.tell(&done, events.request_id());
            }
            // It comes as an error.
            Ok(StreamEvent::ErrorEvent(_)) => {}
            Err(error) => {
                output.end_line()?;
                return Err(Failure::BrokenOff(error));
            }
        }
    }
    Ok(())
}
