//! `stackday profiles add`: a new connection.

use std::collections::BTreeMap;

use clap::Args;

use super::examples::EXAMPLES;
use super::said::Said;
use super::values::{Values, free_name};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::registry::RunCommand;
use crate::cli::table::quoted;
use crate::domain::ProfileId;
use crate::domain::exit::Exit;
use crate::library::Connection;
use crate::library::SaveProfile;

/// Save a new one.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Add {
    /// Its name.
    pub name: String,
    /// What is entered of it.
    #[command(flatten)]
    pub values: Values,
}

impl RunCommand for Add {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let settings = self.values.taken_into(Connection::default())?;
        let name = free_name(&context, "NAME", &self.name, None)?;
        let profile = context.save(SaveProfile {
            id: ProfileId::random(),
            new: true,
            name,
            revision: 0,
            evidence_revision: 0,
            settings,
            steps: BTreeMap::new(),
            with_token: false,
            draft: None,
        })?;
        Said {
            done: true,
            line: format!(
                "“{}” is saved. Its Token: stackday secrets set token {}",
                profile.name,
                quoted(&profile.name)
            ),
            name: profile.name,
            id: Some(profile.id),
        }
        .conclude(&context)
    }
}
