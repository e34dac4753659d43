//! The released documents.

use std::path::{Path, PathBuf};
use std::{fs, io};

use semver::Version;
use serde_json::Value;

use crate::paths::RELEASED;

/// A released document.
#[derive(Clone, Debug)]
pub struct Released {
    /// Its version, which is also the name of its file.
    pub version: Version,
    /// Its content.
    pub document: Value,
}

/// Why a released document cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleasedError {
    /// The file or its folder cannot be read.
    #[error("{path}: {source}")]
    File {
        /// The path of the file or folder.
        path: PathBuf,
        /// Why it cannot be read.
        source: io::Error,
    },
    /// The name of the file is not a version.
    #[error(
        "{RELEASED}/{0}: the name of a released document must be its version, as in 1.0.0.json; rename or remove it"
    )]
    Name(String),
    /// The file is not JSON.
    #[error("{RELEASED}/{version}.json is not valid JSON: {source}; restore the released file")]
    Json {
        /// The version in the name of the file.
        version: Version,
        /// What is wrong with the JSON.
        source: serde_json::Error,
    },
    /// The document has another version than its file name.
    #[error("{RELEASED}/{name}.json has the info.version {content}; restore the released file")]
    Version {
        /// The version in the name of the file.
        name: Version,
        /// The `info.version` of the document.
        content: String,
    },
}

impl Released {
    /// The released documents of a project, from the lowest version to the highest.
    pub fn all(root: &Path) -> Result<Vec<Self>, ReleasedError> {
        let mut versions = Vec::new();
        for name in names(&root.join(RELEASED))? {
            let version = name.strip_suffix(".json").and_then(|version| plain_version(version).ok());
            versions.push(version.ok_or(ReleasedError::Name(name))?);
        }
        versions.sort();
        versions.into_iter().map(|version| Self::read(root, version)).collect()
    }

    fn read(root: &Path, version: Version) -> Result<Self, ReleasedError> {
        let path = root.join(path(&version));
        let text = fs::read_to_string(&path).map_err(|source| ReleasedError::File { path, source })?;
        let document: Value = match serde_json::from_str(&text) {
            Ok(document) => document,
            Err(source) => return Err(ReleasedError::Json { version, source }),
        };
        match document["info"]["version"].as_str() {
            Some(content) if content == version.to_string() => Ok(Self { version, document }),
            content => Err(ReleasedError::Version { name: version, content: content.unwrap_or("(none)").to_owned() }),
        }
    }
}

/// The path of the released document with this version, from the root of the project.
pub(crate) fn path(version: &Version) -> String {
    format!("{RELEASED}/{version}.json")
}

/// Parses a version that has three numbers and nothing else.
pub(crate) fn plain_version(text: &str) -> Result<Version, String> {
    let version = Version::parse(text).map_err(|error| error.to_string())?;
    if version.pre.is_empty() && version.build.is_empty() {
        Ok(version)
    } else {
        Err("a contract's version must have three numbers and nothing else".to_owned())
    }
}

/// The names of the files in a folder. There are none if the folder does not exist.
fn names(folder: &Path) -> Result<Vec<String>, ReleasedError> {
    let error = |source| ReleasedError::File { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(error)?,
    };
    let name = |entry: io::Result<fs::DirEntry>| Ok(entry.map_err(error)?.file_name().to_string_lossy().into_owned());
    entries.map(name).collect()
}
