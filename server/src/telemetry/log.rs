//! The log: structured lines on standard error, JSON on Lambda. Never a prompt, a completion or a key.

use std::io::{self, IsTerminal};
use std::panic;

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
    // A panic's text may quote what was being worked on.
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "panicked");
    }));
}

/// The SDK and the runtimes write whole requests and answers into their debug and trace lines, so only our own code may
/// be more talkative than a warning, whatever `RUST_LOG` says.
fn keeps_secrets(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::WARN || metadata.target().starts_with("textgate")
}
