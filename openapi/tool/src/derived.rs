//! The derived files: what they hold, and whether the checked-in ones still do.
//!
//! All but one come from the contract; the schema of `textgate.toml` comes from the policy's types and is kept the same way.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::Value;
use similar::TextDiff;
use textgate_openapi::apigateway::{Findings, Rendering};

use crate::{client, gateway, mock};

/// A file that comes from the contract, or from the types of the policy.
#[derive(Debug)]
pub struct Derived {
    /// Its path from the project's root.
    pub path: &'static str,
    /// What it has to hold.
    pub content: String,
}

/// Why the contract derives nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeriveError {
    /// The document cannot be lowered.
    #[error("{0}")]
    Lower(#[from] textgate_openapi::LowerError),
    /// The lowered document is no OpenAPI 3.0 document, or cannot be written.
    #[error("the lowered document does not read as OpenAPI 3.0: {0}")]
    Document(#[from] serde_json::Error),
    /// progenitor refuses the document.
    #[error("no client can be generated: {0}")]
    Client(#[from] progenitor::Error),
    /// progenitor's output is no Rust.
    #[error("the generated client is no Rust: {0}")]
    Source(#[from] syn::Error),
    /// progenitor's output has another form than the client's hand-written part builds on.
    #[error("the generated client has no such thing: {0}")]
    Shape(String),
    /// The overlay cannot be read.
    #[error("{overlay}: {0}", overlay = crate::OVERLAY)]
    Overlay(String),
    /// API Gateway would refuse the contract, or not enforce all of it.
    #[error("API Gateway cannot enforce this contract:\n{0}")]
    Gateway(#[from] Findings),
}

/// Why a derived file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct FileError {
    path: String,
    source: io::Error,
}

/// The root of the project that this tool was built from.
pub fn project_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Derives every file.
pub fn derive(root: &Path) -> Result<Vec<Derived>, DeriveError> {
    let document = textgate_api::published()?;
    let gateway = gateway::derived(&document, root, &Rendering::Template)?;
    let mut files = vec![
        ("openapi/v1.json", pretty(&document)?),
        ("openapi/api-gateway.json", pretty(&gateway)?),
        ("server/textgate.schema.json", pretty(&textgate_core::policy::schema())?),
    ];
    files.extend(client::sources(&document)?);
    files.extend(mock::sources(&document)?);
    Ok(files.into_iter().map(|(path, content)| Derived { path, content }).collect())
}

pub(crate) fn pretty(document: &Value) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
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

/// Compares each file with what it has to hold. Returns the differences as unified diffs: from the checked-in file to
/// the derived one.
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

/// A file that is not there yet is empty.
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
