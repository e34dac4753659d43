//! The log: structured lines on standard error, as JSON on Lambda. It never contains a prompt, a completion or a key.

use std::io::{self, IsTerminal};
use std::panic::{self, PanicHookInfo};

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// Starts the log. `RUST_LOG` chooses the levels; the default is `info`.
pub(crate) fn start(json: bool) {
    let chosen = EnvFilter::builder().with_default_directive(Level::INFO.into()).from_env_lossy();
    let filter = chosen.and(filter_fn(is_safe));
    let lines = fmt::layer().with_writer(io::stderr);
    let layer = if json {
        lines.json().flatten_event(true).with_ansi(false).boxed()
    } else {
        lines.with_ansi(io::stderr().is_terminal()).boxed()
    };
    tracing_subscriber::registry().with(layer.with_filter(filter)).init();
    panic::set_hook(Box::new(log_panic));
}

/// Logs where a panic happened. The panic's message may quote a prompt or a completion, so it is dropped.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string);
    tracing::error!(location, "panicked");
}

/// Whether a line may be logged, whatever level `RUST_LOG` asks for. The AWS SDK and the runtimes write whole requests
/// and responses into their debug and trace lines, so only Textgate's own code may log below the level of a warning.
fn is_safe(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::WARN || metadata.target().starts_with("textgate")
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use super::*;

    static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    /// Keeps the lines that are written.
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
    fn the_log_has_the_place_of_a_panic_and_not_its_message() {
        let lines = tracing_subscriber::registry().with(fmt::layer().with_writer(|| Kept).with_ansi(false));
        let hook = panic::take_hook();
        panic::set_hook(Box::new(log_panic));
        let panicked = tracing::subscriber::with_default(lines, || panic::catch_unwind(|| panic!("canary-text")));
        panic::set_hook(hook);
        assert!(panicked.is_err());
        let log = String::from_utf8_lossy(&LINES.lock().expect("not poisoned")).into_owned();
        assert!(log.contains("ERROR") && log.contains("panicked") && log.contains("log.rs:"), "{log}");
        assert!(!log.contains("canary"), "{log}");
    }
}
