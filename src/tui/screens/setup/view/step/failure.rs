//! Why a step does not hold, always in the same order: reason, cause, effect, who, fix, keys.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::{Evidence, Input, Standing, StepId};
use crate::tui::form;
use crate::tui::registry;
use crate::tui::screens::setup::view::short;
use crate::tui::screens::setup::view::step::labelled::labelled;
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The column in which the answers stand.
const LABEL: usize = 9;

/// The whole of it for the selected step; nothing where it has no failure.
pub(crate) fn lines(ui: Ui<'_>, width: usize, roomy: bool) -> Vec<Line<'static>> {
    let step = ui.model.setup.step;
    let evidence = ui.shared.ledger.of(step);
    let Some(reason) = short::reason(evidence) else {
        return Vec::new();
    };
    let mut lines = headline(ui, evidence, reason, width);
    let gap = |lines: &mut Vec<Line<'static>>| {
        if roomy {
            lines.push(Line::default());
        }
    };
    if let Some(diagnosis) = &evidence.diagnosis {
        gap(&mut lines);
        lines.extend(facts(
            ui,
            diagnosis,
            Some(effect(ui, step, diagnosis)),
            width,
        ));
    }
    gap(&mut lines);
    lines.extend(keys(ui, step, evidence, width));
    if let Some(diagnosis) = &evidence.diagnosis {
        let answer = answer(ui, diagnosis, width);
        if !answer.is_empty() {
            gap(&mut lines);
            lines.extend(answer);
        }
    }
    lines
}

/// The reason in full behind its sign.
pub(crate) fn headline(
    ui: Ui<'_>,
    evidence: &Evidence,
    reason: &str,
    width: usize,
) -> Vec<Line<'static>> {
    let (sign, style) = match evidence.standing {
        Standing::Failed => (ui.glyphs.standing(Standing::Failed), ui.theme.bad()),
        _ => ("!", ui.theme.warn()),
    };
    let spans = [
        Span::styled(format!("{sign} "), style),
        Span::styled(reason.to_owned(), ui.theme.strong()),
    ];
    words::wrap(&spans, width, words::width(sign) + 1)
}

/// Cause, effect, who and fix of a failure, and when to try again.
pub(crate) fn facts(
    ui: Ui<'_>,
    diagnosis: &Diagnosis,
    effect: Option<String>,
    width: usize,
) -> Vec<Line<'static>> {
    let (theme, shared) = (ui.theme, ui.shared);
    let mut lines = Vec::new();
    let mut row = |label: &str, text: String, style: Style| {
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    row("Cause", cause(diagnosis), Style::new());
    if let Some(effect) = effect.filter(|effect| !effect.is_empty()) {
        row("Effect", effect, Style::new());
    }
    row("Who", who(diagnosis).to_owned(), Style::new());
    row("Fix", diagnosis.next.clone(), Style::new());
    if let Some(at) = diagnosis.retry_at.filter(|at| *at > shared.now) {
        let text = format!(
            "{}, in {}",
            when::moment(at, shared.now, &shared.env.zone),
            when::left(at, shared.now)
        );
        row("Again at", text, theme.warn());
    }
    lines
}

/// What the service answered, and where that is seen.
pub(crate) fn answer(ui: Ui<'_>, diagnosis: &Diagnosis, width: usize) -> Vec<Line<'static>> {
    let theme = ui.theme;
    let mut lines = Vec::new();
    let mut row = |label: &str, text: String, style: Style| {
        lines.extend(labelled(ui, (label, LABEL), text, style, width));
    };
    if let Some(said) = &diagnosis.said {
        row("Answer", said.clone(), theme.muted());
    }
    if let Some(exchange) = diagnosis.exchange {
        let text = registry::with_keys(
            ui.model,
            &format!("exchange {exchange} ({{screens.logs}} shows it)"),
        );
        row("Seen in", text, theme.muted());
    }
    lines
}

/// Why it happened, as far as it is known.
fn cause(diagnosis: &Diagnosis) -> String {
    if let Some(cause) = diagnosis.cause {
        return cause.words().to_owned();
    }
    let name = diagnosis.party.name();
    match diagnosis.kind {
        Kind::NotConfigured => "A value that is needed is not filled in.".to_owned(),
        Kind::Rejected => format!("Refused by: {name}."),
        Kind::ScopeMissing => "The Planday app was created without it.".to_owned(),
        Kind::Network => "No usable answer came over the network.".to_owned(),
        Kind::RateLimited => format!("{name} allows no more requests now."),
        Kind::Trouble => format!("{name} has trouble of its own."),
        Kind::Unclear => "The answer allows no conclusion.".to_owned(),
        Kind::Refused => "stackday does not send this.".to_owned(),
        Kind::Absent => format!("{name} does not list it."),
        Kind::Cancelled => "It was cancelled.".to_owned(),
        Kind::Failed => format!("Seen at: {name}."),
    }
}

/// Who can fix it.
fn who(diagnosis: &Diagnosis) -> &'static str {
    let is_theirs = matches!(
        diagnosis.kind,
        Kind::Trouble | Kind::RateLimited | Kind::Unclear
    );
    match diagnosis.party {
        Party::Input => "you, with the values entered here",
        Party::Network => "the administrator of this machine's network",
        Party::PlandayIdentity | Party::PlandayApi if is_theirs => "Planday; try again later",
        Party::PlandayIdentity => "You",
        Party::PlandayApi => "an administrator of the Planday portal",
        Party::StackOne if is_theirs => "StackOne; try again later",
        Party::StackOne => "you, in StackOne",
        Party::Authoriser => "the customer's Planday administrator",
    }
}

/// What does not work as long as the step does not hold.
fn effect(ui: Ui<'_>, step: StepId, diagnosis: &Diagnosis) -> String {
    if diagnosis.kind == Kind::ScopeMissing {
        let broken = &ui.model.scopes.verdict().breaks;
        match broken.as_slice() {
            [] => {}
            [one] => return format!("{one} fails."),
            [one, more @ ..] => return format!("{one} and {} more fail.", more.len()),
        }
    }
    let waiting: Vec<_> = StepId::ALL
        .into_iter()
        .skip(step.index() + 1)
        .filter(|later| !ui.shared.standing(*later).holds())
        .map(StepId::name)
        .collect();
    match waiting.as_slice() {
        [] => String::new(),
        [one] => format!("{one} waits for it."),
        [first, .., last] => format!("{} steps wait for it, {first} to {last}.", waiting.len()),
    }
}

/// The keys that lead out of it.
fn keys(ui: Ui<'_>, step: StepId, evidence: &Evidence, width: usize) -> Vec<Line<'static>> {
    let diagnosis = evidence.diagnosis.as_ref();
    let mut keys: Vec<(&str, String)> = Vec::new();
    let is_about_scopes = step == StepId::A2
        && diagnosis.is_some_and(|diagnosis| diagnosis.kind == Kind::ScopeMissing);
    if is_about_scopes && ui.model.scopes.new_app().is_some() {
        keys.push((
            "scopes.new_app",
            "Create a new app, step by step".to_owned(),
        ));
    }
    if is_about_scopes {
        keys.push(("screens.scopes", "See every scope and its proof".to_owned()));
    }
    let is_link = matches!(step, StepId::D1 | StepId::D2);
    if is_link {
        keys.push(("setup.new_link", "Create a new link".to_owned()));
    }
    let field = diagnosis.and_then(|diagnosis| diagnosis.points_at);
    if let Some(input) = field.filter(|input| *input != Input::Scopes) {
        keys.push(("setup.do_step", format!("Edit the {}", form::label(input))));
    }
    if !is_link {
        keys.push(("setup.verify", "Verify again".to_owned()));
    }
    let works = |id: &str| {
        registry::find(id).is_some_and(|command| command.availability(ui.model).reason().is_none())
    };
    keys.into_iter()
        .filter(|(id, _)| works(id))
        .filter_map(|(id, text)| Some((registry::key_of(ui.model, id)?, text)))
        .flat_map(|(key, text)| {
            let spans = [
                Span::styled(words::fill(&key, LABEL), ui.theme.key()),
                Span::raw(text),
            ];
            words::wrap(&spans, width, LABEL)
        })
        .collect()
}
