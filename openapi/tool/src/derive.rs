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
    let client = client::source(&document)?;
    let mock = mock::source(&document)?;
    let gateway = apigateway::derived(&document, root, &Rendering::Template)?;
    Ok(vec![
        Derived { path: DOCUMENT, content: json_text(&document)? },
        Derived { path: "openapi/api-gateway.json", content: json_text(&gateway)? },
        Derived { path: "client/src/generated.rs", content: client },
        Derived { path: "client/mock/src/generated.rs", content: mock },
        Derived { path: "server/textgate.schema.json", content: json_text(&textgate_core::policy::schema())? },
    ])
}
