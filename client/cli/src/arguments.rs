//! The arguments of the program. Those of a single command are in the file of that command.
//!
//! Their types do not implement `Debug`: they hold the user's texts, and debug text may be logged.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Error, Parser, Subcommand};

use crate::commands::completions::Completions;
use crate::commands::explain::Explain;
use crate::commands::generate::Generate;
use crate::commands::models::Models;
use crate::commands::reply::Reply;
use crate::commands::summarize::Summarize;
use crate::error::CommandError;
use crate::service::ServiceOptions;

const AFTER_HELP: &str = "\
Examples:
  textgate generate \"Explain serverless in 2 sentences.\"
  git diff | textgate generate \"Write a commit message for this change.\"
  textgate summarize --file report.txt --form bullets
  textgate explain --file sales.csv \"Which region grew the most?\"
  textgate models

The API key is read from TEXTGATE_API_KEY or from the file of --api-key-file. There is no option for the key itself,
because other users of the machine can see the arguments of a program.

The result goes to standard output. All messages go to standard error.

Exit codes:
    0  the service answered, whatever the model's stop reason
    1  the service refused the request or failed; if a stream failed, the text so far is printed
    2  the arguments or the input are not valid; nothing was sent
    3  no response: the service cannot be reached, or took longer than --timeout
  130  interrupted (Ctrl-C)
  141  the reader of standard output closed it, as `head` does";

/// The command line of Textgate, a governed text-to-text service.
#[derive(Parser)]
#[command(name = "textgate", version, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) service: ServiceOptions,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Generate(Generate),
    Summarize(Summarize),
    Explain(Explain),
    Reply(Reply),
    Models(Models),
    Completions(Completions),
}

impl Arguments {
    /// Reads the arguments. For help and for most errors, clap prints a message and ends the process. An error whose
    /// message would repeat the user's text is returned instead.
    pub(crate) fn read() -> Result<Self, CommandError> {
        Self::try_parse().map_err(|error| misplaced_text_error(&error).unwrap_or_else(|| error.exit()))
    }
}

/// The error for a text in a place where the program expects none. Its message does not repeat the text.
fn misplaced_text_error(error: &Error) -> Option<CommandError> {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(context)) => context.as_str(),
        _ => "",
    };
    match error.kind() {
        ErrorKind::UnknownArgument if !context(ContextKind::InvalidArg).starts_with('-') => {
            Some(CommandError::Usage("there are too many arguments: put a text with spaces in quotes".to_owned()))
        }
        ErrorKind::InvalidSubcommand if context(ContextKind::InvalidSubcommand).contains(char::is_whitespace) => Some(
            CommandError::Usage("the command is missing before the text: try `textgate generate \"…\"`".to_owned()),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_of_the_arguments_is_valid() {
        Arguments::command().debug_assert();
    }

    /// The examples of a help text, each as the arguments that a shell passes to `textgate`.
    fn examples(help: &str) -> Vec<Vec<String>> {
        let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1).take_while(|line| !line.is_empty());
        lines.map(|line| words(&line[line.find("textgate ").expect("a command")..])).collect()
    }

    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (place, part) in line.split('"').enumerate() {
            if place % 2 == 1 {
                words.push(part.to_owned());
                continue;
            }
            for word in part.split_whitespace() {
                if ["|", "<", ">"].contains(&word) {
                    return words;
                }
                words.push(word.to_owned());
            }
        }
        words
    }

    #[test]
    fn every_example_of_the_help_is_accepted() {
        let mut command = Arguments::command();
        let mut helps = vec![command.render_help().to_string()];
        helps.extend(command.get_subcommands_mut().map(|command| command.render_help().to_string()));
        let examples: Vec<_> = helps.iter().flat_map(|help| examples(help)).collect();
        assert!(examples.len() >= helps.len() * 2, "{examples:?}");
        for example in examples {
            assert!(Arguments::try_parse_from(&example).is_ok(), "{example:?}");
        }
    }

    #[test]
    fn the_error_for_a_text_in_the_wrong_place_does_not_repeat_it() {
        for (arguments, is_text) in [
            (&["generate", "canary", "text"][..], true),
            (&["canary text"], true),
            (&["canary"], false),
            (&["generate", "text", "--canary"], false),
        ] {
            let error = Arguments::try_parse_from([&["textgate"], arguments].concat()).err().expect("refused");
            let error = misplaced_text_error(&error);
            assert_eq!(error.is_some(), is_text, "{arguments:?}");
            assert!(error.is_none_or(|error| !error.to_string().contains("canary")), "{arguments:?}");
        }
    }

    #[test]
    fn no_argument_takes_an_api_key() {
        for argument in ["--api-key", "--api-key=secret", "--key"] {
            assert!(Arguments::try_parse_from(["textgate", "models", argument, "secret"]).is_err(), "{argument}");
        }
    }
}
