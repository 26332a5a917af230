//! What the background task's news change.

use super::state::{Running, Screen, Slot, State, Wait};
use super::{Effect, setup};
use crate::guide::{self, Check, CheckId, Evidence, Input, Standing, StepId};
use crate::journal::Entry;
use crate::person::Clicked;
use crate::secret::Secret;
use crate::stackone::ConnectorProfile;
use crate::worker::{Ending, JobId, News};
use crate::workflow::{Progress, VerifyReport};

/// Takes news in. News of a job that is no longer wanted change nothing.
pub(super) fn take(state: &mut State, news: News, effects: &mut Vec<Effect>) {
    let (News::Progress(id, _) | News::Ended(id, _)) = &news;
    let Some(slot) = slot_of(state, *id) else {
        return;
    };
    match news {
        News::Progress(_, news) => progress(state, slot, news),
        News::Ended(_, ending) => {
            state.running.remove(&slot);
            if state.running.is_empty() {
                state.wait = None;
            }
            ended(state, slot, ending, effects);
        }
    }
}

fn slot_of(state: &State, id: JobId) -> Option<Slot> {
    state
        .running
        .iter()
        .find(|(_, running)| running.id == id)
        .map(|(slot, _)| *slot)
}

/// Takes a line of the log in.
pub(super) fn log(state: &mut State, entry: Entry) {
    if let Some(until) = entry.waits_until
        && until > state.now
    {
        state.wait = Some(Wait {
            until,
            text: entry.text.clone(),
        });
    }
    state.log.push(entry);
}

fn progress(state: &mut State, slot: Slot, news: Progress) {
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
            for (step, evidence) in guide::ticks(&check, portal_matches) {
                state.ledger.record(step, evidence);
            }
        }
        Progress::Probed { done, total } => {
            at(state, slot, |running| {
                running.at = format!("proving scopes: {done} of {total} calls");
            });
        }
        Progress::NewToken(token) => new_token(state, token),
        Progress::Profiles(profiles) => take_profiles(state, profiles),
        Progress::Waiting(what) => at(state, slot, |running| running.at = what),
        Progress::Step(step, evidence) => state.ledger.record(step, evidence),
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

/// The server gave another Token: it takes the place of the one that was sent, and the person is told until they have seen it.
fn new_token(state: &mut State, token: Secret) {
    state.form.fill(Input::TokenSecret, token.expose());
    state.seen.new_token = Some(token);
}

fn take_profiles(state: &mut State, profiles: Vec<ConnectorProfile>) {
    state.seen.profiles = profiles;
    state.seen.profiles_at = Some(state.now);
    state.seen.profiles_trouble = None;
    state.profiles.refresh(&state.seen, &state.connections);
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
        Ending::Verified(report) => verified(state, *report),
        Ending::Found(profile) => {
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
            advance(state);
        }
        Ending::Profiles(profiles) => take_profiles(state, profiles),
        Ending::Clicked(step, clicked) => click_done(state, step, *clicked, effects),
        Ending::Failed(diagnosis) if diagnosis.is_cancelled() => {}
        Ending::Failed(diagnosis) => {
            if slot == Slot::Profiles {
                state.seen.profiles_trouble = Some((*diagnosis).clone());
            }
            state.refuse(diagnosis.summary.clone());
        }
    }
}

fn verified(state: &mut State, report: VerifyReport) {
    state.seen.verified = Some((state.now, report.ok));
    let failed = report
        .checks
        .iter()
        .find(|check| check.evidence.standing == Standing::Failed);
    match failed {
        None if report.ok => state.say("verified: everything that was checked holds"),
        None => state.refuse("verified in part: see what stayed unknown"),
        Some(Check { evidence, .. }) if evidence.is_absent() => {
            state.say(format!(
                "verified as far as it goes; next: {}",
                evidence.line
            ));
        }
        Some(check) => state.refuse(check.evidence.line.clone()),
    }
    state.seen.scopes = report.scopes;
    state.seen.portal = report.portal;
    advance(state);
}

/// Shows the first step that is still open, unless the person is at work somewhere.
fn advance(state: &mut State) {
    if state.screen == Screen::Setup
        && state.overlay.is_none()
        && state.typing().is_none()
        && let Some(open) = state.ledger.next_open(state.now)
    {
        setup::select(state, open);
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
        if !state.ledger.of(*step).standing_at(state.now).holds() {
            state
                .ledger
                .record(*step, Evidence::now(Standing::Attested, said.clone()));
        }
    }
    state.say(said);
    match step {
        StepId::C2 => setup::wait(state, effects),
        StepId::B1 | StepId::B2 => setup::select(state, StepId::B2),
        StepId::C1 | StepId::D2 => {}
        _ => advance(state),
    }
}
