//! One exchange in full: what was sent, what came back, redacted as it was recorded, and what it means.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::http::{PLACEHOLDER, status_name};
use crate::journal::{Exchange, Meaning, Outcome, Part};
use crate::tui::screens::logs::curl::decoded;
use crate::tui::screens::logs::line::LogLine;
use crate::tui::screens::logs::view::json;
use crate::tui::screens::logs::words::{count, party, tries};
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The cells of a label, with the space behind it.
const LABEL: usize = 15;

/// How many signs stand for a value that is hidden, whatever its length.
const HIDDEN: usize = 12;

/// What was sent.
pub(crate) fn request(
    ui: Ui<'_>,
    line: &LogLine,
    exchange: &Exchange,
    width: usize,
) -> Vec<Line<'static>> {
    let mut page = Page::new(ui, width);
    page.wrapped(&[
        Span::styled(format!("{} ", exchange.method), ui.theme.strong()),
        Span::raw(exchange.url.replace(PLACEHOLDER, &page.mask())),
    ]);
    page.blank();
    if let Some(connection) = line.entry.connection.as_deref() {
        page.labelled("connection", connection);
    }
    page.labelled("for", &exchange.purpose);
    let started = when::moment(exchange.started, ui.shared.now, &ui.shared.env.zone);
    let attempt = match exchange.attempt {
        1 => "1 try".to_owned(),
        attempt => format!("try {attempt}"),
    };
    let elapsed = when::took(exchange.elapsed);
    page.labelled("started", &format!("{started}, took {elapsed}, {attempt}"));
    let folded = tries(line);
    if line.repeats > 1 || line.waits.is_some() || line.tries > 1 {
        let last = when::clock(line.last, &ui.shared.env.zone);
        page.labelled("in this line", &format!("{folded}, last at {last}"));
    }
    page.part(&exchange.request, false);
    page.lines
}

/// What came back, and what it means.
pub(crate) fn response(
    ui: Ui<'_>,
    exchange: &Exchange,
    meaning: Option<&Meaning>,
    width: usize,
) -> Vec<Line<'static>> {
    let mut page = Page::new(ui, width);
    match &exchange.outcome {
        Outcome::Failed { reason } => {
            page.wrapped(&[Span::raw(reason.clone())]);
            page.meaning(meaning);
        }
        Outcome::Answered { response, .. } => {
            page.body(response, ui.model.logs.layout.folds_json);
            page.meaning(meaning);
            if !page.lines.is_empty() {
                page.blank();
            }
            page.headers(response);
            page.labelled("size", &size(response.bytes));
        }
    }
    page.lines
}

/// What came back in a few words, for the corner of a panel.
pub(crate) fn outcome(ui: Ui<'_>, exchange: &Exchange) -> Vec<Span<'static>> {
    match &exchange.outcome {
        Outcome::Answered { status, .. } => {
            let style = match status {
                200..=399 => ui.theme.ok(),
                500.. => ui.theme.bad(),
                _ => ui.theme.warn(),
            };
            let name = status_name(*status).map_or_else(String::new, |name| format!(" {name}"));
            vec![
                Span::styled(status.to_string(), style),
                Span::styled(name, ui.theme.muted()),
            ]
        }
        Outcome::Failed { .. } => vec![Span::styled("no answer", ui.theme.warn())],
    }
}

/// The whole of a line that tells of no exchange.
pub(crate) fn own(ui: Ui<'_>, line: &LogLine, width: usize) -> Vec<Line<'static>> {
    let entry = &line.entry;
    let mut page = Page::new(ui, width);
    page.wrapped(&[Span::raw(entry.text.clone())]);
    if let Some(meaning) = &entry.meaning {
        page.wrapped(&[Span::raw(meaning.next.clone())]);
    }
    page.blank();
    let at = when::moment(entry.at, ui.shared.now, &ui.shared.env.zone);
    page.labelled("time", &at);
    page.labelled("party", party(entry.source));
    if let Some(connection) = entry.connection.as_deref() {
        page.labelled("connection", connection);
    }
    page.labelled("level", &entry.level.to_string());
    if line.repeats > 1 {
        let last = when::clock(line.last, &ui.shared.env.zone);
        page.labelled("in this line", &format!("{}, last at {last}", tries(line)));
    }
    if let Some(meaning) = &entry.meaning {
        let number = usize::try_from(meaning.exchange).unwrap_or(usize::MAX);
        page.labelled("exchange", &count(number));
    }
    page.lines
}

fn size(bytes: usize) -> String {
    match bytes {
        0 => "no body".into(),
        bytes if bytes < 10_000 => format!("{} B", count(bytes)),
        bytes => format!("{} kB", count(bytes / 1_000)),
    }
}

struct Page<'a> {
    ui: Ui<'a>,
    lines: Vec<Line<'static>>,
    width: usize,
}

impl<'a> Page<'a> {
    fn new(ui: Ui<'a>, width: usize) -> Self {
        Self {
            ui,
            lines: Vec::new(),
            width,
        }
    }

    fn mask(&self) -> String {
        std::iter::repeat_n(self.ui.glyphs.mask(), HIDDEN).collect()
    }

    fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    fn wrapped(&mut self, spans: &[Span<'_>]) {
        self.lines.extend(words::wrap(spans, self.width, 2));
    }

    /// A label and its value, which is wrapped below itself. What is hidden in it is masked.
    fn labelled(&mut self, label: &str, value: &str) {
        let muted = self.ui.theme.muted();
        let cells = LABEL.min(self.width / 2);
        let mut spans = vec![Span::raw(value.replace(PLACEHOLDER, &self.mask()))];
        if value == PLACEHOLDER {
            spans.push(Span::styled("  hidden", muted));
        }
        let values = words::wrap(&spans, self.width.saturating_sub(cells), 0);
        let label = words::fill(label, cells.saturating_sub(1)) + " ";
        for (at, mut line) in values.into_iter().enumerate() {
            let before = if at == 0 {
                label.clone()
            } else {
                " ".repeat(cells)
            };
            line.spans.insert(0, Span::styled(before, muted));
            self.lines.push(line);
        }
    }

    fn part(&mut self, part: &Part, folded: bool) {
        if !part.headers.is_empty() {
            self.blank();
            self.headers(part);
        }
        if !part.body.is_empty() {
            self.blank();
            self.body(part, folded);
        }
    }

    fn headers(&mut self, part: &Part) {
        for (name, value) in &part.headers {
            self.labelled(name, value);
        }
    }

    fn body(&mut self, part: &Part, folded: bool) {
        let is_form = part.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type")
                && value.starts_with("application/x-www-form-urlencoded")
        });
        if is_form {
            for pair in part.body.split('&') {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                self.labelled(&decoded(name), &decoded(value));
            }
            return;
        }
        for line in json::lines(&part.body, folded) {
            self.json_line(&line);
        }
    }

    /// A line of JSON, or of any text: its indent stays where it is wrapped.
    fn json_line(&mut self, line: &str) {
        let text = line.trim_start();
        let indent = (line.len() - text.len()).min(self.width / 2);
        let text = text.replace(PLACEHOLDER, &self.mask());
        let name = json::field(&text).unwrap_or(0);
        let spans = [
            Span::styled(text[..name].to_owned(), self.ui.theme.accent()),
            Span::styled(text[name..].to_owned(), Style::new()),
        ];
        let mut lines = words::wrap(&spans, self.width.saturating_sub(indent), 2);
        for line in &mut lines {
            line.spans.insert(0, Span::raw(" ".repeat(indent)));
        }
        self.lines.append(&mut lines);
    }

    fn meaning(&mut self, meaning: Option<&Meaning>) {
        let Some(meaning) = meaning else { return };
        self.blank();
        let title = Span::styled("What it means", self.ui.theme.strong());
        self.wrapped(&[title]);
        self.wrapped(&[Span::raw(meaning.summary.clone())]);
        self.wrapped(&[Span::raw(meaning.next.clone())]);
    }
}
