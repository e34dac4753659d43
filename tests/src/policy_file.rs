//! Policy files for servers under test.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// The text of the built-in policy.
pub const BUILT_IN: &str = include_str!("../../server/core/src/policy/default.toml");

/// A policy file. It is deleted when the value is dropped.
pub struct PolicyFile {
    _folder: TempDir,
    path: PathBuf,
}

impl PolicyFile {
    /// A file with this text.
    pub fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("textgate.toml");
        fs::write(&path, text).expect("written");
        Self { _folder: folder, path }
    }

    /// The built-in policy and these additional tables in TOML.
    pub fn with(tables: &str) -> Self {
        Self::new(&format!("{BUILT_IN}\n{tables}"))
    }

    /// Makes the server that `command` starts use the file.
    pub fn of<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.arg("--policy").arg(&self.path)
    }
}
