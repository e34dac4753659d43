//! `textgate generate`: generates text, and prints it piece by piece or when it is complete.

use clap::Args;
use textgate::EventStream;
use textgate::types::StreamEvent;

use crate::error::CommandError;
use crate::generation::GenerationOptions;
use crate::input::{self, FileOption};
use crate::output::{StandardOutput, standard_output};
use crate::service::ServiceOptions;

const AFTER_HELP: &str = "\
Examples:
  textgate generate \"Explain serverless in 2 sentences.\"
  textgate generate --instructions \"Answer in German.\" --max-tokens 200 < question.txt
  git diff | textgate generate \"Write a commit message for this change.\"
  textgate generate --file letter.txt \"Make this more polite.\" > polite.txt
  textgate generate --json \"Name three colours.\" | jq -r .output

If there is a file or a pipe as well as an argument, the input is the text of the file or pipe, an empty line, and the
argument. The command reads standard input if it is not a terminal: in a loop over lines, end the command with
< /dev/null.";

/// Generate text.
#[derive(Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Generate {
    /// The text that the model answers. If it is missing or `-`, the text is read from standard input.
    input: Option<String>,

    #[command(flatten)]
    file: FileOption,

    #[command(flatten)]
    parameters: Parameters,

    /// Print each piece of text as it arrives. This is the default on a terminal. In a pipe, the default is to print
    /// the text only when it is complete.
    #[arg(long, overrides_with = "no_stream", conflicts_with = "json")]
    stream: bool,

    /// Print the text when it is complete.
    #[arg(long, overrides_with = "stream")]
    no_stream: bool,

    #[command(flatten)]
    generation: GenerationOptions,
}

/// The parameters of the generation.
#[derive(Args)]
struct Parameters {
    /// Instructions to the model, such as role, tone and format.
    #[arg(short, long, value_name = "TEXT")]
    instructions: Option<String>,

    /// Maximum number of tokens to generate. By default, the service chooses it.
    #[arg(long, value_name = "NUMBER")]
    max_tokens: Option<u32>,

    /// Sampling temperature, from 0 (most likely text) to 1 (most varied text). By default, the service chooses it.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    temperature: Option<f32>,

    /// Sample only from the most likely tokens whose probabilities add up to this number, from 0 to 1.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    top_p: Option<f32>,

    /// Stop when the model generates this text. The text itself is not printed. Repeat the option for more texts.
    #[arg(long = "stop", value_name = "TEXT")]
    stop_sequences: Vec<String>,
}

/// Sets the fields of a request. `generate` and `generate_stream` have builders of different types with the same
/// setters.
macro_rules! with_fields {
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
    pub(crate) async fn run(self, service: &ServiceOptions) -> Result<(), CommandError> {
        let Self { input, file, parameters, stream, no_stream, generation } = self;
        let client = service.client()?;
        let input = input::combined_text(input, &file, input::standard_input())?;
        let mut output = standard_output();
        if stream || output.is_terminal() && !no_stream && !generation.json() {
            let call = with_fields!(client.generate_stream(), input, parameters, generation.model());
            let events = call.events().await.map_err(|error| CommandError::of_call(error, &client))?;
            print_stream(events, &generation, &mut output).await
        } else {
            let call = with_fields!(client.generate(), input, parameters, generation.model());
            let response = call.send().await.map_err(|error| CommandError::of_call(error, &client))?;
            generation.print(&response, &response.output, &mut output)
        }
    }
}

/// Prints each piece of text as it arrives.
async fn print_stream(
    mut events: EventStream,
    generation: &GenerationOptions,
    output: &mut StandardOutput,
) -> Result<(), CommandError> {
    while let Some(event) = events.next().await {
        match event {
            Ok(StreamEvent::DeltaEvent(delta)) => output.write_piece(&delta.text)?,
            Ok(StreamEvent::DoneEvent(done)) => {
                output.end_line()?;
                generation.report(&done, events.request_id());
            }
            // The client returns it as an error.
            Ok(StreamEvent::ErrorEvent(_)) => {}
            Err(error) => {
                output.end_line()?;
                return Err(CommandError::IncompleteText(error));
            }
        }
    }
    Ok(())
}
