//! Policy files of a test's own.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

/// The built-in policy, as it is written.
pub const BUILT_IN: &str = include_str!("../../server/core/src/policy/default.toml");

/// A policy in a folder of its own. Both end with the value.
pub struct PolicyFile {
    folder: TempDir,
}

impl PolicyFile {
    /// Writes the policy `text`.
    pub fn new(text: &str) -> Self {
        let file = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::write(file.path(), text).expect("written");
        file
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("textgate.toml")
    }
}
