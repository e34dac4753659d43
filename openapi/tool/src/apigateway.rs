//! The document that API Gateway imports: the contract with the overlay of the project.

use std::fs;
use std::path::Path;

use serde_json::Value;
use textgate_openapi::apigateway::{self, Access, Overlay, Rendering};

use crate::error::DeriveError;
use crate::files::json_text;
use crate::paths::OVERLAY;

/// The document that API Gateway imports, as JSON, in the given rendering and with the given access.
pub fn gateway_document(root: &Path, rendering: &Rendering, access: &Access) -> Result<String, DeriveError> {
    Ok(json_text(&derived(&access.applied(&textgate_api::published()?), root, rendering)?)?)
}

/// The document that API Gateway imports.
pub(crate) fn derived(document: &Value, root: &Path, rendering: &Rendering) -> Result<Value, DeriveError> {
    let text = fs::read_to_string(root.join(OVERLAY)).map_err(|error| DeriveError::Overlay(error.to_string()))?;
    let overlay: Overlay = toml::from_str(&text).map_err(|error| DeriveError::Overlay(error.to_string()))?;
    check_codes(&overlay)?;
    Ok(apigateway::derive(document, &overlay, rendering)?)
}

/// Checks that the gateway responses have error codes of the contract, with the statuses of the contract.
fn check_codes(overlay: &Overlay) -> Result<(), DeriveError> {
    for response in &overlay.responses {
        let code = textgate_api::Code::ALL.iter().find(|code| code.as_str() == response.code);
        let agrees = code.is_some_and(|code| response.status.is_none_or(|status| status == code.status().as_u16()));
        if !agrees {
            let (kind, code) = (&response.kind, &response.code);
            let message =
                format!("{kind}: the contract has no error code {code:?} with this status; correct one of them");
            return Err(DeriveError::Overlay(message));
        }
    }
    Ok(())
}
