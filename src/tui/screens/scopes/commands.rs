//! What a person does on the Scopes screen.

use crate::domain::scope::{self, Kind, Scopes};
use crate::domain::{Input, PersonalDataConsent, StepId};
use crate::secret::Secret;
use crate::tui::message::Effect;
use crate::tui::model::{Detail, Focus, Model, Overlay, Screen};
use crate::tui::overlays::action_picker::ActionPicker;
use crate::tui::overlays::scope_picker::Picker;
use crate::tui::screens::setup;
use crate::tui::tasks::TaskKind;
use crate::tui::update;
use crate::tui::worker::Job;
use crate::workflow::ActionsRequest;

/// What can be asked for on this screen alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopesCommand {
    /// List another part of the matrix.
    NextView,
    /// Choose what the integration will do.
    Actions,
    /// Open the list of all scopes and presets.
    Edit,
    /// Tick everything that is required.
    TakeOver,
    /// Untick what no chosen action needs.
    Trim,
    /// Allow reading personal data of the row's resource, or stop it.
    Leave,
    /// Allow personal data for every resource, or stop it.
    LeaveAll,
    /// Copy the scopes to tick as one line.
    CopyLine,
    /// Begin a new app with the scopes of the way out.
    NewApp,
    /// Show everything known of the selected scope.
    Detail,
    /// Show the way out.
    WayOut,
    /// From the one to the other.
    TurnOver,
}

/// Does it.
pub fn act(model: &mut Model, wish: ScopesCommand, effects: &mut Vec<Effect>) {
    match wish {
        ScopesCommand::NextView => {
            model.scopes.next_view();
            model.say(format!("listed now: {}", model.scopes.view.name()));
        }
        ScopesCommand::Actions => {
            let chosen = model.form.actions.clone();
            let picker = ActionPicker::new(chosen, model.remote.actions.as_ref());
            model.overlay = Some(Overlay::Actions(picker));
            ask_once(model, effects);
        }
        ScopesCommand::Edit => {
            model.overlay = Some(Overlay::Scopes(Picker::new(model.form.scopes().clone())));
        }
        ScopesCommand::TakeOver => {
            let more = model.scopes.to_take_over();
            model.say(format!("ticked: {}", names(&more)));
            want(model, |wanted| wanted.extend(more));
        }
        ScopesCommand::Trim => {
            let less = model.scopes.unused();
            model.say(format!(
                "unticked, as no chosen action needs it: {}",
                names(&less)
            ));
            want(model, |wanted| wanted.retain(|scope| !less.contains(scope)));
        }
        ScopesCommand::Leave => leave(model),
        ScopesCommand::LeaveAll => leave_all(model),
        ScopesCommand::CopyLine => {
            let list = model.scopes.to_tick();
            let value = (!list.is_empty()).then(|| Secret::new(scope::join(&list)));
            update::hand_over(model, "the list of scopes", value, effects);
        }
        ScopesCommand::NewApp => new_app(model),
        ScopesCommand::Detail => model.overlay = Some(told(Detail::Scope)),
        ScopesCommand::WayOut => model.overlay = Some(told(Detail::WayOut)),
        ScopesCommand::TurnOver => {
            let of = match &model.overlay {
                Some(Overlay::Detail {
                    of: Detail::Scope, ..
                }) => Detail::WayOut,
                _ => Detail::Scope,
            };
            model.overlay = Some(told(of));
        }
    }
}

fn told(of: Detail) -> Overlay {
    Overlay::Detail { of, scroll: 0 }
}

/// The screen is looked at: for the first time, `StackOne` is asked for its actions.
pub fn enter(model: &mut Model, effects: &mut Vec<Effect>) {
    model.scopes.enter();
    ask_once(model, effects);
}

fn ask_once(model: &mut Model, effects: &mut Vec<Effect>) {
    let asked = model.remote.actions.is_some()
        || model.remote.actions_trouble.is_some()
        || model.running.contains_key(&TaskKind::Actions);
    if !asked {
        list_actions(model, false, effects);
    }
}

/// Asks for the catalogue of actions: a young one that is kept will do unless it must be `fresh`. Without a key there
/// is only what is kept.
pub fn list_actions(model: &mut Model, fresh: bool, effects: &mut Vec<Effect>) {
    let request = ActionsRequest {
        api_key: model.form.secret(Input::ApiKey),
        fresh,
    };
    model.start(
        TaskKind::Actions,
        "listing actions",
        Job::Actions(request),
        effects,
    );
}

/// `Space`: the selected scope goes onto the list to tick, or off it.
pub fn tick(model: &mut Model) {
    let Some(row) = model.scopes.row() else {
        return;
    };
    let (name, wanted) = (row.scope.clone(), row.wanted);
    model.scopes.touch(&name);
    want(model, |list| {
        if wanted {
            list.remove(&name);
        } else {
            list.insert(name);
        }
    });
}

/// Changes the wanted scopes.
fn want(model: &mut Model, change: impl FnOnce(&mut Scopes)) {
    let mut wanted = model.form.scopes().clone();
    change(&mut wanted);
    if model.form.set_scopes(wanted) {
        setup::changed(model, Input::Scopes);
    }
}

/// Takes the choice of actions over. What they need besides what was needed before is ticked; what is no longer needed
/// stays ticked and is shown as unused, because somebody may want it all the same.
pub fn take_actions(model: &mut Model, picker: &ActionPicker) {
    if model.form.actions == *picker.chosen() {
        return;
    }
    let before = model.required().names();
    model.form.actions.clone_from(picker.chosen());
    model.scopes_changed();
    let more: Scopes = model
        .scopes
        .to_take_over()
        .difference(&before)
        .cloned()
        .collect();
    if more.is_empty() {
        return model.say(match model.form.actions.len() {
            0 => "no action is chosen any more; the ticked scopes stay".to_owned(),
            1 => "1 action chosen; nothing new has to be ticked for it".to_owned(),
            count => format!("{count} actions chosen; nothing new has to be ticked for them"),
        });
    }
    let word = if more.len() == 1 { "scope" } else { "scopes" };
    model.say(format!(
        "{} {word} added that the chosen actions need: {}",
        more.len(),
        names(&more)
    ));
    want(model, |wanted| wanted.extend(more));
}

fn leave(model: &mut Model) {
    let Some(key) = model.scopes.personal() else {
        return;
    };
    let Some(given) = model.form.leave.toggle(key) else {
        return;
    };
    let what = scope::catalogue()
        .resources
        .iter()
        .find(|resource| resource.key == key)
        .map_or(key, |resource| resource.what.as_str());
    model.scopes_changed();
    model.say(if given {
        format!(
            "allowed: the next verification may read one record of {what} to prove its scopes; nothing of it is kept"
        )
    } else {
        format!("no longer allowed: no record of {what} will be read")
    });
}

fn leave_all(model: &mut Model) {
    let given = model.form.leave != PersonalDataConsent::everything();
    model.form.leave = if given {
        PersonalDataConsent::everything()
    } else {
        PersonalDataConsent::default()
    };
    model.scopes_changed();
    model.say(if given {
        "allowed for all: the next verification may read one record of each resource, pay and bank accounts \
         among them, to prove its scopes; nothing of them is kept"
    } else {
        "no longer allowed: no personal data will be read"
    });
}

/// Why what was shown of the old app does not count any more.
const OLD_PROFILE: &str = "the profile holds the old app's values: put in those of the new app";

/// Begins a new app: its list is ticked, what rested on the old app is out of date, and the person is led to the step
/// that creates it. Nothing happens in Planday.
fn new_app(model: &mut Model) {
    let Some(way_out) = model.scopes.new_app() else {
        return;
    };
    let scopes = way_out.scopes.clone();
    let why = format!("a new app is needed: {}", model.scopes.verdict().sentence);
    let count = scopes.len();
    want(model, |wanted| wanted.extend(scopes));
    let steps = [StepId::A2, StepId::A3, StepId::B1, StepId::B2];
    model.ledger.outdate(&steps, &why);
    if model.ledger.of(StepId::C2).standing.holds() {
        model.remote.profile_outdated = Some(OLD_PROFILE);
        model.ledger.outdate(&[StepId::C2], OLD_PROFILE);
    }
    for input in [Input::AppId, Input::TokenSecret] {
        model.form.clear(input);
        model.form.leave(input);
    }
    setup::forget_app(model);
    model.screen = Screen::Setup;
    model.overlay = None;
    model.focus = Focus::Checklist;
    setup::select(model, StepId::A2);
    model.say(format!(
        "create a new app with these {count} scopes; App Id and Token of the old one are cleared here, and nothing \
         has changed in Planday"
    ));
}

/// Why the selected scope cannot be ticked, if it cannot.
pub(crate) fn not_tickable(model: &Model) -> Option<&'static str> {
    match model.scopes.row() {
        None => Some("no scope is selected"),
        Some(row) if !row.wanted && row.known.is_some_and(|scope| scope.kind == Kind::Identity) => {
            Some("it is asked for when somebody authorises: nobody ticks it")
        }
        Some(_) => None,
    }
}

/// The first names, and how many more.
fn names(scopes: &Scopes) -> String {
    const FEW: usize = 4;
    let first: Vec<_> = scopes.iter().take(FEW).map(String::as_str).collect();
    match scopes.len().saturating_sub(FEW) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
