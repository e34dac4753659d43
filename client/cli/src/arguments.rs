//! What the command line takes. What belongs to one command is in that command's file.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Error, Parser, Subcommand};

use crate::completions::Completions;
use crate::connection::Connection;
use crate::explain::Explain;
use crate::failure::Failure;
use crate::generate::Generate;
use crate::models::Models;
use crate::reply::Reply;
use crate::summarize::Summarize;

const AFTER_HELP: &str = "\
Examples:
  textgate generate \"Explain serverless in 2 sentences.\"
  git diff | textgate generate \"Write a commit message for this change.\"
  textgate summarize --file report.txt --form bullets
  textgate explain --file sales.csv \"Which region grew the most?\"
  textgate models

The API key comes from TEXTGATE_API_KEY or from the file that --api-key-file names. There is no option for the key
itself: other users of the machine see the arguments of a program.

What was asked for goes to standard output, everything else to standard error.

Exit codes:
    0  answered, whatever the model's reason to stop
    1  the service refused or failed, or the answer broke off; what had come of it is printed
    2  the arguments or the input are not valid; nothing was sent
    3  no answer: the service cannot be reached, or took longer than --timeout
  130  interrupted (Ctrl-C)
  141  the reader of standard output went away, as `head` does";

/// The command line of Textgate, a governed text-to-text service.
#[derive(Debug, Parser)]
#[command(name = "textgate", version, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) connection: Connection,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Generate(Generate),
    Summarize(Summarize),
    Explain(Explain),
    Reply(Reply),
    Models(Models),
    Completions(Completions),
}

impl Arguments {
    /// Reads the command line. What clap has to say, help or a fault, it says itself and ends the process, but for texts
    /// that it would repeat.
    pub(crate) fn read() -> Result<Self, Failure> {
        Self::try_parse().map_err(|error| misplaced_text(&error).unwrap_or_else(|| error.exit()))
    }
}

/// The failure that a text is where none goes.
fn misplaced_text(error: &Error) -> Option<Failure> {
    let found = |kind| match error.get(kind) {
        Some(ContextValue::String(found)) => found.as_str(),
        _ => "",
    };
    match error.kind() {
        ErrorKind::UnknownArgument if !found(ContextKind::InvalidArg).starts_with('-') => {
            Some(Failure::Usage("there are several arguments where one text goes: put it in quotes".to_owned()))
        }
        ErrorKind::InvalidSubcommand if found(ContextKind::InvalidSubcommand).contains(char::is_whitespace) => {
            Some(Failure::Usage("there is a text where a command goes: try `textgate generate \"…\"`".to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    /// The examples of a help text: the words that a shell hands to `textgate`.
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
    fn a_text_in_the_wrong_place_is_not_repeated() {
        for (arguments, is_text) in [
            (&["generate", "canary", "text"][..], true),
            (&["canary text"], true),
            (&["canary"], false),
            (&["generate", "text", "--canary"], false),
        ] {
            let error = Arguments::try_parse_from([&["textgate"], arguments].concat()).expect_err("refused");
            let failure = misplaced_text(&error);
            assert_eq!(failure.is_some(), is_text, "{arguments:?}");
            assert!(failure.is_none_or(|failure| !failure.to_string().contains("canary")), "{arguments:?}");
        }
    }

    #[test]
    fn no_argument_takes_a_key() {
        for argument in ["--api-key", "--api-key=secret", "--key"] {
            assert!(Arguments::try_parse_from(["textgate", "models", argument, "secret"]).is_err(), "{argument}");
        }
    }
}
