//! Standard output: plain text, JSON or the lines of a table; and messages on standard error.
//!
//! On a terminal, control characters are shown as escapes, so that a text from the service cannot control the terminal.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;

/// Standard output, or a buffer in a test.
pub(crate) struct Output<W> {
    writer: W,
    is_terminal: bool,
    /// Whether the last line has no line feed yet.
    is_within_line: bool,
}

pub(crate) type StandardOutput = Output<io::StdoutLock<'static>>;

pub(crate) fn standard_output() -> StandardOutput {
    let stdout = io::stdout();
    Output { is_terminal: stdout.is_terminal(), writer: stdout.lock(), is_within_line: false }
}

impl<W: Write> Output<W> {
    pub(crate) fn is_terminal(&self) -> bool {
        self.is_terminal
    }

    /// Writes a text, and a line feed if the text does not end with one.
    pub(crate) fn write_text(&mut self, text: &str) -> io::Result<()> {
        self.write_piece(text)?;
        self.end_line()
    }

    /// Writes a piece of a text, without delay.
    pub(crate) fn write_piece(&mut self, piece: &str) -> io::Result<()> {
        let written = if self.is_terminal { escape_controls(piece) } else { piece.into() };
        self.writer.write_all(written.as_bytes())?;
        self.writer.flush()?;
        if let Some(last) = written.chars().last() {
            self.is_within_line = last != '\n';
        }
        Ok(())
    }

    /// Writes a line feed, unless the last line has one.
    pub(crate) fn end_line(&mut self) -> io::Result<()> {
        if self.is_within_line {
            self.write_piece("\n")?;
        }
        Ok(())
    }

    /// Writes a value as JSON: on one line in a pipe, indented on a terminal.
    pub(crate) fn write_json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = if self.is_terminal { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
        self.write_text(&text?)
    }
}

/// Writes a message to standard error.
pub(crate) fn print_message(text: &str) {
    // If standard error is closed, there is nowhere left to report that.
    let _ = writeln!(io::stderr(), "{}", escape_controls(text));
}

/// Replaces the control characters that change a terminal's state with escapes.
fn escape_controls(text: &str) -> Cow<'_, str> {
    let is_unsafe = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(is_unsafe) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            // A part of a line end of Windows.
            '\r' => {}
            c if is_unsafe(c) => escaped.extend(c.escape_default()),
            c => escaped.push(c),
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(is_terminal: bool, write: impl FnOnce(&mut Output<Vec<u8>>) -> io::Result<()>) -> String {
        let mut output = Output { writer: Vec::new(), is_terminal, is_within_line: false };
        write(&mut output).expect("written");
        String::from_utf8(output.writer).expect("text")
    }

    #[test]
    fn a_text_ends_with_one_line_feed() {
        for (text, expected) in [("a", "a\n"), ("a\n", "a\n"), ("a\n\n", "a\n\n"), ("", "")] {
            assert_eq!(written(false, |output| output.write_text(text)), expected);
        }
        let pieces = |output: &mut Output<_>| {
            output.write_piece("a\n")?;
            output.write_piece("")?;
            output.end_line()
        };
        assert_eq!(written(true, pieces), "a\n");
    }

    #[test]
    fn control_characters_are_escaped_on_a_terminal_and_unchanged_in_a_pipe() {
        let text = "a\u{1b}]0;title\u{7}\u{9b}2J\r\n\tb\n";
        assert_eq!(written(true, |output| output.write_text(text)), "a\\u{1b}]0;title\\u{7}\\u{9b}2J\n\tb\n");
        assert_eq!(written(false, |output| output.write_text(text)), text);
    }

    #[test]
    fn json_is_one_line_in_a_pipe_and_indented_on_a_terminal() {
        let value = serde_json::json!({ "output": "a\nb" });
        assert_eq!(written(false, |output| output.write_json(&value)), "{\"output\":\"a\\nb\"}\n");
        assert_eq!(written(true, |output| output.write_json(&value)), "{\n  \"output\": \"a\\nb\"\n}\n");
    }
}
