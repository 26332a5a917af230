//! What the background task tells of saved connections: verifications of many, renewed and replaced Tokens.

use super::Effect;
use super::keeping;
use super::saved::Progress;
use super::state::{Slot, State};
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::{Input, ProfileId};
use crate::workflow::secrets::Source;
use crate::workflow::{ManyReport, Renewed, ResolvedSecret, RevokeReport, RotateReport};

/// The server gave another Token, which is kept by now, or could not be.
pub(super) fn renewed(state: &mut State, renewed: Renewed) {
    if state.saved.open != Some(renewed.profile) {
        if let Err(why) = &renewed.kept {
            state.refuse(format!("a renewed Token could not be kept: {why}"));
        }
        return;
    }
    let source = match renewed.kept {
        Ok(kept) => {
            state.current.read_from = Some(kept.clone());
            Source::Kept(kept)
        }
        Err(why) if state.running.contains_key(&Slot::Rotate) => {
            // It is not the one in use, and nobody else has it: step B2 shows it until it is copied.
            state.seen.new_token = Some(renewed.token);
            return state.refuse(format!("the renewed Token could not be kept: {why}"));
        }
        Err(why) => {
            state.refuse(format!("the renewed Token could not be kept: {why}"));
            Source::Typed
        }
    };
    state.form.fill(Input::TokenSecret, renewed.token.expose());
    state.current.token = Some(ResolvedSecret {
        secret: renewed.token,
        source,
        shadowed: None,
    });
}

pub(super) fn begun(state: &mut State, total: usize) {
    state.saved.progress = Some(Progress {
        total,
        ..Progress::default()
    });
}

pub(super) fn at(state: &mut State, id: ProfileId, line: String) {
    state.saved.busy.insert(id, line);
}

/// The verification of one has ended: so many of so many are done.
pub(super) fn done(state: &mut State, id: ProfileId, exit: Exit, (done, total): (usize, usize)) {
    state.saved.busy.remove(&id);
    let progress = state.saved.progress.get_or_insert_with(Progress::default);
    progress.done = done;
    progress.total = total;
    if exit != Exit::Success {
        progress.failed += 1;
    }
}

/// All have ended, or were cancelled: says how many hold, and which do not.
pub(super) fn ended(state: &mut State, report: &ManyReport) {
    stopped(state);
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
        state.say(text.clone());
    } else {
        state.refuse(format!(
            "{} of {} hold: see the summary above the detail",
            counts.hold,
            counts.hold + counts.fail + counts.not_reached
        ));
    }
    state.saved.summary = Some(text);
}

/// Nothing is on its way any more.
pub(super) fn stopped(state: &mut State) {
    state.saved.progress = None;
    state.saved.busy.clear();
}

/// The Token was replaced, or was not.
pub(super) fn rotated(state: &mut State, report: &RotateReport, effects: &mut Vec<Effect>) {
    let lines = std::iter::once(&report.line).chain(&report.notes);
    let lines: Vec<_> = lines.map(|line| line.trim_end_matches('.')).collect();
    let text = lines.join(". ");
    if report.ok {
        state.say(format!("{text}. u revokes the old one."));
        if state.saved.open == Some(report.id) && !state.is_changed() {
            keeping::refresh_secrets(state, report.id, effects);
        }
    } else {
        state.refuse(with_reason(text, report.diagnosis.as_ref()));
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
pub(super) fn revoked(state: &mut State, report: &RevokeReport) {
    if report.ok {
        state.say(report.line.clone());
    } else {
        let text = with_reason(report.line.clone(), report.diagnosis.as_ref());
        state.refuse(text);
    }
}
