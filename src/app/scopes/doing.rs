//! What a person does on the Scopes screen.

use crate::app::actions::ActionPicker;
use crate::app::picker::Picker;
use crate::app::setup;
use crate::app::state::{Focus, Overlay, Screen, Slot, State, Told};
use crate::app::{Effect, update};
use crate::domain::scope::{self, Kind, Scopes};
use crate::domain::{Input, PersonalDataConsent, StepId};
use crate::secret::Secret;
use crate::worker::Job;
use crate::workflow::ActionsRequest;

/// What can be asked for on this screen alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnScopes {
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
pub fn act(state: &mut State, wish: OnScopes, effects: &mut Vec<Effect>) {
    match wish {
        OnScopes::NextView => {
            state.scopes.next_view();
            state.say(format!("listed now: {}", state.scopes.view.name()));
        }
        OnScopes::Actions => {
            let chosen = state.form.actions.clone();
            let picker = ActionPicker::new(chosen, state.seen.actions.as_ref());
            state.overlay = Some(Overlay::Actions(picker));
            ask_once(state, effects);
        }
        OnScopes::Edit => {
            state.overlay = Some(Overlay::Scopes(Picker::new(state.form.scopes().clone())));
        }
        OnScopes::TakeOver => {
            let more = state.scopes.to_take_over();
            state.say(format!("ticked: {}", names(&more)));
            want(state, |wanted| wanted.extend(more));
        }
        OnScopes::Trim => {
            let less = state.scopes.unused();
            state.say(format!(
                "unticked, as no chosen action needs it: {}",
                names(&less)
            ));
            want(state, |wanted| wanted.retain(|scope| !less.contains(scope)));
        }
        OnScopes::Leave => leave(state),
        OnScopes::LeaveAll => leave_all(state),
        OnScopes::CopyLine => {
            let list = state.scopes.to_tick();
            let value = (!list.is_empty()).then(|| Secret::new(scope::join(&list)));
            update::hand_over(state, "the list of scopes", value, effects);
        }
        OnScopes::NewApp => new_app(state),
        OnScopes::Detail => state.overlay = Some(told(Told::Scope)),
        OnScopes::WayOut => state.overlay = Some(told(Told::WayOut)),
        OnScopes::TurnOver => {
            let of = match &state.overlay {
                Some(Overlay::Told {
                    of: Told::Scope, ..
                }) => Told::WayOut,
                _ => Told::Scope,
            };
            state.overlay = Some(told(of));
        }
    }
}

fn told(of: Told) -> Overlay {
    Overlay::Told { of, scroll: 0 }
}

/// The screen is looked at: for the first time, `StackOne` is asked for its actions.
pub fn enter(state: &mut State, effects: &mut Vec<Effect>) {
    state.scopes.enter();
    ask_once(state, effects);
}

fn ask_once(state: &mut State, effects: &mut Vec<Effect>) {
    let asked = state.seen.actions.is_some()
        || state.seen.actions_trouble.is_some()
        || state.running.contains_key(&Slot::Actions);
    if !asked {
        list_actions(state, false, effects);
    }
}

/// Asks for the catalogue of actions: a young one that is kept will do unless it must be `fresh`. Without a key there
/// is only what is kept.
pub fn list_actions(state: &mut State, fresh: bool, effects: &mut Vec<Effect>) {
    let request = ActionsRequest {
        api_key: state.form.secret(Input::ApiKey),
        fresh,
    };
    state.start(
        Slot::Actions,
        "listing actions",
        Job::Actions(request),
        effects,
    );
}

/// `Space`: the selected scope goes onto the list to tick, or off it.
pub fn tick(state: &mut State) {
    let Some(row) = state.scopes.row() else {
        return;
    };
    let (name, wanted) = (row.scope.clone(), row.wanted);
    state.scopes.touch(&name);
    want(state, |list| {
        if wanted {
            list.remove(&name);
        } else {
            list.insert(name);
        }
    });
}

/// Changes the wanted scopes.
fn want(state: &mut State, change: impl FnOnce(&mut Scopes)) {
    let mut wanted = state.form.scopes().clone();
    change(&mut wanted);
    if state.form.set_scopes(wanted) {
        setup::changed(state, Input::Scopes);
    }
}

/// Takes the choice of actions over. What they need besides what was needed before is ticked; what is no longer needed
/// stays ticked and is shown as unused, because somebody may want it all the same.
pub fn take_actions(state: &mut State, picker: &ActionPicker) {
    if state.form.actions == *picker.chosen() {
        return;
    }
    let before = state.required().names();
    state.form.actions.clone_from(picker.chosen());
    state.scopes_changed();
    let more: Scopes = state
        .scopes
        .to_take_over()
        .difference(&before)
        .cloned()
        .collect();
    if more.is_empty() {
        return state.say(match state.form.actions.len() {
            0 => "no action is chosen any more; the ticked scopes stay".to_owned(),
            1 => "1 action chosen; nothing new has to be ticked for it".to_owned(),
            count => format!("{count} actions chosen; nothing new has to be ticked for them"),
        });
    }
    let word = if more.len() == 1 { "scope" } else { "scopes" };
    state.say(format!(
        "{} {word} added that the chosen actions need: {}",
        more.len(),
        names(&more)
    ));
    want(state, |wanted| wanted.extend(more));
}

fn leave(state: &mut State) {
    let Some(key) = state.scopes.personal() else {
        return;
    };
    let Some(given) = state.form.leave.toggle(key) else {
        return;
    };
    let what = scope::catalogue()
        .resources
        .iter()
        .find(|resource| resource.key == key)
        .map_or(key, |resource| resource.what.as_str());
    state.scopes_changed();
    state.say(if given {
        format!(
            "allowed: the next verification may read one record of {what} to prove its scopes; nothing of it is kept"
        )
    } else {
        format!("no longer allowed: no record of {what} will be read")
    });
}

fn leave_all(state: &mut State) {
    let given = state.form.leave != PersonalDataConsent::everything();
    state.form.leave = if given {
        PersonalDataConsent::everything()
    } else {
        PersonalDataConsent::default()
    };
    state.scopes_changed();
    state.say(if given {
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
fn new_app(state: &mut State) {
    let Some(way_out) = state.scopes.new_app() else {
        return;
    };
    let scopes = way_out.scopes.clone();
    let why = format!("a new app is needed: {}", state.scopes.verdict().sentence);
    let count = scopes.len();
    want(state, |wanted| wanted.extend(scopes));
    let steps = [StepId::A2, StepId::A3, StepId::B1, StepId::B2];
    state.ledger.outdate(&steps, &why);
    if state.ledger.of(StepId::C2).standing.holds() {
        state.seen.profile_outdated = Some(OLD_PROFILE);
        state.ledger.outdate(&[StepId::C2], OLD_PROFILE);
    }
    for input in [Input::AppId, Input::TokenSecret] {
        state.form.clear(input);
        state.form.leave(input);
    }
    setup::forget_app(state);
    state.screen = Screen::Setup;
    state.overlay = None;
    state.focus = Focus::Checklist;
    setup::select(state, StepId::A2);
    state.say(format!(
        "create a new app with these {count} scopes; App Id and Token of the old one are cleared here, and nothing \
         has changed in Planday"
    ));
}

/// Why the selected scope cannot be ticked, if it cannot.
pub fn not_tickable(state: &State) -> Option<&'static str> {
    match state.scopes.row() {
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
