//! The first line: which screen is shown, how far the setup has come, of which connection, on which services.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::library::Profile;
use crate::tui::general;
use crate::tui::screen::Screen;
use crate::tui::ui::Ui;
use crate::tui::widgets::linked::Linked;
use crate::tui::widgets::{gauge, when, words};

/// The cells of a connection's name where there is little room.
const SHORT_NAME: usize = 8;

/// The longest name of a connection.
const LONGEST_NAME: usize = 24;

/// How much the line leaves out, where it is narrow: each step leaves out what the steps before it do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Short {
    /// Nothing.
    Whole,
    /// The words: `proven`, `unsaved`.
    Words,
    /// The gauge: the number beside it says the same.
    Gauge,
    /// What runs.
    Running,
    /// The name of the program.
    Program,
    /// The names of the other screens; their digits stay.
    Screens,
    /// Most of the connection's name.
    Name,
}

impl Short {
    const ALL: [Self; 7] = [
        Self::Whole,
        Self::Words,
        Self::Gauge,
        Self::Running,
        Self::Program,
        Self::Screens,
        Self::Name,
    ];
}

/// Draws it.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let width = usize::from(area.width);
    let fits = |short: &Short| left(ui, *short).cells() + words::cells(&right(ui, *short)) < width;
    let short = Short::ALL.into_iter().find(fits).unwrap_or(Short::Name);
    left(ui, short).draw(ui, frame, area);
    frame.render_widget(Line::from(right(ui, short)).right_aligned(), area);
}

/// The program and its screens.
fn left(ui: Ui<'_>, short: Short) -> Linked {
    let mut line = Linked::default();
    line.push(Span::raw(" "));
    if short < Short::Program {
        line.push(Span::styled("stackday ", ui.theme.strong()));
    }
    for ((digit, name, screen), command) in Screen::ALL.iter().zip(general::SCREENS) {
        let mut spans = Vec::new();
        if *screen == ui.shared.screen {
            let style = ui.theme.key().patch(ui.theme.select());
            spans.push(Span::styled(format!(" {digit} {name} "), style));
        } else {
            spans.push(Span::styled(format!(" {digit} "), ui.theme.key()));
            if short < Short::Screens {
                spans.push(Span::styled(format!("{name} "), ui.theme.muted()));
            }
        }
        line.link(command.id, spans);
    }
    line
}

/// The progress, the connection and the services.
fn right(ui: Ui<'_>, short: Short) -> Vec<Span<'static>> {
    let (model, theme) = (ui.model, ui.theme);
    let gap = || Span::raw("  ");
    let mut spans = Vec::new();
    if short < Short::Running {
        spans.extend(running(ui));
    }
    if short < Short::Gauge {
        spans.extend(gauge::checklist(ui));
        spans.push(gap());
    }
    let proven = model.shared.ledger.proven(model.shared.now);
    spans.push(Span::styled(proven.to_string(), theme.strong()));
    let all = crate::domain::StepId::ALL.len();
    spans.push(Span::styled(format!("/{all}"), theme.muted()));
    if short < Short::Words {
        spans.push(Span::styled(" proven", theme.muted()));
    }
    spans.push(gap());
    // As long as one secret is readable on the disk, every screen says so.
    if model.profiles.plaintext() {
        spans.push(Span::styled(" PLAINTEXT ", theme.banner()));
        spans.push(gap());
    }
    if model.logs.unwritten {
        spans.push(Span::styled(" LOG FILE NOT WRITTEN ", theme.alarm()));
        spans.push(gap());
    }
    let longest = if short < Short::Name {
        LONGEST_NAME
    } else {
        SHORT_NAME
    };
    let name = words::cut(connection(ui), longest).into_owned();
    spans.push(Span::raw(name));
    if model.shared.library.changed {
        spans.push(Span::styled(" *", theme.warn()));
        if short < Short::Words {
            spans.push(Span::styled(" unsaved", theme.muted()));
        }
    }
    spans.push(gap());
    spans.push(services(ui));
    spans.push(Span::raw(" "));
    spans
}

/// On which services this program works, and whether it may change anything there.
fn services(ui: Ui<'_>) -> Span<'static> {
    let env = &ui.shared.env;
    let read_only = if env.read_only { " read-only" } else { "" };
    if env.rehearsal {
        // Hatched, never filled: it differs from LIVE in its shape as well.
        let hatch = ui.glyphs.hatch();
        let text = format!("{hatch} SANDBOX{read_only} {hatch}");
        Span::styled(text, ui.theme.sandbox())
    } else {
        Span::styled(format!(" LIVE{read_only} "), ui.theme.live())
    }
}

/// What runs, and how long a service asks to wait.
fn running(ui: Ui<'_>) -> Vec<Span<'static>> {
    let tasks = &ui.shared.tasks;
    let Some((_, running)) = tasks.in_sight().next() else {
        return Vec::new();
    };
    let more = match tasks.in_sight().count() - 1 {
        0 => String::new(),
        more => format!(" +{more}"),
    };
    let mut spans = vec![
        Span::styled(ui.spinner(), ui.theme.accent()),
        Span::raw(format!(" {}{more}", running.what)),
    ];
    if let Some(wait) = &tasks.wait {
        let left = when::left(wait.until, ui.shared.now);
        spans.push(Span::styled(format!(", waits {left}"), ui.theme.warn()));
    }
    spans.push(Span::raw("  "));
    spans
}

/// The name of the connection that the forms show.
fn connection(ui: Ui<'_>) -> &str {
    let shared = ui.shared;
    match (open(ui), &shared.env.profile) {
        (Some(profile), _) => &profile.name,
        (None, Some(name)) => name,
        (None, None) if !shared.session.name.is_empty() => &shared.session.name,
        (None, None) => "new",
    }
}

fn open(ui: Ui<'_>) -> Option<&Profile> {
    let saved = &ui.shared.library;
    saved.open.and_then(|id| saved.contents.find(id))
}
