//! The selected step: why it does not hold, or what to do; its fields and actions; and what is known of it.

pub(crate) mod button;
pub(crate) mod choice;
pub(crate) mod compare;
pub(crate) mod density;
pub(crate) mod done;
pub(crate) mod evidence;
pub(crate) mod failure;
pub(crate) mod guide;
pub(crate) mod instructions;
pub(crate) mod items;
pub(crate) mod labelled;
pub(crate) mod places;
pub(crate) mod request;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::diagnosis::Diagnosis;
use crate::tui::form::Verdict;
use crate::tui::mouse::Target;
use crate::tui::registry;
use crate::tui::screens::setup::Focus;
use crate::tui::screens::setup::items::Item;
use crate::tui::screens::setup::view::short;
use crate::tui::ui::Ui;
use crate::tui::widgets::pane;
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::words;
pub(crate) use guide::{differences, origin};
pub(crate) use items::summary;

use self::density::Density;
use self::items::Items;

/// Lines are easier to read when they are not longer than this.
const LONGEST_LINE: u16 = 98;

/// The rows of its fields that are seen while a person reads what to do.
const FIELD_ROWS: usize = 3;

/// The parts of the pane, laid out for one width.
struct Parts {
    /// Why it does not hold; else what to do.
    does: Vec<Line<'static>>,
    /// Whether that is a failure: it is never cut.
    is_failure: bool,
    /// In what `StackOne`'s own guide differs.
    notes: Vec<Line<'static>>,
    items: Items,
    known: Vec<Line<'static>>,
    /// What is left out first, most important first: each all or nothing.
    asides: [Vec<Line<'static>>; 3],
}

/// Draws it.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let (section, step) = crate::guide::step(ui.model.setup.step);
    let focused = matches!(ui.model.setup.focus, Focus::Item(_));
    let is_done = done::is_shown(ui);
    let key = registry::key_of(ui.model, "setup.instructions").unwrap_or_default();
    let panel = if is_done {
        Panel::new("The connection works").state([Span::raw(done::services(ui))])
    } else {
        let title = format!("{}  {}", step.id.name(), step.title);
        let panel = Panel::new(title);
        // In a field the letter is text.
        let is_typing = ui.model.setup.field(ui.shared).is_some();
        if ui.size_class().is_boxed() {
            let panel = panel.state([Span::raw(section.place.as_str())]);
            if is_typing {
                panel
            } else {
                panel.key(ui, key, "full instructions")
            }
        } else if is_typing {
            panel
        } else {
            // A rule has no room at its bottom.
            panel.state([
                Span::styled(key, ui.theme.key()),
                Span::styled(" instructions", ui.theme.muted()),
            ])
        }
    };
    let inner = panel.focused(focused).draw(ui, frame, area);
    ui.note(area, Target::StepPane);
    let inner = Rect {
        width: inner.width.min(LONGEST_LINE),
        ..inner
    };
    if is_done {
        let lines = done::lines(ui, usize::from(inner.width));
        return frame.render_widget(Paragraph::new(lines), inner);
    }
    let width = usize::from(inner.width);
    let rows = usize::from(inner.height);
    let roomy = Parts::new(ui, width, Density::Roomy);
    let parts = if roomy.rows(Density::Roomy) <= rows {
        roomy
    } else {
        Parts::new(ui, width, Density::Tight)
    };
    parts.draw(ui, frame, inner);
}

/// The reason, or what the step needs, in a line or two.
pub(crate) fn in_brief(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let evidence = ui.shared.ledger.of(ui.model.setup.step);
    if let Some(running) = ui.at_work(ui.model.setup.step) {
        let at = if running.at.is_empty() {
            running.what
        } else {
            &running.at
        };
        let spans = [
            Span::styled(format!("{} ", ui.spinner()), ui.theme.accent()),
            Span::raw(words::sentence(at)),
        ];
        return words::wrap(&spans, width, 2);
    }
    if let Some(reason) = short::reason(evidence) {
        return failure::headline(ui, evidence, reason, width);
    }
    let trouble = ui.model.setup.items().iter().find_map(|item| match item {
        Item::Field(input) if *input != crate::domain::Input::Scopes => {
            match ui.shared.form.field(*input).verdict() {
                Verdict::Wrong(problem) | Verdict::Doubtful(problem) => Some(problem),
                Verdict::Fine(_) | Verdict::Open => None,
            }
        }
        _ => None,
    });
    if let Some(problem) = trouble {
        let spans = [
            Span::styled("! ", ui.theme.warn()),
            Span::raw(words::sentence(problem)),
        ];
        return words::wrap(&spans, width, 2);
    }
    let mut lines = match evidence.at {
        Some(_) => words::wrap(&[Span::raw(evidence.line.clone())], width, 0),
        None => instructions::numbered(ui, ui.model.setup.step, width),
    };
    lines.truncate(1);
    lines
}

/// Who can do what about a failure, for other places.
pub(crate) fn diagnosis(ui: Ui<'_>, diagnosis: &Diagnosis, width: usize) -> Vec<Line<'static>> {
    let mut lines = failure::facts(ui, diagnosis, None, width);
    lines.extend(failure::answer(ui, diagnosis, width));
    lines
}

impl Parts {
    fn new(ui: Ui<'_>, width: usize, density: Density) -> Self {
        let step = ui.model.setup.step;
        let failure = failure::lines(ui, width, density == Density::Roomy);
        let is_failure = !failure.is_empty();
        let does = if is_failure {
            failure
        } else {
            guide::text(ui, width).unwrap_or_else(|| instructions::lines(ui, width))
        };
        let asides = [
            guide::aside(ui, width),
            instructions::names(ui, step, width),
            instructions::proof(ui, step, width),
        ];
        Self {
            does,
            is_failure,
            notes: guide::notes(ui, width, density),
            items: items::lay_out(ui, width, density),
            known: evidence::lines(ui, width),
            asides: if is_failure {
                Default::default()
            } else {
                asides
            },
        }
    }

    fn rows(&self, density: Density) -> usize {
        let parts = self.asides.iter().filter(|aside| !aside.is_empty());
        let gaps = if density == Density::Roomy {
            2 + parts.count()
        } else {
            1
        };
        let asides: usize = self.asides.iter().map(Vec::len).sum();
        let above = self.does.len() + self.notes.len();
        above + self.items.lines.len() + self.known.len() + asides + gaps
    }

    /// One below the other where they fit. Else the text gives way to the fields, and these scroll to the focused one.
    fn draw(self, ui: Ui<'_>, frame: &mut Frame, area: Rect) {
        let rows = usize::from(area.height);
        let Self {
            does,
            is_failure,
            notes,
            items,
            known,
            asides,
        } = self;
        let (cursor, focused) = (items.cursor, items.focused.clone());
        let must = items.lines.len() + known.len();
        let mut spare = rows.saturating_sub(does.len() + notes.len() + must);
        let mut gap = |wanted: usize| {
            let given = wanted.min(spare);
            spare -= given;
            given
        };
        let before_items = gap(1);
        let before_known = gap(1);
        let mut rest = items.lines;
        for aside in asides {
            if aside.is_empty() || aside.len() > spare {
                continue;
            }
            spare -= aside.len();
            if spare > 0 {
                spare -= 1;
                rest.push(Line::default());
            }
            rest.extend(aside);
        }
        rest.extend(std::iter::repeat_n(Line::default(), before_known));
        rest.extend(known);

        // Until a field has the keyboard, what to do says more than the fields. Then half of the room is theirs, and of the
        // text only a difference, a text that a person may have asked for, and a failure are worth more than two lines.
        let theirs = ui.shared.guide.shows_live(ui.model.setup.step);
        let is_read = focused.is_none();
        let wanted = if is_read || theirs || is_failure {
            notes.len() + does.len()
        } else {
            notes.len() + 2
        };
        let longest = match (is_read, is_failure) {
            (true, true) => rows,
            (true, false) => rows.saturating_sub(FIELD_ROWS).max(rows / 2),
            (false, _) => rows / 2,
        };
        let least = wanted.min(longest).max(2).min(rows);
        let above_rows = rows.saturating_sub(rest.len() + before_items).max(least);
        let kept = does.len().min(2).min(above_rows);
        let key = registry::key_of(ui.model, "setup.instructions").unwrap_or_default();
        // In a field the letter is text.
        let then = match ui.model.setup.field(ui.shared) {
            Some(_) => " (Esc first)",
            None => "",
        };
        let more = format!("{key} shows all{then}");
        let notes = shortened(ui, notes, above_rows - kept, &more);
        let zoom = registry::key_of(ui.model, "pane.zoom").unwrap_or_default();
        let how = if is_failure {
            format!("{zoom} shows all{then}")
        } else {
            more.clone()
        };
        let mut does = shortened(ui, does, above_rows - notes.len(), &how);
        does.extend(notes);
        let [above, _, below] = Layout::vertical([
            Constraint::Length(u16::try_from(does.len()).unwrap_or(u16::MAX)),
            Constraint::Length(u16::try_from(before_items).unwrap_or(0)),
            Constraint::Min(0),
        ])
        .areas(area);
        frame.render_widget(Paragraph::new(does), above);

        let seen = usize::from(below.height);
        let total = rest.len();
        let longest = total.saturating_sub(seen);
        let acts = matches!(ui.model.setup.item(ui.shared), Some(Item::Act(_)));
        let first = match focused {
            // Behind the items stands what an action brings: it is shown as far as the action stays in sight.
            Some(lines) if acts => lines.start.min(longest),
            // What does not fit whole is seen from its first line on.
            Some(lines) => lines.end.saturating_sub(seen).min(lines.start).min(longest),
            None => 0,
        };
        pane::scrollbar(
            ui,
            frame,
            pane::widened(below, pane::to_edge(ui)),
            first,
            total,
        );
        let shown: Vec<_> = rest.into_iter().skip(first).take(seen).collect();
        frame.render_widget(Paragraph::new(shown), below);
        places::note(ui, below, first, &items.places);
        if let Some((line, column)) = cursor
            && ui.model.typing().is_some()
            && (first..first + seen).contains(&line)
        {
            let row = u16::try_from(line - first).unwrap_or(0);
            let column = u16::try_from(column).unwrap_or(0);
            frame.set_cursor_position(Position::new(below.x + column, below.y + row));
        }
    }
}

/// Lines in so many rows, with a word on what is left out and how to see it.
fn shortened(
    ui: Ui<'_>,
    mut lines: Vec<Line<'static>>,
    rows: usize,
    how: &str,
) -> Vec<Line<'static>> {
    if lines.len() > rows {
        let out = lines.len() - rows + 1;
        lines.truncate(rows.saturating_sub(1));
        if rows > 0 {
            let text = format!("{out} more below, {how}");
            lines.push(Line::from(Span::styled(text, ui.theme.muted())));
        }
    }
    lines
}
