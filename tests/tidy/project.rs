//! The files of this project.

use std::fs;
use std::path::{Path, PathBuf};

use crate::modules::Files;

/// The text of a file, by its path from the root of the project.
pub(crate) fn text(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files of the package in `folder`, by their paths from there.
pub(crate) fn sources(folder: &str) -> Files {
    let mut files = Files::new();
    collect(&root().join(folder), "src", &mut files);
    files
}

/// All Rust files, by their paths from the root of the project.
pub(crate) fn rust_files() -> Files {
    let mut files = Files::new();
    collect(&root(), "", &mut files);
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Collects the Rust files in a folder, but for what Cargo builds and what is in hidden folders, such as installed tools.
fn collect(root: &Path, folder: &str, files: &mut Files) {
    let is_package = root.join(folder).join("Cargo.toml").exists();
    for entry in fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}")) {
        let entry = entry.unwrap_or_else(|error| panic!("{folder}: {error}"));
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if entry.path().is_dir() {
            let is_built = name == "target" && is_package;
            if !is_built && !name.starts_with('.') {
                collect(root, &path, files);
            }
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            files.insert(path, text(entry.path()));
        }
    }
}
