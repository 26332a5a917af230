//! What lies over a screen: the help, `StackOne`'s guide, the choices of scopes and of actions, a scope in full, the
//! question before quitting.

use ratatui::Frame;
use ratatui::layout::{Constraint, Margin, Rect};
use ratatui::widgets::Clear;

use crate::tui::layers::Overlay;
use crate::tui::overlays::{
    action_picker, detail, entry_form, guide, help, misplaced, palette, prompt, question, quit,
    scope_picker, theme_picker,
};
use crate::tui::ui::Ui;

pub(crate) fn draw(ui: Ui<'_>, overlay: &Overlay, frame: &mut Frame, area: Rect) {
    let area = place(ui, overlay, area);
    frame.render_widget(Clear, area);
    frame.buffer_mut().set_style(area, ui.theme.surface());
    match overlay {
        Overlay::Help(list) => help::view::draw(ui, list, frame, area),
        Overlay::Palette(list) => palette::view::draw(ui, list, frame, area),
        Overlay::Guide { scroll } => guide::draw(ui, frame, area, *scroll),
        Overlay::Scopes(picker) => scope_picker::view::draw(ui, picker, frame, area),
        Overlay::Actions(picker) => action_picker::view::draw(ui, picker, frame, area),
        Overlay::Prompt(prompt) => prompt::view::draw(ui, prompt, frame, area),
        Overlay::Form(form) => entry_form::view::draw(ui, form, frame, area),
        Overlay::Question(question) => question::view::draw(ui, question, frame, area),
        Overlay::Detail { of, scroll } => detail::draw(ui, frame, area, *of, *scroll),
        Overlay::Misplaced(input) => misplaced::view::draw(ui, *input, frame, area),
        Overlay::Themes(picker) => theme_picker::view::draw(ui, picker, frame, area),
        Overlay::Quit => quit::draw(ui, frame, area),
    }
}

/// The last line that it makes sense to show what scrolls from.
pub(crate) fn last_scroll(ui: Ui<'_>, overlay: &Overlay, area: Rect) -> usize {
    match overlay {
        Overlay::Guide { .. } => guide::last_scroll(ui, place(ui, overlay, area)),
        Overlay::Detail { of, .. } => detail::last_scroll(ui, place(ui, overlay, area), *of),
        Overlay::Help(_)
        | Overlay::Palette(_)
        | Overlay::Scopes(_)
        | Overlay::Actions(_)
        | Overlay::Prompt(_)
        | Overlay::Form(_)
        | Overlay::Question(_)
        | Overlay::Misplaced(_)
        | Overlay::Themes(_)
        | Overlay::Quit => 0,
    }
}

fn place(ui: Ui<'_>, overlay: &Overlay, area: Rect) -> Rect {
    let area = set_in(area);
    let (columns, rows) = match overlay {
        Overlay::Guide { .. } => (84, u16::MAX),
        Overlay::Help(_) => (help::view::COLUMNS, u16::MAX),
        Overlay::Palette(_) => (palette::view::COLUMNS, palette::view::ROWS),
        Overlay::Scopes(_) => (92, u16::MAX),
        Overlay::Actions(picker) => {
            let rows = action_picker::view::rows_for(picker);
            (action_picker::view::COLUMNS, rows)
        }
        Overlay::Detail { of, .. } => {
            let columns = area.width.min(detail::COLUMNS);
            (columns, detail::rows(ui, columns, *of))
        }
        Overlay::Prompt(prompt) => {
            let columns = area.width.min(prompt::view::COLUMNS);
            (columns, prompt::view::rows(ui, prompt, columns))
        }
        Overlay::Form(form) => {
            let columns = area.width.min(entry_form::view::COLUMNS);
            (columns, entry_form::view::rows(ui, form, columns))
        }
        Overlay::Question(question) => {
            let columns = area.width.min(question::view::COLUMNS);
            (columns, question::view::rows(ui, question, columns))
        }
        Overlay::Misplaced(input) => {
            let columns = area.width.min(misplaced::view::COLUMNS);
            (columns, misplaced::view::rows(ui, *input, columns))
        }
        Overlay::Themes(_) => (theme_picker::view::COLUMNS, theme_picker::view::rows(ui)),
        Overlay::Quit => (quit::COLUMNS, quit::rows(ui)),
    };
    centred(area, columns, rows)
}

/// The area without the rim in which the screen behind stays visible. A small window has no room for that.
fn set_in(area: Rect) -> Rect {
    let columns = if area.width >= 80 { 2 } else { 0 };
    let rows = if area.height >= 30 { 2 } else { 0 };
    area.inner(Margin::new(columns, rows))
}

/// A place in the middle; the whole area where there is no more than that.
fn centred(area: Rect, columns: u16, rows: u16) -> Rect {
    let columns = columns.min(area.width);
    let rows = rows.min(area.height);
    area.centered(Constraint::Length(columns), Constraint::Length(rows))
}
