//! The rules and their findings.

use std::fmt;

use crate::document::Pointer;

/// A limit of API Gateway, or something that its import rejects or ignores.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name.
    pub name: &'static str,
    /// What API Gateway does or does not do.
    pub reason: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// The source: a page of the API Gateway developer guide, unless another source is named.
    pub source: &'static str,
}

macro_rules! rules {
    ($($constant:ident = $name:literal, $reason:literal, $remedy:literal, $source:literal;)*) => {
        $(pub(crate) static $constant: Rule =
            Rule { name: $name, reason: $reason, remedy: $remedy, source: $source };)*
        /// Every rule.
        pub static RULES: &[&Rule] = &[$(&$constant),*];
    };
}

rules! {
    // In the contract: what API Gateway would not enforce, or could not import.
    ARRAY_LENGTH = "array_length",
        "API Gateway does not validate minItems and maxItems",
        "accept the finding in the overlay if the server validates the length, or express the limit by other keywords",
        "api-gateway-known-issues";
    PARAMETER_CONSTRAINT = "parameter_constraint",
        "API Gateway only checks that a parameter is present and not blank",
        "move the value into the body, or accept the finding in the overlay if the server validates the parameter",
        "api-gateway-method-request-validation";
    COOKIE_PARAMETER = "cookie_parameter",
        "API Gateway does not support cookie parameters",
        "use a header",
        "api-gateway-known-issues";
    MEDIA_TYPE = "media_type",
        "API Gateway validates a body only if it has the media type of its model; it forwards any other body unvalidated",
        "describe the body as application/json",
        "api-gateway-method-request-validation";
    BODY_NOT_REQUIRED = "body_not_required",
        "API Gateway validates an empty body as {}",
        "make the body required, or give its schema no required properties",
        "localstack, an AWS-validated test of PR 7916";
    BODY_WITHOUT_SCHEMA = "body_without_schema",
        "API Gateway does not validate a body without a named schema",
        "give the body a named schema of type object",
        "api-gateway-method-request-validation";
    MODEL_NAME = "model_name",
        "the name of a model must be alphanumeric and unique; other characters of the name of the schema are removed",
        "rename the schema",
        "api-gateway-known-issues";
    MODEL_KEYWORD = "model_keyword",
        "API Gateway ignores the keyword, or JSON Schema draft 4 does not have it",
        "express the constraint by keywords of draft 4 that API Gateway enforces",
        "api-gateway-known-issues";
    UNION_REFERENCE = "union_reference",
        "API Gateway does not support oneOf, anyOf and allOf with references inside the same schema",
        "make the schema a plain object, or remove the recursion through the union",
        "api-gateway-known-issues";
    EXTERNAL_REFERENCE = "external_reference",
        "API Gateway does not follow references into other files",
        "move the target of the reference into components",
        "api-gateway-known-issues";
    DANGLING_REFERENCE = "dangling_reference",
        "the reference has no target; the import would drop the model with a warning",
        "define the target, or correct the reference",
        "api-gateway-import-api-errors-warnings";
    SECURITY_SCHEME = "security_scheme",
        "API Gateway only imports security schemes of type apiKey",
        "declare an apiKey scheme; for a Cognito or Lambda authorizer, one on the header Authorization",
        "api-gateway-known-issues";
    API_KEY_PLACE = "api_key_place",
        "API Gateway reads a key or a token only from a header",
        "declare the scheme in: header",
        "inferred from api-gateway-swagger-extensions-authorizer; not seen on AWS";
    API_KEY_HEADER = "api_key_header",
        "API Gateway reads its API keys from x-api-key and does not enforce a scheme on another header without an authorizer",
        "name the header x-api-key, or give the scheme x-amazon-apigateway-authorizer or x-amazon-apigateway-authtype",
        "inferred from localstack's importer; not seen on AWS";
    OPTIONAL_SECURITY = "optional_security",
        "API Gateway does not support optional security: an operation requires credentials or it does not",
        "remove the empty alternative, or make two operations",
        "inferred from api-gateway-swagger-extensions-authorizer; not seen on AWS";
    UNDEFINED_SECURITY_SCHEME = "undefined_security_scheme",
        "the document does not define this security scheme, so API Gateway would not enforce it",
        "define it in components/securitySchemes",
        "the OpenAPI Specification 3.0.3, Security Requirement Object";
    METHOD = "method",
        "API Gateway does not support this method",
        "use another method",
        "API_PutMethod of the API Gateway API reference";
    RESERVED_PATH = "reserved_path",
        "API Gateway uses /ping and /sping for its own health checks",
        "choose another path",
        "api-gateway-known-issues";
    PATH_PARAMETER = "path_parameter",
        "a path parameter must be a whole path segment",
        "put a slash before and after it",
        "api-gateway-known-issues";
    PATH_PART = "path_part",
        "a path segment must be one {parameter} or {parameter+}, or have only letters and digits of ASCII and . _ - :",
        "choose another path",
        "API Gateway's own message, in moto issue 6148";
    SIBLING_PARAMETERS = "sibling_parameters",
        "two path parameters at the same place of a path have different names",
        "give them the same name",
        "API_CreateResource of the API Gateway API reference";
    REMAPPED_HEADER = "remapped_header",
        "API Gateway renames the response header to X-Amzn-Remapped-…",
        "use a header with another name",
        "api-gateway-known-issues";
    // In the document that is imported.
    OPENAPI_VERSION = "openapi_version",
        "API Gateway only imports OpenAPI 3.0",
        "lower the document first",
        "api-gateway-import-api";
    DOCUMENT_SIZE = "document_size",
        "a document may have at most 6 MB",
        "split the API",
        "api-gateway-execution-service-limits-table";
    MODELS_SIZE = "models_size",
        "the models of an API may have at most 400 KB together",
        "shorten descriptions, or split the API",
        "api-gateway-execution-service-limits-table";
    RESOURCES = "resources",
        "an API may have at most 300 resources unless AWS raises the limit",
        "split the API, or have the limit raised and accept the finding in the overlay",
        "api-gateway-execution-service-limits-table";
    AUTHORIZERS = "authorizers",
        "an API may have at most 10 authorizers",
        "share authorizers between operations",
        "api-gateway-execution-service-limits-table";
    HTTP_API_ONLY = "http_api_only",
        "the extension is for HTTP APIs; a REST API ignores it",
        "use OPTIONS methods with mock integrations for CORS, and a Cognito or Lambda authorizer for JWTs",
        "api-gateway-swagger-extensions";
    MAPPING_TEMPLATE = "mapping_template",
        "a mapping template may have at most 300 KB",
        "shorten it",
        "api-gateway-execution-service-limits-table";
    ROOT_SECURITY = "root_security",
        "API Gateway ignores security at the root of a document",
        "declare it for each operation",
        "api-gateway-known-issues";
    RESPONSE_SCHEMA = "response_schema",
        "the schema of a method response must be an object",
        "wrap the value in an object, or remove the schema",
        "api-gateway-known-issues";
    RESPONSE_STATUS = "response_status",
        "a method response must have one status; ranges and default are not supported",
        "name the statuses, or remove the response",
        "API_PutMethodResponse of the API Gateway API reference";
    INTEGRATION = "integration",
        "the operation has no integration, so API Gateway cannot answer it",
        "add an integration",
        "api-gateway-import-api-errors-warnings";
    INTEGRATION_TIMEOUT = "integration_timeout",
        "the timeout of an integration must be 50 ms to 29 s, or 50 ms to 15 minutes if the integration streams",
        "choose a timeout in this range",
        "api-gateway-execution-service-limits-table";
    REQUEST_VALIDATOR = "request_validator",
        "the operation has input, but no request validator checks it",
        "name a validator that the document defines",
        "api-gateway-request-validation-set-up";
    GATEWAY_RESPONSE = "gateway_response",
        "this type of gateway response does not exist, or cannot be customised",
        "remove it",
        "supported-gateway-response-types";
    // In the overlay.
    STALE_ACCEPTANCE = "stale_acceptance",
        "the overlay accepts a finding that does not occur",
        "remove the acceptance from the overlay",
        "this library";
}

/// A violation of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The place in the document.
    pub pointer: Pointer,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rule { name, reason, remedy, source } = self.rule;
        write!(f, "{}: {reason}; {remedy} ({name}; {source})", self.pointer)
    }
}

/// The findings that prevent the import of a document, one on each line.
#[derive(Debug, PartialEq, Eq)]
pub struct Findings(pub Vec<Finding>);

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(Finding::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Findings {}

/// Collects findings.
#[derive(Default)]
pub(crate) struct Report(pub(crate) Vec<Finding>);

impl Report {
    /// Adds a finding, unless the report has it already.
    pub(crate) fn add(&mut self, rule: &'static Rule, pointer: &Pointer) {
        let finding = Finding { rule, pointer: pointer.clone() };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }
}
