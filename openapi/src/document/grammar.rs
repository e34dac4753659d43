//! OpenAPI 3.0.3 as a grammar: which keywords each kind of object may have.
//!
//! The lists are allow-lists. They leave out keywords of the specification that a tool which reads the document ignores or
//! misreads. A keyword that is not in the list is an error; it is never dropped silently. The same grammar finds every
//! schema of a document.

use serde_json::Value;

use super::pointer::Pointer;

/// A kind of object of a document: its name in messages, its keywords and the value of each keyword.
#[derive(Debug)]
pub(crate) struct ObjectKind {
    pub(crate) name: &'static str,
    pub(crate) keywords: &'static [(&'static str, KeywordValue)],
}

/// What the value of a keyword is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum KeywordValue {
    /// A value without keywords of this grammar.
    Plain,
    /// One object.
    One(&'static ObjectKind),
    /// Objects by name; the names are free.
    Map(&'static ObjectKind),
    /// A list of objects.
    List(&'static ObjectKind),
    /// `true`, `false` or one object.
    BooleanOr(&'static ObjectKind),
}

use KeywordValue::{BooleanOr, List, Map, One, Plain};

macro_rules! kinds {
    ($($(#[$doc:meta])* $constant:ident = $name:literal { $($keyword:literal: $value:expr),* $(,)? })*) => {
        $($(#[$doc])* pub(crate) static $constant: ObjectKind = ObjectKind { name: $name, keywords: &[$(($keyword, $value)),*] };)*
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
    /// Callbacks, links and path items of components are left out: API Gateway does not support them.
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
    /// `x-item-schema` stands for the keyword `itemSchema` of OpenAPI 3.2: the schema of each event of a streamed body.
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
    /// Left out: `discriminator` (breaks generators, and API Gateway ignores it), `not`, `xml`, `externalDocs`, `default`
    /// (generated clients send it, so that the server cannot change it any more), `exclusiveMinimum` and
    /// `exclusiveMaximum` (API Gateway ignores them), `multipleOf` (inexact for floating-point numbers), `readOnly` and
    /// `writeOnly` (API Gateway ignores them).
    SCHEMA = "schema" {
        "$ref": Plain, "type": Plain, "format": Plain, "title": Plain, "description": Plain, "enum": Plain,
        "properties": Map(&SCHEMA), "required": Plain, "additionalProperties": BooleanOr(&SCHEMA),
        "minProperties": Plain, "maxProperties": Plain, "items": One(&SCHEMA), "minItems": Plain, "maxItems": Plain,
        "uniqueItems": Plain, "minLength": Plain, "maxLength": Plain, "pattern": Plain, "minimum": Plain,
        "maximum": Plain, "nullable": Plain, "oneOf": List(&SCHEMA), "anyOf": List(&SCHEMA), "allOf": List(&SCHEMA),
        "example": Plain, "deprecated": Plain,
    }
    /// A schema that a request body can reach. It may only have what API Gateway, the server and every client validate in
    /// the same way: annotations such as `description` and `format`, and the keywords that the validator enforces.
    REQUEST_SCHEMA = "request schema" {
        "$ref": Plain, "type": Plain, "format": Plain, "title": Plain, "description": Plain, "enum": Plain,
        "properties": Map(&REQUEST_SCHEMA), "required": Plain, "additionalProperties": BooleanOr(&REQUEST_SCHEMA),
        "items": One(&REQUEST_SCHEMA), "minItems": Plain, "maxItems": Plain, "minLength": Plain, "maxLength": Plain,
        "pattern": Plain, "minimum": Plain, "maximum": Plain, "example": Plain, "deprecated": Plain,
    }
}

impl ObjectKind {
    fn value_of(&self, keyword: &str) -> Option<KeywordValue> {
        self.keywords.iter().find(|(name, _)| *name == keyword).map(|(_, value)| *value)
    }

    /// Whether this is the kind `other`.
    pub(crate) fn is(&self, other: &'static ObjectKind) -> bool {
        std::ptr::eq(self, other)
    }

    /// Whether this is a schema, of a request or of anything else.
    pub(crate) fn is_schema(&self) -> bool {
        self.is(&SCHEMA) || self.is(&REQUEST_SCHEMA)
    }
}

/// Calls `visitor` with every object of `value`, its kind and its pointer. An object comes before the objects inside it.
///
/// The values of unknown keywords are not visited.
pub(crate) fn visit<'v, E>(
    value: &'v Value,
    kind: &'static ObjectKind,
    pointer: &Pointer,
    visitor: &mut impl FnMut(&'v Value, &'static ObjectKind, &Pointer) -> Result<(), E>,
) -> Result<(), E> {
    visitor(value, kind, pointer)?;
    let Some(object) = value.as_object() else { return Ok(()) };
    for (keyword, inner) in object {
        let pointer = pointer.child(keyword);
        match (kind.value_of(keyword), inner) {
            (Some(One(kind)), _) | (Some(BooleanOr(kind)), Value::Object(_)) => visit(inner, kind, &pointer, visitor)?,
            (Some(Map(kind)), Value::Object(members)) => {
                for (name, member) in members {
                    visit(member, kind, &pointer.child(name), visitor)?;
                }
            }
            (Some(List(kind)), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    visit(element, kind, &pointer.child(index), visitor)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Calls `rewriter` with every object of `value`. An object comes before the objects inside it. Of nested schemas only the
/// outermost is passed; the rewriter finds the schemas inside it by itself.
pub(crate) fn rewrite(
    value: &mut Value,
    kind: &'static ObjectKind,
    rewriter: &mut impl FnMut(&mut Value, &'static ObjectKind),
) {
    rewriter(value, kind);
    if kind.is(&SCHEMA) {
        return;
    }
    let Some(object) = value.as_object_mut() else { return };
    for (keyword, inner) in object {
        match (kind.value_of(keyword), inner) {
            (Some(One(kind)), inner) => rewrite(inner, kind, rewriter),
            (Some(Map(kind)), Value::Object(members)) => {
                for member in members.values_mut() {
                    rewrite(member, kind, rewriter);
                }
            }
            (Some(List(kind)), Value::Array(elements)) => {
                for element in elements {
                    rewrite(element, kind, rewriter);
                }
            }
            _ => {}
        }
    }
}

/// The first keyword of `value` that `kind` does not allow, if any. Extensions (`x-…`) are allowed everywhere but in schemas.
pub(crate) fn disallowed_keyword<'v>(value: &'v Value, kind: &ObjectKind) -> Option<&'v str> {
    value
        .as_object()?
        .keys()
        .find(|keyword| kind.value_of(keyword).is_none() && (kind.is_schema() || !keyword.starts_with("x-")))
        .map(String::as_str)
}
