//! What the background task's news change.

use crate::domain::diagnosis::Kind;
use crate::domain::{CheckId, Evidence, Input, Standing, StepId};
use crate::http::Listed;
use crate::journal::Entry;
use crate::sandbox_user::Clicked;
use crate::scopes::ActionCatalogue;
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Screen};
use crate::tui::screens::profiles;
use crate::tui::screens::profiles::{bulk_verify, pins};
use crate::tui::screens::setup;
use crate::tui::tasks::{RunningTask, TaskKind, Wait};
use crate::tui::worker::{JobId, TaskEvent, TaskOutcome};
use crate::workflow::{Finding, Progress, RequestReport, VerifyReport};

/// Takes in what a task reports. What comes of a task that is no longer wanted changes nothing.
pub(crate) fn take(model: &mut Model, news: TaskEvent, effects: &mut Vec<Effect>) {
    let id = match &news {
        TaskEvent::Progress(id, _) | TaskEvent::Ended(id, _) => id,
        TaskEvent::Library(changes) => return profiles::results::follow(model, changes, effects),
    };
    let Some(slot) = slot_of(model, *id) else {
        return;
    };
    match news {
        TaskEvent::Progress(_, news) => progress(model, slot, news, effects),
        TaskEvent::Ended(_, ending) => {
            model.running.remove(&slot);
            if model.running.is_empty() {
                model.wait = None;
            }
            ended(model, slot, ending, effects);
        }
        TaskEvent::Library(_) => {}
    }
}

fn slot_of(model: &Model, id: JobId) -> Option<TaskKind> {
    model
        .running
        .iter()
        .find(|(_, running)| running.id == id)
        .map(|(slot, _)| *slot)
}

impl Model {
    /// Reads what comes after the last frame: notes why a change was not made.
    pub fn note_failed_write(&mut self, news: &TaskEvent) {
        if let TaskEvent::Ended(id, TaskOutcome::Failed(diagnosis)) = news
            && slot_of(self, *id) == Some(TaskKind::Keep)
        {
            self.failed_writes.push(diagnosis.summary.clone());
        }
    }
}

/// Takes a line of the log in.
pub(crate) fn log(model: &mut Model, entry: Entry) {
    if let Some(until) = entry.waits_until
        && until > model.now
    {
        model.wait = Some(Wait {
            until,
            text: format!("{}: {}", entry.source, entry.text),
        });
    }
    model.log.push(entry);
}

fn progress(model: &mut Model, slot: TaskKind, news: Progress, effects: &mut Vec<Effect>) {
    match news {
        Progress::Checking(check) => {
            at(model, slot, |running| {
                running.check = Some(check);
                checking(check).clone_into(&mut running.at);
            });
        }
        Progress::Checked {
            check,
            portal_matches,
        } => {
            for (step, evidence) in crate::domain::ticks(&check, portal_matches) {
                record(model, step, evidence);
            }
        }
        Progress::Probed { done, total } => {
            at(model, slot, |running| {
                running.at = format!("proving scopes: {done} of {total} calls");
            });
        }
        Progress::NewToken(token) => new_token(model, token),
        Progress::Renewed(renewed) => bulk_verify::renewed(model, renewed),
        Progress::LibraryChanged(changes) => profiles::results::follow(model, &changes, effects),
        Progress::ManyBegun { total } => bulk_verify::begun(model, total),
        Progress::Many { id, line } => bulk_verify::at(model, id, line),
        Progress::ManyDone {
            id,
            exit,
            done,
            total,
            ..
        } => bulk_verify::done(model, id, exit, (done, total)),
        Progress::Profiles(profiles) => take_profiles(model, profiles),
        Progress::Waiting(what) => at(model, slot, |running| running.at = what),
        Progress::Step(step, evidence) => record(model, step, evidence),
        Progress::Link(link) => {
            model.remote.link = Some(link);
            if model.step == StepId::D1 && model.screen == Screen::Setup {
                setup::select(model, StepId::D2);
            }
        }
    }
}

fn at(model: &mut Model, slot: TaskKind, change: impl FnOnce(&mut RunningTask)) {
    if let Some(running) = model.running.get_mut(&slot) {
        change(running);
    }
}

fn checking(check: CheckId) -> &'static str {
    match check {
        CheckId::Format => "reading what was entered",
        CheckId::Token => "exchanging the Token",
        CheckId::Portal => "asking which portal it opens",
        CheckId::Scopes => "proving scopes",
        CheckId::ApiKey => "trying the API key",
        CheckId::Profile => "looking for the connector profile",
    }
}

/// Takes evidence in. A profile that holds a renewed Token is listed as if nothing were wrong; it is not green here.
fn record(model: &mut Model, step: StepId, evidence: Evidence) {
    model.ledger.record(step, evidence);
    if let Some(why) = model.remote.profile_outdated
        && step == StepId::C2
    {
        model.ledger.outdate(&[StepId::C2], why);
    }
}

/// Why a profile that is listed as active may not work.
const OUTDATED: &str = "the Token was renewed since: put the new one into the profile";

/// The server gave another Token: it takes the place of the one that was sent, and the person is told until they have seen it.
fn new_token(model: &mut Model, token: Secret) {
    model.form.fill(Input::TokenSecret, token.expose());
    model.remote.new_token = Some(token);
    model.remote.renewals += 1;
    if model.ledger.of(StepId::C2).standing.holds() {
        model.remote.profile_outdated = Some(OUTDATED);
        model.ledger.outdate(&[StepId::C2], OUTDATED);
    }
}

fn take_profiles(model: &mut Model, profiles: Listed<ConnectorProfile>) {
    model.remote.profiles_caveat = profiles.caveat(crate::workflow::CONNECTOR_PROFILES);
    model.remote.profiles = profiles.items;
    model.remote.profiles_at = Some(model.now);
    model.remote.profiles_trouble = None;
    model.profiles_changed();
}

/// Takes the catalogue of actions in, into the open choice of them too.
fn take_actions(model: &mut Model, actions: ActionCatalogue) {
    if let Some(Overlay::Actions(picker)) = &mut model.overlay {
        picker.offer(Some(&actions));
    }
    model.remote.actions = Some(actions);
    model.remote.actions_trouble = None;
    model.scopes_changed();
}

/// The connector profile to link with: the one that was waited for, else the one that a look at the list gives.
pub(crate) fn usable_profile(model: &Model) -> Option<&ConnectorProfile> {
    model.remote.profile.as_ref().or_else(|| {
        let meant = model.form.value(Input::ProfileName);
        crate::workflow::usable_profile(&model.remote.profiles, meant.as_deref())
    })
}

fn ended(model: &mut Model, slot: TaskKind, ending: TaskOutcome, effects: &mut Vec<Effect>) {
    match ending {
        TaskOutcome::Library(outcome) => profiles::results::done(model, *outcome, effects),
        TaskOutcome::Store(choice) => {
            let words = format!("{}. {}", choice.place.words(), choice.why);
            model.library.store_words = Some(words);
        }
        TaskOutcome::Locked { new } => profiles::prompts::locked(model, new),
        TaskOutcome::Unlocked => profiles::prompts::unlocked(model, effects),
        TaskOutcome::Failed(diagnosis) if slot == TaskKind::Unlock => {
            profiles::prompts::not_unlocked(model, diagnosis.summary.clone());
        }
        TaskOutcome::Request(report) => request_checked(model, *report),
        TaskOutcome::Verified(report) => {
            let checks = report.checks.clone();
            verified(model, *report);
            crate::tui::screens::setup::guide::read(model, &checks, effects);
        }
        TaskOutcome::Found(profile) => {
            if model.remote.profile_outdated.take().is_some() {
                let line = crate::workflow::describe(&profile);
                model
                    .ledger
                    .record(StepId::C2, Evidence::now(Standing::Verified, line));
            }
            model.say(format!("connector profile “{}” is there", profile.name));
            model.remote.profile = Some(*profile);
            advance(model);
        }
        TaskOutcome::Linked(account) => {
            model.say(format!(
                "account {} is active and has answered one real read",
                account.id
            ));
            model.remote.account = Some(*account);
            show(model, StepId::D4);
        }
        TaskOutcome::Profiles(profiles) => take_profiles(model, profiles),
        TaskOutcome::Pins(report) => pins::seen(model, &report, effects),
        TaskOutcome::Guide(live) => model.guide.take(*live),
        TaskOutcome::Actions(actions) => take_actions(model, *actions),
        TaskOutcome::Clicked(step, clicked) => click_done(model, step, *clicked, effects),
        TaskOutcome::Many(report) => bulk_verify::ended(model, &report),
        TaskOutcome::Rotated(report) => bulk_verify::rotated(model, &report, effects),
        TaskOutcome::Revoked(report) => bulk_verify::revoked(model, &report),
        TaskOutcome::Failed(diagnosis) if diagnosis.is_cancelled() => {}
        // Nothing depends on it: the step says so, and the log.
        TaskOutcome::Failed(diagnosis) if slot == TaskKind::Guide => {
            model.guide.trouble = Some(*diagnosis);
        }
        // Without a key there is only what is kept, and nothing is: the choice of actions says what to do.
        TaskOutcome::Failed(diagnosis)
            if slot == TaskKind::Actions && diagnosis.kind == Kind::NotConfigured => {}
        TaskOutcome::Failed(diagnosis) => {
            match slot {
                TaskKind::Profiles => model.remote.profiles_trouble = Some((*diagnosis).clone()),
                TaskKind::Actions => model.remote.actions_trouble = Some((*diagnosis).clone()),
                _ => {}
            }
            model.refuse(diagnosis.summary.clone());
        }
    }
}

/// Takes the answer to the request in. An observation overrules neither what was proven of the step nor what failed.
fn request_checked(model: &mut Model, report: RequestReport) {
    let standing = model.standing(StepId::A2);
    let settled = matches!(standing, Standing::Verified | Standing::Failed);
    if let Some(evidence) = report.evidence()
        && !(settled && evidence.standing.holds())
    {
        model.ledger.record(StepId::A2, evidence);
    }
    if report.whole == Finding::Refused {
        model.refuse(report.summary.clone());
    } else {
        model.say(report.summary.clone());
    }
    model.remote.request = Some(report);
}

fn verified(model: &mut Model, report: VerifyReport) {
    let failed = report
        .checks
        .iter()
        .find(|check| check.evidence.standing == Standing::Failed);
    let only_absent = failed.is_some_and(|check| check.evidence.is_absent());
    model.remote.verified = Some((model.now, report.ok || only_absent));
    match failed {
        None if report.ok => {
            let mut text = "verified: everything that was checked holds".to_owned();
            let not_green = [Standing::Failed, Standing::Stale];
            let open = not_green.map(|standing| model.ledger.standing(standing, model.now));
            let open: Vec<_> = open.into_iter().flatten().map(StepId::name).collect();
            if !open.is_empty() {
                text = format!("{text}; other steps do not: {}", open.join(", "));
            }
            model.say(text);
        }
        None => model.refuse("verified in part: see what stayed unknown"),
        Some(check) if only_absent => {
            model.say(format!(
                "verified as far as it goes; next: {}",
                check.evidence.line
            ));
        }
        Some(check) => model.refuse(check.evidence.line.clone()),
    }
    let goes_on = report.ok || only_absent;
    let scopes_failed = failed.is_some_and(|check| check.id == CheckId::Scopes);
    model.remote.scopes = report.scopes;
    model.remote.portal = report.portal;
    model.scopes_changed();
    model.scopes.show_wrong();
    if let Some(notice) = &mut model.notice
        && scopes_failed
        && model.screen != Screen::Scopes
        && model.scopes.new_app().is_some()
    {
        notice.text.push_str(" 4 shows the way out.");
    }
    let first_failed = model.ledger.standing(Standing::Failed, model.now).next();
    match first_failed {
        _ if goes_on => advance(model),
        Some(step) => show(model, step),
        None => {}
    }
}

/// Shows the first step behind this one that is still open.
fn go_on_from(model: &mut Model, step: StepId) {
    let behind = StepId::ALL.into_iter().skip(step.index() + 1);
    let open = behind
        .into_iter()
        .find(|step| !model.standing(*step).holds());
    match open {
        Some(open) => show(model, open),
        None => advance(model),
    }
}

/// Shows the first step that is still open.
fn advance(model: &mut Model) {
    if let Some(open) = model.ledger.next_open(model.now) {
        show(model, open);
    }
}

/// Shows a step, unless the person is at work somewhere.
fn show(model: &mut Model, step: StepId) {
    if model.screen == Screen::Setup && model.overlay.is_none() && model.typing().is_none() {
        setup::select(model, step);
    }
}

fn click_done(model: &mut Model, step: StepId, clicked: Clicked, effects: &mut Vec<Effect>) {
    let Clicked {
        said,
        app_id,
        token,
        api_key,
    } = clicked;
    let mut fill = |input: Input, value: Option<&str>| {
        if let Some(value) = value
            && model.form.fill(input, value)
        {
            setup::changed(model, input);
        }
    };
    fill(Input::AppId, app_id.as_deref());
    fill(Input::TokenSecret, token.as_ref().map(Secret::expose));
    fill(Input::ApiKey, api_key.as_ref().map(Secret::expose));
    let steps: &[StepId] = match step {
        // One tile shows both values.
        StepId::B1 | StepId::B2 => &[StepId::B1, StepId::B2],
        StepId::D2 => &[],
        _ => std::slice::from_ref(&step),
    };
    for step in steps {
        if !model.standing(*step).holds() {
            model
                .ledger
                .record(*step, Evidence::now(Standing::Attested, said.clone()));
        }
    }
    // What was done anew outdates what came of it before.
    match step {
        StepId::A2 => {
            let after = [StepId::A3, StepId::B1, StepId::B2];
            model
                .ledger
                .outdate(&after, "another app was created since");
        }
        StepId::A3 => {
            let after = [StepId::B2];
            model
                .ledger
                .outdate(&after, "authorised anew: copy the new Token");
        }
        _ => {}
    }
    model.say(said);
    match step {
        StepId::C2 => setup::wait(model, effects),
        StepId::B1 | StepId::B2 => setup::select(model, StepId::B2),
        StepId::C1 | StepId::D2 => {}
        // Another App Id makes the evidence of earlier steps old: that is no reason to go back to them now.
        _ => go_on_from(model, step),
    }
}
