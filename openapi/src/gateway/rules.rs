//! The rules' names, and what a violation says.

use std::fmt;

use crate::pointer::Pointer;

/// A limit of API Gateway's import, or something that it ignores.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name.
    pub name: &'static str,
    /// What API Gateway does, or does not do.
    pub reason: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// Where AWS says so: a page of the API Gateway developer guide, unless it names another source.
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
    // What a contract says and the gateway would not enforce, or could not import.
    ARRAY_LENGTH = "array_length",
        "API Gateway does not validate minItems and maxItems",
        "accept it in the overlay if the server judges it, or express the bound otherwise",
        "api-gateway-known-issues";
    PARAMETER_CONSTRAINT = "parameter_constraint",
        "of a parameter API Gateway checks that it is there and not blank, and nothing else",
        "move the value into the body, or accept it in the overlay if the server judges it",
        "api-gateway-method-request-validation";
    COOKIE_PARAMETER = "cookie_parameter",
        "API Gateway has no cookie parameters",
        "use a header",
        "api-gateway-known-issues";
    MEDIA_TYPE = "media_type",
        "a body is validated only under the media type of its model; a body of any other type reaches the function unjudged",
        "describe the body as application/json",
        "api-gateway-method-request-validation";
    BODY_NOT_REQUIRED = "body_not_required",
        "API Gateway judges an empty body as {}",
        "make the body required, or give its schema no required properties",
        "localstack, an AWS-validated test of PR 7916";
    BODY_WITHOUT_SCHEMA = "body_without_schema",
        "a body without a named schema is not validated",
        "give the body a named schema of type object",
        "api-gateway-method-request-validation";
    MODEL_NAME = "model_name",
        "model names are alphanumeric, and two schemas would get the same one",
        "rename one of the schemas",
        "api-gateway-known-issues";
    MODEL_KEYWORD = "model_keyword",
        "API Gateway ignores the keyword, or its JSON Schema draft 4 does not have it",
        "express the constraint by keywords of draft 4 that the gateway enforces",
        "api-gateway-known-issues";
    UNION_REFERENCE = "union_reference",
        "API Gateway does not support oneOf, anyOf and allOf over references within the same schema",
        "make the schema a plain object, or end the recursion through the union",
        "api-gateway-known-issues";
    EXTERNAL_REFERENCE = "external_reference",
        "API Gateway does not follow references into other files",
        "move the schema into components/schemas",
        "api-gateway-known-issues";
    DANGLING_REFERENCE = "dangling_reference",
        "the reference leads nowhere: the import drops the model with a warning",
        "define what it names",
        "api-gateway-import-api-errors-warnings";
    SECURITY_SCHEME = "security_scheme",
        "API Gateway imports security schemes of type apiKey only",
        "declare an apiKey scheme; a Cognito or Lambda authorizer is one on the header Authorization",
        "api-gateway-known-issues";
    API_KEY_PLACE = "api_key_place",
        "API Gateway takes a key or a token from a header only",
        "declare the scheme in: header",
        "inferred from api-gateway-swagger-extensions-authorizer; not seen on AWS";
    API_KEY_HEADER = "api_key_header",
        "API Gateway reads its API keys from x-api-key; a scheme on another header without an authorizer is not enforced",
        "name the header x-api-key, or give the scheme x-amazon-apigateway-authorizer or x-amazon-apigateway-authtype",
        "inferred from localstack's importer; not seen on AWS";
    OPTIONAL_SECURITY = "optional_security",
        "API Gateway enforces security or does not; it has no call that may go either way",
        "take the empty alternative out, or make two operations",
        "inferred from api-gateway-swagger-extensions-authorizer; not seen on AWS";
    UNDEFINED_SECURITY_SCHEME = "undefined_security_scheme",
        "the document defines no such security scheme, so the gateway would not enforce it",
        "define it in components/securitySchemes",
        "the OpenAPI Specification 3.0.3, Security Requirement Object";
    METHOD = "method",
        "API Gateway has no such method",
        "use another one",
        "API_PutMethod of the API Gateway API reference";
    RESERVED_PATH = "reserved_path",
        "/ping and /sping are the service's own health checks",
        "choose another path",
        "api-gateway-known-issues";
    PATH_PARAMETER = "path_parameter",
        "a path parameter has to be a whole path segment",
        "put a slash before and after it",
        "api-gateway-known-issues";
    PATH_PART = "path_part",
        "a path part has letters and digits of ASCII and . _ - : and nothing else, or is one {parameter} or {parameter+}",
        "choose another path",
        "API Gateway's own message, in moto issue 6148";
    SIBLING_PARAMETERS = "sibling_parameters",
        "two path parameters with different names stand at the same place",
        "give them one name",
        "API_CreateResource of the API Gateway API reference";
    REMAPPED_HEADER = "remapped_header",
        "API Gateway renames the response header to X-Amzn-Remapped-…",
        "use a header of another name",
        "api-gateway-known-issues";
    // What the derived document must be.
    OPENAPI_VERSION = "openapi_version",
        "API Gateway imports OpenAPI 3.0 and nothing newer",
        "lower the document first",
        "api-gateway-import-api";
    DOCUMENT_SIZE = "document_size",
        "a document has 6 MB at most",
        "split the API",
        "api-gateway-execution-service-limits-table";
    MODELS_SIZE = "models_size",
        "the models of an API have 400 KB at most",
        "shorten descriptions, or split the API",
        "api-gateway-execution-service-limits-table";
    RESOURCES = "resources",
        "an API has 300 resources at most unless AWS raises the limit",
        "split the API, or have the limit raised and accept it in the overlay",
        "api-gateway-execution-service-limits-table";
    AUTHORIZERS = "authorizers",
        "an API has 10 authorizers at most",
        "share authorizers between operations",
        "api-gateway-execution-service-limits-table";
    HTTP_API_ONLY = "http_api_only",
        "the extension is for HTTP APIs; a REST API ignores it",
        "for CORS use OPTIONS methods with mock integrations; for JWTs a Cognito or Lambda authorizer",
        "api-gateway-swagger-extensions";
    MAPPING_TEMPLATE = "mapping_template",
        "a mapping template has 300 KB at most",
        "shorten it",
        "api-gateway-execution-service-limits-table";
    ROOT_SECURITY = "root_security",
        "API Gateway ignores security at the root of a document",
        "declare it per operation",
        "api-gateway-known-issues";
    RESPONSE_SCHEMA = "response_schema",
        "the schema of a method response has to be an object",
        "wrap the value in an object, or leave the schema out",
        "api-gateway-known-issues";
    RESPONSE_STATUS = "response_status",
        "a method response has one status, not a range and no default",
        "name the statuses, or leave the response out",
        "API_PutMethodResponse of the API Gateway API reference";
    INTEGRATION = "integration",
        "the operation has no integration, so nobody would answer it",
        "give it one",
        "api-gateway-import-api-errors-warnings";
    INTEGRATION_TIMEOUT = "integration_timeout",
        "an integration may take 50 ms to 29 s, a streamed one to 15 minutes",
        "choose a timeout within that",
        "api-gateway-execution-service-limits-table";
    REQUEST_VALIDATOR = "request_validator",
        "the operation takes input and no request validator judges it",
        "name a validator that the document defines",
        "api-gateway-request-validation-set-up";
    GATEWAY_RESPONSE = "gateway_response",
        "there is no such gateway response, or it cannot be shaped",
        "take it out",
        "supported-gateway-response-types";
    // The overlay.
    STALE_ACCEPTANCE = "stale_acceptance",
        "the overlay accepts a finding that there is not",
        "take it out of the overlay",
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

/// The violations that keep a document from being imported, one a line.
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
    pub(crate) fn found(&mut self, rule: &'static Rule, pointer: &Pointer) {
        let finding = Finding { rule, pointer: pointer.clone() };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }
}
