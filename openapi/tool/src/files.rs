//! The derived files: what they must contain, and whether the checked-in files contain it.

use std::path::Path;
use std::{fs, io};

use serde_json::Value;
use similar::TextDiff;

/// A derived file.
#[derive(Debug)]
pub struct Derived {
    /// Its path from the root of the project.
    pub path: &'static str,
    /// What it must contain.
    pub content: String,
}

/// Why a derived file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct FileError {
    path: String,
    source: io::Error,
}

/// A JSON value as the text of a file.
pub(crate) fn json_text(value: &Value) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// Writes each file that is stale and returns their paths.
pub fn generate(root: &Path, files: &[Derived]) -> Result<Vec<&'static str>, FileError> {
    let mut written = Vec::new();
    for file in files {
        if read(root, file)? != file.content {
            fs::write(root.join(file.path), &file.content).map_err(|source| file.error(source))?;
            written.push(file.path);
        }
    }
    Ok(written)
}

/// Compares each checked-in file with its derived content. Returns the differences as unified diffs.
pub fn check(root: &Path, files: &[Derived]) -> Result<Vec<String>, FileError> {
    let mut differences = Vec::new();
    for file in files {
        let checked_in = read(root, file)?;
        if checked_in != file.content {
            let diff = TextDiff::from_lines(&checked_in, &file.content);
            let (from, to) = (format!("{} (checked in)", file.path), format!("{} (derived)", file.path));
            differences.push(diff.unified_diff().context_radius(3).header(&from, &to).to_string());
        }
    }
    Ok(differences)
}

/// The content of a checked-in file. A file that does not exist counts as empty.
fn read(root: &Path, file: &Derived) -> Result<String, FileError> {
    match fs::read_to_string(root.join(file.path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|source| file.error(source)),
    }
}

impl Derived {
    fn error(&self, source: io::Error) -> FileError {
        FileError { path: self.path.to_owned(), source }
    }
}
