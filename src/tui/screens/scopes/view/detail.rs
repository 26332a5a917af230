//! Everything known of a scope: what it is for, who needs it, what is wrong, what shows it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::scope::{self, Scope};
use crate::domain::{Pair, Probe};
use crate::scopes::{By, Granted, Proven, Reason, Row, Source};
use crate::tui::screens::scopes::view::row::{proven_style, weight_style};
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The column in which the answers stand.
const LABEL: usize = 10;

/// All of it, what matters most first.
pub(crate) fn lines(ui: Ui<'_>, row: &Row, width: usize) -> Vec<Line<'static>> {
    let mut page = Page {
        ui,
        width,
        lines: Vec::new(),
    };
    page.purpose(row);
    for finding in &row.findings {
        let weight = finding.weight();
        let text = format!("{} {}", ui.glyphs.weight(weight), finding.words());
        page.row("", text, weight_style(ui, weight));
    }
    page.evidence(row);
    page.asked_for(row);
    match scope::probe_of(&row.scope) {
        Some(probe) => page.probe(probe),
        None => page.row(
            "Call",
            format!("none: {}", why_no_call(row)),
            ui.theme.muted(),
        ),
    }
    page.lines
}

/// Why there is no call that proves it.
fn why_no_call(row: &Row) -> &'static str {
    match row.proven {
        Proven::SideEffect => "it writes, and every call that needs it would change something",
        Proven::NoData => "it is not on data",
        _ => "no path is known that it guards",
    }
}

struct Page<'a> {
    ui: Ui<'a>,
    width: usize,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn row(&mut self, label: &str, text: impl Into<String>, style: Style) {
        self.spans(label, &[Span::styled(text.into(), style)]);
    }

    fn spans(&mut self, label: &str, spans: &[Span<'_>]) {
        let room = self.width.saturating_sub(LABEL);
        for (at, mut line) in words::wrap(spans, room, 2).into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            let label = words::fill(label, LABEL);
            line.spans
                .insert(0, Span::styled(label, self.ui.theme.muted()));
            self.lines.push(line);
        }
    }

    fn purpose(&mut self, row: &Row) {
        let theme = self.ui.theme;
        let Some(scope) = row.known else {
            return self.row("For", "unknown: it is not in the catalogue", theme.muted());
        };
        let mut spans = vec![
            Span::styled(scope.resource, theme.strong()),
            Span::raw(format!(" · {}", scope.means)),
        ];
        if let Some((text, style)) = self.opens(scope) {
            spans.push(Span::raw(" · "));
            spans.push(Span::styled(text, style));
        }
        self.spans("For", &spans);
        if let Some(needed) = scope.needs {
            self.row(
                "Needs",
                format!("{needed}: it does not work without it"),
                Style::new(),
            );
        }
    }

    fn opens(&self, scope: &Scope) -> Option<(String, Style)> {
        let words = scope.opens.words();
        let style = if scope.opens.is_sensitive() {
            self.ui.theme.warn()
        } else {
            Style::new()
        };
        (!words.is_empty()).then(|| (format!("opens {words}"), style))
    }

    fn evidence(&mut self, row: &Row) {
        let (ui, theme) = (self.ui, self.ui.theme);
        let by = ui.model.scopes.matrix().granted_by;
        let how = by.map_or("", |by| by.words());
        let (text, style) = match row.granted {
            Granted::Yes => (format!("yes, {how}"), theme.ok()),
            Granted::No => (format!("no, {how}"), Style::new()),
            Granted::Unknown if by.is_some() => (
                "unknown: the answer names no scopes, and no call has shown it".to_owned(),
                theme.muted(),
            ),
            Granted::Unknown => ("unknown: not verified yet".to_owned(), theme.muted()),
        };
        self.row("Granted", text, style);
        let mut spans = vec![Span::styled(
            format!("{} {}", ui.glyphs.proven(row.proven), row.proven.words()),
            proven_style(ui, row.proven),
        )];
        if let Some(at) = row.at {
            let at = when::moment(at, ui.shared.now, &ui.shared.env.zone);
            spans.push(Span::styled(format!(" · {at}"), theme.muted()));
        }
        self.spans("Proven", &spans);
        if let Some(said) = &row.said {
            self.row("It said", said.clone(), theme.muted());
        }
    }

    fn asked_for(&mut self, row: &Row) {
        let theme = self.ui.theme;
        if row.required.is_empty() {
            self.row("Required", "by nothing that is chosen", theme.muted());
        }
        for (at, reason) in row.required.iter().enumerate() {
            let label = if at == 0 { "Required" } else { "" };
            let style = if reason.source == Source::Proposal {
                theme.warn()
            } else {
                Style::new()
            };
            self.row(label, why(reason), style);
        }
        let (text, style) = if row.wanted {
            ("yes: in the list to tick", Style::new())
        } else {
            ("no", theme.muted())
        };
        self.row("Wanted", text, style);
    }

    fn probe(&mut self, probe: &Probe) {
        let theme = self.ui.theme;
        self.row(
            "Call",
            format!("GET /{}", probe.path.trim_start_matches('/')),
            theme.accent(),
        );
        let style = if probe.pair == Pair::Documented {
            Style::new()
        } else {
            theme.warn()
        };
        self.row(
            "",
            format!("that this scope guards it: {}", probe.pair.words()),
            style,
        );
        if let Some(first) = probe.after() {
            let text = format!("needs an id, which the call of {first} yields");
            self.row("", text, Style::new());
        }
        if let Some(member) = &probe.member {
            let text = format!("proves something only where the record has {member}");
            self.row("", text, Style::new());
        }
        if probe.personal {
            let given = self.ui.shared.form.consent.allows(probe);
            let (text, style) = if given {
                (
                    "you allowed personal data: it may read one record, and nothing of it is kept",
                    Style::new(),
                )
            } else {
                (
                    "it may read one record about a person: sent only if you allow personal data",
                    theme.warn(),
                )
            };
            self.row("Consent", text, style);
        }
    }
}

/// What requires it, and how that is known.
fn why(reason: &Reason) -> String {
    match (&reason.by, reason.source) {
        (By::Action(id), Source::Stackone) => format!("{id}: StackOne says so"),
        (By::Action(id), _) => format!(
            "{id}: proposed by stackday from the action's name, as StackOne names no scope for it"
        ),
        (By::Preset(label), _) => format!("preset {label}"),
        (By::Scope(other), _) => format!("{other} does not work without it"),
    }
}
