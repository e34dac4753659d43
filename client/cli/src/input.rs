//! The text that a command sends: from an argument, a file or standard input.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::failure::Failure;
use crate::output::note;

/// In bytes. API Gateway takes no larger request.
const LARGEST: u64 = 10 * 1024 * 1024;

/// What names standard input in place of a text or a file.
const STANDARD_INPUT: &str = "-";

/// The option of the commands that read files.
#[derive(Debug, Default, Args)]
pub(crate) struct FileOption {
    /// Read the text from a file; `-` is standard input.
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Standard input, or a test's.
pub(crate) struct StandardInput<R> {
    reader: R,
    is_terminal: bool,
}

pub(crate) fn standard_input() -> StandardInput<io::StdinLock<'static>> {
    let stdin = io::stdin();
    StandardInput { is_terminal: stdin.is_terminal(), reader: stdin.lock() }
}

/// A text and what to do with it: the file or standard input, an empty line, the argument. Either may be missing.
pub(crate) fn joined(
    argument: Option<String>,
    file: &FileOption,
    input: StandardInput<impl Read>,
) -> Result<String, Failure> {
    match either_or_both(argument, file, input)? {
        (Some(material), Some(argument)) => Ok(format!("{}\n\n{argument}", material.trim_end_matches('\n'))),
        (Some(text), None) | (None, Some(text)) => Ok(text),
        (None, None) => Err(missing("as an argument, with --file, or through a pipe")),
    }
}

/// One text: the argument, the file or standard input.
pub(crate) fn single(
    argument: Option<String>,
    file: &FileOption,
    input: StandardInput<impl Read>,
) -> Result<String, Failure> {
    match either_or_both(argument, file, input)? {
        (Some(_), Some(_)) => Err(Failure::Usage("there are two texts, the argument and another: give one".to_owned())),
        (Some(text), None) | (None, Some(text)) => Ok(text),
        (None, None) => Err(missing("as an argument, with --file, or through a pipe")),
    }
}

/// The file or standard input.
pub(crate) fn material(file: &FileOption, input: StandardInput<impl Read>) -> Result<String, Failure> {
    match either_or_both(None, file, input)? {
        (Some(text), _) => Ok(text),
        (None, _) => Err(missing("with --file, or through a pipe")),
    }
}

fn missing(ways: &str) -> Failure {
    Failure::Usage(format!("there is no text: give it {ways}"))
}

/// What the file or standard input says, and what the argument says.
fn either_or_both(
    argument: Option<String>,
    FileOption { file }: &FileOption,
    input: StandardInput<impl Read>,
) -> Result<(Option<String>, Option<String>), Failure> {
    let is_named = argument.as_deref() == Some(STANDARD_INPUT);
    let argument = argument.filter(|argument| !is_named && !argument.is_empty());
    let material = match file.as_deref() {
        Some(file) if file != Path::new(STANDARD_INPUT) => {
            if is_named {
                return Err(Failure::Usage("`-` and --file both name a text: give one".to_owned()));
            }
            let name = file.display().to_string();
            Some(text(File::open(file).map_err(|error| unreadable(&name, &error))?, &name)?)
        }
        None if input.is_terminal && !is_named => None,
        _ => Some(text(input.reader, "standard input")?),
    };
    if argument.as_deref().is_some_and(|argument| Path::new(argument).is_file()) {
        note("warning: there is a file of this name, which is taken for the text itself; --file reads the file");
    }
    Ok((material.filter(|text| !text.is_empty()), argument))
}

/// Everything that `reader` has, without the line feed that ends its last line.
fn text(reader: impl Read, name: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    reader.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::Usage(format!("{name} has more than {LARGEST} bytes")));
    }
    let mut text = String::from_utf8(bytes).map_err(|_| Failure::Usage(format!("{name} is not text in UTF-8")))?;
    if text.ends_with('\n') {
        text.truncate(text.len() - if text.ends_with("\r\n") { 2 } else { 1 });
    }
    Ok(text)
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::Usage(format!("{name} cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piped(text: &str) -> StandardInput<&[u8]> {
        StandardInput { reader: text.as_bytes(), is_terminal: false }
    }

    /// What nobody has typed anything into.
    fn terminal() -> StandardInput<&'static [u8]> {
        StandardInput { reader: b"typed", is_terminal: true }
    }

    fn no_file() -> FileOption {
        FileOption::default()
    }

    #[test]
    fn a_pipe_and_an_argument_are_one_text_with_the_argument_last() {
        let text = |argument, input| joined(argument, &no_file(), input).expect("a text");
        assert_eq!(text(Some("Why?".to_owned()), piped("a\nb\n")), "a\nb\n\nWhy?");
        assert_eq!(text(Some("Why?".to_owned()), piped("")), "Why?");
        assert_eq!(text(None, piped("a\n")), "a");
    }

    #[test]
    fn a_terminal_is_read_only_if_it_is_named() {
        assert_eq!(joined(Some("Why?".to_owned()), &no_file(), terminal()).expect("a text"), "Why?");
        assert_eq!(joined(Some("-".to_owned()), &no_file(), terminal()).expect("a text"), "typed");
        assert!(matches!(joined(None, &no_file(), terminal()), Err(Failure::Usage(_))));
        assert!(matches!(material(&no_file(), terminal()), Err(Failure::Usage(_))));
    }

    #[test]
    fn a_command_for_one_text_takes_no_two() {
        assert_eq!(single(Some("a".to_owned()), &no_file(), piped("")).expect("a text"), "a");
        assert_eq!(single(None, &no_file(), piped("b")).expect("a text"), "b");
        assert!(matches!(single(Some("a".to_owned()), &no_file(), piped("b")), Err(Failure::Usage(_))));
    }

    #[test]
    fn only_the_end_of_the_last_line_is_left_out() {
        for (bytes, expected) in [("a\n\n", "a\n"), ("a\r\n", "a"), (" a ", " a "), ("\n", "")] {
            assert_eq!(text(bytes.as_bytes(), "a pipe").expect("a text"), expected);
        }
    }

    #[test]
    fn what_is_no_text_or_no_end_of_it_is_refused() {
        for (reader, expected) in [
            (Box::new(&b"\xff"[..]) as Box<dyn Read>, "error: a pipe is not text in UTF-8"),
            (Box::new(io::repeat(b'a')), "error: a pipe has more than 10485760 bytes"),
        ] {
            assert_eq!(text(reader, "a pipe").expect_err("refused").to_string(), expected);
        }
    }
}
