//! Standard output: plain text, JSON or a table's lines; and notes on standard error.
//!
//! A text from elsewhere never steers a terminal: there, control characters are shown as what they are.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;

/// Standard output, or a test's.
pub(crate) struct Output<W> {
    writer: W,
    is_terminal: bool,
    /// Whether the last line is to be ended.
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

    /// Writes a text, whose last line ends if it did not.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.piece(text)?;
        self.end_line()
    }

    /// Writes a piece of a text at once.
    pub(crate) fn piece(&mut self, piece: &str) -> io::Result<()> {
        let shown = if self.is_terminal { shown(piece) } else { piece.into() };
        self.writer.write_all(shown.as_bytes())?;
        self.writer.flush()?;
        if let Some(last) = shown.chars().last() {
            self.is_within_line = last != '\n';
        }
        Ok(())
    }

    /// Ends the last line if it is not ended.
    pub(crate) fn end_line(&mut self) -> io::Result<()> {
        if self.is_within_line {
            self.piece("\n")?;
        }
        Ok(())
    }

    /// Writes a value: on one line, or laid out for people on a terminal.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = if self.is_terminal { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
        self.text(&text?)
    }
}

/// Tells the user something that is not the answer.
pub(crate) fn note(text: &str) {
    // Nobody is left to tell that standard error is closed.
    let _ = writeln!(io::stderr(), "{}", shown(text));
}

/// A text without what a terminal would obey.
fn shown(text: &str) -> Cow<'_, str> {
    let is_obeyed = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(is_obeyed) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            // Of a line that ends as on Windows.
            '\r' => {}
            c if is_obeyed(c) => shown.extend(c.escape_default()),
            c => shown.push(c),
        }
    }
    shown.into()
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
    fn the_last_line_of_a_text_ends_once() {
        for (text, expected) in [("a", "a\n"), ("a\n", "a\n"), ("a\n\n", "a\n\n"), ("", "")] {
            assert_eq!(written(false, |output| output.text(text)), expected);
        }
        let pieces = |output: &mut Output<_>| {
            output.piece("a\n")?;
            output.piece("")?;
            output.end_line()
        };
        assert_eq!(written(true, pieces), "a\n");
    }

    #[test]
    fn a_terminal_obeys_no_text_and_a_pipe_gets_every_byte() {
        let text = "a\u{1b}]0;title\u{7}\u{9b}2J\r\n\tb\n";
        assert_eq!(written(true, |output| output.text(text)), "a\\u{1b}]0;title\\u{7}\\u{9b}2J\n\tb\n");
        assert_eq!(written(false, |output| output.text(text)), text);
    }

    #[test]
    fn json_is_one_line_in_a_pipe_and_laid_out_on_a_terminal() {
        let value = serde_json::json!({ "output": "a\nb" });
        assert_eq!(written(false, |output| output.json(&value)), "{\"output\":\"a\\nb\"}\n");
        assert_eq!(written(true, |output| output.json(&value)), "{\n  \"output\": \"a\\nb\"\n}\n");
    }
}
