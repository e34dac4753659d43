//! `textgate completions`: a script with which a shell completes the arguments.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::error::CommandError;
use crate::output::standard_output;

const AFTER_HELP: &str = "\
Examples:
  textgate completions bash > ~/.local/share/bash-completion/completions/textgate
  textgate completions zsh > ~/.zfunc/_textgate
  textgate completions fish > ~/.config/fish/completions/textgate.fish";

/// Print a script with which a shell completes the arguments of textgate.
#[derive(Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct Completions {
    /// The shell that the script is for.
    shell: Shell,
}

impl Completions {
    /// `program` is the definition of the whole program.
    pub(crate) fn run(&self, mut program: Command) -> Result<(), CommandError> {
        // Not directly to standard output: clap_complete panics if the reader closes it.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut program, "textgate", &mut script);
        standard_output().write_text(&String::from_utf8_lossy(&script))?;
        Ok(())
    }
}
