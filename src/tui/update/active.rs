//! What moves through, filters, closes or empties whatever has the keyboard.

use crate::tui::command::Active;
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::overlays::prompt::PromptKind;
use crate::tui::screen::Screen;
use crate::tui::screens::setup::Focus;
use crate::tui::update::text;
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
        Active::Last => step(model, isize::MAX / 2),
        Active::Back => back(model),
        Active::Filter => set_filtering(model, true),
        Active::KeepFilter => set_filtering(model, false),
        Active::Failure(by) => failure(model, by),
        Active::EmptyText => edit(model, TextField::clear),
        Active::UndoText => edit(model, TextField::undo),
        // Runs a command: that is not for here.
        Active::RunSelected => {}
    }
}

/// How many lines half a page has, roughly: screens differ, and a page that overlaps by some lines is what people expect.
fn half_page(model: &Model) -> isize {
    let rows = isize::try_from(model.shared.size.1).unwrap_or(24);
    ((rows - 8) / 2).max(2)
}

/// Moves by lines in whatever has the keyboard.
fn step(model: &mut Model, by: isize) {
    if let Some(from) = model.scrolled() {
        let last = model.shared.last_scroll;
        let from = from.min(last).saturating_add_signed(by).min(last);
        match model.shared.layers.top_mut() {
            Some(overlay) => overlay.scroll_to(from),
            None => model.logs.detail = Some(from),
        }
        return;
    }
    match model.shared.layers.top_mut() {
        Some(Overlay::Palette(list)) => list.step(by),
        Some(Overlay::Help(list)) => list.step(by),
        Some(Overlay::Scopes(picker)) => picker.step(by),
        Some(Overlay::Actions(picker)) => picker.step(by),
        Some(_) => {}
        None => match model.shared.screen {
            Screen::Profiles => model.profiles.step(by),
            Screen::Scopes => model.scopes.step(by),
            Screen::Logs => model.logs.step(by),
            Screen::Setup if model.setup.focus == Focus::Log => model.logs.step(by),
            Screen::Setup => model.setup.step_by(&mut model.shared, by),
        },
    }
}

/// One step back: the top layer, the field, the filter, the screen.
fn back(model: &mut Model) {
    if let Some(closed) = model.shared.layers.close() {
        return closed_unanswered(model, &closed);
    }
    let screen = model.shared.screen;
    match screen {
        Screen::Setup => {
            model.setup.leave_item(&mut model.shared);
            model.setup.focus = Focus::Checklist;
        }
        Screen::Logs if model.logs.detail.is_some() => model.logs.detail = None,
        _ if has_filter(model) => {
            set_filtering(model, false);
            let _ = text::edit_filter(model, TextField::clear);
        }
        Screen::Profiles | Screen::Scopes | Screen::Logs => model.shared.screen = Screen::Setup,
    }
}

/// A question that was left: what waited for its answer is not done, and that is said.
fn closed_unanswered(model: &mut Model, closed: &Overlay) {
    let asked = match closed {
        Overlay::Prompt(prompt) => matches!(
            prompt.kind,
            PromptKind::Passphrase { .. } | PromptKind::PassphraseAgain(_)
        ),
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

fn has_filter(model: &Model) -> bool {
    match model.shared.screen {
        Screen::Setup => false,
        Screen::Profiles => model.profiles.filtering || !model.profiles.filter_text().is_empty(),
        Screen::Scopes => model.scopes.filtering || !model.scopes.filter_text().is_empty(),
        Screen::Logs => model.logs.filtering || !model.logs.filter_text().is_empty(),
    }
}

fn set_filtering(model: &mut Model, filtering: bool) {
    match model.shared.screen {
        Screen::Setup => {}
        Screen::Profiles => model.profiles.filtering = filtering,
        Screen::Scopes => model.scopes.filtering = filtering,
        Screen::Logs => model.logs.filtering = filtering,
    }
}

/// To the next row that failed or is open, or to the one before.
fn failure(model: &mut Model, by: isize) {
    let (found, none) = match model.shared.screen {
        Screen::Setup if model.setup.focus == Focus::Log => (
            model.logs.next_failure(by),
            "No line that is shown tells of a failure.",
        ),
        Screen::Setup => (
            model.setup.next_open(&mut model.shared, by),
            "Every step holds.",
        ),
        Screen::Profiles => (
            model.profiles.next_failure(&model.shared, by),
            "No connection that is shown failed.",
        ),
        Screen::Scopes => (
            model.scopes.next_open(by),
            "No scope that is shown is wrong.",
        ),
        Screen::Logs => (
            model.logs.next_failure(by),
            "No line that is shown tells of a failure.",
        ),
    };
    if !found {
        model.shared.say(none);
    }
}

/// Edits the text that is typed, and says why it cannot be done.
fn edit(model: &mut Model, act: impl FnOnce(&mut TextField) -> Edit) {
    if let Some(Edit::Refused(why)) = text::edit(model, act) {
        model.shared.refuse(why);
    }
}
