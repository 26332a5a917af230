//! What a person does on the Setup screen.

pub(crate) mod guide;
pub mod items;
pub(crate) mod view;
pub(crate) mod web_clicks;

use crate::domain::scope;
use crate::domain::{Input, StepId};
use crate::guide::{Page as GuidePage, step as guide_step};
use crate::secret::Secret;
use crate::stackone::SessionRequest;
use crate::tui::form::Verdict;
use crate::tui::message::{Effect, Page};
use crate::tui::model::{Focus, Model, Overlay, Screen};
use crate::tui::overlays::misplaced;
use crate::tui::overlays::scope_picker::Picker;
use crate::tui::results;
use crate::tui::screens::profiles::{Part, Row};
use crate::tui::screens::setup::items::{Act, Item, items};
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{
    LinkRequest, LinkStart, RequestInputs, ResolvedInputs, ResolvedSecret, Values, WaitRequest,
};

/// Judges the field that the keyboard leaves. Evidence that rested on another value is lost.
pub(crate) fn leave_item(model: &mut Model) {
    if let Some(input) = model.typing() {
        if model.form.leave(input) {
            changed(model, input);
        }
        misplaced::ask(model, input);
    }
}

/// An input has another value now.
pub(crate) fn changed(model: &mut Model, input: Input) {
    model.ledger.changed(input);
    if input == Input::ApiKey {
        // Another key may be of another project: its profiles are not those that were seen.
        model.remote.profiles.clear();
        model.remote.profiles_caveat = None;
        model.remote.profiles_at = None;
        model.remote.profile = None;
        model.profiles_changed();
        crate::tui::screens::setup::guide::forget(model);
    }
    if matches!(input, Input::AppId | Input::Scopes | Input::RedirectUri) {
        model.remote.request = None;
        // What is still on its way answers another question.
        let running = model.running.remove(&TaskKind::Request);
        model.superseded.extend(running.map(|running| running.id));
    }
    match input {
        Input::AppId | Input::TokenSecret => forget_app(model),
        Input::ApiKey => {
            // Another key may be of another project, with other actions.
            model.remote.actions = None;
            model.remote.actions_trouble = None;
            model.scopes_changed();
        }
        Input::Scopes => model.scopes_changed(),
        _ => {}
    }
}

/// What a verification showed was of another app, or of another Token.
pub(crate) fn forget_app(model: &mut Model) {
    model.remote.scopes = crate::scopes::ScopeReport::default();
    model.remote.portal = None;
    model.remote.verified = None;
    model.scopes_changed();
}

/// Keyboard to the next thing: the steps, the items of the selected step, the log, round again.
pub(crate) fn focus_next(model: &mut Model, by: isize) {
    leave_item(model);
    let count = items(model.step).len();
    let stops = count + 2;
    let at = match model.focus {
        Focus::Checklist => 0,
        Focus::Item(item) => item + 1,
        Focus::Log => count + 1,
    };
    let next = (at + stops).saturating_add_signed(by) % stops;
    model.focus = match next {
        0 => Focus::Checklist,
        n if n <= count => Focus::Item(n - 1),
        _ => Focus::Log,
    };
}

/// Selects the step so many further on.
pub(crate) fn select_step(model: &mut Model, by: isize) {
    let last = StepId::ALL.len() - 1;
    let at = model.step.index().saturating_add_signed(by).min(last);
    select(model, StepId::ALL[at]);
}

/// Selects a step; an item of another step has no keyboard any more.
pub(crate) fn select(model: &mut Model, step: StepId) {
    leave_item(model);
    model.step = step;
    model.remote.link_shown = false;
    if matches!(model.focus, Focus::Item(_)) {
        model.focus = Focus::Checklist;
    }
}

/// `Enter`: does what the thing under the cursor is for.
pub(crate) fn act(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.item() {
        None if model.focus == Focus::Log => {
            model.screen = Screen::Logs;
            model.log.detail = model.log.selected_exchange().map(|_| 0);
        }
        None => model.focus = Focus::Item(0),
        Some(Item::Field(Input::Scopes)) => {
            model.overlay = Some(Overlay::Scopes(Picker::new(model.form.scopes().clone())));
        }
        Some(Item::Field(input)) => {
            let before = model.form.leave(input);
            if before {
                changed(model, input);
            }
            misplaced::ask(model, input);
            if model.form.demand(input) {
                focus_next(model, 1);
            }
        }
        Some(Item::Copy(_)) => crate::tui::update::copy(model, effects),
        Some(Item::Act(Act::CheckRequest)) => check_request(model, effects),
        Some(Item::Act(Act::Continue)) => go_on(model),
        Some(Item::Act(Act::Verify)) => verify(model, effects),
        Some(Item::Act(Act::Wait)) => wait(model, effects),
        Some(Item::Act(Act::Link)) => link(model, effects),
        Some(Item::Act(Act::Follow)) => follow(model, effects),
    }
}

/// Ticks the step as said, unless something is proven of it, and goes on to the next.
fn go_on(model: &mut Model) {
    let needed = items(model.step).iter().enumerate();
    let needed = needed.filter_map(|(at, item)| match item {
        Item::Field(input) if *input != Input::Scopes => Some((at, *input)),
        _ => None,
    });
    for (at, input) in needed {
        if !model.form.demand(input) {
            model.focus = Focus::Item(at);
            return;
        }
    }
    if model.step == StepId::A2 && model.form.scopes().is_empty() {
        model.focus = Focus::Item(1);
        return model.refuse("choose the scopes first: Planday adds none to an app later");
    }
    let standing = model.standing(model.step);
    if !standing.holds() {
        model.ledger.attest(model.step);
    }
    // What Planday holds is what counts, so a difference here is told and stops nobody.
    let redirect = model.form.field(Input::RedirectUri).verdict();
    if model.step == StepId::A2 && matches!(redirect, Verdict::Doubtful(_)) {
        model.refuse(
            "gone on, but the redirect URI of the app differs from the expected one: see step A2",
        );
    }
    select_step(model, 1);
    model.focus = Focus::Item(0);
}

/// `Space`: ticks the step by hand, or takes that tick back.
pub(crate) fn tick(model: &mut Model) {
    if !model.ledger.attest(model.step) {
        model.refuse("This step is checked automatically; press v to check it again.");
    }
}

/// Takes the choice of scopes over.
pub(crate) fn take_scopes(model: &mut Model, picker: &Picker) {
    if model.form.set_scopes(picker.chosen().clone()) {
        changed(model, Input::Scopes);
    }
}

/// Starts the check of the request: with the redirect URI that `StackOne` will send, whatever was entered to compare.
fn check_request(model: &mut Model, effects: &mut Vec<Effect>) {
    leave_item(model);
    if !model.form.demand(Input::AppId) {
        return field_is_wrong(model, Input::AppId);
    }
    let inputs = RequestInputs {
        app_id: model.form.value(Input::AppId).unwrap_or_default(),
        redirect_uri: model.env.redirect_uri.clone(),
        scopes: model.form.scopes().clone(),
    };
    model.start(
        TaskKind::Request,
        "checking the request",
        Job::Request(inputs),
        effects,
    );
}

/// Starts a verification of what was entered, if it is well formed; else goes to the field that is not.
pub(crate) fn verify(model: &mut Model, effects: &mut Vec<Effect>) {
    leave_item(model);
    for input in [Input::AppId, Input::TokenSecret] {
        if !model.form.demand(input) {
            return field_is_wrong(model, input);
        }
    }
    if model.form.secret(Input::ApiKey).is_some() && !model.form.demand(Input::ApiKey) {
        return field_is_wrong(model, Input::ApiKey);
    }
    let inputs = resolved(model).inputs(model.required().names());
    model.start(
        TaskKind::Verify,
        "verifying",
        Job::Verify(Box::new(inputs)),
        effects,
    );
}

/// What the forms hold, as the inputs of a verification.
fn resolved(model: &Model) -> ResolvedInputs {
    let form = &model.form;
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
            source: model.source(input)?,
            shadowed: model.shadowed(input).cloned(),
        })
    };
    let (token, api_key) = (secret(Input::TokenSecret), secret(Input::ApiKey));
    ResolvedInputs::of_forms(values, token, api_key, model.basis())
}

/// Goes to a field whose value cannot be used; what is wrong with it stands there.
fn field_is_wrong(model: &mut Model, input: Input) {
    let step = StepId::ALL
        .into_iter()
        .find(|step| items(*step).contains(&Item::Field(input)));
    let Some(step) = step else { return };
    model.screen = Screen::Setup;
    model.step = step;
    let at = items(step)
        .iter()
        .position(|item| *item == Item::Field(input))
        .unwrap_or(0);
    model.focus = Focus::Item(at);
    if let Verdict::Wrong(problem) = model.form.field(input).verdict() {
        let text = format!("{}: {problem}", crate::tui::form::label(input));
        model.refuse(text);
    }
}

/// Waits for the connector profile, looking again and again.
pub(crate) fn wait(model: &mut Model, effects: &mut Vec<Effect>) {
    leave_item(model);
    if !model.form.demand(Input::ApiKey) {
        return field_is_wrong(model, Input::ApiKey);
    }
    let Some(api_key) = model.form.secret(Input::ApiKey) else {
        return;
    };
    // What was listed before is known; without a list, the first look decides what is new.
    let listed = model.remote.profiles_at.is_some();
    let known = listed.then(|| {
        model
            .remote
            .profiles
            .iter()
            .map(|profile| profile.id.clone())
            .collect()
    });
    let request = WaitRequest {
        known,
        api_key,
        name: model.form.value(Input::ProfileName),
    };
    model.start(
        TaskKind::Wait,
        "waiting for the profile",
        Job::Wait(request),
        effects,
    );
}

/// Makes an auth link and follows it.
fn link(model: &mut Model, effects: &mut Vec<Effect>) {
    leave_item(model);
    for input in [Input::ApiKey, Input::OwnerId, Input::OwnerName] {
        if !model.form.demand(input) {
            return field_is_wrong(model, input);
        }
    }
    let usable = results::usable_profile(model).map(|profile| profile.id.to_string());
    let Some(profile_id) = usable else {
        select(model, StepId::C2);
        return model
            .refuse("no usable connector profile has been seen yet: wait for it in step C2");
    };
    let Some(api_key) = model.form.secret(Input::ApiKey) else {
        return;
    };
    let request = LinkRequest {
        api_key,
        start: LinkStart::New(SessionRequest {
            owner_id: model.form.value(Input::OwnerId).unwrap_or_default(),
            owner_name: model.form.value(Input::OwnerName).unwrap_or_default(),
            profile_id,
            expires_in: model.env.link_seconds,
        }),
        owner_id: model.form.value(Input::OwnerId).unwrap_or_default(),
        granted: model.remote.scopes.granted.clone(),
    };
    model.remote.link = None;
    model.remote.account = None;
    model.ledger.outdate(
        &[StepId::D2, StepId::D3, StepId::D4],
        "a new link was made since",
    );
    model.start(TaskKind::Link, "linking", Job::Link(request), effects);
}

/// Follows the auth link that is out: a look that was cancelled loses nothing.
fn follow(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(link) = model.remote.link.clone() else {
        select(model, StepId::D1);
        return model.refuse("there is no auth link yet: create it here, in step D1");
    };
    let Some(api_key) = model.form.secret(Input::ApiKey) else {
        return field_is_wrong(model, Input::ApiKey);
    };
    let request = LinkRequest {
        api_key,
        start: LinkStart::Existing(link),
        owner_id: model.form.value(Input::OwnerId).unwrap_or_default(),
        granted: model.remote.scopes.granted.clone(),
    };
    model.start(TaskKind::Link, "linking", Job::Link(request), effects);
}

/// Asks for the list of connector profiles.
pub(crate) fn list_profiles(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(key) = model.form.secret(Input::ApiKey) {
        model.start(
            TaskKind::Profiles,
            "listing profiles",
            Job::Profiles(key),
            effects,
        );
    }
}

/// Has somebody do the click of the selected step.
pub(crate) fn click(model: &mut Model, effects: &mut Vec<Effect>) {
    leave_item(model);
    match web_clicks::click(model) {
        Ok(click) => model.start(
            TaskKind::Click,
            "clicking",
            Job::Click(model.step, click),
            effects,
        ),
        Err(why) => model.refuse(why),
    }
}

/// The page on which the selected step is done, or why it cannot be opened yet.
pub(crate) fn page(model: &Model) -> Result<Page, &'static str> {
    let dashboard = |path: &str| {
        let url = crate::http::below(&model.env.dashboard, path);
        Ok(Page {
            url: Secret::new(url),
            shown: true,
        })
    };
    match guide_step(model.step).1.page {
        GuidePage::Portal | GuidePage::PortalApiAccess => match model.form.portal() {
            Some(url) => Ok(Page {
                url: Secret::new(url),
                shown: true,
            }),
            None => Err("enter the portal address first (step A1)"),
        },
        GuidePage::DashboardProfiles => dashboard("connector_profiles"),
        GuidePage::DashboardAccounts => dashboard("accounts"),
        GuidePage::AuthLink => match &model.remote.link {
            Some(link) => Ok(Page {
                url: link.url.clone(),
                shown: false,
            }),
            None => Err("create the auth link first (step D1)"),
        },
    }
}

/// Opens the page on which the selected step is done.
pub(crate) fn open(model: &mut Model, effects: &mut Vec<Effect>) {
    match page(model) {
        Ok(page) => {
            let name = if page.shown {
                page.url.expose()
            } else {
                "the auth link"
            };
            model.say(format!("opening {name}"));
            effects.push(Effect::Open(page));
        }
        Err(why) => model.refuse(why),
    }
}

/// What copying takes on the Profiles screen, in words.
pub(crate) fn name_of_id(model: &Model) -> &'static str {
    match model.profiles.part {
        Part::Connections => "the App Id",
        Part::Connectors => "the id",
    }
}

/// The id that copying takes on the Profiles screen.
pub(crate) fn id_of_row(model: &Model) -> Option<String> {
    match model.profiles.row()? {
        Row::ThisRun => model.form.value(Input::AppId),
        Row::Saved(at) => model
            .library
            .contents
            .profiles
            .get(at)?
            .settings
            .app_id
            .clone(),
        Row::Config(at) => model.connections.get(at)?.app_id.clone(),
        Row::Connector(at) => Some(model.remote.profiles.get(at)?.id.to_string()),
    }
}
