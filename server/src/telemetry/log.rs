//! The log: structured lines on standard error, JSON on Lambda. Never a prompt, a completion or a key.

use std::io::{self, IsTerminal};
use std::panic::{self, PanicHookInfo};

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// Starts the log. `RUST_LOG` chooses levels; `info` where it says nothing.
pub(crate) fn start(json: bool) {
    let chosen = EnvFilter::builder().with_default_directive(Level::INFO.into()).from_env_lossy();
    let filter = chosen.and(filter_fn(keeps_secrets));
    let lines = fmt::layer().with_writer(io::stderr);
    let layer = if json {
        lines.json().flatten_event(true).with_ansi(false).boxed()
    } else {
        lines.with_ansi(io::stderr().is_terminal()).boxed()
    };
    tracing_subscriber::registry().with(layer.with_filter(filter)).init();
    panic::set_hook(Box::new(tell));
}

/// A panic's text may quote what was being worked on.
fn tell(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string);
    tracing::error!(location, "panicked");
}

/// The SDK and the runtimes write whole requests and answers into their debug and trace lines, so only our own code may
/// be more talkative than a warning, whatever `RUST_LOG` says.
fn keeps_secrets(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::WARN || metadata.target().starts_with("textgate")
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use super::*;

    static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    /// Keeps what is written.
    struct Kept;

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            LINES.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn of_a_panic_the_log_has_the_place_and_not_the_text() {
        let lines = tracing_subscriber::registry().with(fmt::layer().with_writer(|| Kept).with_ansi(false));
        let hook = panic::take_hook();
        panic::set_hook(Box::new(tell));
        let panicked = tracing::subscriber::with_default(lines, || panic::catch_unwind(|| panic!("canary-text")));
        panic::set_hook(hook);
        assert!(panicked.is_err());
        let log = String::from_utf8_lossy(&LINES.lock().expect("not poisoned")).into_owned();
        assert!(log.contains("ERROR") && log.contains("panicked") && log.contains("log.rs:"), "{log}");
        assert!(!log.contains("canary"), "{log}");
    }
}
