//! What a person does on the Setup screen.

use super::form::Verdict;
use super::picker::Picker;
use super::profiles::{Part, Row};
use super::state::{Act, Focus, Item, Overlay, Screen, Slot, State, items};
use super::{Effect, Page, clicks, misplaced, news};
use crate::domain::scope;
use crate::domain::{Input, StepId};
use crate::guide;
use crate::secret::Secret;
use crate::stackone::SessionRequest;
use crate::worker::Job;
use crate::workflow::{
    LinkRequest, LinkStart, RequestInputs, ResolvedInputs, ResolvedSecret, Values, WaitRequest,
};

/// Judges the field that the keyboard leaves. Evidence that rested on another value is lost.
pub(super) fn leave_item(state: &mut State) {
    if let Some(input) = state.typing() {
        if state.form.leave(input) {
            changed(state, input);
        }
        misplaced::ask(state, input);
    }
}

/// An input has another value now.
pub(super) fn changed(state: &mut State, input: Input) {
    state.ledger.changed(input);
    if input == Input::ApiKey {
        // Another key may be of another project: its profiles are not those that were seen.
        state.seen.profiles.clear();
        state.seen.profiles_caveat = None;
        state.seen.profiles_at = None;
        state.seen.profile = None;
        state.profiles_changed();
        super::guide::forget(state);
    }
    if matches!(input, Input::AppId | Input::Scopes | Input::RedirectUri) {
        state.seen.request = None;
        // What is still on its way answers another question.
        let running = state.running.remove(&Slot::Request);
        state.unwanted.extend(running.map(|running| running.id));
    }
    match input {
        Input::AppId | Input::TokenSecret => forget_app(state),
        Input::ApiKey => {
            // Another key may be of another project, with other actions.
            state.seen.actions = None;
            state.seen.actions_trouble = None;
            state.scopes_changed();
        }
        Input::Scopes => state.scopes_changed(),
        _ => {}
    }
}

/// What a verification showed was of another app, or of another Token.
pub(super) fn forget_app(state: &mut State) {
    state.seen.scopes = crate::scopes::ScopeReport::default();
    state.seen.portal = None;
    state.seen.verified = None;
    state.scopes_changed();
}

/// Keyboard to the next thing: the steps, the items of the selected step, the log, round again.
pub(super) fn focus_next(state: &mut State, by: isize) {
    leave_item(state);
    let count = items(state.step).len();
    let stops = count + 2;
    let at = match state.focus {
        Focus::Checklist => 0,
        Focus::Item(item) => item + 1,
        Focus::Log => count + 1,
    };
    let next = (at + stops).saturating_add_signed(by) % stops;
    state.focus = match next {
        0 => Focus::Checklist,
        n if n <= count => Focus::Item(n - 1),
        _ => Focus::Log,
    };
}

/// Selects the step so many further on.
pub(super) fn select_step(state: &mut State, by: isize) {
    let last = StepId::ALL.len() - 1;
    let at = state.step.index().saturating_add_signed(by).min(last);
    select(state, StepId::ALL[at]);
}

/// Selects a step; an item of another step has no keyboard any more.
pub(super) fn select(state: &mut State, step: StepId) {
    leave_item(state);
    state.step = step;
    state.seen.link_shown = false;
    if matches!(state.focus, Focus::Item(_)) {
        state.focus = Focus::Checklist;
    }
}

/// `Enter`: does what the thing under the cursor is for.
pub(super) fn act(state: &mut State, effects: &mut Vec<Effect>) {
    match state.item() {
        None if state.focus == Focus::Log => {
            state.screen = Screen::Logs;
            state.log.detail = state.log.selected_exchange().map(|_| 0);
        }
        None => state.focus = Focus::Item(0),
        Some(Item::Field(Input::Scopes)) => {
            state.overlay = Some(Overlay::Scopes(Picker::new(state.form.scopes().clone())));
        }
        Some(Item::Field(input)) => {
            let before = state.form.leave(input);
            if before {
                changed(state, input);
            }
            misplaced::ask(state, input);
            if state.form.demand(input) {
                focus_next(state, 1);
            }
        }
        Some(Item::Copy(_)) => super::update::copy(state, effects),
        Some(Item::Act(Act::CheckRequest)) => check_request(state, effects),
        Some(Item::Act(Act::Continue)) => go_on(state),
        Some(Item::Act(Act::Verify)) => verify(state, effects),
        Some(Item::Act(Act::Wait)) => wait(state, effects),
        Some(Item::Act(Act::Link)) => link(state, effects),
        Some(Item::Act(Act::Follow)) => follow(state, effects),
    }
}

/// Ticks the step as said, unless something is proven of it, and goes on to the next.
fn go_on(state: &mut State) {
    let needed = items(state.step).iter().enumerate();
    let needed = needed.filter_map(|(at, item)| match item {
        Item::Field(input) if *input != Input::Scopes => Some((at, *input)),
        _ => None,
    });
    for (at, input) in needed {
        if !state.form.demand(input) {
            state.focus = Focus::Item(at);
            return;
        }
    }
    if state.step == StepId::A2 && state.form.scopes().is_empty() {
        state.focus = Focus::Item(1);
        return state.refuse("choose the scopes first: Planday adds none to an app later");
    }
    let standing = state.standing(state.step);
    if !standing.holds() {
        state.ledger.attest(state.step);
    }
    // What Planday holds is what counts, so a difference here is told and stops nobody.
    let redirect = state.form.field(Input::RedirectUri).verdict();
    if state.step == StepId::A2 && matches!(redirect, Verdict::Doubtful(_)) {
        state.refuse(
            "gone on, but the redirect URI of the app differs from the expected one: see step A2",
        );
    }
    select_step(state, 1);
    state.focus = Focus::Item(0);
}

/// `Space`: ticks the step by hand, or takes that tick back.
pub(super) fn tick(state: &mut State) {
    if !state.ledger.attest(state.step) {
        state.refuse("This step is checked automatically; press v to check it again.");
    }
}

/// Takes the choice of scopes over.
pub(super) fn take_scopes(state: &mut State, picker: &Picker) {
    if state.form.set_scopes(picker.chosen().clone()) {
        changed(state, Input::Scopes);
    }
}

/// Starts the check of the request: with the redirect URI that `StackOne` will send, whatever was entered to compare.
fn check_request(state: &mut State, effects: &mut Vec<Effect>) {
    leave_item(state);
    if !state.form.demand(Input::AppId) {
        return field_is_wrong(state, Input::AppId);
    }
    let inputs = RequestInputs {
        app_id: state.form.value(Input::AppId).unwrap_or_default(),
        redirect_uri: state.env.redirect_uri.clone(),
        scopes: state.form.scopes().clone(),
    };
    state.start(
        Slot::Request,
        "checking the request",
        Job::Request(inputs),
        effects,
    );
}

/// Starts a verification of what was entered, if it is well formed; else goes to the field that is not.
pub(super) fn verify(state: &mut State, effects: &mut Vec<Effect>) {
    leave_item(state);
    for input in [Input::AppId, Input::TokenSecret] {
        if !state.form.demand(input) {
            return field_is_wrong(state, input);
        }
    }
    if state.form.secret(Input::ApiKey).is_some() && !state.form.demand(Input::ApiKey) {
        return field_is_wrong(state, Input::ApiKey);
    }
    let inputs = resolved(state).inputs(state.required().names());
    state.start(
        Slot::Verify,
        "verifying",
        Job::Verify(Box::new(inputs)),
        effects,
    );
}

/// What the forms hold, as the inputs of a verification.
fn resolved(state: &State) -> ResolvedInputs {
    let form = &state.form;
    let values = Values {
        portal: form.portal().map(String::from),
        app_id: form.value(Input::AppId),
        scopes: Some(scope::Read {
            scopes: form.scopes().clone(),
            unknown: Vec::new(),
        }),
        actions: Some(form.actions.clone()),
        personal_data: Some(form.leave.clone()),
        connector_profile: form.value(Input::ProfileName),
        owner_id: form.value(Input::OwnerId),
        owner_name: form.value(Input::OwnerName),
    };
    let secret = |input| {
        Some(ResolvedSecret {
            secret: form.secret(input)?,
            source: state.source(input)?,
            shadowed: state.shadowed(input).cloned(),
        })
    };
    let (token, api_key) = (secret(Input::TokenSecret), secret(Input::ApiKey));
    ResolvedInputs::of_forms(values, token, api_key, state.basis())
}

/// Goes to a field whose value cannot be used; what is wrong with it stands there.
fn field_is_wrong(state: &mut State, input: Input) {
    let step = StepId::ALL
        .into_iter()
        .find(|step| items(*step).contains(&Item::Field(input)));
    let Some(step) = step else { return };
    state.screen = Screen::Setup;
    state.step = step;
    let at = items(step)
        .iter()
        .position(|item| *item == Item::Field(input))
        .unwrap_or(0);
    state.focus = Focus::Item(at);
    if let Verdict::Wrong(problem) = state.form.field(input).verdict() {
        let text = format!("{}: {problem}", super::form::label(input));
        state.refuse(text);
    }
}

/// Waits for the connector profile, looking again and again.
pub(super) fn wait(state: &mut State, effects: &mut Vec<Effect>) {
    leave_item(state);
    if !state.form.demand(Input::ApiKey) {
        return field_is_wrong(state, Input::ApiKey);
    }
    let Some(api_key) = state.form.secret(Input::ApiKey) else {
        return;
    };
    // What was listed before is known; without a list, the first look decides what is new.
    let listed = state.seen.profiles_at.is_some();
    let known = listed.then(|| {
        state
            .seen
            .profiles
            .iter()
            .map(|profile| profile.id.clone())
            .collect()
    });
    let request = WaitRequest {
        known,
        api_key,
        name: state.form.value(Input::ProfileName),
    };
    state.start(
        Slot::Wait,
        "waiting for the profile",
        Job::Wait(request),
        effects,
    );
}

/// Makes an auth link and follows it.
fn link(state: &mut State, effects: &mut Vec<Effect>) {
    leave_item(state);
    for input in [Input::ApiKey, Input::OwnerId, Input::OwnerName] {
        if !state.form.demand(input) {
            return field_is_wrong(state, input);
        }
    }
    let usable = news::usable_profile(state).map(|profile| profile.id.to_string());
    let Some(profile_id) = usable else {
        select(state, StepId::C2);
        return state
            .refuse("no usable connector profile has been seen yet: wait for it in step C2");
    };
    let Some(api_key) = state.form.secret(Input::ApiKey) else {
        return;
    };
    let request = LinkRequest {
        api_key,
        start: LinkStart::New(SessionRequest {
            owner_id: state.form.value(Input::OwnerId).unwrap_or_default(),
            owner_name: state.form.value(Input::OwnerName).unwrap_or_default(),
            profile_id,
            expires_in: state.env.link_seconds,
        }),
        owner_id: state.form.value(Input::OwnerId).unwrap_or_default(),
        granted: state.seen.scopes.granted.clone(),
    };
    state.seen.link = None;
    state.seen.account = None;
    state.ledger.outdate(
        &[StepId::D2, StepId::D3, StepId::D4],
        "a new link was made since",
    );
    state.start(Slot::Link, "linking", Job::Link(request), effects);
}

/// Follows the auth link that is out: a look that was cancelled loses nothing.
fn follow(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(link) = state.seen.link.clone() else {
        select(state, StepId::D1);
        return state.refuse("there is no auth link yet: create it here, in step D1");
    };
    let Some(api_key) = state.form.secret(Input::ApiKey) else {
        return field_is_wrong(state, Input::ApiKey);
    };
    let request = LinkRequest {
        api_key,
        start: LinkStart::Existing(link),
        owner_id: state.form.value(Input::OwnerId).unwrap_or_default(),
        granted: state.seen.scopes.granted.clone(),
    };
    state.start(Slot::Link, "linking", Job::Link(request), effects);
}

/// Asks for the list of connector profiles.
pub(super) fn list_profiles(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(key) = state.form.secret(Input::ApiKey) {
        state.start(
            Slot::Profiles,
            "listing profiles",
            Job::Profiles(key),
            effects,
        );
    }
}

/// Has somebody do the click of the selected step.
pub(super) fn click(state: &mut State, effects: &mut Vec<Effect>) {
    leave_item(state);
    match clicks::click(state) {
        Ok(click) => state.start(
            Slot::Click,
            "clicking",
            Job::Click(state.step, click),
            effects,
        ),
        Err(why) => state.refuse(why),
    }
}

/// The page on which the selected step is done, or why it cannot be opened yet.
pub(super) fn page(state: &State) -> Result<Page, &'static str> {
    let dashboard = |path: &str| {
        let url = crate::http::below(&state.env.dashboard, path);
        Ok(Page {
            url: Secret::new(url),
            shown: true,
        })
    };
    match guide::step(state.step).1.page {
        guide::Page::Portal | guide::Page::PortalApiAccess => match state.form.portal() {
            Some(url) => Ok(Page {
                url: Secret::new(url),
                shown: true,
            }),
            None => Err("enter the portal address first (step A1)"),
        },
        guide::Page::DashboardProfiles => dashboard("connector_profiles"),
        guide::Page::DashboardAccounts => dashboard("accounts"),
        guide::Page::AuthLink => match &state.seen.link {
            Some(link) => Ok(Page {
                url: link.url.clone(),
                shown: false,
            }),
            None => Err("create the auth link first (step D1)"),
        },
    }
}

/// Opens the page on which the selected step is done.
pub(super) fn open(state: &mut State, effects: &mut Vec<Effect>) {
    match page(state) {
        Ok(page) => {
            let name = if page.shown {
                page.url.expose()
            } else {
                "the auth link"
            };
            state.say(format!("opening {name}"));
            effects.push(Effect::Open(page));
        }
        Err(why) => state.refuse(why),
    }
}

/// What copying takes on the Profiles screen, in words.
pub(super) fn name_of_id(state: &State) -> &'static str {
    match state.profiles.part {
        Part::Connections => "the App Id",
        Part::Connectors => "the id",
    }
}

/// The id that copying takes on the Profiles screen.
pub(super) fn id_of_row(state: &State) -> Option<String> {
    match state.profiles.row()? {
        Row::ThisRun => state.form.value(Input::AppId),
        Row::Saved(at) => state
            .saved
            .contents
            .profiles
            .get(at)?
            .settings
            .app_id
            .clone(),
        Row::Config(at) => state.connections.get(at)?.app_id.clone(),
        Row::Connector(at) => Some(state.seen.profiles.get(at)?.id.to_string()),
    }
}
