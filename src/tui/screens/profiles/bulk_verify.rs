//! What the background task tells of saved connections: verifications of many, renewed and replaced Tokens.

use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::{Input, ProfileId};
use crate::tui::library_view::Progress;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::screens::profiles;
use crate::tui::tasks::TaskKind;
use crate::workflow::secrets::Source;
use crate::workflow::{ManyReport, Renewed, ResolvedSecret, RevokeReport, RotateReport};

/// The server gave another Token, which is kept by now, or could not be.
pub(crate) fn renewed(model: &mut Model, renewed: Renewed) {
    if model.library.open != Some(renewed.profile) {
        if let Err(why) = &renewed.kept {
            model.refuse(format!("a renewed Token could not be kept: {why}"));
        }
        return;
    }
    let source = match renewed.kept {
        Ok(kept) => {
            model.session.read_from = Some(kept.clone());
            Source::Kept(kept)
        }
        Err(why) if model.running.contains_key(&TaskKind::Rotate) => {
            // It is not the one in use, and nobody else has it: step B2 shows it until it is copied.
            model.remote.new_token = Some(renewed.token);
            return model.refuse(format!("the renewed Token could not be kept: {why}"));
        }
        Err(why) => {
            model.refuse(format!("the renewed Token could not be kept: {why}"));
            Source::Typed
        }
    };
    model.form.fill(Input::TokenSecret, renewed.token.expose());
    model.session.token = Some(ResolvedSecret {
        secret: renewed.token,
        source,
        shadowed: None,
    });
}

pub(crate) fn begun(model: &mut Model, total: usize) {
    model.library.progress = Some(Progress {
        total,
        ..Progress::default()
    });
}

pub(crate) fn at(model: &mut Model, id: ProfileId, line: String) {
    model.library.busy.insert(id, line);
}

/// The verification of one has ended: so many of so many are done.
pub(crate) fn done(model: &mut Model, id: ProfileId, exit: Exit, (done, total): (usize, usize)) {
    model.library.busy.remove(&id);
    let progress = model.library.progress.get_or_insert_with(Progress::default);
    progress.done = done;
    progress.total = total;
    if exit != Exit::Success {
        progress.failed += 1;
    }
}

/// All have ended, or were cancelled: says how many hold, and which do not.
pub(crate) fn ended(model: &mut Model, report: &ManyReport) {
    stopped(model);
    let counts = report.counts;
    let mut text = format!(
        "{} of {} hold",
        counts.hold,
        counts.hold + counts.fail + counts.not_reached
    );
    let failed: Vec<_> = report
        .profiles
        .iter()
        .filter(|row| row.reached && row.exit != Exit::Success)
        .collect();
    if !failed.is_empty() {
        let few: Vec<_> = failed
            .iter()
            .take(5)
            .map(|row| format!("“{}”: {}", row.name, row.line))
            .collect();
        let verb = if failed.len() == 1 { "does" } else { "do" };
        text = format!("{text}; {} {verb} not: {}", failed.len(), few.join("; "));
        if failed.len() > few.len() {
            text.push_str("; and others");
        }
    }
    if counts.not_reached > 0 {
        text = format!("{text}; {} not reached", counts.not_reached);
    }
    for trouble in &report.trouble {
        text = format!("{text}. {}", trouble.summary);
    }
    if report.ok {
        model.say(text.clone());
    } else {
        model.refuse(format!(
            "{} of {} hold: see the summary above the detail",
            counts.hold,
            counts.hold + counts.fail + counts.not_reached
        ));
    }
    model.library.summary = Some(text);
}

/// Nothing is on its way any more.
pub(crate) fn stopped(model: &mut Model) {
    model.library.progress = None;
    model.library.busy.clear();
}

/// The Token was replaced, or was not.
pub(crate) fn rotated(model: &mut Model, report: &RotateReport, effects: &mut Vec<Effect>) {
    let lines = std::iter::once(&report.line).chain(&report.notes);
    let lines: Vec<_> = lines.map(|line| line.trim_end_matches('.')).collect();
    let text = lines.join(". ");
    if report.ok {
        model.say(format!("{text}. u revokes the old one."));
        if model.library.open == Some(report.id) && !model.is_changed() {
            profiles::commands::refresh_secrets(model, report.id, effects);
        }
    } else {
        model.refuse(with_reason(text, report.diagnosis.as_ref()));
    }
}

/// What did not work, why, and what to do.
fn with_reason(line: String, diagnosis: Option<&Diagnosis>) -> String {
    match diagnosis {
        Some(diagnosis) if diagnosis.summary == line => format!("{line} {}", diagnosis.next),
        Some(diagnosis) => format!("{line}: {} {}", diagnosis.summary, diagnosis.next),
        None => line,
    }
}

/// The replaced Token was revoked, or was not.
pub(crate) fn revoked(model: &mut Model, report: &RevokeReport) {
    if report.ok {
        model.say(report.line.clone());
    } else {
        let text = with_reason(report.line.clone(), report.diagnosis.as_ref());
        model.refuse(text);
    }
}
