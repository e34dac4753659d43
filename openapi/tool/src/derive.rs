//! Derives every file that is checked in and not written by hand.
//!
//! The schema of `textgate.toml` comes from the types of the policy. All other files come from the contract.

use std::path::Path;

use textgate_openapi::apigateway::Rendering;

use crate::error::DeriveError;
use crate::files::{Derived, json_text};
use crate::paths::DOCUMENT;
use crate::{apigateway, client, mock};

/// Derives every file.
pub fn derive(root: &Path) -> Result<Vec<Derived>, DeriveError> {
    let document = textgate_api::published()?;
    let gateway = apigateway::derived(&document, root, &Rendering::Template)?;
    let mut files = vec![
        (DOCUMENT, json_text(&document)?),
        ("openapi/api-gateway.json", json_text(&gateway)?),
        ("server/textgate.schema.json", json_text(&textgate_core::policy::schema())?),
    ];
    files.extend(client::sources(&document)?);
    files.extend(mock::sources(&document)?);
    Ok(files.into_iter().map(|(path, content)| Derived { path, content }).collect())
}
