//! What a change to a profile prints.

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::domain::ProfileId;
use crate::domain::exit::Exit;

/// What was done.
#[derive(Serialize)]
pub(super) struct Said {
    /// Whether anything was changed.
    pub(super) done: bool,
    /// The profile's name, as it is now.
    pub(super) name: String,
    /// Its id.
    pub(super) id: Option<ProfileId>,
    /// What was done, in one line.
    pub(super) line: String,
}

impl Said {
    /// Prints it.
    pub(super) fn conclude(&self, context: &Context) -> Result<Exit, Failure> {
        context.conclude(self, |said| said.line.clone(), Exit::Success)
    }
}
