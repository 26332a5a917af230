//! What moves through, filters, closes or empties whatever has the keyboard.

use crate::tui::change::Change;
use crate::tui::command::Active;
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::overlays::prompt::PromptKind;
use crate::tui::overlays::theme_picker;
use crate::tui::screen::Screen;
use crate::tui::update::{ask_first, text, undo};
use crate::tui::widgets::text_field::{Edit, TextField};

/// Does it.
pub(super) fn run(model: &mut Model, active: Active) {
    match active {
        Active::Move(by) => step(model, by),
        Active::HalfPages(by) => {
            let half = half_page(model);
            step(model, by.saturating_mul(half));
        }
        Active::First => step(model, isize::MIN / 2),
        Active::Last => last(model),
        Active::Back => back(model),
        Active::Filter => type_filter(model, true),
        Active::KeepFilter => type_filter(model, false),
        Active::Failure(by) => failure(model, by),
        Active::EmptyText => edit(model, TextField::clear),
        Active::UndoText => edit(model, TextField::undo),
        Active::Confirm => ask_first::confirm(model),
        Active::Undo => undo::undo(model),
        // Runs a command: that is not for here.
        Active::RunSelected => {}
    }
}

/// Gives the keyboard to the filter of the choice on top, else of the screen that is shown; or takes it back.
fn type_filter(model: &mut Model, is_typed: bool) {
    let top = model.shared.layers.top_mut();
    if top.is_some_and(|overlay| overlay.set_filtering(is_typed)) {
        return;
    }
    if let Some(filter) = model.view_mut().0.list_filter_mut() {
        filter.set_typed(is_typed);
    }
}

/// How many lines half a page has, roughly: screens differ, and a page that overlaps by some lines is what people expect.
fn half_page(model: &Model) -> isize {
    let rows = isize::try_from(model.shared.size.1).unwrap_or(24);
    ((rows - 8) / 2).max(2)
}

/// Moves by lines in whatever has the keyboard.
pub(super) fn step(model: &mut Model, by: isize) {
    if let Some(from) = model.scrolled() {
        let last = model.shared.last_scroll;
        let from = from.min(last).saturating_add_signed(by).min(last);
        match model.shared.layers.top_mut() {
            Some(overlay) => overlay.scroll_to(from),
            None => model.view_mut().0.scroll_to(from),
        }
        return;
    }
    match model.shared.layers.top_mut() {
        Some(Overlay::Themes(_)) => theme_picker::step(&mut model.shared, by),
        Some(Overlay::Palette(list)) => list.step(by),
        Some(Overlay::Help(list)) => list.step(by),
        Some(Overlay::Scopes(picker)) => picker.step(by),
        Some(Overlay::Actions(picker)) => picker.step(by),
        Some(_) => {}
        None => {
            let (rows, shared) = model.rows_mut();
            rows.step(shared, by);
        }
    }
}

/// To the last line of whatever has the keyboard.
fn last(model: &mut Model) {
    if model.scrolled().is_some() || !model.shared.layers.is_empty() {
        return step(model, isize::MAX / 2);
    }
    let (rows, shared) = model.rows_mut();
    rows.last(shared);
}

/// One step back: the top layer, the field, the filter, the screen.
fn back(model: &mut Model) {
    let in_choice = match model.shared.layers.top_mut() {
        Some(Overlay::Scopes(picker)) => Some(picker.back()),
        Some(Overlay::Actions(picker)) => Some(picker.back()),
        Some(Overlay::Form(form)) if form.is_changed() => {
            model.shared.change = Some(Change::DropAnswer);
            return;
        }
        Some(Overlay::Prompt(prompt)) if prompt.is_worth_asking() => {
            model.shared.change = Some(Change::DropAnswer);
            return;
        }
        _ => None,
    };
    match in_choice {
        Some(true) => return,
        Some(false) => {
            model.shared.change = Some(Change::DropTicks);
            return;
        }
        None => {}
    }
    if let Some(closed) = model.shared.layers.close() {
        return closed_unanswered(model, &closed);
    }
    let (view, shared) = model.view_mut();
    if view.back(shared) {
        return;
    }
    match view.list_filter_mut() {
        Some(filter) if filter.is_shown() => {
            filter.set_typed(false);
            let _ = text::edit_filter(view, TextField::clear);
        }
        _ => shared.screen = Screen::Setup,
    }
}

/// A question that was left: what waited for its answer is not done, and that is said.
fn closed_unanswered(model: &mut Model, closed: &Overlay) {
    let asked = match closed {
        Overlay::Prompt(prompt) => matches!(
            prompt.kind,
            PromptKind::Passphrase { .. } | PromptKind::PassphraseAgain(_)
        ),
        Overlay::Themes(picker) => {
            model.shared.theme = picker.before;
            false
        }
        _ => false,
    };
    if !asked {
        return;
    }
    let waiting = model.shared.tasks.unlocked();
    if !waiting.is_empty() {
        let what: Vec<_> = waiting.iter().map(|(_, what, _)| *what).collect();
        model.shared.refuse(format!(
            "The encrypted file stays locked. Not done: {}.",
            what.join(", ")
        ));
    }
}

/// To the next row that failed or is open, or to the one before.
fn failure(model: &mut Model, by: isize) {
    let (rows, shared) = model.rows_mut();
    if let Err(none) = rows.next_failure(shared, by) {
        shared.say(none);
    }
}

/// Edits the text that is typed, and says why it cannot be done.
fn edit(model: &mut Model, act: impl FnOnce(&mut TextField) -> Edit) {
    if let Some(Edit::Refused(why)) = text::edit(model, act) {
        model.shared.refuse(why);
    }
}
