//! `stackday secrets`: where secrets are kept, and keeping them there. None is ever printed.

mod doctor;
mod list;
mod moving;
mod names;
mod passphrase;
mod rm;
mod set;

use clap::Args;

use super::failure::Failure;
use super::global::Global;
use super::registry::RunCommand;
use crate::domain::exit::Exit;

const EXAMPLES: &str = "\
Examples:
  stackday secrets list                      where each secret is kept, and since when
  stackday secrets set token Acme            type it; nothing shows
  pass planday/acme | stackday secrets set token Acme
  stackday secrets move --to keyring --all   copied, compared, and only then deleted
  stackday secrets doctor                    which stores work here, and what to do
  stackday secrets passphrase                another passphrase for the encrypted file

No command prints a secret. The environment beats the store, the store beats
secret_command in the config file.";

/// See where secrets are kept, keep them, move them, and find out why a store does not work.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true, arg_required_else_help = false)]
pub struct Secrets {
    /// What to do.
    #[command(subcommand)]
    what: What,
}

commands! {
    /// What to do about secrets.
    enum What {
        List(list::List),
        Set(set::Set),
        Rm(rm::Rm),
        Move(moving::Move),
        Doctor(doctor::Doctor),
        Passphrase(passphrase::Passphrase),
    }
}

impl RunCommand for Secrets {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        self.what.run(global).await
    }
}
