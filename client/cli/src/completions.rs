//! `textgate completions`: what a shell needs to complete the arguments.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::output::standard_output;

const AFTER_HELP: &str = "\
Examples:
  textgate completions bash > ~/.local/share/bash-completion/completions/textgate
  textgate completions zsh > ~/.zfunc/_textgate
  textgate completions fish > ~/.config/fish/completions/textgate.fish";

/// Print a script that completes the arguments in a shell.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        // Not at once to standard output: a reader that goes away would be a panic.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "textgate", &mut script);
        standard_output().text(&String::from_utf8_lossy(&script))?;
        Ok(())
    }
}
