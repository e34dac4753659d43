//! The text that a command sends: from an argument, a file or standard input.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::CommandError;
use crate::output::print_message;

/// The maximum size of a text, in bytes. API Gateway accepts no larger request.
const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// The argument that stands for standard input.
const STANDARD_INPUT: &str = "-";

const TWO_TEXTS: &str = "two texts are given, as the argument and in a file or pipe: pass only one";

/// The option of all commands that can read a file.
#[derive(Default, Args)]
pub(crate) struct FileOption {
    /// Read the text or the data from a file. `-` is standard input.
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Standard input, or a text in a test.
pub(crate) struct StandardInput<R> {
    reader: R,
    is_terminal: bool,
}

pub(crate) fn standard_input() -> StandardInput<io::StdinLock<'static>> {
    let stdin = io::stdin();
    StandardInput { is_terminal: stdin.is_terminal(), reader: stdin.lock() }
}

/// The text of the file or of standard input, an empty line, and the argument. One of the two texts may be missing.
pub(crate) fn combined_text(
    argument: Option<String>,
    file: &FileOption,
    input: StandardInput<impl Read>,
) -> Result<String, CommandError> {
    match read_texts(argument, file, input)? {
        (Some(text), Some(argument)) => Ok(format!("{}\n\n{argument}", text.trim_end_matches('\n'))),
        (Some(text), None) | (None, Some(text)) => Ok(text),
        (None, None) => Err(missing("as an argument, with --file, or through a pipe")),
    }
}

/// The only text: the argument, the file or standard input.
pub(crate) fn single_text(
    argument: Option<String>,
    file: &FileOption,
    input: StandardInput<impl Read>,
) -> Result<String, CommandError> {
    match read_texts(argument, file, input)? {
        (Some(_), Some(_)) => Err(CommandError::Usage(TWO_TEXTS.to_owned())),
        (Some(text), None) | (None, Some(text)) => Ok(text),
        (None, None) => Err(missing("as an argument, with --file, or through a pipe")),
    }
}

/// The text of the file or of standard input.
pub(crate) fn file_or_standard_input(
    file: &FileOption,
    input: StandardInput<impl Read>,
) -> Result<String, CommandError> {
    match read_texts(None, file, input)? {
        (Some(text), _) => Ok(text),
        (None, _) => Err(missing("with --file, or through a pipe")),
    }
}

fn missing(ways: &str) -> CommandError {
    CommandError::Usage(format!("the text is missing: pass it {ways}"))
}

/// The text of the file or of standard input, and the argument. An empty text counts as missing.
fn read_texts(
    argument: Option<String>,
    FileOption { file }: &FileOption,
    input: StandardInput<impl Read>,
) -> Result<(Option<String>, Option<String>), CommandError> {
    let names_standard_input = argument.as_deref() == Some(STANDARD_INPUT);
    let argument = argument.filter(|argument| !names_standard_input && !argument.is_empty());
    let text = match file.as_deref() {
        Some(file) if file != Path::new(STANDARD_INPUT) => {
            if names_standard_input {
                return Err(CommandError::Usage(
                    "two texts are given, as `-` and with --file: pass only one".to_owned(),
                ));
            }
            let name = file.display().to_string();
            Some(read_text(File::open(file).map_err(|error| unreadable(&name, &error))?, &name)?)
        }
        None if input.is_terminal && !names_standard_input => None,
        _ => Some(read_text(input.reader, "standard input")?),
    };
    if argument.as_deref().is_some_and(|argument| Path::new(argument).is_file()) {
        print_message(
            "warning: the argument is the name of a file, but it is sent as the text itself; use --file to read the file",
        );
    }
    Ok((text.filter(|text| !text.is_empty()), argument))
}

/// Reads all of `reader`, without the line feed of its last line.
fn read_text(reader: impl Read, name: &str) -> Result<String, CommandError> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(CommandError::Usage(format!("{name} is larger than {MAX_BYTES} bytes: pass a shorter text")));
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|_| CommandError::Usage(format!("{name} is not UTF-8 text: convert it to UTF-8")))?;
    if text.ends_with('\n') {
        text.truncate(text.len() - if text.ends_with("\r\n") { 2 } else { 1 });
    }
    Ok(text)
}

fn unreadable(name: &str, error: &io::Error) -> CommandError {
    CommandError::Usage(format!("cannot read {name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piped(text: &str) -> StandardInput<&[u8]> {
        StandardInput { reader: text.as_bytes(), is_terminal: false }
    }

    /// A terminal, which has a text only if it is read.
    fn terminal() -> StandardInput<&'static [u8]> {
        StandardInput { reader: b"typed", is_terminal: true }
    }

    fn no_file() -> FileOption {
        FileOption::default()
    }

    #[test]
    fn a_pipe_and_an_argument_are_one_text_with_the_argument_last() {
        let text = |argument, input| combined_text(argument, &no_file(), input).expect("a text");
        assert_eq!(text(Some("Why?".to_owned()), piped("a\nb\n")), "a\nb\n\nWhy?");
        assert_eq!(text(Some("Why?".to_owned()), piped("")), "Why?");
        assert_eq!(text(None, piped("a\n")), "a");
    }

    #[test]
    fn a_terminal_is_read_only_if_the_argument_is_a_dash() {
        assert_eq!(combined_text(Some("Why?".to_owned()), &no_file(), terminal()).expect("a text"), "Why?");
        assert_eq!(combined_text(Some("-".to_owned()), &no_file(), terminal()).expect("a text"), "typed");
        assert!(matches!(combined_text(None, &no_file(), terminal()), Err(CommandError::Usage(_))));
        assert!(matches!(file_or_standard_input(&no_file(), terminal()), Err(CommandError::Usage(_))));
    }

    #[test]
    fn a_command_for_one_text_refuses_two() {
        assert_eq!(single_text(Some("a".to_owned()), &no_file(), piped("")).expect("a text"), "a");
        assert_eq!(single_text(None, &no_file(), piped("b")).expect("a text"), "b");
        assert!(matches!(single_text(Some("a".to_owned()), &no_file(), piped("b")), Err(CommandError::Usage(_))));
    }

    #[test]
    fn only_the_last_line_feed_is_removed() {
        for (bytes, expected) in [("a\n\n", "a\n"), ("a\r\n", "a"), (" a ", " a "), ("\n", "")] {
            assert_eq!(read_text(bytes.as_bytes(), "a pipe").expect("a text"), expected);
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_and_texts_that_are_too_large_are_refused() {
        for (reader, expected) in [
            (Box::new(&b"\xff"[..]) as Box<dyn Read>, "error: a pipe is not UTF-8 text: convert it to UTF-8"),
            (Box::new(io::repeat(b'a')), "error: a pipe is larger than 10485760 bytes: pass a shorter text"),
        ] {
            assert_eq!(read_text(reader, "a pipe").expect_err("refused").to_string(), expected);
        }
    }
}
