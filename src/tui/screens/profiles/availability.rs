//! When the commands of the Profiles screen work, and if not, why.

use crate::domain::Input;
use crate::library::Profile;
use crate::tui::command::Availability;
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::screens::profiles::row::{Part, Row};
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::workflow::ConnectionState;

const SAVING: &str = "the library is being read or written";
const NO_ROW: &str = "select a saved profile first";

/// Why nothing can be read or changed in the library now.
fn saving_now(shared: &Shared) -> Option<&'static str> {
    shared.tasks.runs(TaskKind::Keep).then_some(SAVING)
}

/// Among the connections: off for this reason. Among the connector profiles it has no meaning.
fn on_connections(model: &Model, why: impl FnOnce(&Model) -> Option<&'static str>) -> Availability {
    match model.profiles.part {
        Part::Connections => Availability::unless(why(model)),
        Part::Connectors => Availability::Hidden,
    }
}

/// The selected saved connection.
pub(crate) fn selected(model: &Model) -> Option<&Profile> {
    model.profiles.selected_profile(&model.shared)
}

fn nothing_selected(model: &Model) -> Option<&'static str> {
    selected(model).is_none().then_some(NO_ROW)
}

/// Why a command for the marked connections, else for the selected one, has none.
fn no_target(model: &Model) -> Option<&'static str> {
    let marked = !model.profiles.marked.is_empty();
    (!marked).then(|| nothing_selected(model)).flatten()
}

/// A row is selected.
pub(crate) fn can_show(model: &Model) -> Availability {
    let none = model.profiles.row().is_none();
    Availability::unless(none.then_some("nothing is selected"))
}

/// There is a key to ask with, and no list on its way.
pub(crate) fn can_refresh(model: &Model) -> Availability {
    let no_key = model.shared.form.secret(Input::ApiKey).is_none();
    let no_key = no_key.then_some("enter a StackOne API key first (step C1)");
    let runs = model.shared.tasks.runs(TaskKind::Profiles);
    Availability::unless(no_key.or(runs.then_some("the list is on its way")))
}

/// A connection is selected that the forms can take.
pub(crate) fn can_open(model: &Model) -> Availability {
    on_connections(model, |model| {
        let none = match model.profiles.row() {
            Some(Row::Saved(_) | Row::Config(_) | Row::ThisRun) => None,
            Some(Row::Connector(_)) | None => Some(NO_ROW),
        };
        none.or(saving_now(&model.shared))
    })
}

/// A saved connection is selected.
pub(crate) fn can_change(model: &Model) -> Availability {
    on_connections(model, |model| {
        nothing_selected(model).or(saving_now(&model.shared))
    })
}

/// Saved connections are marked, or one is selected.
pub(crate) fn can_delete(model: &Model) -> Availability {
    on_connections(model, |model| {
        no_target(model).or(saving_now(&model.shared))
    })
}

/// Why no verification can be started now.
fn verifying(model: &Model) -> Option<&'static str> {
    let runs = model.shared.tasks.runs(TaskKind::Many);
    runs.then_some("a verification is running; {tasks.cancel} cancels it")
        .or(saving_now(&model.shared))
}

/// The same, and no verification of many runs.
pub(crate) fn can_verify(model: &Model) -> Availability {
    on_connections(model, |model| no_target(model).or(verifying(model)))
}

/// The selected connection has an App Id.
pub(crate) fn can_replace_token(model: &Model) -> Availability {
    on_connections(model, |model| {
        let no_app = selected(model).is_some_and(|profile| profile.settings.app_id.is_none());
        let no_app = no_app.then_some("this profile has no App Id yet");
        let none = nothing_selected(model);
        none.or(no_app).or(saving_now(&model.shared))
    })
}

/// The selected connection has a replaced Token.
pub(crate) fn can_revoke(model: &Model) -> Availability {
    on_connections(model, |model| {
        let no_old = selected(model).is_some_and(|profile| profile.old_token.is_none());
        let no_old = no_old.then_some("no replaced Token is kept");
        let read_only = model.shared.env.read_only;
        let read_only = read_only.then_some("read-only: nothing is revoked");
        let none = nothing_selected(model);
        none.or(no_old).or(read_only).or(saving_now(&model.shared))
    })
}

/// A connector profile is selected.
pub(crate) fn can_pin(model: &Model) -> Availability {
    match (model.profiles.part, model.profiles.row()) {
        (Part::Connections, _) => Availability::Hidden,
        (Part::Connectors, Some(Row::Connector(_))) => Availability::Yes,
        (Part::Connectors, _) => Availability::No("select a connector profile first".into()),
    }
}

/// A saved connection is selected.
pub(crate) fn can_mark(model: &Model) -> Availability {
    on_connections(model, |model| {
        let saved = matches!(model.profiles.row(), Some(Row::Saved(_)));
        (!saved).then_some("only saved connections can be marked")
    })
}

/// A saved connection is shown.
pub(crate) fn can_mark_all(model: &Model) -> Availability {
    on_connections(model, |model| {
        let none = model
            .profiles
            .shown_profiles(&model.shared)
            .next()
            .is_none();
        none.then_some("no saved connection is shown")
    })
}

/// No change is under way.
pub(crate) fn can_add(model: &Model) -> Availability {
    on_connections(model, |model| saving_now(&model.shared))
}

/// A connection failed when it was last verified.
pub(crate) fn can_verify_failed(model: &Model) -> Availability {
    on_connections(model, |model| {
        let none = model.profiles.count(ConnectionState::Failed) == 0;
        none.then_some("no connection has failed")
            .or(verifying(model))
    })
}

/// Several connections were verified in this run.
pub(crate) fn can_list_just_checked(model: &Model) -> Availability {
    on_connections(model, |model| {
        let none = model.shared.library.just_checked.is_empty();
        none.then_some("no connection was verified here in this run")
    })
}

/// No verification of many runs.
pub(crate) fn can_verify_all(model: &Model) -> Availability {
    on_connections(model, |model| {
        let none = (model.profiles.active() == 0).then_some("no saved connection is shown");
        verifying(model).or(none)
    })
}

/// Why nothing can be saved now.
fn cannot_save(model: &Model) -> Option<&'static str> {
    let no_store = !model.shared.env.has_store;
    let no_store = no_store.then_some("there is no folder to save in: see --data-dir");
    saving_now(&model.shared).or(no_store)
}

/// There is a folder to save in; before quitting, one that is kept.
pub(crate) fn can_save(model: &Model) -> Availability {
    let shared = &model.shared;
    let saves_what_goes = shared.env.keeps && !shared.would_lose_of_typed().is_empty();
    if is_quitting(model) && !saves_what_goes {
        return Availability::Hidden;
    }
    Availability::unless(cannot_save(model))
}

/// The forms hold a draft.
pub(crate) fn can_discard(model: &Model) -> Availability {
    let none = !model.shared.library.changed;
    let none = none.then_some("there is no draft: everything is saved");
    Availability::unless(none.or(cannot_save(model)))
}

/// Whether the question before quitting is on top.
pub(crate) fn is_quitting(model: &Model) -> bool {
    matches!(model.shared.layers.top(), Some(Overlay::Quit))
}
