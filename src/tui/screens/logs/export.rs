//! The lines that are shown, written to a file as NDJSON: one JSON object a line, as the log file has them.

use crate::tui::layers::Overlay;
use crate::tui::overlays::prompt::{Prompt, PromptKind};
use crate::tui::screens::logs::LogView;
use crate::tui::screens::logs::words::count;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::{ExportRequest, ExportTo, Exported, Job};

/// The word that lets a file be replaced.
const OVERWRITE: &str = "overwrite";

/// Asks for the file.
pub(crate) fn ask(logs: &mut LogView, shared: &mut Shared) {
    let day = shared.env.zone.to_datetime(shared.now).date();
    let prompt = Prompt::new(
        PromptKind::ExportLog,
        format!("Export {} lines", count(logs.len())),
        "File",
    )
    .with_line("The lines that are shown, one JSON object a line. Secrets are replaced, as in the log. Only you can read the file.")
    .with_text(format!("stackday-log-{day}.ndjson"));
    shared.layers.open(Overlay::prompt(prompt));
}

/// Writes the lines that are shown to the file.
pub(crate) fn start(logs: &LogView, shared: &mut Shared, to: ExportTo) {
    let lines = logs.lines(0, usize::MAX);
    let request = ExportRequest {
        path: to.path,
        lines: lines.map(|(_, entry)| entry.clone()).collect(),
        overwrite: to.overwrite,
    };
    let job = Job::ExportLog(request);
    shared.start(TaskKind::Export, "exporting the log", job);
}

/// Says what came of it; a file that is there already is asked about.
pub(crate) fn ended(shared: &mut Shared, exported: Exported) {
    match exported {
        Exported::Written { path, lines } => {
            let word = if lines == 1 { "line" } else { "lines" };
            shared.say(format!("Exported {} {word} to {path}.", count(lines)));
        }
        Exported::Exists { path } => {
            let prompt = Prompt::new(
                PromptKind::OverwriteLog(path.clone()),
                "Replace this file?",
                "Type it",
            )
            .with_line(format!("There is a file already: {path}"))
            .with_line(format!("To replace it, type: {OVERWRITE}"))
            .requiring(OVERWRITE);
            shared.layers.ask(Overlay::prompt(prompt));
        }
    }
}
