//! The HTTP client: its connections, and the certificates that it trusts.

use std::env;
use std::error::Error as StdError;
use std::ffi::OsString;
use std::time::Duration;

use http::HeaderMap;
use reqwest::redirect::Policy;

/// An HTTP client that sends these headers with each request and follows no redirects. A redirect could lead to another
/// server, and the client would send it the API key and the text of the request.
///
/// TLS needs the CA certificates of the operating system. If they cannot be loaded, that is an error for a service at an
/// `https://` address, and of no importance for others. The error is a sentence.
pub(crate) fn http_client(
    base_url: &str,
    headers: &HeaderMap,
    connect_timeout: Duration,
) -> Result<reqwest::Client, String> {
    let builder = || {
        reqwest::Client::builder()
            .user_agent(concat!("textgate-rust/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers.clone())
            .redirect(Policy::none())
            .connect_timeout(connect_timeout)
    };
    let error = match builder().build() {
        Ok(client) => return Ok(client),
        Err(error) => error,
    };
    let cause = deepest_cause(&error);
    match builder().tls_certs_only([]).build() {
        Ok(client) if !base_url.starts_with("https:") => Ok(client),
        Ok(_) => {
            let advice = advice(env::var_os("SSL_CERT_FILE"), env::var_os("SSL_CERT_DIR"));
            Err(format!("the CA certificates that https:// needs cannot be loaded: {cause}; {advice}"))
        }
        Err(_) => Err(format!("the HTTP client cannot be set up: {cause}")),
    }
}

fn deepest_cause(error: &dyn StdError) -> String {
    let mut deepest = error;
    while let Some(cause) = deepest.source() {
        deepest = cause;
    }
    deepest.to_string()
}

/// What to do if no CA certificates were found. If one of the two variables is set, the certificates are read only from
/// where the variables point to.
fn advice(file: Option<OsString>, folder: Option<OsString>) -> String {
    let variables = [("SSL_CERT_FILE", file), ("SSL_CERT_DIR", folder)];
    let set = variables
        .iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name} is \"{}\"", value.display())));
    match set.collect::<Vec<_>>() {
        set if set.is_empty() => {
            "install them (most systems have a package ca-certificates), or set SSL_CERT_FILE to a \
                                  PEM file that has them"
                .to_owned()
        }
        set => format!("{}: correct or unset it", set.join(" and ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_names_the_variables_that_are_set() {
        assert!(advice(None, None).contains("ca-certificates"));
        let both = advice(Some("/nowhere/ca.pem".into()), Some(OsString::new()));
        assert_eq!(both, "SSL_CERT_FILE is \"/nowhere/ca.pem\" and SSL_CERT_DIR is \"\": correct or unset it");
    }
}
