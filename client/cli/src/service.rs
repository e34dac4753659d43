//! The options of every command that calls the service: base URL, API key, timeout, attempts.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, value_parser};
use textgate::{Client, ClientBuilder};

use crate::error::CommandError;

#[derive(Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct ServiceOptions {
    /// The base URL of the service, with the stage of API Gateway if there is one. By default, it is read from
    /// `TEXTGATE_BASE_URL`, and if that is not set either, it is `http://127.0.0.1:8080`.
    // Not as `String` and not with clap's `env`: for a value that is not UTF-8, clap's message does not say where it is.
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<OsString>,

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
        self.builder().build().map_err(|error| CommandError::Usage(error.to_string()))
    }

    fn builder(&self) -> ClientBuilder {
        let mut builder = ClientBuilder::from_env().timeout(self.timeout).max_attempts(self.max_attempts);
        // A script may pass a variable that is not set. So an empty option counts as not given, like an empty variable.
        if let Some(url) = self.base_url.as_ref().filter(|url| !url.is_empty()) {
            builder = builder.base_url_from("the base URL in --base-url", url);
        }
        if let Some(file) = &self.api_key_file {
            builder = builder.api_key_file(file);
        }
        builder
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
    use std::fs;

    use clap::Parser as _;

    use super::*;
    use crate::arguments::Arguments;

    fn service(arguments: &[&str]) -> ServiceOptions {
        let line = ["textgate"].iter().chain(arguments);
        Arguments::try_parse_from(line).expect("accepted").service
    }

    fn base_url(arguments: &[&str]) -> String {
        service(arguments).client().expect("a client").base_url().to_owned()
    }

    #[test]
    fn the_base_url_may_stand_before_or_after_the_command() {
        for arguments in [["--base-url", "http://host", "models"], ["models", "--base-url", "http://host"]] {
            assert_eq!(base_url(&arguments), "http://host");
        }
        assert_eq!(base_url(&["models", "--base-url", ""]), "http://127.0.0.1:8080");
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(service(&["models", "--timeout", "0.5"]).timeout, Duration::from_millis(500));
        for text in ["0", "-1", "soon", "NaN", "inf"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn white_space_around_the_key_in_a_file_is_ignored() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        let name = file.to_str().expect("text");
        let client = || service(&["models", "--api-key-file", name]).client();
        let refusal = || client().expect_err("no key").to_string();
        assert!(refusal().contains("cannot be read"), "{}", refusal());
        fs::write(&file, " \n").expect("written");
        assert!(refusal().contains("is empty"), "{}", refusal());
        fs::write(&file, "canary-key\ncanary").expect("written");
        assert_eq!(refusal(), format!("error: the API key in the file {name} has a line break in it"));
        fs::write(&file, "canary-key\n").expect("written");
        assert!(client().is_ok());
    }
}
