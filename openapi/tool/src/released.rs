//! The released documents: which there are, and the newest.

use std::path::{Path, PathBuf};
use std::{fs, io};

use semver::Version;
use serde_json::Value;

/// Where they stand, from the project's root.
pub const RELEASED: &str = "openapi/released";

/// A document that clients know.
#[derive(Clone, Debug)]
pub struct Released {
    /// Its version, which is its file's name.
    pub version: Version,
    /// What it holds.
    pub document: Value,
}

/// Why a released document cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReleasedError {
    /// The file or its folder cannot be read.
    #[error("{path}: {source}")]
    File {
        /// What was to be read.
        path: PathBuf,
        /// Why it was not.
        source: io::Error,
    },
    /// The file's name is no version.
    #[error("{RELEASED}/{0}: a released document is called after its version, as in 1.0.0.json; rename or remove it")]
    Name(String),
    /// The file is no JSON.
    #[error("{RELEASED}/{version}.json is no JSON: {source}; restore it as it was released")]
    Json {
        /// Its version, by its name.
        version: Version,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The file says another version than its name.
    #[error("{RELEASED}/{name}.json says that it is version {content}; restore it as it was released")]
    Version {
        /// The version of its name.
        name: Version,
        /// The version of its `info`.
        content: String,
    },
}

impl Released {
    /// The newest released document of a project, by version; none if nothing has been released.
    pub fn newest(root: &Path) -> Result<Option<Self>, ReleasedError> {
        let mut newest = None;
        for name in names(&root.join(RELEASED))? {
            let version = name.strip_suffix(".json").and_then(|version| plain_version(version).ok());
            newest = newest.max(Some(version.ok_or(ReleasedError::Name(name))?));
        }
        newest.map(|version| Self::read(root, version)).transpose()
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
            content => Err(ReleasedError::Version { name: version, content: content.unwrap_or("nothing").to_owned() }),
        }
    }
}

/// Where the document of a version stands, from the project's root.
pub(crate) fn path(version: &Version) -> String {
    format!("{RELEASED}/{version}.json")
}

/// A version of three numbers and nothing else.
pub(crate) fn plain_version(text: &str) -> Result<Version, String> {
    let version = Version::parse(text).map_err(|error| error.to_string())?;
    if version.pre.is_empty() && version.build.is_empty() {
        Ok(version)
    } else {
        Err("a contract's version has three numbers and nothing else".to_owned())
    }
}

/// The names of a folder's files; none where there is no folder.
fn names(folder: &Path) -> Result<Vec<String>, ReleasedError> {
    let error = |source| ReleasedError::File { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(error)?,
    };
    let name = |entry: io::Result<fs::DirEntry>| Ok(entry.map_err(error)?.file_name().to_string_lossy().into_owned());
    entries.map(name).collect()
}
