//! The choice of actions: where their list comes from, and what follows from the choice.

use crate::domain::scope::Scopes;
use crate::domain::{Input, StepId};
use crate::scopes::Matrix;
use crate::tui::layers::Overlay;
use crate::tui::overlays::action_picker::ActionPicker;
use crate::tui::overlays::prompt::{Prompt, PromptKind};
use crate::tui::screen::Screen;
use crate::tui::screens::scopes::changes::want;
use crate::tui::screens::scopes::to_take_over;
use crate::tui::shared::{Place, Shared};
use crate::tui::tasks::TaskKind;
use crate::tui::undo::Fields;
use crate::tui::widgets::words;
use crate::tui::worker::Job;
use crate::workflow::ActionsRequest;

/// Opens the choice of what the integration will do.
pub(crate) fn choose_actions(shared: &mut Shared) {
    let chosen = shared.form.actions.clone();
    let picker = ActionPicker::new(
        chosen,
        shared.form.scopes().clone(),
        shared.remote.actions.as_ref(),
    );
    shared.layers.open(Overlay::Actions(picker));
    list_actions_once(shared);
}

/// Asks for the catalogue of actions, unless that was done before.
pub(crate) fn list_actions_once(shared: &mut Shared) {
    let asked = shared.remote.actions.is_some()
        || shared.remote.actions_trouble.is_some()
        || shared.tasks.runs(TaskKind::Actions);
    if !asked {
        list_actions(shared, false);
    }
}

/// Asks for the catalogue of actions: a young one that is kept will do unless it must be `fresh`. Without a key there
/// is only what is kept.
pub(crate) fn list_actions(shared: &mut Shared, fresh: bool) {
    let request = ActionsRequest {
        api_key: shared.form.secret(Input::ApiKey),
        fresh,
    };
    shared.start(TaskKind::Actions, "listing actions", Job::Actions(request));
}

/// Asks `StackOne` itself for the catalogue.
pub(crate) fn ask_again(shared: &mut Shared) {
    list_actions(shared, true);
}

/// Asks for the API key that lists the actions, right where they are chosen.
pub(crate) fn ask_for_key(shared: &mut Shared) {
    let prompt = Prompt::new(PromptKind::ApiKey, "StackOne API key", "API key")
        .with_line("StackOne lists its actions for this key. Step C1 uses the same one.")
        .with_line("Copy it from StackOne: Project Settings > API Keys.");
    shared.layers.open(Overlay::prompt(prompt));
}

/// Takes the API key, and asks for the actions with it.
pub(crate) fn take_key(shared: &mut Shared, key: &str) {
    shared.fill_input(Input::ApiKey, key);
    list_actions(shared, true);
}

/// Ticks what is selected in the open choice, or takes the tick back.
pub(crate) fn tick_selected(shared: &mut Shared) {
    match shared.layers.top_mut() {
        Some(Overlay::Scopes(picker)) => picker.tick(),
        Some(Overlay::Actions(picker)) => picker.tick(),
        _ => {}
    }
}

/// Takes all ticks of the open choice back.
pub(crate) fn untick_all(shared: &mut Shared) {
    match shared.layers.top_mut() {
        Some(Overlay::Scopes(picker)) => picker.clear(),
        Some(Overlay::Actions(picker)) => picker.clear(),
        _ => {}
    }
}

/// Closes the choice of actions, and takes it over. Where nothing is ticked and nothing was unticked, it stays open: a person
/// who presses Enter there means the selected row.
pub(crate) fn actions_done(shared: &mut Shared) {
    if let Some(Overlay::Actions(picker)) = shared.layers.top()
        && picker.chosen().is_empty()
        && picker.scopes().is_empty()
        && picker.changed().is_empty()
    {
        return shared.refuse("Nothing is ticked. {action_picker.tick} ticks the selected row.");
    }
    if let Some(Overlay::Actions(picker)) = shared.layers.close() {
        take_actions(shared, &picker);
        // In the step, what comes next is not to choose once more.
        if shared.screen == Screen::Setup && !shared.form.scopes().is_empty() {
            shared.place = Some(Place::Step(StepId::A2));
        }
    }
}

/// Takes the choice over: the actions, and the scopes of the presets. What the actions need besides what was needed before
/// is ticked; what is no longer needed stays ticked and is shown as unused, because it may be wanted all the same.
pub(crate) fn take_actions(shared: &mut Shared, picker: &ActionPicker) {
    if shared.form.actions == *picker.chosen() && shared.form.scopes() == picker.scopes() {
        return;
    }
    // The choice and what it ticks are one change.
    let choices = Some(shared.choices());
    let before = shared.required().names();
    let ticked = shared.form.scopes().clone();
    shared.form.actions.clone_from(picker.chosen());
    shared.scopes_stale = true;
    let matrix = Matrix::new(
        &shared.required(),
        picker.scopes(),
        &shared.remote.scopes,
        &shared.form.consent,
    );
    let more: Scopes = to_take_over(&matrix).difference(&before).cloned().collect();
    want(shared, |wanted| {
        wanted.clone_from(picker.scopes());
        wanted.extend(more);
    });
    let fields = Fields {
        choices,
        ..Fields::default()
    };
    shared.remember_fields("the choice as it was", fields);
    let more: Scopes = shared.form.scopes().difference(&ticked).cloned().collect();
    let actions = match shared.form.actions.len() {
        0 => None,
        1 => Some("1 action is chosen".to_owned()),
        count => Some(format!("{count} actions are chosen")),
    };
    // What the message line has room for.
    let names = words::listed(more.iter().map(AsRef::as_ref), 44);
    let scopes = match more.len() {
        0 => "no scope is added".to_owned(),
        1 => format!("1 scope is ticked: {names}"),
        count => format!("{count} scopes are ticked: {names}"),
    };
    let said: Vec<_> = actions.into_iter().chain([scopes]).collect();
    let said = words::sentence(&said.join(", "));
    shared.say(format!("{said}. {{app.undo}} undoes it."));
}
