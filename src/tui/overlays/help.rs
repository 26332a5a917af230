//! The help: every key of the screen beneath, the signs, the words.

use crate::tui::screens::scopes;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::Standing;
use crate::scopes::Weight;
use crate::tui::draw::Ui;
use crate::tui::keys;
use crate::tui::model::Screen;
use crate::tui::widgets::pane::{self, dialog};
use crate::tui::widgets::words;

/// What each standing means.
const STANDINGS: [(Standing, &str); 7] = [
    (Standing::Verified, "an API proved it"),
    (Standing::Observed, "a consequence shows it"),
    (Standing::Attested, "you ticked it; nothing proves it"),
    (
        Standing::Stale,
        "it was proved once; something changed, or it was too long ago",
    ),
    (
        Standing::Failed,
        "it was tried, and is not so; the step says who is at fault",
    ),
    (
        Standing::Unknown,
        "not looked at yet, or the answer allows no conclusion",
    ),
    (Standing::Skipped, "left out on purpose"),
];

/// One thing, many names.
const WORDS: [(&str, &str); 6] = [
    (
        "App Id",
        "Planday's page; StackOne: Application ID; OAuth: client id",
    ),
    (
        "Token Secret",
        "StackOne's form; Planday's page: Token; its documents: Refresh Token",
    ),
    (
        "Scope",
        "what a Planday app may read or change; none can be added to an app later",
    ),
    (
        "Connector profile",
        "lives in StackOne; holds App Id and Token for all customers' links",
    ),
    (
        "Linked account",
        "one customer's connection through a connector profile",
    ),
    ("Portal", "a customer's Planday site"),
];

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, scroll: usize) {
    let block = dialog(ui, "Help");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let lines = lines(ui, usize::from(inner.width));
    pane::scrolled(ui, frame, inner, lines, scroll);
}

/// The last line that it makes sense to show it from.
pub(crate) fn last_scroll(ui: Ui<'_>, area: Rect) -> usize {
    let inner = dialog(ui, "").inner(area);
    pane::last_first(lines(ui, usize::from(inner.width)).len(), inner)
}

fn lines(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let theme = ui.theme;
    let mut lines = vec![Line::styled("Keys here", theme.strong())];
    let mut bindings = keys::screen_bindings(ui.model);
    bindings.sort_by_key(|binding| std::cmp::Reverse(binding.rank));
    let longest = bindings.iter().map(|binding| words::width(binding.label));
    let column = longest.max().unwrap_or(0) + 2;
    for binding in bindings {
        let (style, text) = match binding.off {
            Some(why) => (theme.dim(), format!("{} (not now: {why})", binding.text)),
            None => (Style::new(), binding.text),
        };
        let key = if binding.off.is_some() {
            theme.dim()
        } else {
            theme.key()
        };
        row(
            &mut lines,
            (binding.label, key),
            column,
            (&text, style),
            width,
        );
    }
    lines.push(Line::default());
    lines.push(Line::styled("Signs", theme.strong()));
    match ui.model.screen {
        Screen::Scopes => signs_of_scopes(ui, width, &mut lines),
        Screen::Profiles => signs_of_profiles(ui, width, &mut lines),
        Screen::Setup | Screen::Logs => signs_of_steps(ui, width, &mut lines),
    }
    lines.push(Line::default());
    lines.push(Line::styled("Words", theme.strong()));
    for (word, text) in WORDS {
        row(
            &mut lines,
            (word, Style::new()),
            20,
            (text, theme.dim()),
            width,
        );
    }
    lines
}

/// The signs of the matrix, and the words of its columns.
fn signs_of_scopes(ui: Ui<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    let theme = ui.theme;
    let plain = Style::new();
    for (weight, name, text) in [
        (
            Weight::Wrong,
            "wrong",
            "before a scope: something will not work",
        ),
        (
            Weight::Doubt,
            "in doubt",
            "before a scope: something is to be thought about",
        ),
    ] {
        let name = format!("{} {name}", ui.glyphs.weight(weight));
        let style = if weight == Weight::Wrong {
            theme.bad()
        } else {
            theme.doubt()
        };
        row(lines, (&name, style), 18, (text, plain), width);
    }
    for (proven, text, more) in scopes::view::SIGNS {
        let name = format!("{} {}", ui.glyphs.proven(proven), proven.word());
        let text = format!("{text}{more}");
        row(lines, (&name, plain), 18, (&text, plain), width);
    }
    for (name, text) in [
        (
            "required",
            "by the chosen actions: in StackOne's word, as stackday proposes it from an action's name, with another scope, or by a preset",
        ),
        ("wanted", "in the list to tick when the app is created"),
        ("granted", "by the token, in Planday's word"),
        ("proven", "by a call that needs it"),
    ] {
        row(lines, (name, plain), 18, (text, plain), width);
    }
}

/// The signs of the connections.
fn signs_of_profiles(ui: Ui<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    let (theme, glyphs) = (ui.theme, ui.glyphs);
    let hours = ui.model.env.fresh_for.as_hours();
    let stale = format!("its last verification is over {hours} hours ago");
    for (sign, style, name, text) in [
        (glyphs.open(), theme.key(), "open", "Setup shows it"),
        (
            "+",
            theme.key(),
            "marked",
            "for what is done with several at once",
        ),
        (
            glyphs.right(),
            theme.good(),
            "held",
            "everything that was looked at",
        ),
        (
            glyphs.wrong(),
            theme.bad(),
            "wrong",
            "something did not hold, or is missing",
        ),
        (
            glyphs.standing(Standing::Stale),
            theme.doubt(),
            "stale",
            stale.as_str(),
        ),
        (
            "?",
            Style::new(),
            "not known",
            "nobody has looked yet, or nothing was to be seen",
        ),
    ] {
        let name = format!("{sign} {name}");
        row(lines, (&name, style), 18, (text, Style::new()), width);
    }
    let words = "in the filter: connections with a tag that begins so";
    row(
        lines,
        ("#word", theme.key()),
        18,
        (words, Style::new()),
        width,
    );
}

/// How well a step is known.
fn signs_of_steps(ui: Ui<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    let theme = ui.theme;
    for (standing, text) in STANDINGS {
        let name = format!("{} {}", ui.glyphs.standing(standing), standing.word());
        row(
            lines,
            (&name, theme.standing(standing)),
            18,
            (text, Style::new()),
            width,
        );
    }
    let working = format!("{} at work", ui.glyphs.working(ui.model.ticks));
    row(
        lines,
        (&working, theme.accent()),
        18,
        ("it is being looked at right now", Style::new()),
        width,
    );
    let differs = format!("{} differs", ui.glyphs.differs());
    row(
        lines,
        (&differs, theme.doubt()),
        18,
        (
            "StackOne's own guide says something else in this step",
            Style::new(),
        ),
        width,
    );
}

/// A word in its column, and a text beside it that hangs there.
fn row(
    lines: &mut Vec<Line<'static>>,
    (word, word_style): (&str, Style),
    column: usize,
    (text, style): (&str, Style),
    width: usize,
) {
    let room = width.saturating_sub(column + 2);
    for (at, mut line) in words::wrap(&[Span::styled(text, style)], room, 0)
        .into_iter()
        .enumerate()
    {
        let word = if at == 0 { word } else { "" };
        let word = format!("  {}", words::fill(word, column));
        line.spans.insert(0, Span::styled(word, word_style));
        lines.push(line);
    }
}
