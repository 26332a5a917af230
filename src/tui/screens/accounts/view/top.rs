//! What stands above the accounts: the filter, how many stand how, and what is to be said of the list.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::screens::accounts::Standing;
use crate::tui::ui::Ui;
use crate::tui::widgets::filter_line;
use crate::tui::widgets::words;

/// Draws it, and gives what is left of the area.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) -> Rect {
    let view = &ui.model.accounts;
    let width = usize::from(area.width);
    let mut lines = remarks(ui, width);
    lines.truncate(usize::from(area.height / 3));
    let mut rest = take(frame, area, lines);
    if view.filter.is_shown() && rest.height > 1 {
        filter_line::draw(ui, frame, Rect { height: 1, ..rest }, &view.filter);
        rest = below(rest, 1);
    } else if view.total() > 0 && rest.height > 3 {
        rest = take(frame, rest, vec![counts(ui, width)]);
    }
    if ui.size_class().is_boxed() && rest.height > 4 && view.total() > 0 {
        let rule = "─".repeat(width);
        rest = take(
            frame,
            rest,
            vec![Line::styled(rule, ui.theme.border(false))],
        );
    }
    rest
}

fn take(frame: &mut Frame, area: Rect, lines: Vec<Line<'static>>) -> Rect {
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    frame.render_widget(Paragraph::new(lines), area);
    below(area, rows)
}

fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// How many accounts stand how, whatever the filter: the worst first, as many as there is room for whole. What is not there is
/// not counted.
fn counts(ui: Ui<'_>, width: usize) -> Line<'static> {
    let gap = if ui.size_class().is_boxed() {
        "   "
    } else {
        "  "
    };
    let mut spans: Vec<Span<'static>> = Vec::new();
    let (mut used, mut is_cut) = (0, false);
    for standing in Standing::ALL {
        let count = ui.model.accounts.count(standing);
        if count == 0 {
            continue;
        }
        let (sign, style) = standing.sign(ui);
        let parts = [
            Span::raw(if spans.is_empty() { "" } else { gap }),
            Span::styled(format!("{sign} "), style),
            Span::styled(format!("{} ", standing.word()), ui.theme.muted()),
            Span::raw(words::grouped(count)),
        ];
        used += words::cells(&parts);
        if used > width {
            is_cut = true;
            break;
        }
        spans.extend(parts);
    }
    if is_cut {
        spans.push(Span::styled(" …", ui.theme.muted()));
    }
    Line::from(spans)
}

/// What is to be said of the list: why it is not there, not whole, or not new; and which profile is disabled.
fn remarks(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let data = &ui.shared.accounts;
    let mut lines = Vec::new();
    let mut say = |sign: &str, text: String, style: Style| {
        let sign = Span::styled(format!("{sign} "), style);
        lines.extend(words::wrap(&[sign, Span::raw(text)], width, 2));
    };
    let (warn, bad) = (ui.theme.warn(), ui.theme.bad());
    if let Some(trouble) = &data.trouble {
        let failed = if data.report.is_some() {
            "Not refreshed."
        } else {
            "The list could not be read."
        };
        let text = format!("{failed} {} {}", trouble.summary, trouble.next);
        say(ui.glyphs.wrong(), text, bad);
    }
    let Some(report) = &data.report else {
        return lines;
    };
    if let Some(caveat) = &report.caveat {
        say(
            ui.glyphs.warning(),
            format!("{caveat} No account is called gone."),
            warn,
        );
    }
    if let Some(trouble) = &report.profiles_trouble {
        say(ui.glyphs.warning(), format!("Profiles: {trouble}"), warn);
    }
    for profile in report.profiles.iter().flatten() {
        if profile.is_disabled() {
            let hit = data.blast_radius(Some(profile.id.as_str()));
            let text = format!("Profile “{}” is disabled. {}", profile.name, hit.sentence());
            say(ui.glyphs.warning(), text, warn);
        }
    }
    lines
}
