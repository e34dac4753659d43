//! The error of a command: a message with a hint for people, and an exit code for programs.

use std::error::Error as StdError;
use std::fmt;
use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use textgate::{Error, ErrorCode, ErrorKind};

use crate::output::print_message;

/// The service refused the request or failed, or the response cannot be printed.
const FAILED: u8 = 1;

/// The arguments or the input are not valid. clap uses the same code.
const USAGE: u8 = 2;

/// There was no response.
const NO_RESPONSE: u8 = 3;

/// What a shell shows for a program that SIGPIPE (signal 13) ended.
const CLOSED_PIPE: u8 = 128 + 13;

const NO_SERVER: &str =
    "is the server running? `cargo run` starts one; --base-url or TEXTGATE_BASE_URL selects another";
const OTHER_SERVER: &str = "is this a Textgate service? --base-url or TEXTGATE_BASE_URL selects another";
const KEY: &str = "check the API key, in TEXTGATE_API_KEY or in the file of --api-key-file";
const MODELS: &str = "`textgate models` lists the models that you may use";
const PARAMETERS: &str = "`textgate models` shows in the column PARAMETERS what each model takes";
const STRUCTURED: &str = "`textgate models` shows in the column STRUCTURED which models can do this";

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum CommandError {
    /// The arguments or the input are not valid. Nothing was sent.
    Usage(String),
    /// The call of the service with this base URL failed. Nothing is printed.
    Call(Error, String),
    /// The stream failed before its end. The text so far is printed.
    IncompleteText(Error),
    /// Standard output cannot be written.
    Output(io::Error),
}

impl CommandError {
    /// Prints the error to standard error and returns its exit code. A closed pipe is no error to print: the reader of
    /// standard output has what it needs.
    pub(crate) fn report(&self) -> ExitCode {
        let code = self.exit_code();
        if code != CLOSED_PIPE {
            print_message(&self.to_string());
        }
        code.into()
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => USAGE,
            Self::Call(error, _) => match error.kind() {
                ErrorKind::InvalidRequest => USAGE,
                ErrorKind::Connection | ErrorKind::Timeout => NO_RESPONSE,
                _ => FAILED,
            },
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => CLOSED_PIPE,
            Self::IncompleteText(_) | Self::Output(_) => FAILED,
        }
    }

    /// What the user can do about the error.
    fn hint(&self) -> Option<String> {
        let Self::Call(error, _) = self else { return None };
        let hint = match (error.kind(), error.code()) {
            (ErrorKind::Connection, _) => NO_SERVER,
            (ErrorKind::Timeout, _) => "set a longer --timeout",
            (ErrorKind::UnreadableAnswer, _) | (ErrorKind::Service, None | Some(ErrorCode::NotFound)) => OTHER_SERVER,
            (_, Some(ErrorCode::Unauthorized | ErrorCode::Forbidden | ErrorCode::ConsumerUnknown)) => KEY,
            (_, Some(ErrorCode::ModelNotFound | ErrorCode::ModelNotAllowed | ErrorCode::ModelRefused)) => MODELS,
            (_, Some(ErrorCode::StructuredOutputUnsupported)) => STRUCTURED,
            (_, Some(ErrorCode::ModelRefused)) => PARAMETERS,
            _ => return retry_hint(error),
        };
        Some(hint.to_owned())
    }
}

/// When to retry, if a retry may help.
fn retry_hint(error: &Error) -> Option<String> {
    match error.retry_after() {
        Some(time) => Some(format!("try again in {} s", time.as_secs())),
        None => error.is_retryable().then(|| "try again later".to_owned()),
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("error: ")?;
        match self {
            Self::Usage(message) => f.write_str(message)?,
            Self::Call(error, url) if matches!(error.kind(), ErrorKind::Connection | ErrorKind::Timeout) => {
                write!(f, "no response from {url}: {}", description(error))?;
            }
            Self::Call(error, _) => f.write_str(&description(error))?,
            Self::IncompleteText(error) => write!(f, "the text is incomplete: {}", description(error))?,
            Self::Output(error) => write!(f, "cannot write to standard output: {error}")?,
        }
        if let Some(hint) = self.hint() {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

/// The message of the client's error, its deepest cause, and a line for each violation of the schema.
fn description(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(StdError::source) {
        cause = Some(deeper);
    }
    if let Some(cause) = cause {
        let _ = write!(text, ": {cause}");
    }
    for violation in error.violations() {
        let location = if violation.pointer.is_empty() { "the body" } else { &violation.pointer };
        let _ = write!(text, "\n  {location}: {}", violation.message);
    }
    text
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
