//! The options of every command that calls the service: base URL, API key, timeout, attempts.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use clap::{Args, value_parser};
use textgate::{Client, Error};

use crate::error::CommandError;

/// The address on which `textgate-server` listens by default.
const DEFAULT_BASE_URL: &str = "http://127.0.0.1:8080";

const API_KEY_VARIABLE: &str = "TEXTGATE_API_KEY";

#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct ServiceOptions {
    /// The base URL of the service, with the stage of API Gateway if there is one.
    // `hide_env_values`: a URL may have a password, and the help would show it.
    #[arg(long, global = true, env = "TEXTGATE_BASE_URL", hide_env_values = true, default_value = DEFAULT_BASE_URL, value_name = "URL")]
    base_url: String,

    /// Read the API key from a file. By default, it is read from `TEXTGATE_API_KEY`.
    #[arg(long, global = true, value_name = "FILE")]
    api_key_file: Option<PathBuf>,

    /// How long a call may take, in seconds, with all its attempts. A stream must begin, and then send data, within
    /// this time.
    #[arg(long, global = true, default_value = "120", value_name = "SECONDS", value_parser = seconds)]
    timeout: Duration,

    /// Maximum number of attempts. A call is retried if the service cannot be reached, is busy, or its model fails.
    #[arg(long, global = true, default_value = "3", value_name = "NUMBER", value_parser = value_parser!(u32).range(1..))]
    max_attempts: u32,
}

impl ServiceOptions {
    pub(crate) fn client(&self) -> Result<Client, CommandError> {
        let mut builder = Client::builder(self.base_url()).timeout(self.timeout).max_attempts(self.max_attempts);
        if let Some(key) = self.api_key()? {
            builder = builder.api_key(key);
        }
        builder.build().map_err(|error| CommandError::Usage(error.to_string()))
    }

    /// The error of a command whose call failed.
    pub(crate) fn call_error(&self, error: Error) -> CommandError {
        CommandError::Call(error, without_credentials(self.base_url()))
    }

    fn base_url(&self) -> &str {
        // An empty variable counts as not set.
        if self.base_url.is_empty() { DEFAULT_BASE_URL } else { &self.base_url }
    }

    fn api_key(&self) -> Result<Option<String>, CommandError> {
        match &self.api_key_file {
            Some(file) => read_key(file).map(Some),
            None => Ok(env::var(API_KEY_VARIABLE).ok().filter(|key| !key.is_empty())),
        }
    }
}

/// A URL without user name and password, so that it can be shown.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.find('/').map_or(rest, |end| &rest[..end]);
    let start = authority.rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[start..])
}

/// Reads a file that contains only the key.
fn read_key(file: &Path) -> Result<String, CommandError> {
    let text = fs::read_to_string(file)
        .map_err(|error| CommandError::Usage(format!("cannot read the API key from {}: {error}", file.display())))?;
    match text.trim() {
        "" => Err(CommandError::Usage(format!("the API key file {} is empty", file.display()))),
        key => Ok(key.to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("must be greater than 0".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::arguments::Arguments;

    fn service(arguments: &[&str]) -> ServiceOptions {
        let line = ["textgate"].iter().chain(arguments);
        Arguments::try_parse_from(line).expect("accepted").service
    }

    #[test]
    fn the_base_url_may_stand_before_or_after_the_command() {
        for arguments in [["--base-url", "http://host", "models"], ["models", "--base-url", "http://host"]] {
            assert_eq!(service(&arguments).base_url(), "http://host");
        }
        assert_eq!(service(&["models", "--base-url", ""]).base_url(), DEFAULT_BASE_URL);
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(service(&["models", "--timeout", "0.5"]).timeout, Duration::from_millis(500));
        for text in ["0", "-1", "soon", "NaN", "inf"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_shown_url_has_no_password() {
        for (url, expected) in [
            ("http://host:8080/prod", "http://host:8080/prod"),
            ("https://name:p@ss@host/prod", "https://host/prod"),
            ("https://name:pass@host", "https://host"),
            ("https://host/@path", "https://host/@path"),
            ("host", "host"),
        ] {
            assert_eq!(without_credentials(url), expected);
        }
    }

    #[test]
    fn white_space_around_the_key_in_a_file_is_ignored() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        let refusal = || read_key(&file).expect_err("no key").to_string();
        assert!(refusal().contains("cannot read"), "{}", refusal());
        fs::write(&file, " \n").expect("written");
        assert!(refusal().contains("is empty"), "{}", refusal());
        fs::write(&file, "canary-key\n").expect("written");
        assert_eq!(read_key(&file).expect("a key"), "canary-key");
    }
}
