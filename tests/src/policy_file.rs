//! Policy files for servers under test: the built-in policy with consumers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A policy file. It is deleted with the value.
pub struct PolicyFile {
    _folder: TempDir,
    path: PathBuf,
}

impl PolicyFile {
    /// The built-in policy with these `consumers`, in TOML.
    pub fn with(consumers: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("textgate.toml");
        let built_in = include_str!("../../server/core/src/policy/default.toml");
        fs::write(&path, format!("{built_in}\n{consumers}")).expect("written");
        Self { _folder: folder, path }
    }

    /// Has the server that `command` starts use the file.
    pub fn of<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.arg("--policy").arg(&self.path)
    }
}
