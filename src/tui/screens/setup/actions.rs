//! What the commands of the Setup screen do.

use crate::domain::{Input, StepId};
use crate::guide::{Page as GuidePage, step as guide_step};
use crate::secret::Secret;
use crate::tui::change::{Change, Loss};
use crate::tui::form::{Verdict, label};
use crate::tui::layers::Overlay;
use crate::tui::message::{Effect, Page};
use crate::tui::overlays::scope_picker::Picker;
use crate::tui::screen::Screen;
use crate::tui::screens::scopes::choose_actions::choose_actions;
use crate::tui::screens::setup::items::{Act, Item, Value, items, value_name};
use crate::tui::screens::setup::{Focus, SetupView, next, web_clicks};
use crate::tui::shared::{Entered, Place, Shared};
use crate::tui::tasks::TaskKind;
use crate::tui::undo::Fields;
use crate::tui::worker::Job;

/// `Enter`: does what the thing under the cursor is for.
pub(crate) fn act(setup: &mut SetupView, shared: &mut Shared) {
    match setup.item(shared) {
        None => {
            let at = next::item_in_need(setup, shared);
            setup.focus = Focus::Item(at);
            // A choice has no text to type: it opens at once.
            if matches!(setup.items()[at], Item::Choose) {
                choose_actions(shared);
            }
        }
        Some(Item::Field(Input::Scopes)) => {
            let picker = Picker::new(shared.form.scopes().clone());
            shared.layers.open(Overlay::Scopes(picker));
        }
        Some(Item::Field(input)) => {
            shared.leave_field(input);
            if shared.form.demand(input) {
                setup.focus_next(shared, 1);
            }
        }
        Some(Item::Choose) => choose_actions(shared),
        Some(Item::Copy(_)) => copy(setup, shared),
        Some(Item::Act(act)) => {
            setup.leave_item(shared);
            match act {
                Act::CheckRequest => shared.check_request(),
                Act::Continue => go_on(setup, shared),
                Act::Verify => shared.verify(),
                Act::Wait => shared.wait_for_profile(),
                Act::Link => shared.change = Some(Change::NewLink),
                Act::Follow => shared.follow_link(),
            }
        }
    }
}

/// Ticks the step as said, unless something is proven of it, and goes on to the next.
fn go_on(setup: &mut SetupView, shared: &mut Shared) {
    let needed = setup.items().iter().enumerate();
    let needed = needed.filter_map(|(at, item)| match item {
        Item::Field(input) if *input != Input::Scopes => Some((at, *input)),
        _ => None,
    });
    for (at, input) in needed {
        if !shared.form.demand(input) {
            setup.focus = Focus::Item(at);
            return;
        }
    }
    if setup.step == StepId::A2 && shared.form.scopes().is_empty() {
        setup.focus = Focus::Item(1);
        return shared
            .refuse("Choose what the integration does first. Scopes cannot be added later.");
    }
    if !shared.standing(setup.step).holds() {
        shared.attest(setup.step);
    }
    // What Planday holds is what counts, so a difference here is said and stops nothing.
    let redirect = shared.form.field(Input::RedirectUri).verdict();
    if setup.step == StepId::A2 && matches!(redirect, Verdict::Doubtful(_)) {
        shared.refuse("The redirect URI of the app differs from the expected one. See step A2.");
    }
    setup.step_by(shared, 1);
    setup.focus = Focus::Item(next::item_in_need(setup, shared));
}

/// Ticks the step by hand, or takes that tick back.
pub(crate) fn tick(setup: &mut SetupView, shared: &mut Shared) {
    if proves_itself(setup.step) || !shared.attest(setup.step) {
        shared
            .refuse("This step is checked automatically; press {setup.verify} to check it again.");
    }
}

/// Whether only an answer of `StackOne` says how the step stands: nobody ticks an account that does not answer.
pub(crate) fn proves_itself(step: StepId) -> bool {
    matches!(step, StepId::D1 | StepId::D2 | StepId::D3 | StepId::D4)
}

/// Leads to the next step that failed or is open, from wherever one is.
pub(crate) fn next_step(shared: &mut Shared) {
    let Some(step) = shared.ledger.next_open(shared.now) else {
        return shared.say("All 11 steps are proven. {setup.save} saves this connection.");
    };
    shared.layers.close_all();
    shared.entered = Some(Entered::Screen(Screen::Setup));
    shared.place = Some(Place::Step(step));
}

/// Opens the selected exchange in Logs.
pub(crate) fn open_log(_: &mut SetupView, shared: &mut Shared) {
    shared.entered = Some(Entered::Exchange);
}

/// Has the sandbox do the web clicks of the selected step.
pub(crate) fn click(setup: &mut SetupView, shared: &mut Shared) {
    setup.leave_item(shared);
    match web_clicks::click(setup.step, shared) {
        Ok(click) => {
            let job = Job::Click(setup.step, click);
            shared.start(TaskKind::Click, "clicking", job);
        }
        Err(why) => shared.refuse(why),
    }
}

/// The page on which the selected step is done, or why it cannot be opened yet.
pub(crate) fn page(setup: &SetupView, shared: &Shared) -> Result<Page, &'static str> {
    let dashboard = |path: &str| {
        let url = crate::http::below(&shared.env.dashboard, path);
        Ok(Page {
            url: Secret::new(url),
            shown: true,
        })
    };
    match guide_step(setup.step).1.page {
        GuidePage::Portal | GuidePage::PortalApiAccess => match shared.form.portal() {
            Some(url) => Ok(Page {
                url: Secret::new(url),
                shown: true,
            }),
            None => Err("Enter the portal address first (step A1)."),
        },
        GuidePage::DashboardProfiles => dashboard("connector_profiles"),
        GuidePage::DashboardAccounts => dashboard("accounts"),
        GuidePage::AuthLink => match &shared.remote.link {
            Some(link) => Ok(Page {
                url: link.url.clone(),
                shown: false,
            }),
            None => Err("Create the auth link first (step D1)."),
        },
    }
}

/// Opens the page on which the selected step is done.
pub(crate) fn open(setup: &mut SetupView, shared: &mut Shared) {
    match page(setup, shared) {
        Ok(page) => {
            let name = if page.shown {
                page.url.expose()
            } else {
                "the auth link"
            };
            shared.say(format!("Opening {name}"));
            shared.effects.push(Effect::Open(page));
        }
        Err(why) => shared.refuse(why),
    }
}

/// The value that copying takes: the one under the cursor, else the step's first.
#[must_use]
pub(crate) fn value_to_copy(setup: &SetupView, shared: &Shared) -> Option<Value> {
    let of = |item: &Item| match item {
        Item::Copy(value) => Some(*value),
        Item::Field(input) => Some(Value::Of(*input)),
        Item::Choose | Item::Act(_) => None,
    };
    let items = items(setup.step);
    setup.item(shared).as_ref().and_then(of).or_else(|| {
        // What a web page asks for comes before what was just typed here.
        items
            .iter()
            .find(|item| matches!(item, Item::Copy(_)))
            .or(items.first())
            .and_then(of)
    })
}

/// Copies the value under the cursor.
pub(crate) fn copy(setup: &mut SetupView, shared: &mut Shared) {
    match value_to_copy(setup, shared) {
        Some(value) => {
            let found = shared.value(value);
            shared.copy(value_name(value), found);
        }
        None => shared.refuse("Nothing to copy in this step."),
    }
}

/// Shows the secret of a field or the auth link, or hides it again.
pub(crate) fn reveal(setup: &mut SetupView, shared: &mut Shared) {
    match setup.typing(shared) {
        Some(input) => {
            let shown = !shared.form.field(input).is_revealed();
            shared.form.reveal(input, shown);
        }
        None => shared.remote.link_shown = !shared.remote.link_shown,
    }
}

/// What goes when the Token that came back is put into its field: one that was typed since.
pub(crate) fn loss_of_token(shared: &Shared) -> Loss {
    let mut loss = Loss::default();
    if let Some(typed) = shared.unkept(Input::TokenSecret) {
        loss.add(label(Input::TokenSecret), typed.expose());
    }
    loss
}

/// What goes when another link is made: the one that works still and was not used yet.
pub(crate) fn loss_of_link(shared: &Shared) -> Loss {
    let mut loss = Loss::default();
    if let Some(link) = &shared.remote.link
        && shared.remote.account.is_none()
        && !next::link_is_over(shared)
    {
        loss.add("the auth link", link.url.expose());
    }
    loss
}

/// Puts the Token that came back into its field.
pub(crate) fn put_new_token(shared: &mut Shared) {
    let Some(token) = shared.remote.new_token.clone() else {
        return;
    };
    let had = shared.unkept(Input::TokenSecret).is_some();
    if had {
        let fields = Fields {
            values: shared.values_of(&[Input::TokenSecret]),
            ..Fields::default()
        };
        shared.remember_fields(label(Input::TokenSecret), fields);
    }
    shared.form.fill(Input::TokenSecret, token.expose());
    shared.remote.new_token_in_field = true;
    shared.say(if had {
        "The new Token is in the field of step B2. {app.undo} brings back the one before."
    } else {
        "The new Token is in the field of step B2."
    });
}

/// Asks to put the Token that came back into its field, in place of what was typed since; or copies one of a connection that is not
/// open any more.
pub(crate) fn use_new_token(_: &mut SetupView, shared: &mut Shared) {
    if shared.remote.new_token.is_some() && !shared.remote.new_token_in_field {
        shared.change = Some(Change::UseNewToken);
        return;
    }
    if let Some(unclaimed) = shared.unclaimed_tokens.pop() {
        let name = if unclaimed.of.is_empty() {
            "the new Token".to_owned()
        } else {
            format!("the new Token of “{}”", unclaimed.of)
        };
        shared.copy(&name, Some(unclaimed.token));
    }
}
