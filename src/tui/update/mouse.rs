//! What the mouse means: a click selects, a click on what is selected does what `Enter` does, the wheel moves what is under the
//! pointer, and a divider is dragged.
//!
//! Only the left button, and only without a key held: all else is the terminal's.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::tui::command::Availability;
use crate::tui::layers::Overlay;
use crate::tui::model::Model;
use crate::tui::mouse::{Divider, List, Region, Seen, Target, Typed, TypedIn};
use crate::tui::overlays::{palette, theme_picker};
use crate::tui::registry;
use crate::tui::screens::setup::Focus;
use crate::tui::screens::setup::items::Item;
use crate::tui::update::{active, dispatch, text};
use crate::tui::widgets::list_filter::ListFilter;
use crate::tui::widgets::text_field::{Edit, TextField};

/// How many rows or lines one notch of the wheel moves by.
const NOTCH: isize = 3;

/// What a click came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    /// Something was done.
    Acted,
    /// The keyboard or a selection moved, or nothing: an error on the message line stays.
    Looked,
}

/// Takes an event of the mouse in.
pub(super) fn mouse(model: &mut Model, event: MouseEvent) {
    if !model.shared.mouse {
        return;
    }
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) if event.modifiers == KeyModifiers::NONE => {
            model.pointer.dragged = None;
            answer(model, |model| press(model, event));
        }
        MouseEventKind::Drag(MouseButton::Left) => drag(model, event.column),
        MouseEventKind::Up(_) => model.pointer.dragged = None,
        MouseEventKind::ScrollDown => answer(model, |model| wheel(model, event, NOTCH)),
        MouseEventKind::ScrollUp => answer(model, |model| wheel(model, event, -NOTCH)),
        _ => {}
    }
}

/// Does it; what the message line said goes, but for an error where nothing was done. Nothing at all is no reason.
fn answer(model: &mut Model, act: impl FnOnce(&mut Model) -> Option<Came>) {
    let before = model.shared.notice.take();
    let came = act(model);
    if model.shared.notice.is_none() {
        model.shared.notice = match came {
            Some(Came::Acted) => None,
            Some(Came::Looked) => before.filter(|notice| notice.bad),
            None => before,
        };
    }
}

/// What stands under the pointer, the topmost first; nothing where something else came on top since the last frame.
fn under(model: &Model, event: MouseEvent) -> Vec<Region> {
    let seen = Seen {
        screen: model.shared.screen,
        layers: model.shared.layers.changes(),
    };
    let regions = &model.pointer.regions;
    if regions.seen != Some(seen) {
        return Vec::new();
    }
    regions.at(event.column, event.row).collect()
}

fn press(model: &mut Model, event: MouseEvent) -> Option<Came> {
    let region = under(model, event).into_iter().next()?;
    match region.target {
        Target::Command(id) => command(model, id),
        Target::List(list) => {
            focus(model, list);
            Some(Came::Looked)
        }
        Target::Row(list, row) => Some(self::row(model, list, row)),
        Target::Box(row) => Some(tick(model, row)),
        Target::StepPane => {
            if !matches!(model.setup.focus, Focus::Item(_)) {
                model.setup.focus_item(&mut model.shared, 0);
            }
            Some(Came::Looked)
        }
        Target::Item(step, at) if step == model.setup.step => Some(item(model, at)),
        Target::Item(..) => None,
        Target::Typed(typed) => {
            let column = event.column - region.area.x;
            type_in(model, typed, usize::from(column))
        }
        Target::Text(_) => {
            read(model);
            Some(Came::Looked)
        }
        Target::Divider(divider) => {
            let grip = i32::from(region.area.x) - i32::from(event.column);
            model.pointer.dragged = Some((divider, grip));
            None
        }
    }
}

/// Runs a command whose key or name was clicked.
fn command(model: &mut Model, id: &str) -> Option<Came> {
    let command = registry::find(id)?;
    let is_here = |model: &Model| {
        let contexts = registry::contexts(model);
        contexts.iter().any(|at| command.contexts.contains(at))
    };
    if !is_here(model) {
        keep_filter(model);
    }
    let availability = if is_here(model) {
        command.availability(model)
    } else if model.shared.layers.is_empty() {
        // Beside a field that is typed in, as from the palette.
        palette::availability(model, command)
    } else {
        Availability::Hidden
    };
    dispatch::obey(model, command, availability);
    Some(Came::Acted)
}

/// Does what `Enter` does, whatever the key map says.
fn enter(model: &mut Model) {
    if let Some(meant) = registry::entered(model) {
        dispatch::obey(model, meant.command, meant.availability);
    }
}

/// The filter of the screen is typed no more: the keyboard goes elsewhere. Its text stays.
fn keep_filter(model: &mut Model) {
    if model.shared.layers.is_empty()
        && let Some(filter) = model.view_mut().0.list_filter_mut()
    {
        filter.set_typed(false);
    }
}

/// Gives the keyboard to a list.
fn focus(model: &mut Model, list: List) {
    match list {
        List::Screen => {
            keep_filter(model);
            let (view, shared) = model.view_mut();
            view.focus_list(shared);
        }
        List::LogPane => model.setup.focus_log(&mut model.shared),
        List::Overlay => {
            if let Some(overlay) = model.shared.layers.top_mut() {
                overlay.set_filtering(false);
            }
        }
    }
}

/// Selects a row; one that is selected already does what `Enter` does, or is ticked where `Enter` takes the whole choice.
fn row(model: &mut Model, list: List, row: usize) -> Came {
    let was_typed = model.view().list_filter().is_some_and(ListFilter::is_typed);
    if !select(model, list, row) || (was_typed && list == List::Screen) {
        return Came::Looked;
    }
    match model.shared.layers.top_mut() {
        Some(Overlay::Scopes(picker)) => picker.tick(),
        Some(Overlay::Actions(picker)) => picker.tick(),
        _ => enter(model),
    }
    Came::Acted
}

/// Ticks a row of a choice, or takes its tick back.
fn tick(model: &mut Model, row: usize) -> Came {
    select(model, List::Overlay, row);
    match model.shared.layers.top_mut() {
        Some(Overlay::Scopes(picker)) => picker.tick(),
        Some(Overlay::Actions(picker)) => picker.tick(),
        _ => {}
    }
    Came::Acted
}

/// Selects a row, which stays where it is on the screen. Says whether it was selected and had the keyboard.
fn select(model: &mut Model, list: List, row: usize) -> bool {
    let first = model.pointer.regions.first_row(list);
    model.pointer.held = first.map(|first| (list, first));
    match list {
        List::Screen => {
            keep_filter(model);
            let (view, shared) = model.view_mut();
            view.click_row(shared, row)
        }
        List::LogPane => {
            let was = model.setup.focus == Focus::Log && model.logs.selected == row;
            model.setup.focus_log(&mut model.shared);
            if !was {
                model.logs.select(row);
            }
            was
        }
        List::Overlay => {
            focus(model, list);
            match model.shared.layers.top_mut() {
                Some(Overlay::Palette(list)) => list.click_row(row),
                Some(Overlay::Help(list)) => list.click_row(row),
                Some(Overlay::Scopes(picker)) => picker.click_row(row),
                Some(Overlay::Actions(picker)) => picker.click_row(row),
                Some(Overlay::Themes(_)) => theme_picker::click_row(&mut model.shared, row),
                _ => false,
            }
        }
    }
}

/// Gives the keyboard to an item of the step; one that is no text is done at once, as a button is.
fn item(model: &mut Model, at: usize) -> Came {
    model.setup.focus_item(&mut model.shared, at);
    if model.setup.field(&model.shared).is_some() {
        return Came::Looked;
    }
    // What was in the field before may have to be asked about first.
    if model.shared.layers.is_empty() {
        enter(model);
    }
    Came::Acted
}

/// Gives the keyboard to a text, with the cursor under the pointer.
fn type_in(model: &mut Model, typed: Typed, column: usize) -> Option<Came> {
    let cells = usize::from(typed.cells);
    let point = |field: &mut TextField| field.point(cells, typed.masked, typed.at_rest, column);
    let moved = match typed.of {
        TypedIn::Item(step, at) => {
            if step != model.setup.step {
                return None;
            }
            let Some(Item::Field(input)) = model.setup.items().get(at).copied() else {
                return None;
            };
            model.setup.focus_item(&mut model.shared, at);
            model.shared.form.edit(input, point)
        }
        TypedIn::Answer => match model.shared.layers.top_mut() {
            Some(Overlay::Prompt(prompt)) => prompt.edit(point),
            _ => return None,
        },
        TypedIn::Filter => return type_filter(model, point),
    };
    debug_assert!(moved == Edit::Moved, "a click changes no text");
    Some(Came::Looked)
}

/// Gives the keyboard to the filter of what is on top.
fn type_filter(model: &mut Model, point: impl FnOnce(&mut TextField) -> Edit) -> Option<Came> {
    if model.shared.layers.is_empty() {
        model.view_mut().0.list_filter_mut()?.set_typed(true);
    }
    if let Some(overlay) = model.shared.layers.top_mut() {
        overlay.set_filtering(true);
    }
    let moved = text::edit(model, point)?;
    debug_assert!(moved == Edit::Moved, "a click changes no text");
    Some(Came::Looked)
}

/// Gives the keyboard to a text beside a list, as `Enter` on the list does.
fn read(model: &mut Model) {
    if model.shared.layers.is_empty() && model.view().scroll().is_none() {
        keep_filter(model);
        enter(model);
    }
}

/// Moves what is under the pointer.
fn wheel(model: &mut Model, event: MouseEvent, by: isize) -> Option<Came> {
    let regions = under(model, event);
    let moved = regions.into_iter().find_map(|region| match region.target {
        Target::List(list) | Target::Row(list, _) => Some(Some(list)),
        Target::Box(_) => Some(Some(List::Overlay)),
        Target::Text(_) => Some(None),
        _ => None,
    });
    model.pointer.held = None;
    match moved? {
        // What is typed keeps the keyboard.
        Some(List::Screen) if model.typing().is_some() => return None,
        Some(List::Screen) => {
            let (view, shared) = model.view_mut();
            view.step(shared, by);
        }
        Some(List::LogPane) => model.logs.step(by),
        Some(List::Overlay) => active::step(model, by),
        None => {
            read(model);
            let last = model.pointer.regions.last_scroll();
            model.shared.last_scroll = model.shared.last_scroll.max(last);
            if model.scrolled().is_some() {
                active::step(model, by);
            }
        }
    }
    Some(Came::Looked)
}

/// Moves the divider that is held to the pointer.
fn drag(model: &mut Model, column: u16) {
    let Some((divider, grip)) = model.pointer.dragged else {
        return;
    };
    let Divider {
        left,
        usual,
        bounds: (least, most),
    } = divider;
    let width = i32::from(column) + grip + 1 - i32::from(left);
    let width = u16::try_from(width.max(0)).unwrap_or(u16::MAX);
    model
        .shared
        .panes
        .drag_divider(usual, width.clamp(least, most));
}
