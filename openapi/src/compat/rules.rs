//! The rules' names, how much each kind of change does, and to whom.

use super::change::Severity;

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name.
    pub name: &'static str,
    /// How much it does to clients.
    pub severity: Severity,
    /// Which client breaks and how, or why none does. `{operations}` stands for the operations that the change reaches.
    pub effect: &'static str,
}

macro_rules! rules {
    ($($constant:ident = $name:literal, $severity:ident, $effect:literal;)*) => {
        $(pub(super) static $constant: Rule =
            Rule { name: $name, severity: Severity::$severity, effect: $effect };)*
        /// Every rule.
        pub static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

rules! {
    // Operations.
    OPERATION_REMOVED = "operation_removed", Breaking, "a client that calls it is answered with 404 or 405";
    OPERATION_MOVED = "operation_moved", Breaking, "a client that calls the old address is answered with 404 or 405";
    OPERATION_RENAMED = "operation_renamed", Breaking,
        "generated clients name a method after the operation id, so source code that calls it no longer compiles";
    OPERATION_ADDED = "operation_added", Additive, "no client of the old document calls it";
    OPERATION_GROUP = "operation_group", Breaking,
        "generators such as openapi-generator and openapi-python-client name a class or a module after the tag, so source \
         code that names it no longer compiles";
    OPERATION_GROUP_ADDED = "operation_group_added", Additive,
        "generators that group by tag show the operation once more, and where it was";
    DEPRECATED = "deprecated", Additive, "every client works as before; generators mark it, or no longer do";
    // What clients send.
    PARAMETER_REQUIRED = "parameter_required", Breaking, "a client that leaves it out is refused by {operations}";
    PARAMETER_OPTIONAL = "parameter_optional", Additive, "a client that sends it is taken by {operations} as before";
    PARAMETER_REMOVED = "parameter_removed", Breaking,
        "a client that sends it is refused by {operations}, or what it asks for is ignored";
    PARAMETER_STYLE = "parameter_style", Breaking,
        "a client writes the value in the old way, which {operations} reads as another value";
    BODY_REQUIRED = "body_required", Breaking, "a client that sends no body is refused by {operations}";
    BODY_OPTIONAL = "body_optional", Additive, "a client that sends what it did is taken by {operations} as before";
    BODY_REMOVED = "body_removed", Breaking, "a client that sends a body is refused by {operations}, or the body is ignored";
    REQUEST_MEDIA_TYPE_REMOVED = "request_media_type_removed", Breaking,
        "a client that sends it is answered with 415 by {operations}";
    REQUEST_MEDIA_TYPE_ADDED = "request_media_type_added", Additive,
        "a client that sends another one is taken by {operations} as before";
    REQUEST_FIELD_REQUIRED = "request_field_required", Breaking, "a client that does not send it is refused by {operations}";
    REQUEST_FIELD_OPTIONAL = "request_field_optional", Additive,
        "a client is taken by {operations} with the field and without it";
    REQUEST_FIELD_REFUSED = "request_field_refused", Breaking, "a client that sends it is refused by {operations}";
    REQUEST_FIELD_IGNORED = "request_field_ignored", Breaking, "a client that sends it is no longer understood by {operations}";
    REQUEST_CONSTRAINT_NARROWED = "request_constraint_narrowed", Breaking,
        "a client that sends what only the old document allows is refused by {operations}";
    REQUEST_CONSTRAINT_WIDENED = "request_constraint_widened", Additive,
        "{operations} takes all that was allowed, and more";
    REQUEST_TYPE_NARROWED = "request_type_narrowed", Breaking,
        "a client that sends a value of the old type is refused by {operations}";
    REQUEST_TYPE_WIDENED = "request_type_widened", Additive, "{operations} takes every value of the old type, and more";
    REQUEST_VALUE_REMOVED = "request_value_removed", Breaking, "a client that sends it is refused by {operations}";
    REQUEST_VALUE_ADDED = "request_value_added", Additive, "{operations} takes every old value, and more";
    REQUEST_VARIANT_REMOVED = "request_variant_removed", Breaking, "a client that sends it is refused by {operations}";
    REQUEST_VARIANT_ADDED = "request_variant_added", Additive, "{operations} takes every old variant, and more";
    // What clients read.
    STATUS_REMOVED = "status_removed", Breaking,
        "a client that handles the answer never gets it from {operations}, and has nothing for what comes instead";
    STATUS_ADDED = "status_added", Breaking, "a client has nothing to read such an answer of {operations} with";
    STATUS_WITHIN_RANGE = "status_within_range", Additive,
        "a client of the old document reads such an answer of {operations} as it did";
    HEADER_REMOVED = "header_removed", Breaking, "a client that reads it never finds it again in an answer of {operations}";
    HEADER_ADDED = "header_added", Additive, "no client of the old document reads it";
    HEADER_OPTIONAL = "header_optional", Breaking, "a client that relies on it fails on answers of {operations} without it";
    HEADER_REQUIRED = "header_required", Additive, "answers of {operations} promise more than they did";
    RESPONSE_MEDIA_TYPE_REMOVED = "response_media_type_removed", Breaking,
        "a client that reads it cannot read the answers of {operations} any more";
    RESPONSE_MEDIA_TYPE_ADDED = "response_media_type_added", Breaking,
        "a client reads only the old ones and fails on an answer of {operations} in the new one";
    RESPONSE_FIELD_REMOVED = "response_field_removed", Breaking,
        "a client that reads it fails to deserialise every answer of {operations}";
    RESPONSE_OPTIONAL_FIELD_REMOVED = "response_optional_field_removed", Breaking,
        "a client that reads it never finds it again in an answer of {operations}";
    RESPONSE_FIELD_ADDED = "response_field_added", Additive, "a client that does not know it ignores it";
    RESPONSE_FIELD_UNKNOWN = "response_field_unknown", Breaking,
        "a client that refuses unknown fields, as the old document says, fails to deserialise an answer of {operations}";
    RESPONSE_FIELD_OPTIONAL = "response_field_optional", Breaking,
        "a client that relies on it fails to deserialise an answer of {operations} without it";
    RESPONSE_FIELD_REQUIRED = "response_field_required", Additive, "answers of {operations} promise more than they did";
    RESPONSE_CONSTRAINT_WIDENED = "response_constraint_widened", Breaking,
        "a generated client holds the old constraint in its types and refuses an answer of {operations} beyond it";
    RESPONSE_CONSTRAINT_NARROWED = "response_constraint_narrowed", Additive,
        "answers of {operations} promise more than they did";
    RESPONSE_TYPE_WIDENED = "response_type_widened", Breaking,
        "a client reads the old type and fails to deserialise an answer of {operations} with another";
    RESPONSE_TYPE_NARROWED = "response_type_narrowed", Additive, "a client reads every answer of {operations} as before";
    RESPONSE_VALUE_ADDED = "response_value_added", Breaking,
        "a generated client's enum does not have it, so the client fails to deserialise an answer of {operations} with it";
    RESPONSE_VALUE_REMOVED = "response_value_removed", Additive, "a client waits for it in vain and reads the rest as before";
    RESPONSE_VARIANT_ADDED = "response_variant_added", Breaking,
        "a generated client's union does not have it, so the client fails to deserialise an answer of {operations} with it";
    RESPONSE_VARIANT_REMOVED = "response_variant_removed", Additive,
        "a client waits for it in vain and reads the rest as before";
    // Names in generated source code.
    SCHEMA_REMOVED = "schema_removed", Breaking,
        "generated clients name a type after the schema, so source code that names it no longer compiles";
    SCHEMA_RENAMED = "schema_renamed", Breaking,
        "generated clients name a type after the schema, so source code that names the old one no longer compiles";
    SCHEMA_ADDED = "schema_added", Additive, "generated clients get one more type";
    TYPE_NAME = "type_name", Breaking,
        "generated clients name the type otherwise, so source code of callers of {operations} that names it no longer compiles";
    // Who may call, and where.
    SECURITY_TIGHTENED = "security_tightened", Breaking,
        "a client that shows what was enough is answered with 401 or 403 by {operations}";
    SECURITY_LOOSENED = "security_loosened", Additive, "what was enough for {operations} still is";
    SECURITY_SCHEME_CHANGED = "security_scheme_changed", Breaking,
        "a client shows its credentials in the old way and is answered with 401";
    SECURITY_SCHEME_REMOVED = "security_scheme_removed", Breaking,
        "generated clients configure credentials by this name, and the old ones are not asked for any more";
    SECURITY_SCHEME_ADDED = "security_scheme_added", Additive, "operations say whether they ask for it";
    SERVER_CHANGED = "server_changed", Breaking,
        "a client that takes its base URL from the document calls where the service no longer is";
    SERVER_ADDED = "server_added", Additive, "clients call where they did";
    // For readers, or of no effect.
    TEXT = "text", Editorial, "it is for readers; no client behaves otherwise";
    ORDER = "order", Editorial, "clients see the same in another order";
    SAME_MEANING = "same_meaning", Editorial, "it means what it did";
    ELSEWHERE = "elsewhere", Editorial, "what it means for clients is judged where it is used";
    // What no rule knows.
    EXTENSION_ADDED = "extension_added", Additive, "no client of the old document knows it";
    EXTENSION_CHANGED = "extension_changed", Breaking, "what its tools make of it is not known here, so it counts as breaking";
    SECOND_OPINION = "second_opinion", Breaking, "the crate drift takes it for incompatible, and no rule says why it is not";
    UNJUDGED = "unjudged", Breaking, "no rule knows what it does, so it counts as breaking";
}
