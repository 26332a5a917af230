//! A change that drops what was typed or chosen is asked about first, once, here; and done after a yes.
//!
//! A task's answer may come while the question is open. So a yes is compared with what would go by then: where that is
//! something else, the question is asked again; where the change has no sense any more, it is not done.

mod words;

use crate::tui::change::{Change, Loss};
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::overlays::misplaced;
use crate::tui::overlays::question::Question;
use crate::tui::screens::profiles::saving;
use crate::tui::screens::scopes::changes;
use crate::tui::screens::setup::actions;
use crate::tui::shared::Shared;

/// Takes the change that a key asked for: does it at once where nothing would be lost, else asks.
pub(super) fn settle(model: &mut Model) {
    let Some(change) = model.shared.change.take() else {
        return;
    };
    let loss = loss(model, &change);
    if loss.is_empty() && change != Change::AllowAllPersonal {
        perform(model, change, loss);
    } else {
        let question = words::question(model, change, loss);
        let overlay = Overlay::Question(Box::new(question));
        model.shared.layers.open(overlay);
    }
}

/// A yes to the question on top.
pub(super) fn confirm(model: &mut Model) {
    let Some(Overlay::Question(question)) = model.shared.layers.top() else {
        return;
    };
    let Question { change, loss, .. } = (**question).clone();
    model.shared.layers.close();
    if let Some(why) = has_no_sense(model, &change) {
        return model.shared.refuse(why);
    }
    let now = self::loss(model, &change);
    if now.is_within(&loss) {
        return perform(model, change, now);
    }
    let question = words::question(model, change, now);
    let overlay = Overlay::Question(Box::new(question));
    model.shared.layers.open(overlay);
    model
        .shared
        .refuse("Not done: more would go by now. Read the question again.");
}

/// Why a change is not to be done any more.
fn has_no_sense(model: &Model, change: &Change) -> Option<&'static str> {
    let shared = &model.shared;
    match change {
        Change::NewApp if model.scopes.new_app().is_none() => {
            Some("Not done: no new app is needed any more.")
        }
        Change::OpenSaved(id) if shared.library.contents.find(*id).is_none() => {
            Some("Not done: the connection was deleted.")
        }
        Change::UseNewToken if shared.remote.new_token.is_none() => {
            Some("Not done: the new Token was copied already.")
        }
        _ => None,
    }
}

/// What goes with a change, as things stand.
fn loss(model: &Model, change: &Change) -> Loss {
    let shared = &model.shared;
    match change {
        Change::NewApp => shared.loss_of_app(),
        Change::AddConnection | Change::OpenConfigured(_) => shared.loss_of_connection(true),
        Change::OpenSaved(_) => shared.loss_of_connection(false),
        Change::DiscardDraft => shared.loss_of_draft(),
        Change::AllowAllPersonal => Loss::default(),
        Change::DropTicks => ticks(shared),
        Change::DropAnswer => answer(shared),
        Change::UseNewToken => actions::loss_of_token(shared),
        Change::MoveSecret => misplaced::loss(shared),
        Change::NewLink => actions::loss_of_link(shared),
    }
}

/// The ticks of the choice that is open, under the question or on top, that differ from those it was opened with.
fn ticks(shared: &Shared) -> Loss {
    let mut loss = Loss::default();
    let changed = shared.layers.shown().filter_map(|overlay| match overlay {
        Overlay::Scopes(picker) => Some(picker.changed()),
        Overlay::Actions(picker) => Some(picker.changed()),
        _ => None,
    });
    for (name, ticked) in changed.last().into_iter().flatten() {
        let what = if ticked { "ticked" } else { "unticked" };
        loss.add(name, what);
    }
    loss
}

/// The text of the question that is open, under this one or on top, where it was worth typing.
fn answer(shared: &Shared) -> Loss {
    let mut loss = Loss::default();
    let asked = shared
        .layers
        .shown()
        .filter(|overlay| matches!(overlay, Overlay::Prompt(_) | Overlay::Form(_)));
    match asked.last() {
        Some(Overlay::Prompt(prompt)) if prompt.is_worth_asking() => {
            loss.add(prompt.label, prompt.text());
        }
        Some(Overlay::Form(form)) => {
            for (label, value) in form.changed() {
                loss.add(label, value);
            }
        }
        _ => {}
    }
    loss
}

fn perform(model: &mut Model, change: Change, loss: Loss) {
    let shared = &mut model.shared;
    match change {
        Change::NewApp => changes::begin_new_app(&mut model.scopes, shared),
        Change::AddConnection => saving::begin_new(shared),
        Change::OpenSaved(id) => {
            shared.library.agreed = loss;
            saving::open_profile(shared, id);
        }
        Change::OpenConfigured(name) => saving::open_configured(shared, &name),
        Change::DiscardDraft => saving::discard(shared),
        Change::AllowAllPersonal => changes::set_all_personal(shared, true),
        Change::DropTicks | Change::DropAnswer => _ = shared.layers.close(),
        Change::UseNewToken => actions::put_new_token(shared),
        Change::MoveSecret => misplaced::move_home(shared),
        Change::NewLink => shared.link(),
    }
}
