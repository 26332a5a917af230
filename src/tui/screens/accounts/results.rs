//! What the answers of tasks mean to the screen.

use crate::domain::LinkRead;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text::Text;
use crate::journal::Level;
use crate::stackone::AccountRecord;
use crate::tui::accounts_data::TriedRead;
use crate::tui::layers::{Detail, Overlay};
use crate::tui::screens::accounts::AccountsView;
use crate::tui::screens::accounts::{link_form, requests};
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::workflow::{AccountsReport, ChangeReport};

/// The list that was kept, or the one that was read now.
pub(crate) fn listed(
    view: &mut AccountsView,
    shared: &mut Shared,
    report: AccountsReport,
    is_kept: bool,
) {
    if is_kept && shared.accounts.report.is_some() {
        // What is shown is as new, and says more: a kept list has neither profiles nor a caveat.
        return;
    }
    let before = view.selected_id(&shared.accounts);
    if let Some(why) = &report.not_kept
        && !is_kept
    {
        let text = format!("The list of accounts is not kept for the next start: {why}");
        shared.log(Level::Warn, text);
    }
    shared.accounts.take(report, is_kept);
    link_form::offer(shared);
    view.refresh(&shared.accounts, before.as_ref());
}

/// A list was dropped, because the API key is another one: nothing of it is shown any more.
pub(crate) fn settle(view: &mut AccountsView, shared: &mut Shared) {
    if std::mem::take(&mut shared.accounts.is_dropped) {
        view.refresh(&shared.accounts, None);
    }
}

/// The list could not be read. The one that is there stays, with its age.
pub(crate) fn list_failed(shared: &mut Shared, diagnosis: Diagnosis) {
    shared.accounts.trouble = Some(diagnosis);
}

/// One account with its record.
pub(crate) fn record(view: &mut AccountsView, shared: &mut Shared, record: AccountRecord) {
    let now = shared.now;
    let account = record.account.clone();
    let report = shared.accounts.report.as_mut();
    let kept = report.and_then(|report| {
        let mut accounts = report.accounts.iter_mut();
        accounts.find(|kept| kept.account.id == account.id)
    });
    if let Some(kept) = kept {
        // `/accounts` does not say the profile: what the list said of it stays.
        let profile = kept.account.connector_profile_id.take();
        kept.account = account.clone();
        kept.account.connector_profile_id = account.connector_profile_id.clone().or(profile);
        kept.last_seen = now;
        kept.gone_since = None;
    }
    shared.accounts.record = Some(record);
    let before = view.selected_id(&shared.accounts);
    view.refresh(&shared.accounts, before.as_ref());
}

/// What one read through an account came to.
pub(crate) fn tried(shared: &mut Shared, id: Text, result: Result<LinkRead, Box<Diagnosis>>) {
    let name = shared.accounts.account(&id);
    let name = name.map_or_else(|| id.to_string(), |account| account.name().to_owned());
    match &result {
        Ok(read) => {
            let count = read.counted();
            shared.say(format!("{name}: {} answered with {count}.", read.action));
        }
        Err(diagnosis) if diagnosis.is_cancelled() => return,
        Err(diagnosis) => shared.refuse(format!("{name}: {}", diagnosis.summary)),
    }
    let at = shared.now;
    shared
        .accounts
        .reads
        .insert(id.clone(), TriedRead { at, result });
    // A refused read may have changed the status, and an answered one too.
    if shows_another(shared, &id) {
        requests::list(shared);
    } else {
        requests::record(shared, id);
    }
}

/// Whether the record of another account is shown, or is being read to be shown.
fn shows_another(shared: &Shared, id: &Text) -> bool {
    let is_open =
        |overlay: &Overlay| matches!(overlay, Overlay::Detail { of, .. } if *of == Detail::Account);
    let record = shared.accounts.record.as_ref();
    let is_other = record.map_or(shared.tasks.runs(TaskKind::AccountRecord), |record| {
        record.account.id != *id
    });
    is_other && shared.layers.has(is_open)
}

/// What was changed or deleted.
pub(crate) fn changed(
    view: &mut AccountsView,
    shared: &mut Shared,
    word: &'static str,
    report: &ChangeReport,
) {
    let now = shared.now;
    // The places in the list are other ones as soon as an account is gone from it.
    let before = view.selected_id(&shared.accounts);
    for done in &report.done {
        view.marked.remove(&done.target.id);
        let Some(list) = shared.accounts.report.as_mut() else {
            continue;
        };
        let Some(account) = &done.account else {
            list.accounts
                .retain(|kept| kept.account.id != done.target.id);
            continue;
        };
        let mut accounts = list.accounts.iter_mut();
        if let Some(kept) = accounts.find(|kept| kept.account.id == account.id) {
            let profile = kept.account.connector_profile_id.take();
            kept.account = account.clone();
            kept.account.connector_profile_id = account.connector_profile_id.clone().or(profile);
            kept.last_seen = now;
        }
    }
    view.refresh(&shared.accounts, before.as_ref());
    let mut line = match report.done.as_slice() {
        [only] if report.failed.is_empty() && report.not_tried.is_empty() => {
            format!("{}: {word}.", only.target.name)
        }
        _ => report.line(word),
    };
    if let Some(failed) = report.failed.first() {
        line = format!(
            "{line} {}: {}",
            failed.target.name, failed.diagnosis.summary
        );
        for failed in &report.failed {
            let text = format!("{}: {}", failed.target.name, failed.diagnosis.summary);
            shared.log(Level::Error, text);
        }
        shared.refuse(line);
    } else if report.not_tried.is_empty() {
        shared.say(line);
    } else {
        shared.refuse(line);
    }
    for left in &report.not_tried {
        shared.log(
            Level::Warn,
            format!("Not {word}: {} ({})", left.name, left.id),
        );
    }
    // What StackOne has made of it is seen in its own list, and what a profile change means to the status too.
    requests::list(shared);
}
