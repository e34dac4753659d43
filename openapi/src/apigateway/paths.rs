//! The methods and path parameters of API Gateway.

/// The methods of OpenAPI that API Gateway supports.
pub(crate) const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The names of the parameters in a path.
pub(crate) fn path_parameters(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).collect()
}
