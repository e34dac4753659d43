//! Why a command fails: the message for people and the exit code for programs.

use std::error::Error as StdError;
use std::fmt;
use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use textgate::{Error, ErrorCode, ErrorKind};

use crate::output::note;

/// The service refused or failed, or its answer cannot be printed.
const FAILED: u8 = 1;

/// The arguments or the input are not valid. clap ends with the same code.
const USAGE: u8 = 2;

/// There was no answer.
const NO_ANSWER: u8 = 3;

/// What a shell shows of a program that SIGPIPE ended, signal 13.
const CLOSED_PIPE: u8 = 128 + 13;

const NO_SERVER: &str = "is the server running? `cargo run` starts one, --base-url or TEXTGATE_BASE_URL names another";
const OTHER_SERVER: &str = "is this the service? --base-url or TEXTGATE_BASE_URL names another";
const KEY: &str = "the API key comes from TEXTGATE_API_KEY or from the file that --api-key-file names";
const MODELS: &str = "`textgate models` lists the models that you may use";
const STRUCTURED: &str = "`textgate models` shows which models are structured";

/// Why a command fails.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments or the input are not valid; nothing was sent.
    Usage(String),
    /// The service at this address gave no answer, or one that is an error.
    Call(Error, String),
    /// The answer ended too early; what had come is printed.
    BrokenOff(Error),
    /// Standard output takes no more.
    Output(io::Error),
}

impl Failure {
    /// Tells the failure on standard error, unless nobody wants to know, and returns its exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        let code = self.exit_code();
        if code != CLOSED_PIPE {
            note(&self.to_string());
        }
        code.into()
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => USAGE,
            Self::Call(error, _) => match error.kind() {
                ErrorKind::InvalidRequest => USAGE,
                ErrorKind::Connection | ErrorKind::Timeout => NO_ANSWER,
                _ => FAILED,
            },
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => CLOSED_PIPE,
            Self::BrokenOff(_) | Self::Output(_) => FAILED,
        }
    }

    /// What may help.
    fn hint(&self) -> Option<String> {
        let Self::Call(error, _) = self else { return None };
        let hint = match (error.kind(), error.code()) {
            (ErrorKind::Connection, _) => NO_SERVER,
            (ErrorKind::Timeout, _) => "--timeout waits longer",
            (ErrorKind::UnreadableAnswer, _) | (ErrorKind::Service, None | Some(ErrorCode::NotFound)) => OTHER_SERVER,
            (_, Some(ErrorCode::Unauthorized | ErrorCode::Forbidden | ErrorCode::ConsumerUnknown)) => KEY,
            (_, Some(ErrorCode::ModelNotFound | ErrorCode::ModelNotAllowed)) => MODELS,
            (_, Some(ErrorCode::StructuredOutputUnsupported)) => STRUCTURED,
            _ => return again(error),
        };
        Some(hint.to_owned())
    }
}

/// When to ask again, of an error that may pass.
fn again(error: &Error) -> Option<String> {
    match error.retry_after() {
        Some(time) => Some(format!("ask again in {} s", time.as_secs())),
        None => error.is_retryable().then(|| "ask again later".to_owned()),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("error: ")?;
        match self {
            Self::Usage(message) => f.write_str(message)?,
            Self::Call(error, url) if matches!(error.kind(), ErrorKind::Connection | ErrorKind::Timeout) => {
                write!(f, "no answer from {url}: {}", described(error))?;
            }
            Self::Call(error, _) => f.write_str(&described(error))?,
            Self::BrokenOff(error) => write!(f, "the answer broke off: {}", described(error))?,
            Self::Output(error) => write!(f, "standard output cannot be written: {error}")?,
        }
        if let Some(hint) = self.hint() {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

/// What the client says, what is at the bottom of it, and where a body departs from its schema.
fn described(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(StdError::source) {
        cause = Some(deeper);
    }
    if let Some(cause) = cause {
        let _ = write!(text, ": {cause}");
    }
    for violation in error.violations() {
        let place = if violation.pointer.is_empty() { "the body" } else { &violation.pointer };
        let _ = write!(text, "\n  {place}: {}", violation.message);
    }
    text
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
