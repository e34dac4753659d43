//! The files and folders of the project that this tool reads and writes.

use std::path::{Path, PathBuf};

/// The published document, from the root of the project.
pub(crate) const DOCUMENT: &str = "openapi/v1.json";

/// The overlay for API Gateway, from the root of the project.
pub const OVERLAY: &str = "infra/gateway.toml";

/// The folder of the released documents, from the root of the project.
pub const RELEASED: &str = "openapi/released";

/// The file of the breaking changes that the contract makes nevertheless, from the root of the project.
pub const ACCEPTED: &str = "openapi/accepted.toml";

/// The file that tells users what a release changes, from the root of the project.
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";

/// The root of the project that this tool was built from.
pub fn project_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
