//! The rules: each is a kind of change, with its effect on clients.

use std::fmt;

/// How much a change affects clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Not at all. The change is for readers.
    Editorial,
    /// Old clients work as before. New clients can do more, or can rely on less.
    Additive,
    /// A client of the old document fails, or its source code no longer compiles with a newly generated client.
    Breaking,
}

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name.
    pub name: &'static str,
    /// How much the change affects clients.
    pub severity: Severity,
    /// Which client breaks and how, or why none does. `{operations}` stands for the operations that the change affects.
    pub effect: &'static str,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Editorial => "editorial",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        })
    }
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
    OPERATION_REMOVED = "operation_removed", Breaking, "a client that calls it gets 404 or 405";
    OPERATION_MOVED = "operation_moved", Breaking, "a client that calls the old address gets 404 or 405";
    OPERATION_RENAMED = "operation_renamed", Breaking,
        "generated clients name a method after the operation id, so source code that calls it no longer compiles";
    OPERATION_ADDED = "operation_added", Additive, "no client of the old document calls it";
    OPERATION_GROUP = "operation_group", Breaking,
        "generators such as openapi-generator and openapi-python-client name a class or a module after the tag, so source \
         code that uses the old name no longer compiles";
    OPERATION_GROUP_ADDED = "operation_group_added", Additive,
        "generators that group by tag add the operation to the new group and keep it in the old ones";
    DEPRECATED = "deprecated", Additive, "every client works as before; generators mark it, or no longer mark it";
    // Requests.
    PARAMETER_REQUIRED = "parameter_required", Breaking, "a client that does not send it is refused by {operations}";
    PARAMETER_OPTIONAL = "parameter_optional", Additive, "a client may send it to {operations} or omit it";
    PARAMETER_REMOVED = "parameter_removed", Breaking,
        "a client that sends it is refused by {operations}, or the parameter is ignored";
    PARAMETER_STYLE = "parameter_style", Breaking,
        "a client serialises the value in the old way, which {operations} reads as another value";
    BODY_REQUIRED = "body_required", Breaking, "a client that sends no body is refused by {operations}";
    BODY_OPTIONAL = "body_optional", Additive, "a client may send a body to {operations} or omit it";
    BODY_REMOVED = "body_removed", Breaking, "a client that sends a body is refused by {operations}, or the body is ignored";
    REQUEST_MEDIA_TYPE_REMOVED = "request_media_type_removed", Breaking,
        "a client that sends it gets 415 from {operations}";
    REQUEST_MEDIA_TYPE_ADDED = "request_media_type_added", Additive,
        "a client may still send the old media types to {operations}";
    REQUEST_FIELD_REQUIRED = "request_field_required", Breaking, "a client that does not send it is refused by {operations}";
    REQUEST_FIELD_OPTIONAL = "request_field_optional", Additive, "a client may send it to {operations} or omit it";
    REQUEST_FIELD_REFUSED = "request_field_refused", Breaking, "a client that sends it is refused by {operations}";
    REQUEST_FIELD_IGNORED = "request_field_ignored", Breaking, "a client that sends it is accepted, but the field is ignored by {operations}";
    REQUEST_CONSTRAINT_NARROWED = "request_constraint_narrowed", Breaking,
        "a client that sends a value that only the old document allows is refused by {operations}";
    REQUEST_CONSTRAINT_WIDENED = "request_constraint_widened", Additive,
        "a client may still send every value that it could send to {operations} before";
    REQUEST_TYPE_NARROWED = "request_type_narrowed", Breaking,
        "a client that sends a value of the old type is refused by {operations}";
    REQUEST_TYPE_WIDENED = "request_type_widened", Additive,
        "a client may still send every value of the old type to {operations}";
    REQUEST_VALUE_REMOVED = "request_value_removed", Breaking, "a client that sends it is refused by {operations}";
    REQUEST_VALUE_ADDED = "request_value_added", Additive, "a client may still send every old value to {operations}";
    REQUEST_VARIANT_REMOVED = "request_variant_removed", Breaking, "a client that sends it is refused by {operations}";
    REQUEST_VARIANT_ADDED = "request_variant_added", Additive, "a client may still send every old variant to {operations}";
    // Responses.
    STATUS_REMOVED = "status_removed", Breaking,
        "a client that handles the status never gets it from {operations}, and may not handle the status that it gets instead";
    STATUS_ADDED = "status_added", Breaking,
        "a client does not know the status and cannot read such a response of {operations}";
    STATUS_WITHIN_RANGE = "status_within_range", Additive,
        "a client of the old document reads such a response of {operations} as before";
    HEADER_REMOVED = "header_removed", Breaking, "a client that reads it no longer finds it in the responses of {operations}";
    HEADER_ADDED = "header_added", Additive, "no client of the old document reads it";
    HEADER_OPTIONAL = "header_optional", Breaking, "a client that relies on it fails on responses of {operations} without it";
    HEADER_REQUIRED = "header_required", Additive, "the responses of {operations} guarantee more than before";
    RESPONSE_MEDIA_TYPE_REMOVED = "response_media_type_removed", Breaking,
        "a client that reads it can no longer read the responses of {operations}";
    RESPONSE_MEDIA_TYPE_ADDED = "response_media_type_added", Breaking,
        "a client only reads the old media types and fails on a response of {operations} in the new one";
    RESPONSE_FIELD_REMOVED = "response_field_removed", Breaking,
        "a client that reads it fails to deserialise every response of {operations}";
    RESPONSE_OPTIONAL_FIELD_REMOVED = "response_optional_field_removed", Breaking,
        "a client that reads it no longer finds it in the responses of {operations}";
    RESPONSE_FIELD_ADDED = "response_field_added", Additive, "a client that does not know it ignores it";
    RESPONSE_FIELD_UNKNOWN = "response_field_unknown", Breaking,
        "a client that refuses unknown fields, as the old document says, fails to deserialise a response of {operations}";
    RESPONSE_FIELD_OPTIONAL = "response_field_optional", Breaking,
        "a client that relies on it fails to deserialise a response of {operations} without it";
    RESPONSE_FIELD_REQUIRED = "response_field_required", Additive, "the responses of {operations} guarantee more than before";
    RESPONSE_CONSTRAINT_WIDENED = "response_constraint_widened", Breaking,
        "a generated client has the old constraint in its types and refuses a response of {operations} that violates it";
    RESPONSE_CONSTRAINT_NARROWED = "response_constraint_narrowed", Additive,
        "the responses of {operations} guarantee more than before";
    RESPONSE_TYPE_WIDENED = "response_type_widened", Breaking,
        "a client expects the old type and fails to deserialise a response of {operations} with another type";
    RESPONSE_TYPE_NARROWED = "response_type_narrowed", Additive, "a client reads every response of {operations} as before";
    RESPONSE_VALUE_ADDED = "response_value_added", Breaking,
        "a generated client's enum does not have it, so the client fails to deserialise a response of {operations} with it";
    RESPONSE_VALUE_REMOVED = "response_value_removed", Additive,
        "a client never gets it, and reads the other values as before";
    RESPONSE_VARIANT_ADDED = "response_variant_added", Breaking,
        "a generated client's union does not have it, so the client fails to deserialise a response of {operations} with it";
    RESPONSE_VARIANT_REMOVED = "response_variant_removed", Additive,
        "a client never gets it, and reads the other variants as before";
    // Names in generated source code.
    SCHEMA_REMOVED = "schema_removed", Breaking,
        "generated clients name a type after the schema, so source code that uses the type no longer compiles";
    SCHEMA_RENAMED = "schema_renamed", Breaking,
        "generated clients name a type after the schema, so source code that uses the old name no longer compiles";
    SCHEMA_ADDED = "schema_added", Additive, "generated clients get one more type";
    TYPE_NAME = "type_name", Breaking,
        "generated clients give the type another name, so source code of callers of {operations} that uses the old name no \
         longer compiles";
    // Security and servers.
    SECURITY_TIGHTENED = "security_tightened", Breaking,
        "a client whose credentials were sufficient gets 401 or 403 from {operations}";
    SECURITY_LOOSENED = "security_loosened", Additive, "credentials that were sufficient for {operations} still are";
    SECURITY_SCHEME_CHANGED = "security_scheme_changed", Breaking,
        "a client sends its credentials in the old way and gets 401";
    SECURITY_SCHEME_REMOVED = "security_scheme_removed", Breaking,
        "generated clients configure credentials by this name, and no operation requires these credentials any more";
    SECURITY_SCHEME_ADDED = "security_scheme_added", Additive, "each operation says whether it requires these credentials";
    SERVER_CHANGED = "server_changed", Breaking,
        "a client that takes its base URL from the document calls an address where the service no longer is";
    SERVER_ADDED = "server_added", Additive, "clients call the same server as before";
    // Changes for readers, or without an effect.
    TEXT = "text", Editorial, "it is for readers; no client behaves differently";
    ORDER = "order", Editorial, "clients see the same elements in another order";
    SAME_MEANING = "same_meaning", Editorial, "it means the same as before";
    ELSEWHERE = "elsewhere", Editorial, "the effect on clients is judged where it is used";
    // Changes that no other rule covers.
    EXTENSION_ADDED = "extension_added", Additive, "no client of the old document knows it";
    EXTENSION_CHANGED = "extension_changed", Breaking, "its effect on tools is unknown, so it counts as breaking";
    SECOND_OPINION = "second_opinion", Breaking, "the crate drift calls it incompatible, and no rule says why it is not";
    UNJUDGED = "unjudged", Breaking, "no rule knows its effect, so it counts as breaking";
}
