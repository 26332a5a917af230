//! The signs of the screens, in Unicode and in ASCII.

use ratatui::buffer::Buffer;

use crate::domain::Standing;
use crate::journal::Level;
use crate::scopes::Tone;

/// The signs of this run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyphs {
    ascii: bool,
}

impl Glyphs {
    pub(crate) fn new(ascii: bool) -> Self {
        Self { ascii }
    }

    /// How well something is known.
    pub(crate) fn standing(self, standing: Standing) -> &'static str {
        match (standing, self.ascii) {
            (Standing::Verified, false) => "✔",
            (Standing::Verified, true) => "[x]",
            (Standing::Observed, false) => "◉",
            (Standing::Observed, true) => "[o]",
            (Standing::Attested, false) => "☑",
            (Standing::Attested, true) => "[u]",
            (Standing::Stale, false) => "◔",
            (Standing::Stale, true) => "[~]",
            (Standing::Failed, false) => "✘",
            (Standing::Failed, true) => "[!]",
            (Standing::Unknown, false) => "○",
            (Standing::Unknown, true) => "[ ]",
            (Standing::Skipped, false) => "–",
            (Standing::Skipped, true) => "[-]",
        }
    }

    /// How wide a standing's sign is.
    pub(crate) fn standing_width(self) -> usize {
        if self.ascii { 3 } else { 1 }
    }

    /// Beside a step of which `StackOne`'s own guide says something else.
    pub(crate) fn differs(self) -> &'static str {
        if self.ascii { "#" } else { "≠" }
    }

    /// Something is at work, as of this tick.
    pub(crate) fn spinner(self, ticks: usize) -> &'static str {
        const DOTS: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
        const BARS: [&str; 4] = ["|", "/", "-", "\\"];
        if self.ascii {
            BARS[ticks % BARS.len()]
        } else {
            DOTS[ticks % DOTS.len()]
        }
    }

    /// A step at work, as wide as a standing's sign.
    pub(crate) fn working(self, ticks: usize) -> &'static str {
        const BARS: [&str; 4] = ["[|]", "[/]", "[-]", "[\\]"];
        if self.ascii {
            BARS[ticks % BARS.len()]
        } else {
            self.spinner(ticks)
        }
    }

    /// Before what has the keyboard.
    pub(crate) fn cursor(self) -> &'static str {
        if self.ascii { ">" } else { "▶" }
    }

    /// Beside the connection that the forms show.
    pub(crate) fn open(self) -> &'static str {
        if self.ascii { "@" } else { "●" }
    }

    /// Before what is right.
    pub(crate) fn right(self) -> &'static str {
        if self.ascii { "ok" } else { "✔" }
    }

    /// Before what is wrong.
    pub(crate) fn wrong(self) -> &'static str {
        if self.ascii { "!" } else { "✘" }
    }

    /// Where a line has nothing that the one beside it has.
    pub(crate) fn gap(self) -> &'static str {
        if self.ascii { " " } else { "·" }
    }

    /// How good the news about the scopes is.
    pub(crate) fn tone(self, tone: Tone) -> &'static str {
        match tone {
            Tone::Good => self.right(),
            Tone::Open if self.ascii => "o",
            Tone::Open => "○",
            Tone::Bad => self.wrong(),
        }
    }

    /// Before and behind the badge of the sandbox.
    pub(crate) fn hatch(self) -> &'static str {
        if self.ascii { ":" } else { "░" }
    }

    /// A cell of a gauge.
    pub(crate) fn gauge(self, full: bool) -> &'static str {
        match (full, self.ascii) {
            (true, false) => "▰",
            (true, true) => "#",
            (false, false) => "▱",
            (false, true) => ".",
        }
    }

    /// A character of a hidden value.
    pub(crate) fn mask(self) -> char {
        if self.ascii { '*' } else { '•' }
    }

    /// A level of the log, so that warnings and errors are found without colour.
    pub(crate) fn level(self, level: Level) -> &'static str {
        match (level, self.ascii) {
            (Level::Debug | Level::Info, _) => " ",
            (Level::Warn, _) => "!",
            (Level::Error, false) => "✘",
            (Level::Error, true) => "X",
        }
    }
}

/// Turns every cell into ASCII: lines, arrows and typographic signs into their likes, anything else into `?`.
pub(crate) fn plain(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let like = cell.symbol().chars().next().map_or(" ", like);
            cell.set_symbol(like);
        }
    }
}

fn like(c: char) -> &'static str {
    match c {
        '─' | '–' | '—' | '·' => "-",
        '━' => "=",
        '│' | '┃' => "|",
        '┌'..='╋' | '╭'..='╰' => "+",
        '█' | '≠' => "#",
        '…' => "~",
        '▲' | '↑' => "^",
        '▼' | '↓' => "v",
        '→' | '▶' | '›' => ">",
        '←' | '‹' => "<",
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        '•' => "*",
        '\u{a0}' => " ",
        _ => "?",
    }
}
