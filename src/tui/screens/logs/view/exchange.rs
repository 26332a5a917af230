//! One exchange in full: what was sent, what came back, redacted as it was recorded.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::journal::{Exchange, Outcome, Part};
use crate::tui::ui::Ui;
use crate::tui::widgets::pane;
use crate::tui::widgets::{when, words};

/// Draws the selected line's exchange, from line `from` of it on.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, from: usize, beside: bool) {
    let found = ui.model.logs.selected_exchange();
    let title = found.map_or_else(
        || "Exchange".to_owned(),
        |exchange| format!("Exchange #{} · {}", exchange.id, exchange.purpose),
    );
    let inner = pane::side_pane(ui, frame, area, &title, true, beside);
    let width = usize::from(inner.width);
    let lines = if let Some(exchange) = found {
        lines(ui, exchange, width)
    } else {
        let text = "This line tells of no exchange, or its detail is no longer kept.";
        words::wrap(&[Span::styled(text, ui.theme.muted())], width, 0)
    };
    pane::scrolled(ui, frame, inner, lines, from);
}

/// The last line that it makes sense to show it from.
pub(crate) fn last_scroll(ui: Ui<'_>, area: Rect, beside: bool) -> usize {
    let room = pane::side_room(area, beside);
    let found = ui.model.logs.selected_exchange();
    found.map_or(0, |exchange| {
        pane::last_first(lines(ui, exchange, usize::from(room.width)).len(), room)
    })
}

fn lines(ui: Ui<'_>, exchange: &Exchange, width: usize) -> Vec<Line<'static>> {
    let (theme, zone) = (ui.theme, &ui.shared.env.zone);
    let plain = Style::new();
    let mut page = Page {
        lines: Vec::new(),
        width,
    };
    page.wrapped(&[
        Span::styled(format!("{} ", exchange.method), theme.strong()),
        Span::styled(exchange.url.clone(), theme.accent()),
    ]);
    let (answer, style) = match &exchange.outcome {
        Outcome::Answered { status, .. } => (
            format!("HTTP {status}"),
            match status {
                200..=299 => theme.ok(),
                500.. => theme.bad(),
                _ => theme.warn(),
            },
        ),
        Outcome::Failed { reason } => (format!("no answer: {reason}"), theme.bad()),
    };
    let mut spans = vec![
        Span::styled(answer, style.patch(theme.strong())),
        Span::styled(
            format!(
                " in {} · {} · sent {}",
                when::took(exchange.elapsed),
                exchange.service,
                when::moment(exchange.started, ui.shared.now, zone)
            ),
            plain,
        ),
    ];
    if exchange.attempt > 1 {
        spans.push(Span::styled(
            format!(" · attempt {}", exchange.attempt),
            theme.warn(),
        ));
    }
    page.wrapped(&spans);
    page.part(ui, "Request", &exchange.request);
    if let Outcome::Answered { response, .. } = &exchange.outcome {
        page.part(ui, "Response", response);
    }
    page.lines
}

struct Page {
    lines: Vec<Line<'static>>,
    width: usize,
}

impl Page {
    fn wrapped(&mut self, spans: &[Span<'_>]) {
        self.lines.extend(words::wrap(spans, self.width, 2));
    }

    fn part(&mut self, ui: Ui<'_>, name: &str, part: &Part) {
        let theme = ui.theme;
        self.lines.push(Line::default());
        let size = if part.bytes == 0 {
            "no body".to_owned()
        } else {
            format!("body of {} bytes", part.bytes)
        };
        self.lines.push(Line::from(vec![
            Span::styled(name.to_owned(), theme.strong()),
            Span::styled(format!(" · {size}"), theme.muted()),
        ]));
        for (name, value) in &part.headers {
            self.wrapped(&[
                Span::styled(format!("{name}: "), theme.muted()),
                Span::raw(value.as_str()),
            ]);
        }
        if !part.body.is_empty() {
            self.lines.push(Line::default());
            for line in indented(&part.body).lines() {
                let hang = line.len() - line.trim_start().len();
                let indent = Span::raw(" ".repeat(hang));
                let mut lines = words::wrap(
                    &[Span::raw(line.trim_start())],
                    self.width.saturating_sub(hang),
                    2,
                );
                for line in &mut lines {
                    line.spans.insert(0, indent.clone());
                }
                self.lines.append(&mut lines);
            }
        }
    }
}

/// JSON with its structure made visible. Works on the text alone, so that a body that was cut still reads well, and
/// order, numbers and spelling stay as they came.
fn indented(body: &str) -> String {
    if !body.starts_with(['{', '[']) || body.contains('\n') {
        return body.to_owned();
    }
    let mut out = String::with_capacity(body.len() * 3 / 2);
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut escaped = false;
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        if in_text {
            out.push(c);
            in_text = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '"' => {
                in_text = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                if matches!(chars.peek(), Some('}' | ']')) {
                    out.extend(chars.next());
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    // Deeper than this, the structure is lost on a screen anyway.
    out.extend(std::iter::repeat_n("  ", depth.min(12)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_even_where_it_was_cut() {
        assert_eq!(
            indented(r#"{"a":[1,{}],"b":"x,\"{y}"#),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x,\\\"{y}"
        );
        assert_eq!(indented("a=1&b=2"), "a=1&b=2");
    }
}
