//! What is wrong with a policy: each finding with its place and with what must hold there.

use std::fmt;

/// At most this many findings are reported for one policy. A missing closing bracket causes one in each line after it.
const MAX_FINDINGS: usize = 16;

/// A message repeats at most this many characters of a name in the policy.
const MAX_NAME_CHARACTERS: usize = 64;

/// Something that is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in Unicode code points: a tab counts as one, a byte order mark does not count.
    pub column: usize,
    /// What must hold there. Of the policy's text it repeats only names, such as those of fields and models.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

/// Why a policy is refused: its findings, one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    findings: Vec<Finding>,
    omitted: usize,
}

impl PolicyError {
    /// The findings, at least one, in the order of the text. If there are very many, only the first ones.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The number of findings that [`Self::findings`] omits.
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// An error with everything that was `found` in `text`.
    pub(super) fn new(text: &[u8], mut found: Vec<RawFinding>) -> Self {
        found.sort();
        found.dedup();
        let omitted = found.len().saturating_sub(MAX_FINDINGS);
        found.truncate(MAX_FINDINGS);
        Self { findings: found.into_iter().map(|finding| finding.locate(text)).collect(), omitted }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.findings.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{finding}")?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "\nand {omitted} more"),
        }
    }
}

impl std::error::Error for PolicyError {}

/// A finding whose place is a byte offset. Findings are ordered by their place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RawFinding {
    /// The byte of the text at which the finding is.
    pub(super) offset: usize,
    pub(super) message: String,
}

/// A name in the policy as a message repeats it: in quotes, shortened, with escaped line breaks.
pub(super) fn quoted(name: &str) -> String {
    format!("{:?}", name.chars().take(MAX_NAME_CHARACTERS).collect::<String>())
}

impl RawFinding {
    fn locate(self, text: &[u8]) -> Finding {
        let before = &text[..self.offset.min(text.len())];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let line = before.split(|byte| *byte == b'\n').count();
        let in_line = String::from_utf8_lossy(&before[line_start..]);
        let byte_order_mark = usize::from(line == 1 && in_line.starts_with('\u{feff}'));
        let column = 1 + in_line.chars().count() - byte_order_mark;
        Finding { line, column, message: self.message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, offset: usize) -> (usize, usize) {
        let finding = RawFinding { offset, message: String::new() }.locate(text.as_bytes());
        (finding.line, finding.column)
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
    fn only_the_first_of_very_many_findings_are_reported_and_the_others_are_counted() {
        let found = (0..40).map(|offset| RawFinding { offset, message: "must not be".to_owned() });
        let error = PolicyError::new(&[b'a'; 40], found.collect());
        assert_eq!((error.findings().len(), error.omitted()), (16, 24));
        assert!(error.to_string().ends_with("line 1, column 16: must not be\nand 24 more"), "{error}");
    }
}
