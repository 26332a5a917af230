//! What the background task's news change.

use super::state::{Overlay, Running, Screen, Slot, State, Wait};
use super::{Effect, keeping, pins, reviewing, setup};
use crate::domain::diagnosis::Kind;
use crate::domain::{CheckId, Evidence, Input, Standing, StepId};
use crate::http::Listed;
use crate::journal::Entry;
use crate::person::Clicked;
use crate::scopes::ActionCatalogue;
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;
use crate::worker::{Ending, JobId, News};
use crate::workflow::{Finding, Progress, RequestReport, VerifyReport};

/// Takes news in. News of a job that is no longer wanted change nothing.
pub(super) fn take(state: &mut State, news: News, effects: &mut Vec<Effect>) {
    let id = match &news {
        News::Progress(id, _) | News::Ended(id, _) => id,
        News::Library(changes) => return keeping::follow(state, changes, effects),
    };
    let Some(slot) = slot_of(state, *id) else {
        return;
    };
    match news {
        News::Progress(_, news) => progress(state, slot, news, effects),
        News::Ended(_, ending) => {
            state.running.remove(&slot);
            if state.running.is_empty() {
                state.wait = None;
            }
            ended(state, slot, ending, effects);
        }
        News::Library(_) => {}
    }
}

fn slot_of(state: &State, id: JobId) -> Option<Slot> {
    state
        .running
        .iter()
        .find(|(_, running)| running.id == id)
        .map(|(slot, _)| *slot)
}

impl State {
    /// News that come after the last frame: notes why a change was not made.
    pub fn note_failed_write(&mut self, news: &News) {
        if let News::Ended(id, Ending::Failed(diagnosis)) = news
            && slot_of(self, *id) == Some(Slot::Keep)
        {
            self.failed_writes.push(diagnosis.summary.clone());
        }
    }
}

/// Takes a line of the log in.
pub(super) fn log(state: &mut State, entry: Entry) {
    if let Some(until) = entry.waits_until
        && until > state.now
    {
        state.wait = Some(Wait {
            until,
            text: format!("{}: {}", entry.source, entry.text),
        });
    }
    state.log.push(entry);
}

fn progress(state: &mut State, slot: Slot, news: Progress, effects: &mut Vec<Effect>) {
    match news {
        Progress::Checking(check) => {
            at(state, slot, |running| {
                running.check = Some(check);
                checking(check).clone_into(&mut running.at);
            });
        }
        Progress::Checked {
            check,
            portal_matches,
        } => {
            for (step, evidence) in crate::domain::ticks(&check, portal_matches) {
                record(state, step, evidence);
            }
        }
        Progress::Probed { done, total } => {
            at(state, slot, |running| {
                running.at = format!("proving scopes: {done} of {total} calls");
            });
        }
        Progress::NewToken(token) => new_token(state, token),
        Progress::Renewed(renewed) => reviewing::renewed(state, renewed),
        Progress::LibraryChanged(changes) => keeping::follow(state, &changes, effects),
        Progress::ManyBegun { total } => reviewing::begun(state, total),
        Progress::Many { id, line } => reviewing::at(state, id, line),
        Progress::ManyDone {
            id,
            exit,
            done,
            total,
            ..
        } => reviewing::done(state, id, exit, (done, total)),
        Progress::Profiles(profiles) => take_profiles(state, profiles),
        Progress::Waiting(what) => at(state, slot, |running| running.at = what),
        Progress::Step(step, evidence) => record(state, step, evidence),
        Progress::Link(link) => {
            state.seen.link = Some(link);
            if state.step == StepId::D1 && state.screen == Screen::Setup {
                setup::select(state, StepId::D2);
            }
        }
    }
}

fn at(state: &mut State, slot: Slot, change: impl FnOnce(&mut Running)) {
    if let Some(running) = state.running.get_mut(&slot) {
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
fn record(state: &mut State, step: StepId, evidence: Evidence) {
    state.ledger.record(step, evidence);
    if let Some(why) = state.seen.profile_outdated
        && step == StepId::C2
    {
        state.ledger.outdate(&[StepId::C2], why);
    }
}

/// Why a profile that is listed as active may not work.
const OUTDATED: &str = "the Token was renewed since: put the new one into the profile";

/// The server gave another Token: it takes the place of the one that was sent, and the person is told until they have seen it.
fn new_token(state: &mut State, token: Secret) {
    state.form.fill(Input::TokenSecret, token.expose());
    state.seen.new_token = Some(token);
    state.seen.renewals += 1;
    if state.ledger.of(StepId::C2).standing.holds() {
        state.seen.profile_outdated = Some(OUTDATED);
        state.ledger.outdate(&[StepId::C2], OUTDATED);
    }
}

fn take_profiles(state: &mut State, profiles: Listed<ConnectorProfile>) {
    state.seen.profiles_caveat = profiles.caveat(crate::workflow::CONNECTOR_PROFILES);
    state.seen.profiles = profiles.items;
    state.seen.profiles_at = Some(state.now);
    state.seen.profiles_trouble = None;
    state.profiles_changed();
}

/// Takes the catalogue of actions in, into the open choice of them too.
fn take_actions(state: &mut State, actions: ActionCatalogue) {
    if let Some(Overlay::Actions(picker)) = &mut state.overlay {
        picker.offer(Some(&actions));
    }
    state.seen.actions = Some(actions);
    state.seen.actions_trouble = None;
    state.scopes_changed();
}

/// The connector profile to link with: the one that was waited for, else the one that a look at the list gives.
pub(super) fn usable_profile(state: &State) -> Option<&ConnectorProfile> {
    state.seen.profile.as_ref().or_else(|| {
        let meant = state.form.value(Input::ProfileName);
        crate::workflow::usable_profile(&state.seen.profiles, meant.as_deref())
    })
}

fn ended(state: &mut State, slot: Slot, ending: Ending, effects: &mut Vec<Effect>) {
    match ending {
        Ending::Library(outcome) => keeping::done(state, *outcome, effects),
        Ending::Store(choice) => {
            let words = format!("{}. {}", choice.place.words(), choice.why);
            state.saved.store_words = Some(words);
        }
        Ending::Locked { new } => keeping::locked(state, new),
        Ending::Unlocked => keeping::unlocked(state, effects),
        Ending::Failed(diagnosis) if slot == Slot::Unlock => {
            keeping::not_unlocked(state, diagnosis.summary.clone());
        }
        Ending::Request(report) => request_checked(state, *report),
        Ending::Verified(report) => {
            let checks = report.checks.clone();
            verified(state, *report);
            super::guide::read(state, &checks, effects);
        }
        Ending::Found(profile) => {
            if state.seen.profile_outdated.take().is_some() {
                let line = crate::workflow::describe(&profile);
                state
                    .ledger
                    .record(StepId::C2, Evidence::now(Standing::Verified, line));
            }
            state.say(format!("connector profile “{}” is there", profile.name));
            state.seen.profile = Some(*profile);
            advance(state);
        }
        Ending::Linked(account) => {
            state.say(format!(
                "account {} is active and has answered one real read",
                account.id
            ));
            state.seen.account = Some(*account);
            show(state, StepId::D4);
        }
        Ending::Profiles(profiles) => take_profiles(state, profiles),
        Ending::Pins(report) => pins::seen(state, &report, effects),
        Ending::Guide(live) => state.guide.take(*live),
        Ending::Actions(actions) => take_actions(state, *actions),
        Ending::Clicked(step, clicked) => click_done(state, step, *clicked, effects),
        Ending::Many(report) => reviewing::ended(state, &report),
        Ending::Rotated(report) => reviewing::rotated(state, &report, effects),
        Ending::Revoked(report) => reviewing::revoked(state, &report),
        Ending::Failed(diagnosis) if diagnosis.is_cancelled() => {}
        // Nothing depends on it: the step says so, and the log.
        Ending::Failed(diagnosis) if slot == Slot::Guide => state.guide.trouble = Some(*diagnosis),
        // Without a key there is only what is kept, and nothing is: the choice of actions says what to do.
        Ending::Failed(diagnosis)
            if slot == Slot::Actions && diagnosis.kind == Kind::NotConfigured => {}
        Ending::Failed(diagnosis) => {
            match slot {
                Slot::Profiles => state.seen.profiles_trouble = Some((*diagnosis).clone()),
                Slot::Actions => state.seen.actions_trouble = Some((*diagnosis).clone()),
                _ => {}
            }
            state.refuse(diagnosis.summary.clone());
        }
    }
}

/// Takes the answer to the request in. An observation overrules neither what was proven of the step nor what failed.
fn request_checked(state: &mut State, report: RequestReport) {
    let standing = state.standing(StepId::A2);
    let settled = matches!(standing, Standing::Verified | Standing::Failed);
    if let Some(evidence) = report.evidence()
        && !(settled && evidence.standing.holds())
    {
        state.ledger.record(StepId::A2, evidence);
    }
    if report.whole == Finding::Refused {
        state.refuse(report.summary.clone());
    } else {
        state.say(report.summary.clone());
    }
    state.seen.request = Some(report);
}

fn verified(state: &mut State, report: VerifyReport) {
    let failed = report
        .checks
        .iter()
        .find(|check| check.evidence.standing == Standing::Failed);
    let only_absent = failed.is_some_and(|check| check.evidence.is_absent());
    state.seen.verified = Some((state.now, report.ok || only_absent));
    match failed {
        None if report.ok => {
            let mut text = "verified: everything that was checked holds".to_owned();
            let not_green = [Standing::Failed, Standing::Stale];
            let open = not_green.map(|standing| state.ledger.standing(standing, state.now));
            let open: Vec<_> = open.into_iter().flatten().map(StepId::name).collect();
            if !open.is_empty() {
                text = format!("{text}; other steps do not: {}", open.join(", "));
            }
            state.say(text);
        }
        None => state.refuse("verified in part: see what stayed unknown"),
        Some(check) if only_absent => {
            state.say(format!(
                "verified as far as it goes; next: {}",
                check.evidence.line
            ));
        }
        Some(check) => state.refuse(check.evidence.line.clone()),
    }
    let goes_on = report.ok || only_absent;
    let scopes_failed = failed.is_some_and(|check| check.id == CheckId::Scopes);
    state.seen.scopes = report.scopes;
    state.seen.portal = report.portal;
    state.scopes_changed();
    state.scopes.show_wrong();
    if let Some(notice) = &mut state.notice
        && scopes_failed
        && state.screen != Screen::Scopes
        && state.scopes.new_app().is_some()
    {
        notice.text.push_str(" 4 shows the way out.");
    }
    let first_failed = state.ledger.standing(Standing::Failed, state.now).next();
    match first_failed {
        _ if goes_on => advance(state),
        Some(step) => show(state, step),
        None => {}
    }
}

/// Shows the first step behind this one that is still open.
fn go_on_from(state: &mut State, step: StepId) {
    let behind = StepId::ALL.into_iter().skip(step.index() + 1);
    let open = behind
        .into_iter()
        .find(|step| !state.standing(*step).holds());
    match open {
        Some(open) => show(state, open),
        None => advance(state),
    }
}

/// Shows the first step that is still open.
fn advance(state: &mut State) {
    if let Some(open) = state.ledger.next_open(state.now) {
        show(state, open);
    }
}

/// Shows a step, unless the person is at work somewhere.
fn show(state: &mut State, step: StepId) {
    if state.screen == Screen::Setup && state.overlay.is_none() && state.typing().is_none() {
        setup::select(state, step);
    }
}

fn click_done(state: &mut State, step: StepId, clicked: Clicked, effects: &mut Vec<Effect>) {
    let Clicked {
        said,
        app_id,
        token,
        api_key,
    } = clicked;
    let mut fill = |input: Input, value: Option<&str>| {
        if let Some(value) = value
            && state.form.fill(input, value)
        {
            setup::changed(state, input);
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
        if !state.standing(*step).holds() {
            state
                .ledger
                .record(*step, Evidence::now(Standing::Attested, said.clone()));
        }
    }
    // What was done anew outdates what came of it before.
    match step {
        StepId::A2 => {
            let after = [StepId::A3, StepId::B1, StepId::B2];
            state
                .ledger
                .outdate(&after, "another app was created since");
        }
        StepId::A3 => {
            let after = [StepId::B2];
            state
                .ledger
                .outdate(&after, "authorised anew: copy the new Token");
        }
        _ => {}
    }
    state.say(said);
    match step {
        StepId::C2 => setup::wait(state, effects),
        StepId::B1 | StepId::B2 => setup::select(state, StepId::B2),
        StepId::C1 | StepId::D2 => {}
        // Another App Id makes the evidence of earlier steps old: that is no reason to go back to them now.
        _ => go_on_from(state, step),
    }
}
