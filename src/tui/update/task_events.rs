//! What a task's report changes, led to whom it concerns.

use crate::domain::StepId;
use crate::domain::diagnosis::Kind;
use crate::journal::Level;
use crate::scopes::ActionCatalogue;
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::screen::Screen;
use crate::tui::screens::accounts;
use crate::tui::screens::logs;
use crate::tui::screens::profiles::{self, bulk_verify, pins, prompts};
use crate::tui::screens::setup;
use crate::tui::shared::Shared;
use crate::tui::tasks::{RunningTask, TaskKind};
use crate::tui::update::ui_settings;
use crate::tui::worker::{JobId, TaskEvent, TaskOutcome};
use crate::workflow::{Progress, VerifyReport};

/// Takes in what a task reports.
pub(crate) fn take(model: &mut Model, event: TaskEvent) {
    match event {
        TaskEvent::Library(changes) => profiles::results::follow(&mut model.shared, &changes),
        TaskEvent::Progress(id, progress) => progressed(model, id, progress),
        TaskEvent::Ended(id, outcome) => {
            let Some((kind, task, wanted)) = model.shared.tasks.end(id) else {
                return;
            };
            if kind == TaskKind::Link {
                // How far the link of Setup came is in the library, however it ended.
                accounts::links::load(&mut model.shared);
            }
            // What was changed is changed, whoever has turned away meanwhile.
            let is_done = matches!(
                outcome,
                TaskOutcome::AccountsChanged(..)
                    | TaskOutcome::LinkMade(_)
                    | TaskOutcome::LinkChanged(_)
                    | TaskOutcome::LinkKept(_)
            );
            if wanted || is_done {
                ended(model, kind, task, outcome);
            } else {
                ended_unwanted(&mut model.shared, kind, &task, outcome);
            }
        }
    }
}

/// A task goes on. Of one that is not wanted any more only what must not be lost is taken in.
fn progressed(model: &mut Model, id: JobId, progress: Progress) {
    let shared = &mut model.shared;
    let Some((kind, wanted)) = shared.tasks.kind_of_any(id) else {
        return;
    };
    match progress {
        Progress::NewToken(token) => {
            if let Some(task) = shared.tasks.task(id).cloned() {
                setup::results::new_token(shared, &task, token);
            }
        }
        Progress::Renewed(renewed) => {
            let sent = shared.tasks.task(id).and_then(|task| task.token.clone());
            bulk_verify::renewed(shared, kind, sent.as_ref(), renewed);
        }
        Progress::LibraryChanged(changes) => profiles::results::follow(shared, &changes),
        // The library has it already, whoever follows the link by now; the newest look wins.
        Progress::LinkFollowed(link) => accounts::links::followed(shared, *link),
        _ if !wanted => {}
        Progress::Checking(check) => shared.tasks.note(kind, |running| {
            running.check = Some(check);
            setup::results::checking(check).clone_into(&mut running.at);
        }),
        Progress::Checked {
            check,
            portal_matches,
        } => {
            shared.tasks.note(kind, |running| running.checked += 1);
            for (step, evidence) in crate::domain::ticks(&check, portal_matches) {
                setup::results::record(shared, step, evidence);
            }
        }
        Progress::Probed { done, total } => shared.tasks.note(kind, |running| {
            "proving scopes".clone_into(&mut running.at);
            running.probed = (done, total);
        }),
        Progress::ManyBegun { total } => bulk_verify::begun(shared, total),
        Progress::Many { id, line } => bulk_verify::at(shared, id, line),
        Progress::ManyDone {
            id,
            exit,
            done,
            total,
            ..
        } => bulk_verify::done(shared, id, exit, (done, total)),
        Progress::Profiles(profiles) => setup::results::take_profiles(shared, profiles),
        Progress::KeptAccounts(report) => {
            accounts::results::listed(&mut model.accounts, shared, *report, true);
        }
        Progress::AccountChanged { done, total } => {
            shared.tasks.note(kind, |running| {
                running.at = format!("{done} of {total}");
            });
        }
        Progress::Waiting(what) => shared.tasks.note(kind, |running| running.at = what),
        Progress::Step(step, evidence) => setup::results::record(shared, step, evidence),
        Progress::Link(link) => {
            // The library has it by now.
            accounts::links::load(shared);
            shared.remote.link = Some(link);
            if model.setup.step == StepId::D1 {
                shared.suggest(StepId::D2);
            }
        }
    }
}

/// A superseded task has ended: what it has written is written all the same.
fn ended_unwanted(shared: &mut Shared, kind: TaskKind, task: &RunningTask, outcome: TaskOutcome) {
    match outcome {
        TaskOutcome::Library(outcome) => profiles::results::follow(shared, &outcome.changes),
        TaskOutcome::Rotated(report) => bulk_verify::rotated(shared, &report),
        TaskOutcome::Revoked(report) => bulk_verify::revoked(shared, &report),
        // That it was cancelled is said already.
        TaskOutcome::Failed(diagnosis) if diagnosis.is_cancelled() => {}
        // It was to go on to its end, and did not get there.
        TaskOutcome::Failed(diagnosis) if kind.policy().goes_on => {
            shared.refuse(diagnosis.summary.clone());
        }
        _ => {
            let text = format!("Answer not used, it came too late: {}", task.what);
            shared.log(Level::Info, text);
        }
    }
}

fn ended(model: &mut Model, kind: TaskKind, task: RunningTask, outcome: TaskOutcome) {
    let shared = &mut model.shared;
    match outcome {
        TaskOutcome::Library(outcome) => {
            let ui = outcome.done.ui().cloned();
            profiles::results::done(&mut model.profiles, shared, *outcome);
            if let Some(ui) = ui {
                ui_settings::take(model, &ui);
            }
        }
        TaskOutcome::Store(choice) => {
            let words = format!("{}. {}", choice.place.words(), choice.why);
            shared.library.store_words = Some(words);
        }
        TaskOutcome::Locked { new } => locked(shared, kind, task, new),
        TaskOutcome::Unlocked => unlocked(shared),
        TaskOutcome::Failed(diagnosis) if kind == TaskKind::Unlock => {
            prompts::not_unlocked(shared, diagnosis.summary.clone());
        }
        TaskOutcome::Request(report) => setup::results::request_checked(shared, *report),
        TaskOutcome::Verified(report) => verified(model, *report),
        TaskOutcome::Found(profile) => setup::results::found(shared, *profile),
        TaskOutcome::Linked(account) => setup::results::linked(shared, *account),
        TaskOutcome::Profiles(profiles) => setup::results::take_profiles(shared, profiles),
        TaskOutcome::Pins(report) => pins::seen(shared, &report),
        TaskOutcome::Guide(live) => shared.guide.take(*live),
        TaskOutcome::Accounts(report) => {
            accounts::results::listed(&mut model.accounts, shared, *report, false);
        }
        TaskOutcome::AccountRecord(record) => {
            accounts::results::record(&mut model.accounts, shared, *record);
        }
        TaskOutcome::AccountRead(id, result) => accounts::results::tried(shared, id, result),
        TaskOutcome::AccountsChanged(word, report) => {
            accounts::results::changed(&mut model.accounts, shared, word, &report);
        }
        TaskOutcome::Links(links) => accounts::links::loaded(shared, links),
        TaskOutcome::LinkMade(made) => accounts::links::made(&mut model.accounts, shared, *made),
        TaskOutcome::LinksFollowed => accounts::links::all_followed(shared),
        TaskOutcome::LinkChanged(link) => accounts::links::changed(shared, *link),
        TaskOutcome::LinkKept(link) => accounts::links::kept(shared, *link),
        TaskOutcome::LinkUrl(id, url) => accounts::links::url_read(shared, id, url),
        TaskOutcome::Actions(actions) => take_actions(shared, *actions),
        TaskOutcome::Exported(exported) => logs::export::ended(shared, exported),
        TaskOutcome::Clicked(step, clicked) => setup::results::clicked(shared, step, *clicked),
        TaskOutcome::Many(report) => bulk_verify::ended(shared, &report),
        TaskOutcome::Rotated(report) => bulk_verify::rotated(shared, &report),
        TaskOutcome::Revoked(report) => bulk_verify::revoked(shared, &report),
        TaskOutcome::Failed(diagnosis) => {
            bulk_verify::stopped(shared, kind);
            if diagnosis.is_cancelled() {
                return;
            }
            match kind {
                // Nothing depends on it: the step says so, and the log.
                TaskKind::Guide => {
                    shared.guide.trouble = Some(*diagnosis);
                    return;
                }
                // Without a key there is only what is kept, and nothing is: the choice of actions says what to do.
                TaskKind::Actions if diagnosis.kind == Kind::NotConfigured => return,
                TaskKind::Accounts => {
                    accounts::results::list_failed(shared, (*diagnosis).clone());
                }
                TaskKind::Profiles => shared.remote.profiles_trouble = Some((*diagnosis).clone()),
                TaskKind::Actions => shared.remote.actions_trouble = Some((*diagnosis).clone()),
                _ => {}
            }
            shared.refuse(diagnosis.summary.clone());
        }
    }
}

fn verified(model: &mut Model, report: VerifyReport) {
    let checks = report.checks.clone();
    let shared = &mut model.shared;
    let scopes_failed = setup::results::verified(shared, report);
    model.scopes.refresh(shared);
    model.scopes.show_wrong();
    if let Some(notice) = &mut shared.notice
        && scopes_failed
        && shared.screen != Screen::Scopes
        && model.scopes.new_app().is_some()
    {
        notice.text.push_str(" Press {screens.scopes} for the fix.");
    }
    shared.read_guide(&checks);
}

/// Takes the catalogue of actions in, into the open choice of them too.
fn take_actions(shared: &mut Shared, actions: ActionCatalogue) {
    for overlay in shared.layers.shown_mut() {
        if let Overlay::Actions(picker) = overlay {
            picker.offer(Some(&actions));
        }
    }
    shared.remote.actions = Some(actions);
    shared.remote.actions_trouble = None;
    shared.scopes_stale = true;
}

/// A task needs the encrypted file: asks for the passphrase once, and does every such task afterwards.
fn locked(shared: &mut Shared, kind: TaskKind, task: RunningTask, new: bool) {
    bulk_verify::stopped(shared, kind);
    shared.tasks.await_unlock(kind, task);
    prompts::ask_for_passphrase(shared, new);
}

/// The encrypted file is open: goes on with what needed it.
fn unlocked(shared: &mut Shared) {
    let waiting = shared.tasks.unlocked();
    if waiting.is_empty() {
        return shared.say("the encrypted file is unlocked");
    }
    for (kind, what, job) in waiting {
        let text = format!("The encrypted file is unlocked. Goes on with: {what}");
        shared.log(Level::Info, text);
        shared.start(kind, what, job);
    }
}
