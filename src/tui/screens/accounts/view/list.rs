//! The list of accounts. Only the rows that are seen are made.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::Input;
use crate::tui::mouse::{List, Target};
use crate::tui::registry::key_of;
use crate::tui::screens::accounts::view::{cells, top};
use crate::tui::screens::accounts::{Focus, SortBy};
use crate::tui::tasks::TaskKind;
use crate::tui::ui::Ui;
use crate::tui::widgets::columns::{GAP, placed, spaced};
use crate::tui::widgets::pane::{scrollbar, to_edge, widened};
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::{selection, when, words};

/// The mark and the sign of the status, with the space behind each.
const SIGNS: usize = 2;

/// The widest name of a status.
const STATUS: usize = 11;

/// The cells of an age.
const AGE: usize = 6;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let view = &ui.model.accounts;
    let is_focused = view.focus == Focus::Accounts;
    let key = key_of(ui.model, "accounts.detail").unwrap_or_default();
    let inner = Panel::new("Accounts")
        .focused(is_focused && !view.filter.is_typed())
        .state([Span::styled(state(ui), ui.theme.strong())])
        .legend([Span::styled(legend(ui), ui.theme.muted())])
        .key(ui, key, "shows all")
        .draw(ui, frame, area);
    ui.note(area, Target::List(List::Screen));
    let body = top::draw(ui, frame, inner);
    if view.is_empty() {
        let lines = empty(ui, usize::from(body.width));
        return frame.render_widget(Paragraph::new(lines), body);
    }
    rows(ui, frame, body, is_focused);
}

/// How many there are, and how many are marked.
fn state(ui: Ui<'_>) -> String {
    let view = &ui.model.accounts;
    let (shown, total) = (view.len(), view.total());
    let mut text = if shown == total {
        words::grouped(total)
    } else {
        format!("{} of {}", words::grouped(shown), words::grouped(total))
    };
    if !view.marked.is_empty() {
        let sign = ui.glyphs.sign("◆");
        text = format!("{text}, {sign} {} marked", view.marked.len());
        let hidden = view.hidden_marks();
        if hidden > 0 {
            text = format!("{text}, {hidden} of them not shown");
        }
    }
    let in_flight = ui.shared.accounts.in_flight();
    if in_flight > 0 && !ui.size_class().is_boxed() {
        let key = key_of(ui.model, "accounts.other_list").unwrap_or_default();
        let links = if in_flight == 1 { "link" } else { "links" };
        text = format!("{text}, {in_flight} {links} in flight ({key})");
    }
    text
}

/// The order, how old the list is, and who gave it.
fn legend(ui: Ui<'_>) -> String {
    let (view, data) = (&ui.model.accounts, &ui.shared.accounts);
    let mut parts = Vec::new();
    if ui.size_class().is_boxed() {
        let arrow = ui.glyphs.sign(if view.reversed { "▴" } else { "▾" });
        parts.push(format!("by {} {arrow}", view.sort.name()));
    }
    if let Some(report) = &data.report {
        let age = when::age_cell(report.at, ui.shared.now, &ui.shared.env.zone);
        let age = if age == "now" {
            age
        } else {
            format!("{age} old")
        };
        let kept = if data.is_kept { ", kept" } else { "" };
        parts.push(format!("{}, {age}{kept}", report.api.path()));
    }
    if data.is_paused {
        parts.push("refresh paused".to_owned());
    } else if data.report.is_some() {
        parts.push("every 5 min".to_owned());
    }
    parts.join(" | ")
}

/// Why there is no row, and what to do.
fn empty(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let (view, data) = (&ui.model.accounts, &ui.shared.accounts);
    let text = if ui.shared.form.secret(Input::ApiKey).is_none() && data.report.is_none() {
        "The accounts are listed with a StackOne API key. Enter it in Setup, step C1.".to_owned()
    } else if ui.shared.tasks.runs(TaskKind::Accounts) && data.report.is_none() {
        format!("{} Reading the list of accounts.", ui.spinner())
    } else if view.total() > 0 {
        "No account passes the filter. Esc empties it.".to_owned()
    } else if data.report.is_some() {
        let key = key_of(ui.model, "accounts.link").unwrap_or_default();
        format!("No account is linked yet. {key} makes a link for a customer.")
    } else {
        let key = key_of(ui.model, "accounts.refresh").unwrap_or_default();
        format!("No list was read yet. {key} reads it.")
    };
    let mut lines = vec![Line::default()];
    lines.extend(words::wrap(&[Span::raw(text)], width, 0));
    lines
}

/// A column with its width.
type Column = (SortBy, usize);

/// The columns that there is room for. The customer and the reason take what the others leave.
fn columns(ui: Ui<'_>, width: usize) -> Vec<Column> {
    use SortBy::{Created, Customer, OwnerId, Profile, Reason, Seen, Status, Type};
    let mut columns = vec![(Status, STATUS), (Customer, 0), (Reason, 0)];
    for (by, cells, least) in [
        (OwnerId, 14, 110),
        (Profile, 18, 130),
        (Type, 10, 96),
        (Created, AGE + 5, 120),
    ] {
        if width >= least {
            columns.push((by, cells));
        }
    }
    columns.push((Seen, AGE));
    let used: usize = columns.iter().map(|(_, cells)| cells + GAP).sum();
    let left = width.saturating_sub(SIGNS + used - GAP);
    // The reason is what one looks for: names take only what they need.
    let customer = longest_name(ui).max(12).min(left / 2);
    for (by, cells) in &mut columns {
        match by {
            Customer => *cells = customer,
            Reason => *cells = left - customer,
            _ => {}
        }
    }
    columns
}

/// The cells of the longest name, as far as that is worth looking for: the columns stand still while one scrolls.
fn longest_name(ui: Ui<'_>) -> usize {
    const LOOKED_AT: usize = 500;
    let (view, data) = (&ui.model.accounts, &ui.shared.accounts);
    let rows = (0..view.len().min(LOOKED_AT)).filter_map(|row| view.row(data, row));
    let names = rows.map(|(kept, _)| words::width(&cells::customer(ui, kept)));
    names.max().unwrap_or(0)
}

fn rows(ui: Ui<'_>, frame: &mut Frame, area: Rect, is_focused: bool) {
    let view = &ui.model.accounts;
    let columns = columns(ui, usize::from(area.width));
    let head = u16::from(ui.size_class().is_boxed());
    if head > 0 {
        frame.render_widget(heading(ui, &columns), Rect { height: 1, ..area });
    }
    let body = Rect {
        y: area.y + head,
        height: area.height.saturating_sub(head),
        ..area
    };
    let seen = usize::from(body.height);
    let first = ui.first_row(List::Screen, view.selected, view.len(), seen);
    for (row, y) in (first..view.len()).zip(body.y..body.bottom()) {
        let place = Rect {
            y,
            height: 1,
            ..body
        };
        let is_selected = row == view.selected;
        if let Some(line) = line(ui, row, &columns, is_selected) {
            frame.render_widget(line, place);
        }
        ui.note(place, Target::Row(List::Screen, row));
        if is_selected && is_focused {
            selection::draw(ui, frame, place);
        } else if is_selected {
            selection::draw_dim(ui, frame, place);
        }
    }
    scrollbar(ui, frame, widened(body, to_edge(ui)), first, view.len());
}

fn heading(ui: Ui<'_>, columns: &[Column]) -> Line<'static> {
    let sort = ui.model.accounts.sort;
    let names = columns.iter().map(|(by, cells)| {
        let style = if *by == sort {
            ui.theme.strong()
        } else {
            ui.theme.muted()
        };
        Span::styled(placed(by.name(), *cells, is_age(*by)), style)
    });
    spaced(vec![Span::raw(" ".repeat(SIGNS))], names)
}

fn is_age(by: SortBy) -> bool {
    matches!(by, SortBy::Seen | SortBy::Created)
}

fn line(ui: Ui<'_>, row: usize, columns: &[Column], is_selected: bool) -> Option<Line<'static>> {
    let (kept, standing) = ui.model.accounts.row(&ui.shared.accounts, row)?;
    let is_marked = ui.model.accounts.marked.contains(&kept.account.id);
    let (sign, style) = standing.sign(ui);
    let sign = if is_marked {
        Span::styled(format!("{} ", ui.glyphs.sign("◆")), ui.theme.key())
    } else {
        Span::styled(format!("{sign} "), style)
    };
    let cells = columns.iter().map(|(by, cells)| {
        let (text, style) = cells::cell(ui, kept, standing, (*by, *cells));
        let is_name = matches!(by, SortBy::Customer | SortBy::Reason);
        let style: Style = if is_name && is_selected {
            style.add_modifier(Modifier::BOLD)
        } else {
            style
        };
        Span::styled(placed(&text, *cells, is_age(*by)), style)
    });
    Some(spaced(vec![sign], cells))
}
