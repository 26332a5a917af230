//! What the integration does: the chosen actions and how each stands, personal data, and what is not needed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::PersonalDataConsent;
use crate::scopes::{By, Granted, Proven, Row};
use crate::tui::registry::{key_of, with_keys};
use crate::tui::screens::scopes::ScopesView;
use crate::tui::screens::scopes::changes::first_names;
use crate::tui::screens::scopes::tasks;
use crate::tui::screens::scopes::view::marks::Mark;
use crate::tui::ui::Ui;
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::words;

/// How an action stands, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stands {
    Missing,
    Refused,
    NotTicked,
    Unlisted,
    Unknown,
    NotProven,
    Proven(usize),
}

impl Stands {
    fn of(view: &ScopesView, id: &str) -> Self {
        let required = view.required();
        let needs = |row: &&Row| {
            let mut reasons = row.required.iter();
            reasons.any(|reason| matches!(&reason.by, By::Action(action) if action == id))
        };
        let rows: Vec<_> = view.matrix().rows.iter().filter(needs).collect();
        let any = |holds: fn(&Row) -> bool| rows.iter().any(|row| holds(row));
        if any(|row| row.granted == Granted::No) {
            Self::Missing
        } else if any(|row| row.proven == Proven::Refused) {
            Self::Refused
        } else if any(|row| !row.wanted && row.granted != Granted::Yes) {
            Self::NotTicked
        } else if required.unlisted.iter().any(|other| other == id) {
            Self::Unlisted
        } else if rows.is_empty() {
            Self::Unknown
        } else if any(|row| row.proven != Proven::Proven) {
            Self::NotProven
        } else {
            Self::Proven(rows.len())
        }
    }

    fn mark(self) -> Mark {
        match self {
            Self::Missing | Self::Refused | Self::NotTicked => Mark::Missing,
            Self::Unlisted | Self::Unknown => Mark::Look,
            Self::NotProven => Mark::Open,
            Self::Proven(_) => Mark::Proven,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Missing => "scope missing".into(),
            Self::Refused => "scope refused".into(),
            Self::NotTicked => "scope not ticked".into(),
            Self::Unlisted => "not listed by StackOne".into(),
            Self::Unknown => "scopes unknown".into(),
            Self::NotProven => "not proven".into(),
            Self::Proven(1) => "1 scope".into(),
            Self::Proven(count) => format!("{count} scopes"),
        }
    }
}

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let chosen = ui.shared.form.actions.len();
    let state = match &ui.shared.remote.actions {
        Some(catalogue) => format!("{chosen} of {} actions", catalogue.actions.len()),
        None if chosen == 1 => "1 action".to_owned(),
        None => format!("{chosen} actions"),
    };
    let key = key_of(ui.model, "scopes.choose_actions").unwrap_or_default();
    let inner = Panel::new("What the integration does")
        .state([Span::styled(state, ui.theme.muted())])
        .key(ui, key, "chooses actions")
        .draw(ui, frame, area);
    let lines = lines(ui, usize::from(inner.width), usize::from(inner.height));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// As many actions as there is room for; what is below them keeps its rows.
fn lines(ui: Ui<'_>, width: usize, rows: usize) -> Vec<Line<'static>> {
    let below = below(ui, width);
    let room = rows.saturating_sub(below.len()).max(1);
    let mut lines = actions(ui, width, room);
    lines.extend(below);
    lines
}

fn actions(ui: Ui<'_>, width: usize, room: usize) -> Vec<Line<'static>> {
    let view = &ui.model.scopes;
    let ids = ui.shared.form.actions.iter();
    let mut actions: Vec<_> = ids.map(|id| (Stands::of(view, id), id)).collect();
    let tasks = tasks::ticked(ui.shared.form.scopes()).into_iter();
    let mut tasks: Vec<_> = tasks
        .flat_map(|task| {
            let spans = [
                Span::styled("Task: ", ui.theme.muted()),
                Span::raw(task.does.clone()),
            ];
            words::wrap(&spans, width, 6)
        })
        .collect();
    if actions.is_empty() && !tasks.is_empty() {
        let text = with_keys(
            ui.model,
            "No single actions chosen. Press {scopes.choose_actions} to choose.",
        );
        let text = Span::styled(text, ui.theme.muted());
        tasks.extend(words::wrap(&[text], width, 0));
        return tasks;
    }
    if actions.is_empty() {
        let text = with_keys(
            ui.model,
            "No actions chosen. Press {scopes.choose_actions} to choose what the integration does: tasks in plain words, or single actions of StackOne.",
        );
        return words::wrap(&[Span::styled(text, ui.theme.muted())], width, 0);
    }
    actions.sort_by_key(|(stands, _)| match stands {
        Stands::Proven(_) => Stands::Proven(0),
        other => *other,
    });
    let room = room.saturating_sub(tasks.len()).max(1);
    let shown = if actions.len() > room {
        room.saturating_sub(1)
    } else {
        room
    };
    let hidden = actions.len().saturating_sub(shown);
    let mut lines = tasks;
    let actions = actions.iter().take(shown);
    lines.extend(actions.map(|(stands, id)| action(ui, *stands, id, width)));
    if hidden > 0 {
        let text = format!("{hidden} more below");
        lines.push(Line::styled(text, ui.theme.muted()));
    }
    lines
}

/// One action: the sign, its id, its state in words at the right.
fn action(ui: Ui<'_>, stands: Stands, id: &str, width: usize) -> Line<'static> {
    let mark = stands.mark();
    let text = stands.words();
    let room = width.saturating_sub(words::width(&text) + 3);
    let style = match stands {
        Stands::NotProven | Stands::Proven(_) => ui.theme.muted(),
        _ => mark.style(ui),
    };
    Line::from(vec![
        Span::styled(mark.sign(ui.glyphs), mark.style(ui)),
        Span::raw(format!(" {} ", words::fill(id, room))),
        Span::styled(text, style),
    ])
}

/// What is said below the actions: personal data, and what is not needed.
fn below(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let view = &ui.model.scopes;
    let mut lines = Vec::new();
    let held = view.matrix().rows.iter();
    let held = held
        .filter(|row| row.in_play() && row.proven == Proven::HeldBack)
        .count();
    let consent = &ui.shared.form.consent;
    let allowed = consent.resources().count();
    if held > 0 || allowed > 0 {
        let state = if *consent == PersonalDataConsent::everything() {
            "allowed".to_owned()
        } else if allowed > 0 {
            format!("allowed for {allowed}")
        } else {
            "not read".to_owned()
        };
        heading(ui, &mut lines, "Personal data", &state, width);
        let text = match held {
            0 => "The next check may read one record of each. {scopes.allow_all_personal} changes that.".to_owned(),
            1 => "1 scope stays unproven, because a proof would read personal data. Press {scopes.allow_all_personal} to allow it. It asks first.".to_owned(),
            count => format!(
                "{count} scopes stay unproven, because a proof would read personal data. Press {{scopes.allow_all_personal}} to allow it. It asks first."
            ),
        };
        paragraph(ui, &mut lines, &text, width);
    }
    let unused = view.unused();
    if !unused.is_empty() {
        let (count, are) = match unused.len() {
            1 => ("1 scope".to_owned(), "is"),
            count => (format!("{count} scopes"), "are"),
        };
        heading(ui, &mut lines, "Not needed", &count, width);
        let text = format!(
            "{} {are} ticked, but no action uses it. {{scopes.trim}} unticks it for the next app.",
            first_names(&unused)
        );
        paragraph(ui, &mut lines, &text, width);
    }
    lines
}

fn heading(ui: Ui<'_>, lines: &mut Vec<Line<'static>>, text: &str, state: &str, width: usize) {
    lines.push(Line::default());
    let room = width.saturating_sub(words::width(state));
    lines.push(Line::from(vec![
        Span::styled(words::fill(text, room), ui.theme.strong()),
        Span::styled(state.to_owned(), ui.theme.muted()),
    ]));
}

fn paragraph(ui: Ui<'_>, lines: &mut Vec<Line<'static>>, text: &str, width: usize) {
    let text = with_keys(ui.model, text);
    lines.extend(words::wrap(&[Span::styled(text, Style::new())], width, 0));
}
