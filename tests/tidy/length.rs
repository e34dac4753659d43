//! How long a file may be.

use crate::modules::Files;

/// The greatest number of lines that a file may have.
const LIMIT: usize = 400;

/// The files that are too long. A generated one may have any length.
pub(crate) fn findings(files: &Files, generated: &[&str]) -> Vec<String> {
    let written = files.iter().filter(|(path, _)| !generated.contains(&path.as_str()));
    let long = written.map(|(path, text)| (path, text.lines().count())).filter(|(_, lines)| *lines > LIMIT);
    long.map(|(path, lines)| {
        format!("{path} has {lines} lines, {} more than {LIMIT}. Split it by concern.", lines - LIMIT)
    })
    .collect()
}
