//! What the commands do, and when they do not work.

use jiff::Timestamp;

use crate::config::{Credentials, Settings};
use crate::domain::{Input, StepId, scope};
use crate::scopes::keys_of;
use crate::tui::change::Change;
use crate::tui::command::{Availability, Command, Context};
use crate::tui::layers::{Detail, Overlay};
use crate::tui::model::Model;
use crate::tui::overlays::action_picker::ActionPicker;
use crate::tui::remote::Environment;
use crate::tui::screens::scopes::changes::begin_new_app;
use crate::tui::screens::scopes::commands::COMMANDS;
use crate::tui::screens::scopes::tests::granting;
use crate::tui::shared::Place;
use crate::tui::tasks::TaskKind;

/// The program, with these wanted scopes.
fn model(wanted: &str) -> Model {
    let settings = Settings::default();
    let environment = Environment {
        rehearsal: false,
        read_only: false,
        ascii: false,
        color: false,
        zone: jiff::tz::TimeZone::UTC,
        dashboard: settings.stackone.dashboard_url.clone(),
        redirect_uri: settings.app.redirect_uri.clone(),
        link_seconds: 60,
        profile: None,
        fresh_for: crate::domain::FRESH_FOR,
        has_store: true,
        keeps: true,
    };
    let credentials = Credentials::default();
    let mut model = Model::new(environment, &settings, &credentials, Timestamp::UNIX_EPOCH);
    model.shared.form.set_scopes(scope::read(wanted).scopes);
    model.scopes.refresh(&model.shared);
    model
}

fn command(id: &str) -> &'static Command {
    let found = COMMANDS.iter().find(|command| command.id == id);
    found.unwrap_or_else(|| panic!("{id}"))
}

/// Does what a command does, where it works.
fn run(model: &mut Model, id: &str) {
    let command = command(id);
    assert_eq!(command.availability(model), Availability::Yes, "{id}");
    crate::tui::update::dispatch::run(model, command);
    model.refresh();
}

fn wanted(model: &Model) -> String {
    scope::join(model.shared.form.scopes())
}

fn said(model: &Model) -> &str {
    let notice = model.shared.notice.as_ref();
    notice.map_or("", |notice| &notice.text)
}

#[test]
fn what_the_chosen_actions_need_is_ticked_and_what_they_no_longer_need_stays() {
    let mut model = model("department:read");
    run(&mut model, "scopes.choose_actions");
    assert!(
        model.shared.tasks.runs(TaskKind::Actions),
        "their list is asked for"
    );
    let Some(Overlay::Actions(picker)) = model.shared.layers.top_mut() else {
        panic!("the choice of actions");
    };
    // Without a catalogue nothing else can be ticked.
    let scopes = model.shared.form.scopes().clone();
    *picker = ActionPicker::new(keys_of("planday_get_payroll"), scopes, None);
    run(&mut model, "action_picker.done");
    assert!(model.shared.layers.is_empty());
    assert_eq!(wanted(&model), "department:read payroll:read");
    assert_eq!(
        said(&model),
        "1 action is chosen, 1 scope is ticked: payroll:read. {app.undo} undoes it."
    );
    run(&mut model, "scopes.choose_actions");
    run(&mut model, "action_picker.untick_all");
    run(&mut model, "action_picker.done");
    assert_eq!(wanted(&model), "department:read payroll:read");
    assert_eq!(said(&model), "No scope is added. {app.undo} undoes it.");
}

#[test]
fn the_choice_of_scopes_is_taken_over_when_it_is_closed() {
    let mut model = model("department:read");
    run(&mut model, "scopes.edit");
    run(&mut model, "scope_picker.untick_all");
    run(&mut model, "scope_picker.tick");
    assert_eq!(wanted(&model), "department:read", "not before");
    run(&mut model, "scope_picker.done");
    assert!(model.shared.layers.is_empty());
    assert!(!model.shared.form.scopes().is_empty());
    assert_eq!(model.scopes.to_tick(), *model.shared.form.scopes());
}

#[test]
fn the_fix_and_the_scope_take_each_others_place() {
    let mut model = model("shift:read department:read");
    let way_out = command("scopes.way_out");
    assert_eq!(
        way_out.availability(&model).reason(),
        Some("Nothing to fix.")
    );
    model.shared.remote.scopes = granting("shift:read", "").scopes;
    model.scopes.refresh(&model.shared);
    let shown = |model: &Model| {
        let of = |overlay: &Overlay| match overlay {
            Overlay::Detail { of, .. } => Some(*of),
            _ => None,
        };
        model.shared.layers.shown().map(of).collect::<Vec<_>>()
    };
    run(&mut model, "scopes.detail");
    assert_eq!(shown(&model), [Some(Detail::Scope)]);
    run(&mut model, "scopes.way_out");
    assert_eq!(shown(&model), [Some(Detail::WayOut)]);
    assert_eq!(way_out.availability(&model), Availability::Hidden);
    run(&mut model, "scopes.turn_over");
    assert_eq!(shown(&model), [Some(Detail::Scope)]);
}

#[test]
fn a_new_app_begins_with_its_list_and_without_the_old_credentials() {
    let mut model = model("shift:read department:read");
    let new_app = command("scopes.new_app");
    assert!(new_app.availability(&model).reason().is_some());
    let app_id = "0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef";
    model.shared.form.fill(Input::AppId, app_id);
    model.shared.remote.scopes = granting("shift:read", "").scopes;
    model.scopes.refresh(&model.shared);
    run(&mut model, "scopes.detail");
    run(&mut model, "scopes.new_app");
    // Asking first is `update`'s: here it is done at once.
    assert_eq!(model.shared.change.take(), Some(Change::NewApp));
    begin_new_app(&mut model.scopes, &mut model.shared);
    model.refresh();
    assert!(model.shared.layers.is_empty());
    assert_eq!(model.shared.place, Some(Place::Step(StepId::A2)));
    assert_eq!(model.shared.form.value(Input::AppId), None);
    assert_eq!(
        model.scopes.matrix().granted_by,
        None,
        "that was the old app"
    );
    assert!(said(&model).starts_with("Create a new app with these 2 scopes"));
}

#[test]
fn a_command_that_does_not_work_says_why() {
    let model = model("");
    for (id, why) in [
        ("scopes.take_over", "everything that is required is ticked"),
        ("scopes.tick", "no scope is selected"),
        ("scopes.detail", "no scope is selected"),
        ("scopes.copy", "no scope is ticked yet"),
        ("scopes.copy_line", "no scope is ticked yet"),
        (
            "scopes.trim",
            "choose actions first: without them nothing is known to be unused",
        ),
        (
            "action_picker.refresh",
            "enter a StackOne API key first (step C1)",
        ),
    ] {
        let availability = command(id).availability(&model);
        assert_eq!(availability.reason(), Some(why), "{id}");
    }
    for command in COMMANDS {
        let picker = [Context::ScopePicker, Context::ActionPicker];
        let in_picker = command.contexts.iter().any(|of| picker.contains(of));
        assert_eq!(in_picker, !command.id.starts_with("scopes."));
    }
}
