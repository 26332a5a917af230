//! The first screen: the checklist, the selected step, the log.

pub(crate) mod at_work;
pub(crate) mod checklist;
pub(crate) mod signs;
pub(crate) mod step;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::screens::logs;
use crate::tui::screens::setup::Focus;
use crate::tui::ui::Ui;
use crate::tui::widgets::words;

/// From this many columns on, the checklist has room for titles in full.
const WIDE: u16 = 100;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let banner = banner(ui, usize::from(area.width));
    let banner_rows = u16::try_from(banner.len()).unwrap_or(0);
    let log_rows = match area.height {
        0..16 => 2,
        16..20 => 3,
        20..28 => 4,
        28..34 => 6,
        rows => rows / 4,
    };
    let list_columns = match area.width {
        0..70 => 21,
        70..WIDE => 27,
        columns => (columns * 3 / 8).min(58),
    };
    let [above, body, log] = Layout::vertical([
        Constraint::Length(banner_rows),
        Constraint::Min(0),
        Constraint::Length(log_rows),
    ])
    .areas(area);
    let [list, pane] =
        Layout::horizontal([Constraint::Length(list_columns), Constraint::Min(0)]).areas(body);
    frame.render_widget(Paragraph::new(banner).style(ui.theme.banner()), above);
    checklist::draw(ui, frame, list);
    step::draw(ui, frame, pane);
    logs::view::draw_pane(ui, frame, log, ui.model.setup.focus == Focus::Log);
}

/// What must not be missed: another Token came back, and the one that was entered may be dead.
fn banner(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let remote = &ui.shared.remote;
    let mut texts = Vec::new();
    if remote.new_token.is_some() {
        let often = match remote.renewals {
            0 | 1 => String::new(),
            times => format!(" ({times} times in this run: each verification renews it)"),
        };
        let place = if remote.new_token_in_field {
            "It is now in the field of step B2: copy it from there and keep it."
        } else {
            "The field of step B2 holds what you typed since: U puts the new Token there."
        };
        texts.push(format!(
            "! Planday returned a NEW Token{often}. {place} The old one may be dead, and StackOne's connector profile needs \
             the new one."
        ));
    }
    for unclaimed in &ui.shared.unclaimed_tokens {
        let of = match unclaimed.of.as_str() {
            "" => "the connection that was here before".to_owned(),
            name => format!("“{name}”"),
        };
        texts.push(format!(
            "! Planday returned a NEW Token for {of}. Nothing else holds it: U copies it."
        ));
    }
    texts
        .into_iter()
        .flat_map(|text| words::wrap(&[Span::raw(text)], width.saturating_sub(2), 2))
        .map(|mut line| {
            line.spans.insert(0, Span::raw(" "));
            line
        })
        .collect()
}
