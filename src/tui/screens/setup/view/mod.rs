//! The first screen: the checklist, the selected step, the log; in a large window the connection and its evidence as well.

pub(crate) mod at_work;
pub(crate) mod checklist;
pub(crate) mod connection;
pub(crate) mod history;
pub(crate) mod short;
pub(crate) mod signs;
pub(crate) mod step;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::tui::mouse::{Divider, Target};
use crate::tui::screens::logs;
use crate::tui::screens::setup::Focus;
use crate::tui::size_class::SizeClass;
use crate::tui::ui::Ui;
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::words;

/// The width of the checklist beside a step, and the least that both can be given.
const LIST: u16 = 70;
const LEAST_LIST: u16 = 40;
const LEAST_STEP: u16 = 30;

/// The rows of the checklist in a box: its steps, sections and gaps, a reason, and the border.
const LIST_ROWS: u16 = 21;

/// The rows of the second row of panels.
const SECOND_ROWS: u16 = 17;

/// The fewest rows of the log pane.
const LOG_ROWS: u16 = 4;

/// The fewest rows of a step below the checklist.
const STEP_ROWS: u16 = 7;

/// Draws it.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let banner = banner(ui, usize::from(area.width));
    let banner_rows = u16::try_from(banner.len()).unwrap_or(0);
    let [above, body] =
        Layout::vertical([Constraint::Length(banner_rows), Constraint::Min(0)]).areas(area);
    frame.render_widget(Paragraph::new(banner).style(ui.theme.banner()), above);
    match ui.size_class() {
        _ if ui.shared.panes.zoomed => alone(ui, frame, body),
        SizeClass::Single if ui.model.setup.focus != Focus::Checklist => alone(ui, frame, body),
        SizeClass::Single => single(ui, frame, body),
        SizeClass::Ruled => ruled(ui, frame, body),
        SizeClass::Boxed => boxed(ui, frame, body),
        SizeClass::Large => large(ui, frame, body),
    }
}

/// The pane that has the keyboard, in all of the room. For the checklist, which is never cut, that is its step: the keys move on
/// from step to step, and each is read in full.
fn alone(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    match ui.model.setup.focus {
        Focus::Checklist | Focus::Item(_) => step::draw(ui, frame, area),
        Focus::Log => logs::view::draw_pane(ui, frame, area, true),
    }
}

/// The checklist, and below it what the selected step needs in a line: it opens in full.
fn single(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let width = usize::from(area.width.saturating_sub(2));
    let lines = step::in_brief(ui, width);
    let rows = u16::try_from(lines.len())
        .unwrap_or(1)
        .min(area.height / 3)
        .max(1)
        + 1;
    let [list, below] =
        Layout::vertical([Constraint::Min(0), Constraint::Length(rows)]).areas(area);
    checklist::draw(ui, frame, list);
    let (_, step) = crate::guide::step(ui.model.setup.step);
    let room = Panel::new(format!("{}  {}", step.id.name(), step.title))
        .state([
            Span::styled("Enter", ui.theme.key()),
            Span::styled(" opens", ui.theme.muted()),
        ])
        .draw(ui, frame, below);
    frame.render_widget(Paragraph::new(lines), room);
    ui.note(below, Target::Command("setup.do_step"));
}

/// The checklist above the step.
fn ruled(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let most = area.height.saturating_sub(STEP_ROWS);
    let rows = (checklist::rows(ui, area) + 1).min(most);
    let [list, step] = Layout::vertical([Constraint::Length(rows), Constraint::Min(0)]).areas(area);
    checklist::draw(ui, frame, list);
    step::draw(ui, frame, step);
}

/// The checklist beside the step, the log below.
fn boxed(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let [body, log] = above_log(area, LIST_ROWS);
    let [list, step] = beside(ui, body, LIST);
    checklist::draw(ui, frame, list);
    step::draw(ui, frame, step);
    note_divider(ui, body, list, LIST);
    draw_log(ui, frame, log);
}

/// Two rows of panels, the log below.
fn large(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let [body, log] = above_log(area, LIST_ROWS + SECOND_ROWS);
    let usual = area.width * 49 / 100;
    let [first, second] =
        Layout::vertical([Constraint::Length(LIST_ROWS), Constraint::Min(0)]).areas(body);
    let [list, step] = beside(ui, first, usual);
    let [connection, history] = beside(ui, second, usual);
    checklist::draw(ui, frame, list);
    step::draw(ui, frame, step);
    connection::draw(ui, frame, connection);
    history::draw(ui, frame, history);
    note_divider(ui, body, list, usual);
    draw_log(ui, frame, log);
}

/// The place of so many rows, and of the log with the rows left over.
fn above_log(area: Rect, rows: u16) -> [Rect; 2] {
    let log = area.height.saturating_sub(rows).max(LOG_ROWS);
    Layout::vertical([Constraint::Min(0), Constraint::Length(log)]).areas(area)
}

/// Two panes side by side; the left one has this width until the divider is moved.
fn beside(ui: Ui<'_>, area: Rect, usual: u16) -> [Rect; 2] {
    let left = ui
        .shared
        .panes
        .left(usual, LEAST_LIST, area.width, LEAST_STEP);
    Layout::horizontal([Constraint::Length(left), Constraint::Min(0)]).areas(area)
}

/// Notes the divider: the two borders where the left pane and the right one meet.
fn note_divider(ui: Ui<'_>, area: Rect, left: Rect, usual: u16) {
    let divider = Divider {
        left: area.x,
        usual,
        bounds: (
            LEAST_LIST,
            area.width.saturating_sub(LEAST_STEP).max(LEAST_LIST),
        ),
    };
    let borders = Rect {
        x: left.right().saturating_sub(1),
        width: 2,
        ..area
    };
    ui.note(borders, Target::Divider(divider));
}

fn draw_log(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    logs::view::draw_pane(ui, frame, area, ui.model.setup.focus == Focus::Log);
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
            "It is in the field of step B2. Copy it from there and keep it."
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
