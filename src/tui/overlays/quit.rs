//! The question before quitting: what would be lost.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::registry;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::dialog;
use crate::tui::widgets::words;

/// How wide the question is.
pub(crate) const COLUMNS: u16 = 60;

/// How many rows the question takes, with its frame.
pub(crate) fn rows(ui: Ui<'_>) -> u16 {
    let lines = lines(ui, usize::from(COLUMNS) - 4);
    u16::try_from(lines.len() + 2).unwrap_or(u16::MAX)
}

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let block = dialog(ui, "Quit stackday?");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = lines(ui, usize::from(inner.width));
    frame.render_widget(Paragraph::new(lines), inner);
}

fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let typed = ui.shared.would_lose_of_typed().join(", ");
    let mut lines = Vec::new();
    let mut say = |text: &str| {
        let text = registry::with_keys(ui.model, text);
        lines.extend(words::wrap(&[Span::raw(text)], width, 0));
    };
    if !typed.is_empty() {
        say(&if ui.shared.env.keeps {
            format!(
                "Not saved, and forgotten by quitting: {typed}. {{setup.save}} saves it; the rest of what you typed comes back at the next start."
            )
        } else {
            format!("If you quit now, this is lost: {typed}. Copy what you still need first.")
        });
    }
    if ui.shared.accounts.would_lose_a_link() {
        say(
            "The address of a link is in memory only and was not copied. Quitting loses it: copy it first, on the link's page ({screens.accounts}).",
        );
    }
    let what: Vec<_> = (ui.shared.tasks.in_sight())
        .map(|(_, run)| run.what)
        .collect();
    if !what.is_empty() {
        let text = format!("It also cancels: {}.", what.join(", "));
        lines.extend(words::wrap(&[Span::raw(text)], width, 0));
    }
    lines.push(Line::default());
    let keys = registry::bindings(ui.model)
        .into_iter()
        .filter(|binding| binding.hint.rank > 0 && !binding.chords.is_empty())
        .flat_map(|binding| {
            [
                Span::styled(binding.label(), ui.theme.key()),
                Span::raw(format!(" {}   ", binding.hint.text)),
            ]
        });
    lines.push(Line::from(keys.collect::<Vec<_>>()));
    lines
}
