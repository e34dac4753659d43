//! Where the service is, with which key, and how long to wait: the client of all commands.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use clap::{Args, value_parser};
use textgate::{Client, Error};

use crate::failure::Failure;

/// Where `cargo run` starts the service.
const BASE_URL: &str = "http://127.0.0.1:8080";

const API_KEY: &str = "TEXTGATE_API_KEY";

#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct Connection {
    /// Where the service is, with the stage if it has one.
    // A URL may have a password, which the help would show.
    #[arg(long, global = true, env = "TEXTGATE_BASE_URL", hide_env_values = true, default_value = BASE_URL, value_name = "URL")]
    base_url: String,

    /// Read the API key from a file; without it, from `TEXTGATE_API_KEY`.
    #[arg(long, global = true, value_name = "FILE")]
    api_key_file: Option<PathBuf>,

    /// How long to wait for an answer, in seconds, all attempts included; of a stream, for each piece.
    #[arg(long, global = true, default_value = "120", value_name = "SECONDS", value_parser = seconds)]
    timeout: Duration,

    /// How often to ask at most, where asking again may help: the service is not reached, is busy, or its model fails.
    #[arg(long, global = true, default_value = "3", value_name = "NUMBER", value_parser = value_parser!(u32).range(1..))]
    max_attempts: u32,
}

impl Connection {
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let mut builder = Client::builder(self.base_url()).timeout(self.timeout).max_attempts(self.max_attempts);
        if let Some(key) = self.api_key()? {
            builder = builder.api_key(key);
        }
        builder.build().map_err(|error| Failure::Usage(error.to_string()))
    }

    /// The failure that an error of the client is.
    pub(crate) fn failure(&self, error: Error) -> Failure {
        Failure::Call(error, without_credentials(self.base_url()))
    }

    fn base_url(&self) -> &str {
        // A variable that is set to nothing is not set.
        if self.base_url.is_empty() { BASE_URL } else { &self.base_url }
    }

    fn api_key(&self) -> Result<Option<String>, Failure> {
        match &self.api_key_file {
            Some(file) => key_in(file).map(Some),
            None => Ok(env::var(API_KEY).ok().filter(|key| !key.is_empty())),
        }
    }
}

/// A URL as it may be shown: without the name and the password that it may have before the host.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.find('/').map_or(rest, |end| &rest[..end]);
    let start = authority.rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[start..])
}

/// The key that is all of a file.
fn key_in(file: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Usage(format!("the API key in {} cannot be read: {error}", file.display())))?;
    match text.trim() {
        "" => Err(Failure::Usage(format!("there is no API key in {}", file.display()))),
        key => Ok(key.to_owned()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("must be above 0".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::arguments::Arguments;

    fn connection(arguments: &[&str]) -> Connection {
        let line = ["textgate"].iter().chain(arguments);
        Arguments::try_parse_from(line).expect("accepted").connection
    }

    #[test]
    fn the_service_is_where_the_arguments_say_before_or_after_the_command() {
        for arguments in [["--base-url", "http://host", "models"], ["models", "--base-url", "http://host"]] {
            assert_eq!(connection(&arguments).base_url(), "http://host");
        }
        assert_eq!(connection(&["models", "--base-url", ""]).base_url(), BASE_URL);
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(connection(&["models", "--timeout", "0.5"]).timeout, Duration::from_millis(500));
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
    fn a_key_is_the_file_without_the_space_around_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        let refusal = || key_in(&file).expect_err("no key").to_string();
        assert!(refusal().contains("cannot be read"), "{}", refusal());
        fs::write(&file, " \n").expect("written");
        assert!(refusal().contains("no API key in"), "{}", refusal());
        fs::write(&file, "canary-key\n").expect("written");
        assert_eq!(key_in(&file).expect("a key"), "canary-key");
    }
}
