//! The base URL of the service, and the addresses that messages may show.

use reqwest::Url;

/// Parses a base URL, and returns it as it is called and shown: without a slash at its end. The error is what is wrong
/// with it, as the end of a sentence, and does not show it.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    // Also a URL that is not valid must not be shown with a password, so this comes first. An `@` in another place than
    // before the host is refused, too, because a password may have a slash.
    if text.contains('@') {
        return Err(
            "must have no `@`: a user name or password does not belong in a URL; pass an API key, a bearer token \
                    or a header instead"
                .to_owned(),
        );
    }
    if text.contains(char::is_whitespace) {
        return Err("has white space in it".to_owned());
    }
    let url = Url::parse(text).map_err(|error| format!("is not valid: {error}"))?;
    if !is_http(&url) || url.query().is_some() || url.fragment().is_some() {
        return Err("must begin with http:// or https://, and must have no query and no fragment".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The address that the `Location` of a response to `request` names, as a message may show it: without user name,
/// password, query and fragment. A path that is long, or that has an `@` as a password may, is left out.
pub(crate) fn shown_location(location: &[u8], request: &Url) -> Option<String> {
    const MAX_BYTES: usize = 500;
    let mut url = request.join(str::from_utf8(location).ok()?).ok().filter(is_http)?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    if url.as_str().len() > MAX_BYTES || url.path().contains('@') {
        url.set_path("");
    }
    Some(url.into())
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_that_cannot_be_called_is_refused_and_not_shown() {
        let rules = "must begin with http:// or https://, and must have no query and no fragment";
        let credentials = "must have no `@`";
        for (url, fault) in [
            ("canary:8080", rules),
            ("ftp://canary", rules),
            ("http://host/?key=canary", rules),
            ("http://host/#canary", rules),
            ("http://host:canary", "is not valid: invalid port number"),
            ("canary", "is not valid: relative URL without a base"),
            ("http://host/can ary", "has white space in it"),
            ("http://canary-user:canary-password@host", credentials),
            ("http://canary-user@host", credentials),
            ("http://canary:80/canary@host", credentials),
            ("https:canary:canary@host", credentials),
            ("canary:canary@host", credentials),
        ] {
            let error = parse(url).expect_err(url);
            assert!(error.starts_with(fault) && !error.contains("canary"), "{url}: {error}");
        }
    }

    #[test]
    fn a_base_url_has_no_slash_at_its_end() {
        for (url, expected) in [
            ("http://host", "http://host"),
            ("HTTPS://Host:443/prod/", "https://host/prod"),
            ("http://host/a/b//", "http://host/a/b"),
        ] {
            assert_eq!(parse(url).as_deref(), Ok(expected));
        }
    }
}
