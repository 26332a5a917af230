//! Draws the choice of the theme.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::Standing;
use crate::tui::mouse::{List, Target};
use crate::tui::overlays::theme_picker::NO_RGB;
use crate::tui::overlays::theme_picker::choice::ThemePicker;
use crate::tui::theme::themes::NamedTheme;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, dialog, edge};
use crate::tui::widgets::{selection, words};

/// How wide the choice is.
pub(crate) const COLUMNS: u16 = 64;

/// The column of what a theme is.
const ABOUT: usize = 17;

/// How many rows it takes, with its frame.
pub(crate) fn rows(ui: Ui<'_>) -> u16 {
    let themes = ui.shared.themes.all().count();
    u16::try_from(themes + 4).unwrap_or(u16::MAX)
}

pub(crate) fn draw(ui: Ui<'_>, picker: &ThemePicker, frame: &mut Frame, area: Rect) {
    let themes: Vec<_> = ui.shared.themes.all().collect();
    let count = Span::styled(format!("{} themes", themes.len()), ui.theme.muted());
    let keys = Span::styled(
        "↑ ↓ shows it   Enter keeps it   Esc goes back",
        ui.theme.muted(),
    );
    let block = dialog(ui, "Theme")
        .title_top(edge([count]).right_aligned())
        .title_bottom(edge([keys]));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [list, _, sample] = Layout::vertical([
        Constraint::Min(1),
        Constraint::Length(u16::from(inner.height > 3)),
        Constraint::Length(u16::from(inner.height > 2)),
    ])
    .areas(inner);
    frame.render_widget(self::sample(ui), sample);
    let rows = usize::from(list.height);
    let first = ui.first_row(List::Overlay, picker.selected, themes.len(), rows);
    ui.note(list, Target::List(List::Overlay));
    let shown = themes.iter().enumerate().skip(first);
    for ((at, theme), row) in shown.zip(list.rows()) {
        frame.render_widget(line(ui, theme, usize::from(row.width)), row);
        ui.note(row, Target::Row(List::Overlay, at));
        if at == picker.selected {
            selection::draw(ui, frame, row);
        }
    }
    pane::scrollbar(ui, frame, pane::widened(list, 2), first, themes.len());
}

/// A theme: its name, and what it is or why it cannot be used.
fn line(ui: Ui<'_>, named: &NamedTheme, width: usize) -> Line<'static> {
    let (style, about, about_style) = match &named.theme {
        Ok(theme) if ui.shared.themes.can_show(*theme) => {
            (Style::new(), named.about.clone(), ui.theme.muted())
        }
        Ok(_) => (ui.theme.muted(), format!("– {NO_RGB}"), ui.theme.muted()),
        Err(why) => (
            ui.theme.muted(),
            format!("{} {why}", ui.glyphs.wrong()),
            ui.theme.bad(),
        ),
    };
    let name = words::fill(&named.name, ABOUT);
    let about = words::cut(&about, width.saturating_sub(ABOUT)).into_owned();
    Line::from(vec![
        Span::styled(name, style),
        Span::styled(about, about_style),
    ])
}

/// The words of the states in their colours.
fn sample(ui: Ui<'_>) -> Line<'static> {
    let (theme, glyphs) = (ui.theme, ui.glyphs);
    let word = |sign: &str, word: &str, style| Span::styled(format!("{sign} {word}  "), style);
    Line::from(vec![
        word(glyphs.right(), "proven", theme.ok()),
        word(
            glyphs.standing(Standing::Observed),
            "observed",
            theme.info(),
        ),
        word(glyphs.standing(Standing::Stale), "stale", theme.warn()),
        word(glyphs.wrong(), "failed", theme.bad()),
        Span::styled("found", theme.matched()),
        Span::raw("  "),
        Span::styled("key", theme.key()),
    ])
}
