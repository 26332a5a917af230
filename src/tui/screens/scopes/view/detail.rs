//! Everything known of a scope: the reason first, what it breaks, how to fix it, the keys; then what shows it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::{Pair, Probe, scope};
use crate::scopes::{By, Finding, Granted, Proven, Reason, Row, Source};
use crate::tui::registry::{Binding, bindings_in, screen_contexts, with_keys};
use crate::tui::screens::scopes::changes::first_names;
use crate::tui::screens::scopes::state::State;
use crate::tui::screens::scopes::tasks;
use crate::tui::screens::scopes::view::marks::{self, Mark};
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The column in which the answers stand.
const LABEL: usize = 10;

/// All of it, what matters most first. `blank` says whether a blank row separates the thoughts.
pub(crate) fn lines(ui: Ui<'_>, row: &Row, width: usize, blank: bool) -> Vec<Line<'static>> {
    let mut page = Page {
        ui,
        width,
        blank,
        lines: Vec::new(),
    };
    page.reason(row);
    page.fix(row);
    page.keys(row);
    page.gap();
    page.four(row);
    page.call(row);
    page.about(row);
    page.lines
}

/// What is the matter with it, in one sentence.
pub(crate) fn reason(row: &Row) -> &'static str {
    match (row.findings.first(), row.proven) {
        (Some(Finding::Missing | Finding::WantedMissing), _) => {
            "The Planday app was created without this scope."
        }
        (Some(Finding::Refused), _) => "Granted, but Planday refused a call that needs it.",
        (Some(Finding::NotWanted), _) => "An action needs it, and it is not ticked.",
        (Some(Finding::NotForApps), _) => "Planday probably offers it to no app.",
        (Some(Finding::Sensitive), _) => "It opens pay or private data of people.",
        (Some(Finding::Unused), _) => "No chosen action needs it.",
        (Some(Finding::Excess), _) => "The app has it, and nothing here asks for it.",
        (Some(Finding::Unlisted), _) => "Our catalogue of scopes does not have it.",
        (None, Proven::Proven) => "A call that needs it succeeded.",
        (None, Proven::HeldBack) => "Not proven: a proof would read personal data.",
        (None, Proven::Untried) => "Not checked yet.",
        (None, Proven::SideEffect) => "Not provable: every call that needs it changes something.",
        (None, Proven::NoPath) => "Not provable: no call is known that needs it.",
        (None, Proven::NoData) => "Planday asks for it when somebody signs in.",
        (None, other) => other_reason(other),
    }
}

fn other_reason(proven: Proven) -> &'static str {
    match proven {
        Proven::Probable => "Probably granted: the call failed for another reason.",
        Proven::Silent => "The call succeeded without the field that it guards.",
        Proven::NoId => "The call needs an id, and no other call gave one.",
        Proven::NotGranted => "Not asked: the token does not grant it.",
        _ => "The call proved nothing.",
    }
}

struct Page<'a> {
    ui: Ui<'a>,
    width: usize,
    blank: bool,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn gap(&mut self) {
        if self.blank {
            self.lines.push(Line::default());
        }
    }

    fn row(&mut self, label: &str, text: impl Into<String>, style: Style) {
        self.spans(
            label,
            self.ui.theme.muted(),
            &[Span::styled(text.into(), style)],
        );
    }

    fn spans(&mut self, label: &str, label_style: Style, spans: &[Span<'_>]) {
        let room = self.width.saturating_sub(LABEL);
        for (at, mut line) in words::wrap(spans, room, 0).into_iter().enumerate() {
            let label = words::fill(if at == 0 { label } else { "" }, LABEL);
            line.spans.insert(0, Span::styled(label, label_style));
            self.lines.push(line);
        }
    }

    fn reason(&mut self, row: &Row) {
        let mark = marks::of_state(State::of(row));
        let spans = [
            Span::styled(
                format!("{} ", mark.sign(self.ui.glyphs)),
                mark.style(self.ui),
            ),
            Span::styled(reason(row), self.ui.theme.strong()),
        ];
        self.lines.extend(words::wrap(&spans, self.width, 2));
        if let Some(said) = &row.said {
            self.row("Planday", format!("“{said}”"), Style::new());
        }
    }

    /// What it breaks, and what to do about it.
    fn fix(&mut self, row: &Row) {
        let Some(worst) = row.findings.first() else {
            return;
        };
        self.gap();
        let view = &self.ui.model.scopes;
        if State::of(row) == State::Wrong {
            let ids: crate::domain::scope::Scopes =
                row.required.iter().filter_map(action).collect();
            let text = match ids.len() {
                0 if view.required().scopes.is_empty() => {
                    "Actions that need this scope will fail.".to_owned()
                }
                0 => "No chosen action needs it.".to_owned(),
                1 => format!("{} fails.", first_names(&ids)),
                count => format!("{count} actions fail: {}.", first_names(&ids)),
            };
            self.row("Effect", text, Style::new());
        }
        let fix = match worst {
            worst if lacks(self.ui, *worst) => {
                let count = view.to_tick().len();
                format!("Create a new app with all {count} scopes. Scopes cannot be added later.")
            }
            Finding::Missing | Finding::WantedMissing => {
                "Untick it, or create a new app with it. Scopes cannot be added later.".into()
            }
            Finding::Refused => "Ask whether its module is switched on for this portal, and whether the administrator who authorized the app may see it.".into(),
            Finding::NotWanted => "Tick it before the app is created. Scopes cannot be added later.".into(),
            Finding::NotForApps => "Look for it in Planday's list before you count on it.".into(),
            Finding::Sensitive => "Keep it only if the integration is meant to see that.".into(),
            Finding::Unused => "Untick it for the next app: an app should hold no more than it uses.".into(),
            Finding::Excess => "The next app can do without it.".into(),
            Finding::Unlisted => "Check its spelling. Planday may have added it lately.".into(),
        };
        self.row("Fix", fix, Style::new());
    }

    /// The keys that act on it now.
    fn keys(&mut self, row: &Row) {
        let ids: &[(&str, &str)] = match row.findings.first() {
            Some(worst) if lacks(self.ui, *worst) => &[
                (
                    "scopes.new_app",
                    "Create a new app, step by step. You are asked first, and {app.undo} brings App Id and Token back.",
                ),
                ("scopes.tick", "Untick it, and do without"),
            ],
            Some(Finding::Missing | Finding::WantedMissing) => &[
                ("scopes.tick", "Untick it, and do without"),
                (
                    "scopes.new_app",
                    "Create a new app, step by step. You are asked first.",
                ),
            ],
            Some(Finding::NotWanted) => &[
                ("scopes.tick", "Tick it"),
                ("scopes.take_over", "Tick all scopes that are needed"),
            ],
            Some(Finding::Refused) => &[("scopes.verify", "Check it again")],
            Some(Finding::Unused | Finding::Sensitive) => &[
                ("scopes.tick", "Untick it"),
                ("scopes.trim", "Untick all that no action needs"),
            ],
            None if row.proven == Proven::HeldBack => &[
                (
                    "scopes.allow_personal",
                    "Allow personal data of this resource",
                ),
                (
                    "scopes.allow_all_personal",
                    "Allow personal data of all resources, after a question",
                ),
            ],
            None if row.proven == Proven::Untried => &[("scopes.verify", "Check it")],
            _ => &[],
        };
        let bindings = bindings_in(self.ui.model, &screen_contexts(self.ui.model));
        let mut first = true;
        for (id, text) in ids {
            let found = bindings.iter().find(|binding| binding.command.id == *id);
            let works = |binding: &&Binding| binding.off().is_none() && !binding.chords.is_empty();
            if let Some(binding) = found.filter(works) {
                if std::mem::take(&mut first) {
                    self.gap();
                }
                let text = with_keys(self.ui.model, text);
                self.spans(&binding.label(), self.ui.theme.key(), &[Span::raw(text)]);
            }
        }
    }

    /// Needed, ticked, granted, proven: each with its sign, and how it is known.
    fn four(&mut self, row: &Row) {
        let tasks = tasks::ticked(self.ui.shared.form.scopes());
        let task = tasks.iter().find(|task| task.scopes.contains(&row.scope));
        match task.filter(|_| row.required.is_empty()) {
            // The choice of a person, so the column of the list says nothing of it: that is about actions.
            Some(task) => {
                let text = format!("by the task “{}”", task.does);
                self.marked("Needed", Mark::Yes, text);
            }
            None => self.marked("Needed", marks::needed(row), needed(row)),
        }
        let ticked = if row.wanted {
            "in your list"
        } else {
            "not in your list"
        };
        self.marked("Ticked", marks::ticked(row), ticked.to_owned());
        let by = self.ui.model.scopes.matrix().granted_by;
        let how = by.map_or("", |by| by.words());
        let granted = match row.granted {
            Granted::Yes => how.to_owned(),
            Granted::No => format!("no, {how}"),
            Granted::Unknown if by.is_some() => "unknown: the answer names no scopes".to_owned(),
            Granted::Unknown => "not checked yet".to_owned(),
        };
        self.marked("Granted", marks::granted(row), granted);
        let mut proven = row.proven.words().to_owned();
        if let Some(at) = row.at {
            let at = when::moment(at, self.ui.shared.now, &self.ui.shared.env.zone);
            proven = format!("{proven}, {at}");
        }
        self.marked("Proven", marks::proven(row.proven), proven);
    }

    fn marked(&mut self, label: &str, mark: Mark, text: String) {
        let sign = format!("{} ", mark.sign(self.ui.glyphs));
        let spans = [Span::styled(sign, mark.style(self.ui)), Span::raw(text)];
        self.spans(label, self.ui.theme.muted(), &spans);
    }

    fn call(&mut self, row: &Row) {
        let muted = self.ui.theme.muted();
        let Some(probe) = scope::probe_of(&row.scope) else {
            return;
        };
        let path = probe.path.trim_start_matches('/');
        self.row("Call", format!("GET /{path}"), Style::new());
        let pairing = if probe.pair == Pair::Documented {
            "Planday documents that this scope guards it."
        } else {
            "This pairing is our guess from its name."
        };
        self.row("", pairing, muted);
        self.conditions(probe);
    }

    fn conditions(&mut self, probe: &Probe) {
        let muted = self.ui.theme.muted();
        if let Some(first) = probe.after() {
            self.row(
                "",
                format!("It needs an id, which the call of {first} gives."),
                muted,
            );
        }
        if let Some(member) = &probe.member {
            self.row(
                "",
                format!("It proves something only where a record has {member}."),
                muted,
            );
        }
        if probe.personal {
            let text = if self.ui.shared.form.consent.allows(probe) {
                "You allowed personal data: it may read one record, and nothing of it is kept."
            } else {
                "It reads one record about a person, so it is sent only if you allow it."
            };
            self.row("Consent", text, Style::new());
        }
    }

    fn about(&mut self, row: &Row) {
        let Some(scope) = row.known else {
            return;
        };
        let opens = match scope.opens.words() {
            "" => String::new(),
            words => format!(", opens {words}"),
        };
        let text = format!("{}: {}{opens}", scope.resource, scope.means);
        self.row("For", text, Style::new());
        if let Some(needed) = scope.needs {
            self.row(
                "With",
                format!("{needed}: it does not work without it"),
                Style::new(),
            );
        }
    }
}

/// Whether the app lacks a scope that it should have: without a choice of actions, each one that is ticked.
fn lacks(ui: Ui<'_>, finding: Finding) -> bool {
    let nothing_chosen = ui.model.scopes.required().scopes.is_empty();
    finding == Finding::Missing || (finding == Finding::WantedMissing && nothing_chosen)
}

fn action(reason: &Reason) -> Option<String> {
    match &reason.by {
        By::Action(id) => Some(id.clone()),
        By::Preset(_) | By::Scope(_) => None,
    }
}

/// What needs it, and who says so.
fn needed(row: &Row) -> String {
    let Some(first) = row.required.first() else {
        return "no chosen action needs it".to_owned();
    };
    let who = match (&first.by, first.source) {
        (By::Action(id), Source::Stackone) => format!("{id}, says StackOne"),
        (By::Action(id), _) => format!("{id}, our guess from its name"),
        (By::Preset(label), _) => format!("preset {label}"),
        (By::Scope(other), _) => format!("{other} does not work without it"),
    };
    match row.required.len() {
        1 => who,
        count => format!("{who}, and {} more", count - 1),
    }
}
