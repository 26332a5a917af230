//! The choice of actions: what `StackOne` can do at Planday, and which scopes each needs.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::Input;
use crate::scopes::{ActionCatalogue, Origin};
use crate::tui::mouse::List;
use crate::tui::overlays::action_picker::{ActionPicker, Entry, Known};
use crate::tui::registry::{key_of, with_keys};
use crate::tui::screens::setup::view::step;
use crate::tui::tasks::TaskKind;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane::{self, dialog};
use crate::tui::widgets::{filter_line, tick_list, when, words};

/// How wide the choice is where there is room for the ids.
pub(crate) const COLUMNS: u16 = 124;

/// How many rows the choice takes: no more than it has to show, whatever the filter.
pub(crate) fn rows_for(picker: &ActionPicker) -> u16 {
    // Border, count, filter, what the selected row means, what is to be done where the list is short, and space between.
    const AROUND: usize = 2 + 2 + 4 + 3 + 2;
    u16::try_from(picker.total().max(4) + AROUND).unwrap_or(u16::MAX)
}

/// From this many cells on, a row has room for its id.
const WIDE: usize = 108;

/// The column of ids.
const ID: usize = 38;

/// `unlisted`, `StackOne`, `proposed`.
const MARK: usize = 8;

pub(crate) fn draw(ui: Ui<'_>, picker: &ActionPicker, frame: &mut Frame, area: Rect) {
    let block = dialog(ui, "What should the integration do?");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(inner.width);
    let about_rows: u16 = if inner.height > 16 { 4 } else { 3 };
    let about = about(ui, picker, width, usize::from(about_rows));
    let [head, filter, _, list, _, below] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(u16::from(inner.height > 12)),
        Constraint::Min(1),
        Constraint::Length(u16::from(inner.height > 12)),
        Constraint::Length(about_rows),
    ])
    .areas(inner);
    frame.render_widget(summary(ui, picker, width), head);
    filter_line::field(ui, frame, filter, picker.filter(), picker.is_filtering());
    rows(ui, picker, frame, list);
    frame.render_widget(Paragraph::new(about), below);
}

/// How many are chosen, and how old the list is.
fn summary(ui: Ui<'_>, picker: &ActionPicker, width: usize) -> Line<'static> {
    let many = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let chosen = picker.chosen().len();
    let actions = match ui.shared.remote.actions {
        Some(_) => format!("{chosen} of {}", many(picker.total(), "action")),
        None => many(chosen, "action"),
    };
    let count = format!(
        "{}, {actions}, {}",
        many(picker.tasks(), "task"),
        many(picker.scopes().len(), "scope")
    );
    let mut text = String::new();
    if let Some(catalogue) = &ui.shared.remote.actions {
        let part = catalogue.incomplete.map_or("", |_| " · incomplete");
        text = format!("{part} · {}", age(ui, catalogue));
        if let Some(version) = &catalogue.version {
            text = format!("{text} · connector {version}");
        }
    }
    let room = width.saturating_sub(words::width(&count));
    let text = words::cut(&text, room).into_owned();
    Line::from(vec![
        Span::styled(count, ui.theme.strong()),
        Span::styled(text, ui.theme.muted()),
    ])
}

/// When the catalogue was read.
fn age(ui: Ui<'_>, catalogue: &ActionCatalogue) -> String {
    let (now, zone) = (ui.shared.now, &ui.shared.env.zone);
    let at: Timestamp = catalogue.read_at;
    match catalogue.origin {
        Origin::Asked => format!("read from StackOne {}", when::moment(at, now, zone)),
        Origin::Kept => format!(
            "kept from {}, {} old",
            when::short(at, now, zone),
            when::age(at, now)
        ),
    }
}

fn rows(ui: Ui<'_>, picker: &ActionPicker, frame: &mut Frame, area: Rect) {
    let width = usize::from(area.width);
    let shown = u16::try_from(picker.rows().len()).unwrap_or(u16::MAX);
    if picker.total() == 0 || shown == 0 {
        let below = Rect {
            y: area
                .y
                .saturating_add(shown.saturating_add(u16::from(shown > 0))),
            ..area
        };
        let text = Paragraph::new(empty(ui, picker, width));
        frame.render_widget(text, below.intersection(area));
    }
    let height = usize::from(area.height);
    let selected = picker.selected();
    let first = ui.first_row(List::Overlay, selected, picker.rows().len(), height);
    tick_list::note(ui, area, first, picker.rows().len());
    let lines: Vec<_> = picker
        .rows()
        .enumerate()
        .skip(first)
        .take(height)
        .map(|(at, entry)| entry_line(ui, picker, entry, width, at == selected))
        .collect();
    frame.render_widget(Paragraph::new(lines), area);
    pane::scrollbar(
        ui,
        frame,
        pane::widened(area, 2),
        first,
        picker.rows().len(),
    );
}

/// Why the list is empty, and what to do about it.
fn empty(ui: Ui<'_>, picker: &ActionPicker, width: usize) -> Vec<Line<'static>> {
    let model = ui.model;
    let say = |text: &str, style: Style| words::wrap(&[Span::styled(text, style)], width, 2);
    if picker.total() > 0 {
        return say("No match.", ui.theme.muted());
    }
    if model.shared.tasks.runs(TaskKind::Actions) {
        let text = format!("{} asking StackOne for its actions", ui.spinner());
        return say(&text, ui.theme.accent());
    }
    if let Some(trouble) = &model.shared.remote.actions_trouble {
        let text = format!(
            "{} The list could not be read: {}",
            ui.glyphs.wrong(),
            trouble.summary
        );
        let mut lines = say(&text, ui.theme.bad());
        lines.extend(step::diagnosis(ui, trouble, width));
        return lines;
    }
    if model.shared.form.secret(Input::ApiKey).is_none() {
        return say(
            &with_keys(
                model,
                "To see StackOne's single actions, enter the API key: press {action_picker.api_key}.",
            ),
            ui.theme.muted(),
        );
    }
    if model.shared.remote.actions.is_some() {
        return say("StackOne lists no action for Planday.", ui.theme.warn());
    }
    let text = match key_of(model, "action_picker.refresh") {
        Some(key) => format!("StackOne has not been asked yet: {key} asks for its actions."),
        None => "StackOne has not been asked yet for its actions.".to_owned(),
    };
    say(&text, ui.theme.muted())
}

fn entry_line(
    ui: Ui<'_>,
    picker: &ActionPicker,
    entry: &Entry,
    width: usize,
    selected: bool,
) -> Line<'static> {
    let theme = ui.theme;
    let (mark, mark_style) = if picker.is_ticked(entry) {
        ("[x]", theme.ok())
    } else {
        ("[ ]", Style::new())
    };
    let cursor = if selected { ui.glyphs.cursor() } else { " " };
    let label = if width >= WIDE {
        34
    } else {
        // Where room is little, the scopes that do not fit are counted.
        width.saturating_sub(6 + 2 + MARK + 2 + 14).clamp(18, 34)
    };
    let mut spans = vec![
        Span::styled(format!("{cursor} "), theme.key()),
        Span::styled(mark, mark_style),
        Span::raw(format!(" {}", words::fill(&entry.label, label))),
    ];
    let mut used = 6 + label;
    if width >= WIDE {
        let id = match entry.known {
            Known::Preset(_) => &entry.description,
            _ => &entry.id,
        };
        let id = words::fill(id, ID);
        spans.push(Span::styled(format!("  {id}"), theme.muted()));
        used += 2 + ID;
    }
    let (word, style) = known(ui, entry);
    spans.push(Span::styled(
        format!("  {}", words::fill(word, MARK)),
        style,
    ));
    used += 2 + MARK;
    let room = width.saturating_sub(used + 2);
    let scopes = match entry.scopes.split_whitespace().count() {
        0 => "–".to_owned(),
        // The name of a scope is never cut: below the list stand the names of the selected row.
        count if words::width(&entry.scopes) > room => format!("{count} scopes"),
        _ => entry.scopes.clone(),
    };
    spans.push(Span::raw(format!("  {}", words::fill(&scopes, room))));
    let line = Line::from(spans);
    if selected { theme.bar(line) } else { line }
}

/// How its scopes are known, in a word.
fn known(ui: Ui<'_>, entry: &Entry) -> (&'static str, Style) {
    match (entry.listed, entry.known) {
        (Some(false), _) => ("unlisted", ui.theme.warn()),
        (_, Known::Stackone) => (Known::Stackone.word(), Style::new()),
        (_, Known::Preset(_)) => ("task", ui.theme.muted()),
        (_, known) => (known.word(), ui.theme.warn()),
    }
}

/// The selected action: what its scopes rest on and which they are, its id, what it does.
fn about(ui: Ui<'_>, picker: &ActionPicker, width: usize, rows: usize) -> Vec<Line<'static>> {
    let Some(entry) = picker.row() else {
        return Vec::new();
    };
    let first = match (entry.listed, entry.known) {
        (Some(false), _) => {
            "StackOne's list does not name this action: renamed, withdrawn, or misspelled."
        }
        (_, Known::Stackone) => "StackOne names its scopes",
        (_, Known::Proposed) => "StackOne names no scope, stackday guesses from the action's name",
        (_, Known::Preset(_)) => "This task needs these scopes",
        (_, Known::Unknown) => "Neither StackOne nor its name says which scopes it needs.",
    };
    let mut second = entry.id.clone();
    if let Known::Preset(_) = entry.known {
        second.clone_from(&entry.description);
    } else if !entry.description.is_empty() {
        second = format!("{second} · {}", entry.description);
    }
    let mut lines = Vec::new();
    if entry.scopes.is_empty() {
        lines.push(Line::raw(words::cut(first, width).into_owned()));
    } else {
        // Wrapping leaves some cells of each row empty.
        let room = (width.saturating_sub(20) * (rows - 1)).saturating_sub(first.len() + 2);
        let names = words::listed(entry.scopes.split_whitespace(), room);
        let text = format!("{first}: {names}");
        lines.extend(words::wrap(&[Span::raw(text)], width, 0));
        lines.truncate(rows - 1);
    }
    let second = words::cut(&second, width).into_owned();
    lines.push(Line::styled(second, ui.theme.muted()));
    lines
}
