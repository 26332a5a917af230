//! `stackday profiles export`: connections as a file, without secrets.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::examples::EXAMPLES;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, unwritable};
use crate::cli::global::Global;
use crate::cli::paths::path;
use crate::cli::registry::RunCommand;
use crate::domain::exit::Exit;
use crate::library::export_format;
use crate::output::{eprint_line, print_json};
use crate::storage::write_atomically;

/// Write them to a file, or to standard output: without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Export {
    /// The file; else, or with -, standard output.
    #[arg(value_parser = path())]
    pub file: Option<PathBuf>,
}

/// The JSON, where the export itself is in a file.
#[derive(Serialize)]
struct Written {
    ok: bool,
    file: String,
    profiles: usize,
}

impl RunCommand for Export {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let mut saved = context.saved()?;
        for left_out in context.library()?.leave_secrets_out(&mut saved) {
            eprint_line(&format!("stackday: {left_out}"));
        }
        let export = export_format::Export::of(&saved);
        let text = export.to_text();
        let file = self.file.as_deref().filter(|file| *file != Path::new("-"));
        let Some(file) = file else {
            let printed = print_json(text.trim_end());
            printed.map_err(|error| Failure::failed(unwritable(&error)))?;
            return Ok(Exit::Success);
        };
        let shown = file.display().to_string();
        write_atomically(file, text.as_bytes())
            .map_err(|error| Failure::failed(format!("{shown}: {error}")))?;
        if !context.json {
            return Ok(Exit::Success);
        }
        let written = Written {
            ok: true,
            file: shown,
            profiles: export.len(),
        };
        context.conclude(&written, |_| String::new(), Exit::Success)
    }
}
