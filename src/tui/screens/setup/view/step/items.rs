//! The fields, values and actions of a step: one row each, labels in one column, with a line of help or verdict below.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::scope::{self, Scopes};
use crate::domain::text::characters;
use crate::domain::{Input, SecretRecord, SecretStoreKind};
use crate::tui::form::{self, Verdict};
use crate::tui::registry;
use crate::tui::screens::setup::items::{Item, Value, value_name};
use crate::tui::screens::setup::view::step::places::{Place, Text};
use crate::tui::screens::setup::view::step::{Density, button, choice, compare};
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};
use crate::workflow::secrets::Source;

/// Fields need not be longer than this.
const LONGEST_FIELD: usize = 64;

/// The laid out items.
pub(crate) struct Items {
    pub(crate) lines: Vec<Line<'static>>,
    /// Where each item stands.
    pub(crate) places: Vec<Place>,
    /// The lines of the focused item.
    pub(crate) focused: Option<Range<usize>>,
    /// Line and column of the text cursor.
    pub(crate) cursor: Option<(usize, usize)>,
}

/// From this many columns on, a label and its value stand beside each other.
const BESIDE: usize = 50;

/// The columns of the rows.
#[derive(Clone, Copy)]
struct Columns {
    label: usize,
    value: usize,
    /// Whether a label stands above its value: there is no room beside it.
    is_stacked: bool,
}

impl Columns {
    /// Where values begin: behind the mark of the focused one and the labels.
    fn indent(self) -> usize {
        if self.is_stacked {
            2
        } else {
            2 + self.label + 2
        }
    }
}

pub(crate) fn lay_out(ui: Ui<'_>, width: usize, density: Density) -> Items {
    let items = ui.model.setup.items();
    let widest = items.iter().map(|item| words::width(name(*item))).max();
    let widest = widest.unwrap_or(0);
    let is_stacked = width < BESIDE;
    let before = if is_stacked { 3 } else { widest + 5 };
    let columns = Columns {
        label: widest,
        value: width.saturating_sub(before).min(LONGEST_FIELD),
        is_stacked,
    };
    let mut laid = Items {
        lines: Vec::new(),
        places: Vec::new(),
        focused: None,
        cursor: None,
    };
    for item in items {
        let focused = ui.model.setup.item(ui.shared) == Some(*item);
        let start = laid.lines.len();
        if density == Density::Roomy && matches!(item, Item::Act(_)) && start > 0 {
            laid.lines.push(Line::default());
        }
        let top = laid.lines.len();
        let mut text = None;
        match item {
            Item::Field(Input::Scopes) => scopes(ui, columns, focused, density, &mut laid.lines),
            Item::Field(input) => {
                let (column, cells) = field(ui, *input, columns, focused, density, &mut laid.lines);
                text = Some(Text {
                    line: start + usize::from(columns.is_stacked),
                    column: columns.indent(),
                    cells,
                    masked: is_hidden(ui, *input),
                });
                if let (Input::RedirectUri, Some(compared)) = (input, ui.shared.form.compared()) {
                    laid.lines.extend(compare::lines(ui, &compared, width));
                }
                if focused {
                    laid.cursor = Some((start + usize::from(columns.is_stacked), column));
                }
            }
            Item::Choose => {
                let mut row = label(ui, name(*item), columns, focused, &mut laid.lines);
                let text = choice::words(ui).unwrap_or_else(|| "not chosen".into());
                row.push(Span::raw(words::cut(&text, columns.value).into_owned()));
                laid.lines.push(Line::from(row));
            }
            Item::Copy(value) => copy(ui, *value, columns, focused, &mut laid.lines),
            Item::Act(act) => {
                button::draw(ui, *act, width, focused, &mut laid.lines);
                // A person who has an answer knows what was asked.
                if density == Density::Roomy || (focused && ui.shared.remote.request.is_none()) {
                    laid.lines.extend(button::note(ui, *act, width));
                }
            }
        }
        // Beside a button nothing is pressed by a click.
        let (end, cells) = match (item, laid.lines.get(top)) {
            (Item::Act(_), Some(button)) => (top + 1, words::cells(&button.spans)),
            _ => (laid.lines.len(), width),
        };
        laid.places.push(Place {
            lines: top..end,
            cells,
            text,
        });
        if focused {
            laid.focused = Some(start..laid.lines.len());
        }
    }
    laid
}

/// The label of an item's row; an action has none.
fn name(item: Item) -> &'static str {
    match item {
        Item::Field(input) => form::label(input),
        Item::Choose => "Integration",
        Item::Copy(value) => value_name(value),
        Item::Act(_) => "",
    }
}

/// The mark of the focused row and its label, which goes above where there is no room beside the value.
fn label(
    ui: Ui<'_>,
    text: &str,
    columns: Columns,
    focused: bool,
    lines: &mut Vec<Line<'static>>,
) -> Vec<Span<'static>> {
    let (mark, style) = if focused {
        (ui.glyphs.cursor(), ui.theme.key())
    } else {
        (" ", ui.theme.muted())
    };
    let mark = Span::styled(format!("{mark} "), ui.theme.key());
    if columns.is_stacked {
        lines.push(Line::styled(format!("  {text}"), style));
        return vec![mark];
    }
    vec![
        mark,
        Span::styled(words::fill(text, columns.label), style),
        Span::raw("  "),
    ]
}

/// A line below a row, at the column of the values.
fn below(columns: Columns, spans: &[Span<'_>], lines: &mut Vec<Line<'static>>) {
    for mut line in words::wrap(spans, columns.value, 2) {
        line.spans
            .insert(0, Span::raw(" ".repeat(columns.indent())));
        lines.push(line);
    }
}

/// Whether the text of a field is masked.
fn is_hidden(ui: Ui<'_>, input: Input) -> bool {
    let is_secret = form::is_secret(input) && !ui.shared.form.field(input).is_revealed();
    is_secret || is_misplaced(ui, input)
}

/// Whether a secret was typed into this field, which is no field for it.
fn is_misplaced(ui: Ui<'_>, input: Input) -> bool {
    ui.shared.form.misplaced(input).is_some()
}

/// A text field. Returns the column of its cursor, and in how many cells its text stands.
fn field(
    ui: Ui<'_>,
    input: Input,
    columns: Columns,
    focused: bool,
    density: Density,
    lines: &mut Vec<Line<'static>>,
) -> (usize, usize) {
    let field = ui.shared.form.field(input);
    let secret = form::is_secret(input);
    let mask = is_hidden(ui, input).then(|| ui.glyphs.mask());
    let count = field.text().chars().count();
    let counted = if mask.is_some() && count > 0 {
        format!("  {}", characters(count))
    } else {
        String::new()
    };
    let cells = columns.value.saturating_sub(words::width(&counted));
    let (shown, column) = if focused {
        field.line().shown(cells, mask)
    } else {
        (field.line().shown_at_rest(cells, mask), 0)
    };
    let mut row = label(ui, form::label(input), columns, focused, lines);
    let mut style = ui.theme.field(focused);
    let shown = if shown.is_empty() && !focused {
        style = style.patch(ui.theme.muted());
        "(empty)".to_owned()
    } else {
        shown
    };
    row.push(Span::styled(words::fill(&shown, cells), style));
    row.push(Span::styled(counted, ui.theme.muted()));
    lines.push(Line::from(row));
    match field.verdict() {
        Verdict::Wrong(problem) => {
            // Of an empty field it is said what is wanted.
            let text = match count {
                0 => form::empty_words(input).to_owned(),
                _ => format!("{}.", words::sentence(problem.trim_end_matches('.'))),
            };
            let sign = Span::styled(format!("{} ", ui.glyphs.wrong()), ui.theme.bad());
            below(columns, &[sign, Span::raw(text)], lines);
        }
        Verdict::Doubtful(doubt) => {
            let sign = Span::styled("? ", ui.theme.warn());
            below(columns, &[sign, Span::raw(words::sentence(doubt))], lines);
        }
        Verdict::Fine(Some(tidied)) => {
            let sign = Span::styled(format!("{} ", ui.glyphs.right()), ui.theme.ok());
            below(columns, &[sign, Span::raw(words::sentence(tidied))], lines);
        }
        // The other names of a value stand below, where there is room.
        Verdict::Fine(None) | Verdict::Open if density == Density::Roomy && has_names(input) => {}
        Verdict::Fine(None) | Verdict::Open if focused || density == Density::Roomy => {
            let text = match density {
                Density::Roomy => form::also(input).into(),
                Density::Tight => words::cut(form::also(input), columns.value),
            };
            below(columns, &[Span::styled(text, ui.theme.muted())], lines);
        }
        Verdict::Fine(None) | Verdict::Open => {}
    }
    // What is not saved is said wherever it is seen.
    let is_typed = secret && ui.shared.source(input) == Some(Source::Typed);
    if is_typed || (secret && (focused || density == Density::Roomy)) {
        below(columns, &kept(ui, input), lines);
    }
    (columns.indent() + column, cells)
}

/// Whether the instructions tell of other names for this value.
fn has_names(input: Input) -> bool {
    matches!(input, Input::AppId | Input::TokenSecret)
}

/// Where a secret comes from, and where it is kept.
fn kept(ui: Ui<'_>, input: Input) -> Vec<Span<'static>> {
    let model = ui.model;
    let Some(source) = model.shared.source(input) else {
        return Vec::new();
    };
    let dim = ui.theme.muted();
    let since = |kept: &SecretRecord| {
        let at = when::short(kept.at, model.shared.now, &model.shared.env.zone);
        format!("{}, since {at}", kept.place.words())
    };
    match &source {
        Source::Kept(kept) if kept.place == SecretStoreKind::Plaintext => vec![Span::styled(
            format!("kept in {}", since(kept)),
            ui.theme.bad(),
        )],
        Source::Kept(kept) => vec![Span::styled(format!("kept in {}", since(kept)), dim)],
        Source::Typed if model.shared.env.has_store => {
            let text = registry::with_keys(
                ui.model,
                "Not saved. {setup.save} saves it with the connection.",
            );
            vec![Span::styled(text, ui.theme.warn())]
        }
        Source::Typed => vec![Span::styled(
            "Not saved. It is lost when stackday ends.",
            dim,
        )],
        Source::Environment(_) | Source::Sandbox | Source::Command | Source::StandardInput => {
            let mut text = format!("from {}", source.words());
            if let Some(kept) = model.shared.shadowed(input) {
                text = format!("{text}; the one in {} is not used", since(kept));
            }
            vec![Span::styled(text, dim)]
        }
    }
}

/// The choice of scopes: how many of which sort, and the first of them.
fn scopes(
    ui: Ui<'_>,
    columns: Columns,
    focused: bool,
    density: Density,
    lines: &mut Vec<Line<'static>>,
) {
    let chosen = ui.shared.form.scopes();
    let mut row = label(ui, form::label(Input::Scopes), columns, focused, lines);
    let style = ui.theme.field(focused);
    if chosen.is_empty() {
        let text = words::fill("none chosen yet, Enter opens the list", columns.value);
        row.push(Span::styled(text, style.patch(ui.theme.warn())));
        lines.push(Line::from(row));
        if focused || density == Density::Roomy {
            let help = Span::styled(form::also(Input::Scopes), ui.theme.muted());
            below(columns, &[help], lines);
        }
        return;
    }
    row.push(Span::styled(
        words::fill(&summary(chosen), columns.value),
        style,
    ));
    lines.push(Line::from(row));
    if focused || density == Density::Roomy {
        let names: Vec<_> = chosen.iter().map(String::as_str).collect();
        let names = names.join(", ");
        let text = words::cut(&names, columns.value).into_owned();
        below(columns, &[Span::styled(text, ui.theme.muted())], lines);
    }
}

/// `12 scopes: 9 read, 2 write, 1 unknown; 1 sensitive`.
pub(crate) fn summary(scopes: &Scopes) -> String {
    let known: Vec<_> = scopes.iter().filter_map(|name| scope::find(name)).collect();
    let reads = known.iter().filter(|scope| scope.reads()).count();
    let sensitive = known
        .iter()
        .filter(|scope| scope.opens.is_sensitive())
        .count();
    let writes = known.len() - reads;
    let unknown = match scopes.len() - known.len() {
        0 => String::new(),
        count => format!(", {count} unknown"),
    };
    let word = if scopes.len() == 1 { "scope" } else { "scopes" };
    let more = match sensitive {
        0 => String::new(),
        count => format!("; {count} sensitive"),
    };
    format!(
        "{} {word}: {reads} read, {writes} write{unknown}{more}",
        scopes.len()
    )
}

/// A value to copy into a web page.
fn copy(ui: Ui<'_>, value: Value, columns: Columns, focused: bool, lines: &mut Vec<Line<'static>>) {
    let hint = if focused { "Enter copies" } else { "copy" };
    let hint = format!("  [{hint}]");
    let cells = columns.value.saturating_sub(words::width(&hint));
    let (text, style, there) = shown(ui, value);
    let mut row = label(ui, value_name(value), columns, focused, lines);
    row.push(Span::styled(words::fill(&text, cells), style));
    if there {
        let style = if focused {
            ui.theme.select()
        } else {
            ui.theme.muted()
        };
        row.push(Span::raw("  "));
        row.push(Span::styled(hint.trim_start().to_owned(), style));
    }
    lines.push(Line::from(row));
    if let (Value::AuthLink, true, Some(link)) =
        (value, ui.shared.remote.link_shown, &ui.shared.remote.link)
    {
        // Whole, so that it can be selected where no clipboard and no browser can be reached.
        let link = Span::styled(link.url.expose().to_owned(), ui.theme.strong());
        lines.extend(words::wrap(&[link], columns.indent() + columns.value, 0));
    }
}

/// A value as it may be seen, and whether there is one.
fn shown(ui: Ui<'_>, value: Value) -> (String, Style, bool) {
    let Some(secret) = ui.shared.value(value) else {
        let missing = match value {
            Value::AuthLink => "none yet, step D1 makes it",
            Value::Of(Input::Scopes) => "none chosen yet",
            Value::Of(Input::AppId) => "not entered yet, step B1",
            Value::Of(Input::TokenSecret) => "not entered yet, step B2",
            _ => "not there yet",
        };
        return (missing.to_owned(), ui.theme.muted(), false);
    };
    let hidden = match value {
        Value::AuthLink => true,
        Value::Of(input) => form::is_secret(input),
        Value::RedirectUri => false,
    };
    if hidden {
        let mask = ui.glyphs.mask().to_string().repeat(secret.chars().min(12));
        let text = format!("{mask} {}, hidden", characters(secret.chars()));
        (text, Style::new(), true)
    } else {
        (secret.expose().to_owned(), ui.theme.accent(), true)
    }
}
