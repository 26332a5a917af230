//! `stackday profiles edit`: a change to a connection.

use std::collections::BTreeMap;

use clap::Args;

use super::said::Said;
use super::values::{Values, free_name};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::library::SaveProfile;

const EXAMPLES: &str = "\
Examples:
  stackday profiles edit Acme --tags north,live
  stackday profiles edit Acme --rename 'Acme North'
  stackday profiles edit Acme --notes ''     an empty value clears

What is not named stays as it is.";

/// Change one.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Edit {
    /// Its name.
    pub name: String,
    /// Another name for it.
    #[arg(long, value_name = "NEW")]
    pub rename: Option<String>,
    /// What is entered of it.
    #[command(flatten)]
    pub values: Values,
}

impl RunCommand for Edit {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let before = context.profile(&self.name)?;
        let settings = self.values.taken_into(before.settings.clone())?;
        let name = match &self.rename {
            Some(raw) => free_name(&context, "--rename", raw, Some(&before.name))?,
            None => before.name.clone(),
        };
        let done = (&name, &settings) != (&before.name, &before.settings);
        if done {
            context.save(SaveProfile {
                id: before.id,
                new: false,
                name: name.clone(),
                revision: before.revision,
                evidence_revision: before.evidence_revision,
                settings,
                steps: BTreeMap::new(),
                with_token: false,
                draft: None,
            })?;
        }
        Said {
            done,
            line: if done {
                format!("“{name}” is changed")
            } else {
                format!("“{name}” is as it was: nothing to change")
            },
            name,
            id: Some(before.id),
        }
        .conclude(&context)
    }
}
