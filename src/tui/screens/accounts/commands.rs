//! The commands of the Accounts screen.

use crate::tui::command::Command;

/// The commands, in the order of the footer where two are as useful.
pub(crate) const COMMANDS: &[Command] = &[];
