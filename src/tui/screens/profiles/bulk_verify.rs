//! What the background task reports of saved connections: verifications of many, renewed and replaced Tokens.

use jiff::Timestamp;

use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;
use crate::domain::{Input, ProfileId};
use crate::secret::Secret;
use crate::tui::library_view::Progress;
use crate::tui::screens::profiles::saving::refresh_secrets;
use crate::tui::session::UnclaimedToken;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::secrets::Source;
use crate::workflow::{
    ManyReport, ManyRequest, Renewed, ResolvedSecret, RevokeReport, RotateReport,
};

/// Starts the verification of these.
pub(crate) fn start(shared: &mut Shared, ids: Vec<ProfileId>) {
    if ids.is_empty() {
        return shared.refuse("No connection is selected or shown.");
    }
    begun(shared, ids.len());
    shared.library.busy.clear();
    let request = ManyRequest {
        targets: ids,
        env: shared.env_credentials.clone(),
    };
    let job = Job::VerifyMany(request);
    shared.start(TaskKind::Many, "verifying", job);
}

/// The server gave another Token, which is kept by now, or could not be: then nothing else holds it.
pub(crate) fn renewed(
    shared: &mut Shared,
    kind: TaskKind,
    sent: Option<&Secret>,
    renewed: Renewed,
) {
    let Renewed {
        profile,
        token,
        kept,
    } = renewed;
    if shared.library.open != Some(profile) {
        if let Err(why) = kept {
            let found = shared.library.contents.find(profile);
            let of = found.map_or_else(String::new, |found| found.name.clone());
            shared.refuse(format!("a renewed Token could not be kept: {why}"));
            shared.unclaimed_tokens.push(UnclaimedToken { of, token });
        }
        return;
    }
    let source = match kept {
        Ok(kept) => {
            shared.session.read_from = Some(kept.clone());
            Source::Kept(kept)
        }
        Err(why) => {
            // Nothing else holds it, and the field may hold another Token by now, entered or saved since: it waits beside
            // its field until it is used or copied, unless the field still holds the one that was sent.
            let held = shared.form.secret(Input::TokenSecret);
            let untouched = kind == TaskKind::Verify && held.is_some() && held.as_ref() == sent;
            shared.refuse(format!("the renewed Token could not be kept: {why}"));
            if !untouched {
                shared.remote.new_token = Some(token);
                shared.remote.new_token_in_field = false;
                return;
            }
            Source::Typed
        }
    };
    // What the person has typed there since is not overwritten.
    if source == Source::Typed || !shared.is_touched(Input::TokenSecret) {
        shared.form.fill(Input::TokenSecret, token.expose());
    }
    shared.session.token = Some(ResolvedSecret {
        secret: token,
        source,
        shadowed: None,
    });
}

/// The verification of so many has begun.
pub(crate) fn begun(shared: &mut Shared, total: usize) {
    shared.library.progress = Some(Progress {
        total,
        begun: Some(shared.now),
        ..Progress::default()
    });
}

/// What the verification of one is at.
pub(crate) fn at(shared: &mut Shared, id: ProfileId, line: String) {
    shared.library.busy.insert(id, line);
}

/// The verification of one has ended: so many of so many are done.
pub(crate) fn done(shared: &mut Shared, id: ProfileId, exit: Exit, (done, total): (usize, usize)) {
    shared.library.busy.remove(&id);
    let progress = shared
        .library
        .progress
        .get_or_insert_with(Progress::default);
    progress.done = done;
    progress.total = total;
    if exit != Exit::Success {
        progress.failed += 1;
    }
    let text = words(*progress, shared.now);
    shared
        .tasks
        .note(TaskKind::Many, |running| running.at = text);
}

/// How far it is, how fast, how long it still takes, and how many failed.
fn words(progress: Progress, now: Timestamp) -> String {
    let Progress {
        done,
        total,
        failed,
        begun,
    } = progress;
    let mut text = format!("{done} of {total}");
    let taken = begun.map(|begun| now.duration_since(begun).as_secs());
    if let Some(seconds) = taken.and_then(|taken| u64::try_from(taken).ok())
        && seconds > 0
        && done > 0
    {
        let done = done as u64;
        let left = (total as u64).saturating_sub(done) * seconds / done;
        let tenths = done * 10 / seconds;
        let rate = format!("{}.{} a second", tenths / 10, tenths % 10);
        text = format!("{text}, {rate}, {left} s left");
    }
    if failed > 0 {
        text = format!("{text}, {failed} failed");
    }
    text
}

/// All have ended, or were cancelled: says how many are ok, and how to see those that failed.
pub(crate) fn ended(shared: &mut Shared, report: &ManyReport) {
    stopped(shared, TaskKind::Many);
    let reached = report.profiles.iter().filter(|row| row.reached);
    shared.library.just_checked = reached.map(|row| row.id).collect();
    shared.profiles_stale = true;
    let counts = report.counts;
    let connections = match counts.hold + counts.fail {
        1 => "1 connection".to_owned(),
        count => format!("{count} connections"),
    };
    let mut text = format!("Verified {connections}: {} ok", counts.hold);
    if counts.fail > 0 {
        text = format!("{text}, {} failed", counts.fail);
    }
    if counts.not_reached > 0 {
        text = format!("{text}, {} not reached", counts.not_reached);
    }
    text.push('.');
    for trouble in &report.trouble {
        text = format!("{text} {}", trouble.summary);
    }
    if report.ok {
        return shared.say(text);
    }
    if counts.fail > 0 {
        text.push_str(
            " {list.next_failure} shows the next failure, {profiles.just_checked} lists them all.",
        );
    }
    shared.refuse(text);
}

/// A task of this kind has ended, whatever came of it: of a verification of many, nothing is on its way any more.
pub(crate) fn stopped(shared: &mut Shared, kind: TaskKind) {
    if kind == TaskKind::Many {
        shared.library.progress = None;
        shared.library.busy.clear();
    }
}

/// The Token was replaced, or was not.
pub(crate) fn rotated(shared: &mut Shared, report: &RotateReport) {
    let lines = std::iter::once(&report.line).chain(&report.notes);
    let lines: Vec<_> = lines.map(|line| line.trim_end_matches('.')).collect();
    let text = lines.join(". ");
    if report.ok {
        shared.say(format!(
            "{{profiles.revoke_token}} revokes the old one. {text}."
        ));
        if shared.library.open == Some(report.id) && !shared.is_changed() {
            refresh_secrets(shared, report.id);
        }
    } else {
        shared.refuse(with_reason(text, report.diagnosis.as_ref()));
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
pub(crate) fn revoked(shared: &mut Shared, report: &RevokeReport) {
    if report.ok {
        shared.say(report.line.clone());
    } else {
        let text = with_reason(report.line.clone(), report.diagnosis.as_ref());
        shared.refuse(text);
    }
}
