//! The faults of a policy: where they are, and what must hold there.

use std::fmt;

/// At most this many faults are told of one policy. A bracket that is not closed makes one of every line after it.
const MOST_FAULTS: usize = 16;

/// A name that the file chose is not repeated beyond this many characters.
const LONGEST_NAME: usize = 64;

/// A fault of a policy, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in Unicode code points: a tab counts as one, a byte order mark does not count.
    pub column: usize,
    /// What must hold. It repeats no text of the policy but the names of fields and models.
    pub sentence: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.sentence)
    }
}

/// Why a policy was refused: every fault in it, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    faults: Vec<Fault>,
    untold: usize,
}

impl PolicyError {
    /// The faults, at least one, in the order of the text. A file with very many faults has only its first ones here.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many faults there are beyond [`Self::faults`].
    pub fn untold(&self) -> usize {
        self.untold
    }

    /// An error with everything `found` in `text`.
    pub(super) fn new(text: &[u8], mut found: Vec<Found>) -> Self {
        found.sort();
        found.dedup();
        let untold = found.len().saturating_sub(MOST_FAULTS);
        found.truncate(MOST_FAULTS);
        Self { faults: found.into_iter().map(|found| found.placed(text)).collect(), untold }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{fault}")?;
        }
        match self.untold {
            0 => Ok(()),
            untold => write!(f, "\nand {untold} more"),
        }
    }
}

impl std::error::Error for PolicyError {}

/// A fault as the checks find it. Ordered by place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// The byte of the text at which it is.
    pub(super) offset: usize,
    pub(super) sentence: String,
}

/// A name that the file chose, short enough for a message and without line breaks.
pub(super) fn quoted(name: &str) -> String {
    format!("{:?}", name.chars().take(LONGEST_NAME).collect::<String>())
}

impl Found {
    fn placed(self, text: &[u8]) -> Fault {
        let before = &text[..self.offset.min(text.len())];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let line = before.split(|byte| *byte == b'\n').count();
        let in_line = String::from_utf8_lossy(&before[line_start..]);
        let byte_order_mark = usize::from(line == 1 && in_line.starts_with('\u{feff}'));
        let column = 1 + in_line.chars().count() - byte_order_mark;
        Fault { line, column, sentence: self.sentence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, offset: usize) -> (usize, usize) {
        let fault = Found { offset, sentence: String::new() }.placed(text.as_bytes());
        (fault.line, fault.column)
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(place("", 0), (1, 1));
        assert_eq!(place("ab", 1), (1, 2));
        assert_eq!(place("\ta", 1), (1, 2), "a tab is one");
        assert_eq!(place("é💡x", "é💡".len()), (1, 3), "so is any character");
        assert_eq!(place("a\r\nb\r\nc", 6), (3, 1), "a carriage return belongs to the line before");
        assert_eq!(place("a\n", 2), (2, 1), "the end of the text");
        assert_eq!(place("a", 9), (1, 2), "never beyond it");
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        assert_eq!(place("\u{feff}a", 3), (1, 1));
        assert_eq!(place("\u{feff}a", 0), (1, 1));
        assert_eq!(place("\u{feff}a\nb", 5), (2, 1));
    }

    #[test]
    fn very_many_faults_are_counted_but_not_told() {
        let found = (0..40).map(|offset| Found { offset, sentence: "must not be".to_owned() });
        let error = PolicyError::new(&[b'a'; 40], found.collect());
        assert_eq!((error.faults().len(), error.untold()), (16, 24));
        assert!(error.to_string().ends_with("line 1, column 16: must not be\nand 24 more"), "{error}");
    }
}
