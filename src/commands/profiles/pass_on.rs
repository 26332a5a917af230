//! Profiles as a file: out, and in again.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::{Desk, Exit, conclude, refuse};
use crate::cli::{ProfilesExport, ProfilesImport};
use crate::output::print;
use crate::profile::exchange::{Export, Plan};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

pub(super) fn export(desk: &Desk, options: &ProfilesExport) -> Result<Exit, Exit> {
    let text = Export::of(&desk.load()?).to_text();
    match &options.file {
        Some(file) => {
            write(file, &text).map_err(|error| refuse(&format!("{}: {error}", file.display())))?;
        }
        None => {
            print(text.trim_end())
                .map_err(|error| refuse(&format!("standard output cannot be written: {error}")))?;
        }
    }
    Ok(Exit::Success)
}

/// Writes the file whole or not at all.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut beside = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    beside.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// The JSON.
#[derive(Serialize)]
struct Imported {
    applied: bool,
    #[serde(flatten)]
    plan: Plan,
}

pub(super) fn import(desk: &Desk, options: &ProfilesImport, json: bool) -> Result<Exit, Exit> {
    let shown = options.file.display();
    let failed = |error: std::io::Error| refuse(&format!("{shown}: {error}"));
    if fs::metadata(&options.file).map_err(failed)?.len() > LARGEST {
        return Err(refuse(&format!(
            "{shown} is too large for a list of profiles"
        )));
    }
    let text = fs::read_to_string(&options.file).map_err(failed)?;
    let export = Export::read(&text).map_err(|error| refuse(&format!("{shown}: {error}")))?;
    let plan = if options.dry_run {
        export.plan(&desk.load()?)
    } else {
        // Planned and done under one lock: what is told is what was done.
        let changed = desk.store.change(|saved| {
            let plan = export.plan(saved);
            export.apply(saved, Timestamp::now());
            Ok(plan)
        });
        changed.map_err(|error| refuse(&error.to_string()))?.1
    };
    let imported = Imported {
        applied: !options.dry_run && !plan.is_empty(),
        plan,
    };
    Ok(conclude(&imported, json, table, Exit::Success, false))
}

fn table(imported: &Imported) -> String {
    let plan = &imported.plan;
    if plan.is_empty() {
        return format!("Nothing to change: all {} are the same.", plan.same.len());
    }
    let mut text = String::new();
    for name in &plan.new {
        // Writing to a string does not fail.
        let _ = writeln!(text, "+ {name}");
    }
    for changed in &plan.changed {
        let _ = writeln!(text, "~ {}", changed.name);
        for field in &changed.fields {
            let _ = writeln!(
                text,
                "    {}: “{}” → “{}”",
                field.field, field.from, field.to
            );
        }
    }
    let (new, changed) = (plan.new.len(), plan.changed.len());
    let _ = write!(
        text,
        "{new} new, {changed} changed, {} the same. {}",
        plan.same.len(),
        if imported.applied {
            "Done."
        } else {
            "Nothing was written (--dry-run)."
        }
    );
    text
}
