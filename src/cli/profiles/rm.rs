//! `stackday profiles rm`: a connection and its Token, once its name confirms it.

use clap::Args;

use super::said::Said;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::prompt::{asked, can_ask};
use crate::cli::registry::RunCommand;
use crate::cli::table::quoted;
use crate::domain::SecretRecord;
use crate::domain::exit::Exit;
use crate::output::eprint_line;
use crate::workflow::{Done, LibraryCommand};

const EXAMPLES: &str = "\
Examples:
  stackday profiles rm Acme                  asks for the name once more
  stackday profiles rm Acme --confirm Acme   for scripts

Its Token goes with it. Nothing changes at Planday or StackOne.";

/// Delete one, with its Token.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Rm {
    /// Its name.
    pub name: String,
    /// Its name once more, where nobody can be asked.
    #[arg(long, value_name = "NAME")]
    pub confirm: Option<String>,
}

impl RunCommand for Rm {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let profile = context.profile(&self.name)?;
        let kept: Vec<_> = profile.token.iter().chain(&profile.old_token).collect();
        self.confirm(&profile.name, &kept)?;
        let stores = kept.iter().map(|kept| kept.place);
        context.open_stores(stores).await?;
        let command = LibraryCommand::Remove(vec![profile.id]);
        let Done::Removed(_, line) = context.change(command).await? else {
            return Err(Failure::failed("nothing was deleted"));
        };
        Said {
            done: true,
            name: profile.name.clone(),
            id: Some(profile.id),
            line,
        }
        .conclude(&context)
    }
}

impl Rm {
    /// Has the deletion confirmed: by the flag, else at the terminal.
    fn confirm(&self, name: &str, kept: &[&SecretRecord]) -> Result<(), Failure> {
        let places: Vec<_> = kept.iter().map(|kept| kept.place.words()).collect();
        let goes = if places.is_empty() {
            "No Token is kept for it.".to_owned()
        } else {
            format!(
                "The Token kept in {} goes with it.",
                places.join(" and in ")
            )
        };
        let confirmed = match &self.confirm {
            Some(confirmed) => confirmed.clone(),
            None if can_ask() => {
                eprint_line(&format!(
                    "Deleting “{name}”. {goes} Nothing changes at Planday or StackOne."
                ));
                asked("Type its name to delete it: ")?
            }
            None => {
                return Err(
                    Failure::usage(format!("“{name}” is not deleted. {goes}")).next(format!(
                        "Without a terminal, say --confirm {}",
                        quoted(name)
                    )),
                );
            }
        };
        if confirmed.trim() == name {
            return Ok(());
        }
        Err(Failure::usage(format!(
            "“{name}” is not deleted: what confirms it is its name, letter by letter"
        )))
    }
}
