//! The line above the keys: what the last action came to, or what runs; and what comes next, with its key.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::library_view::Progress;
use crate::tui::registry::{self, Binding};
use crate::tui::screen_view::NextAction;
use crate::tui::screens::setup::next::NOTHING_SENT;
use crate::tui::size_class::SizeClass;
use crate::tui::tasks::{RunningTask, TaskKind};
use crate::tui::ui::Ui;
use crate::tui::widgets::linked::Linked;
use crate::tui::widgets::{footer, gauge, when, words};

/// The fewest cells between the message and what comes next.
const BETWEEN: usize = 2;

/// Draws it. What does not fit is cut: the message is in Logs in full.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, bindings: &[Binding]) {
    let width = usize::from(area.width).saturating_sub(2);
    let message = message(ui, bindings);
    let room = |next: &Linked| match next.cells() {
        0 => width,
        cells => width.saturating_sub(cells + BETWEEN),
    };
    let is_wide = ui.size_class().is_boxed();
    let action = next_action(ui, bindings);
    let mut next = linked(ui, action.as_ref(), is_wide);
    // What was done is read once; what comes next stands there all the time, so it is shortened first.
    if is_wide && words::cells(&message) > room(&next) {
        next = linked(ui, action.as_ref(), false);
    }
    let room = room(&next);
    let mut left = vec![Span::raw(" ")];
    left.extend(words::cut_spans(message, room));
    next.push(Span::raw(" "));
    frame.render_widget(Line::from(left), area);
    next.draw_right(ui, frame, area);
}

/// What the last action came to, else what runs.
fn message(ui: Ui<'_>, bindings: &[Binding]) -> Vec<Span<'static>> {
    match &ui.shared.notice {
        Some(notice) => {
            let text = Span::raw(registry::with_keys(ui.model, &notice.text));
            if notice.bad {
                let sign = format!("{} ", ui.glyphs.wrong());
                vec![Span::styled(sign, ui.theme.bad()), text]
            } else {
                vec![text]
            }
        }
        None if ui.shared.tasks.in_sight().next().is_some() => running(ui, bindings),
        None => ui
            .model
            .view()
            .greeting(ui.shared)
            // True only as long as nothing was sent.
            .filter(|text| *text != NOTHING_SENT || !ui.model.logs.has_requests())
            .map(|text| Span::raw(registry::with_keys(ui.model, text)))
            .into_iter()
            .collect(),
    }
}

/// What runs, what it is at, what it waits for, and the key that cancels it.
fn running(ui: Ui<'_>, bindings: &[Binding]) -> Vec<Span<'static>> {
    let theme = ui.theme;
    let mut spans = vec![Span::styled(format!("{} ", ui.spinner()), theme.accent())];
    for (at, (kind, task)) in ui.shared.tasks.in_sight().enumerate() {
        if at > 0 {
            spans.push(Span::raw("   "));
        }
        match (kind, ui.shared.library.progress) {
            (TaskKind::Many, Some(progress)) => spans.extend(many(ui, progress)),
            _ => spans.push(Span::raw(doing(ui, kind, task))),
        }
    }
    if let Some(wait) = &ui.shared.tasks.wait {
        let left = when::left(wait.until, ui.shared.now);
        // Behind the reason stands how long the wait was when it began, which is no longer so.
        let why = wait.text.split("; ").next().unwrap_or_default();
        spans.push(Span::styled(
            format!("   goes on in {left} ({why})"),
            theme.warn(),
        ));
    }
    if let Some(key) = key_now(bindings, "tasks.cancel") {
        spans.push(Span::styled(format!("   {key}"), theme.key()));
        spans.push(Span::styled("\u{a0}cancel", theme.muted()));
    }
    spans
}

/// What a task does, how much of it is done, and for how long it has run.
fn doing(ui: Ui<'_>, kind: TaskKind, task: &RunningTask) -> String {
    let mut text = match kind {
        // What is waited for is a sentence of its own.
        TaskKind::Link | TaskKind::Wait if !task.at.is_empty() => words::sentence(&task.at),
        _ if task.at.is_empty() => words::sentence(task.what),
        _ => format!("{}: {}", words::sentence(task.what), task.at),
    };
    if let Some((done, total)) = task.counts() {
        text = format!("{text}   {done} of {total}");
    }
    if let (TaskKind::Verify, Some(begun)) = (kind, task.begun) {
        let seconds = ui.shared.now.duration_since(begun).as_secs().max(0);
        text = format!("{text}, {seconds} s");
    }
    text
}

/// How far a verification of many has come: done, how many a second, what is left, what failed.
fn many(ui: Ui<'_>, progress: Progress) -> Vec<Span<'static>> {
    let Progress {
        done,
        total,
        failed,
        begun,
    } = progress;
    let is_wide = ui.size_class() >= SizeClass::Boxed;
    let mut spans = Vec::new();
    if is_wide {
        spans.push(Span::raw("Verifying  "));
    }
    spans.extend(gauge::progress(
        ui,
        done,
        total,
        if is_wide { 20 } else { 10 },
    ));
    spans.push(Span::styled(format!("  {done}"), ui.theme.strong()));
    spans.push(Span::raw(format!(" of {total}")));
    let passed = begun.map(|begun| ui.shared.now.duration_since(begun).as_secs_f64());
    if let Some(passed) = passed.filter(|passed| *passed >= 1.0 && done > 0) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "there are far fewer connections"
        )]
        let (rate, left) = (done as f64 / passed, total.saturating_sub(done) as f64);
        if is_wide {
            spans.push(Span::raw(format!("   {rate:.1} a second")));
        }
        spans.push(Span::raw(format!("   {:.0} s left", (left / rate).ceil())));
    }
    if failed > 0 {
        spans.push(Span::styled(format!("   {failed} failed"), ui.theme.bad()));
    }
    spans
}

/// The key of a command that works where one is now.
fn key_now(bindings: &[Binding], command: &str) -> Option<String> {
    bindings
        .iter()
        .find(|binding| binding.command.id == command && footer::works(binding))
        .map(Binding::label)
}

/// What the screen names as next, with its key as it is pressed here: while something is typed, a letter is text. Under an overlay
/// nothing is next but its own keys.
fn next_action(ui: Ui<'_>, bindings: &[Binding]) -> Option<(NextAction, String)> {
    if !ui.shared.layers.is_empty() {
        return None;
    }
    let next = ui.model.view().next(ui.shared)?;
    let key = key_now(bindings, next.command)?;
    Some((next, key))
}

/// The same as it is shown; in short it names a step without its title.
fn linked(ui: Ui<'_>, next: Option<&(NextAction, String)>, is_wide: bool) -> Linked {
    let mut line = Linked::default();
    let Some((next, key)) = next else {
        return line;
    };
    let (what, gap) = if is_wide {
        (&next.what, "  ")
    } else {
        (&next.brief, " ")
    };
    let mut spans = vec![Span::styled(next.label.clone(), ui.theme.muted())];
    if !what.is_empty() {
        spans.push(Span::raw(format!("{gap}{what}")));
    }
    spans.push(Span::raw(gap));
    spans.push(Span::styled(key.clone(), ui.theme.key()));
    line.link(next.command, spans);
    line
}
