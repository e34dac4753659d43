//! The stop reason in the contract. Its names and descriptions are those of the domain.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Serialize, Serializer};
use textgate_core::model;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Why a model stopped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StopReason(pub(crate) model::StopReason);

impl Serialize for StopReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl ToSchema for StopReason {
    fn name() -> Cow<'static, str> {
        "StopReason".into()
    }
}

impl PartialSchema for StopReason {
    fn schema() -> RefOr<Schema> {
        let mut description = "Why a model stopped.\n".to_owned();
        for reason in model::StopReason::ALL {
            // Writing to a string does not fail.
            let _ = write!(description, "\n- `{}`: {}", reason.as_str(), reason.description());
        }
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(description))
            .enum_values(Some(model::StopReason::ALL.iter().map(|reason| reason.as_str())))
            .examples([model::StopReason::EndTurn.as_str()])
            .into()
    }
}
