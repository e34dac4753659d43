//! OpenAPI 3.0.3 as a grammar: which keyword may stand in which object.
//!
//! The lists are allow-lists, narrower than the specification where a keyword is ignored or misread by a tool that has
//! to take the document. A keyword that no list has is an error, never dropped in silence. The same grammar finds every
//! schema of a document.

use serde_json::Value;

use crate::pointer::Pointer;

/// An object of the document: its name in messages, its keywords and what each holds.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) keywords: &'static [(&'static str, Holds)],
}

/// What a keyword holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    /// A value that has no keywords of ours.
    Plain,
    /// One object.
    One(&'static Kind),
    /// An object by free names.
    Map(&'static Kind),
    /// A list of objects.
    List(&'static Kind),
    /// `true`, `false` or one object.
    FlagOr(&'static Kind),
}

use Holds::{FlagOr, List, Map, One, Plain};

macro_rules! kinds {
    ($($(#[$doc:meta])* $constant:ident = $name:literal { $($keyword:literal: $holds:expr),* $(,)? })*) => {
        $($(#[$doc])* pub(crate) static $constant: Kind = Kind { name: $name, keywords: &[$(($keyword, $holds)),*] };)*
    };
}

kinds! {
    DOCUMENT = "document" {
        "openapi": Plain, "info": One(&INFO), "servers": List(&SERVER), "paths": Map(&PATH_ITEM),
        "components": One(&COMPONENTS), "security": Plain, "tags": List(&TAG), "externalDocs": One(&EXTERNAL_DOCS),
    }
    INFO = "info" {
        "title": Plain, "description": Plain, "termsOfService": Plain, "contact": One(&CONTACT),
        "license": One(&LICENSE), "version": Plain,
    }
    CONTACT = "contact" { "name": Plain, "url": Plain, "email": Plain }
    LICENSE = "license" { "name": Plain, "url": Plain }
    SERVER = "server" { "url": Plain, "description": Plain, "variables": Map(&SERVER_VARIABLE) }
    SERVER_VARIABLE = "server variable" { "enum": Plain, "default": Plain, "description": Plain }
    TAG = "tag" { "name": Plain, "description": Plain, "externalDocs": One(&EXTERNAL_DOCS) }
    EXTERNAL_DOCS = "external documentation" { "url": Plain, "description": Plain }
    /// Callbacks, links and component-level path items are left out: API Gateway has no place for them.
    COMPONENTS = "components" {
        "schemas": Map(&SCHEMA), "responses": Map(&RESPONSE), "parameters": Map(&PARAMETER),
        "requestBodies": Map(&REQUEST_BODY), "headers": Map(&HEADER), "examples": Map(&EXAMPLE),
        "securitySchemes": Map(&SECURITY_SCHEME),
    }
    SECURITY_SCHEME = "security scheme" {
        "type": Plain, "description": Plain, "name": Plain, "in": Plain, "scheme": Plain, "bearerFormat": Plain,
        "flows": Plain, "openIdConnectUrl": Plain,
    }
    PATH_ITEM = "path item" {
        "summary": Plain, "description": Plain, "parameters": List(&PARAMETER),
        "get": One(&OPERATION), "put": One(&OPERATION), "post": One(&OPERATION), "delete": One(&OPERATION),
        "options": One(&OPERATION), "head": One(&OPERATION), "patch": One(&OPERATION), "trace": One(&OPERATION),
    }
    OPERATION = "operation" {
        "tags": Plain, "summary": Plain, "description": Plain, "externalDocs": One(&EXTERNAL_DOCS),
        "operationId": Plain, "parameters": List(&PARAMETER), "requestBody": One(&REQUEST_BODY),
        "responses": Map(&RESPONSE), "deprecated": Plain, "security": Plain,
    }
    PARAMETER = "parameter" {
        "$ref": Plain, "name": Plain, "in": Plain, "description": Plain, "required": Plain, "deprecated": Plain,
        "style": Plain, "explode": Plain, "schema": One(&SCHEMA), "example": Plain, "examples": Map(&EXAMPLE),
    }
    REQUEST_BODY = "request body" {
        "$ref": Plain, "description": Plain, "content": Map(&MEDIA_TYPE), "required": Plain,
    }
    /// `x-item-schema` is our name for `itemSchema` of OpenAPI 3.2: the schema of each event of a streamed body.
    MEDIA_TYPE = "media type" {
        "schema": One(&SCHEMA), "x-item-schema": One(&SCHEMA), "example": Plain, "examples": Map(&EXAMPLE),
    }
    RESPONSE = "response" {
        "$ref": Plain, "description": Plain, "headers": Map(&HEADER), "content": Map(&MEDIA_TYPE),
    }
    HEADER = "header" {
        "$ref": Plain, "description": Plain, "required": Plain, "deprecated": Plain, "schema": One(&SCHEMA),
        "example": Plain,
    }
    EXAMPLE = "example" { "$ref": Plain, "summary": Plain, "description": Plain, "value": Plain }
    /// Left out: `discriminator` (breaks generators, ignored by API Gateway), `not`, `xml`, `externalDocs`, `default`
    /// (clients send it, which freezes it), `exclusiveMinimum` and `exclusiveMaximum` (ignored by API Gateway),
    /// `multipleOf` (floats), `readOnly` and `writeOnly` (ignored by API Gateway).
    SCHEMA = "schema" {
        "$ref": Plain, "type": Plain, "format": Plain, "title": Plain, "description": Plain, "enum": Plain,
        "properties": Map(&SCHEMA), "required": Plain, "additionalProperties": FlagOr(&SCHEMA),
        "minProperties": Plain, "maxProperties": Plain, "items": One(&SCHEMA), "minItems": Plain, "maxItems": Plain,
        "uniqueItems": Plain, "minLength": Plain, "maxLength": Plain, "pattern": Plain, "minimum": Plain,
        "maximum": Plain, "nullable": Plain, "oneOf": List(&SCHEMA), "anyOf": List(&SCHEMA), "allOf": List(&SCHEMA),
        "example": Plain, "deprecated": Plain,
    }
    /// A schema that a request body can reach: what the edge, the server and every client judge alike.
    /// `description`, `format` and such judge nothing; the rest is what [`crate::Validator`] enforces.
    REQUEST_SCHEMA = "request schema" {
        "$ref": Plain, "type": Plain, "format": Plain, "title": Plain, "description": Plain, "enum": Plain,
        "properties": Map(&REQUEST_SCHEMA), "required": Plain, "additionalProperties": FlagOr(&REQUEST_SCHEMA),
        "items": One(&REQUEST_SCHEMA), "minItems": Plain, "maxItems": Plain, "minLength": Plain, "maxLength": Plain,
        "pattern": Plain, "minimum": Plain, "maximum": Plain, "example": Plain, "deprecated": Plain,
    }
}

impl Kind {
    fn holds(&self, keyword: &str) -> Option<Holds> {
        self.keywords.iter().find(|(name, _)| *name == keyword).map(|(_, holds)| *holds)
    }

    /// Whether this is the very kind `other`.
    pub(crate) fn is(&self, other: &'static Kind) -> bool {
        std::ptr::eq(self, other)
    }

    /// Whether this is a schema, of a request or of anything else.
    pub(crate) fn is_schema(&self) -> bool {
        self.is(&SCHEMA) || self.is(&REQUEST_SCHEMA)
    }
}

/// Visits every object of `value`, the outer before the inner, with its kind and its place.
///
/// Unknown keywords are not descended into.
pub(crate) fn visit<'v, E>(
    value: &'v Value,
    kind: &'static Kind,
    pointer: &Pointer,
    visitor: &mut impl FnMut(&'v Value, &'static Kind, &Pointer) -> Result<(), E>,
) -> Result<(), E> {
    visitor(value, kind, pointer)?;
    let Some(object) = value.as_object() else { return Ok(()) };
    for (keyword, held) in object {
        let pointer = pointer.child(keyword);
        match (kind.holds(keyword), held) {
            (Some(One(inner)), _) | (Some(FlagOr(inner)), Value::Object(_)) => visit(held, inner, &pointer, visitor)?,
            (Some(Map(inner)), Value::Object(members)) => {
                for (name, member) in members {
                    visit(member, inner, &pointer.child(name), visitor)?;
                }
            }
            (Some(List(inner)), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    visit(element, inner, &pointer.child(index), visitor)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Rewrites every object of `value`, the outer before the inner; what lies inside a schema is the rewriter's to find.
pub(crate) fn rewrite(value: &mut Value, kind: &'static Kind, rewriter: &mut impl FnMut(&mut Value, &'static Kind)) {
    rewriter(value, kind);
    if kind.is(&SCHEMA) {
        return;
    }
    let Some(object) = value.as_object_mut() else { return };
    for (keyword, held) in object {
        match (kind.holds(keyword), held) {
            (Some(One(inner)), held) => rewrite(held, inner, rewriter),
            (Some(Map(inner)), Value::Object(members)) => {
                for member in members.values_mut() {
                    rewrite(member, inner, rewriter);
                }
            }
            (Some(List(inner)), Value::Array(elements)) => {
                for element in elements {
                    rewrite(element, inner, rewriter);
                }
            }
            _ => {}
        }
    }
}

/// The keyword of `value` that `kind` does not allow, if any. `x-` extensions are allowed everywhere but in schemas.
pub(crate) fn disallowed<'v>(value: &'v Value, kind: &Kind) -> Option<&'v str> {
    value
        .as_object()?
        .keys()
        .find(|keyword| kind.holds(keyword).is_none() && (kind.is_schema() || !keyword.starts_with("x-")))
        .map(String::as_str)
}
