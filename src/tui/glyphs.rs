//! The signs of the screens, in Unicode and in ASCII.

use ratatui::buffer::Buffer;

use crate::domain::Standing;
use crate::journal::Level;
use crate::scopes::Tone;

/// Every sign and its twin in ASCII. Both take one cell, so that ASCII moves nothing.
const TWINS: [(char, &str); 62] = [
    ('✓', "+"),
    ('◐', "="),
    ('◇', "u"),
    ('✗', "x"),
    ('◌', "~"),
    ('○', "o"),
    ('●', "+"),
    ('‖', "="),
    ('□', "-"),
    ('◆', "*"),
    ('▌', ">"),
    ('▲', "!"),
    ('▾', "v"),
    ('▴', "^"),
    ('▸', ">"),
    ('▰', "#"),
    ('▱', "."),
    ('░', ":"),
    ('█', "#"),
    ('▀', "^"),
    ('▄', "_"),
    ('▁', "_"),
    ('▂', "_"),
    ('▃', "-"),
    ('▅', "-"),
    ('▆', "^"),
    ('▇', "^"),
    ('▏', "|"),
    ('…', ">"),
    ('·', "."),
    ('•', "*"),
    ('–', "-"),
    ('—', "-"),
    ('×', "x"),
    ('≠', "#"),
    ('─', "-"),
    ('━', "="),
    ('│', "|"),
    ('┃', "#"),
    ('▼', "v"),
    ('▶', ">"),
    ('→', ">"),
    ('←', "<"),
    ('↑', "^"),
    ('↓', "v"),
    ('›', ">"),
    ('‹', "<"),
    ('↵', "<"),
    ('“', "\""),
    ('”', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('\u{a0}', " "),
    ('⠋', "/"),
    ('⠙', "-"),
    ('⠹', "\\"),
    ('⠸', "|"),
    ('⠼', "/"),
    ('⠴', "-"),
    ('⠦', "\\"),
    ('⠧', "|"),
    ('⠇', "/"),
];

/// The signs of this run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyphs {
    ascii: bool,
    still: bool,
}

impl Glyphs {
    /// In ASCII or not, and without anything that moves by itself or with it.
    pub(crate) fn new(ascii: bool, still: bool) -> Self {
        Self { ascii, still }
    }

    /// A sign, or its twin.
    pub(crate) fn sign(self, sign: &'static str) -> &'static str {
        if self.ascii {
            sign.chars().next().map_or(" ", twin)
        } else {
            sign
        }
    }

    /// How well something is known.
    pub(crate) fn standing(self, standing: Standing) -> &'static str {
        self.sign(match standing {
            Standing::Verified => "✓",
            Standing::Observed => "◐",
            Standing::Attested => "◇",
            Standing::Stale => "◌",
            Standing::Failed => "✗",
            Standing::Unknown => "○",
            Standing::Skipped => "–",
        })
    }

    /// Beside a step of which `StackOne`'s own guide says something else.
    pub(crate) fn differs(self) -> &'static str {
        self.sign("≠")
    }

    /// A step at work, as of this tick.
    pub(crate) fn working(self, ticks: usize) -> &'static str {
        self.spinner(ticks)
    }

    /// Something is at work, as of this tick.
    pub(crate) fn spinner(self, ticks: usize) -> &'static str {
        const DOTS: [&str; 8] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧"];
        match (self.still, self.ascii) {
            (false, _) => self.sign(DOTS[ticks % DOTS.len()]),
            (true, false) => "…",
            // Not the twin of what is cut, which is the mark of the cursor as well.
            (true, true) => ".",
        }
    }

    /// Before what has the keyboard.
    pub(crate) fn cursor(self) -> &'static str {
        self.sign("▌")
    }

    /// Beside the connection that the forms show.
    pub(crate) fn open(self) -> &'static str {
        self.sign("●")
    }

    /// Before what is right.
    pub(crate) fn right(self) -> &'static str {
        self.sign("✓")
    }

    /// Before what is wrong.
    pub(crate) fn wrong(self) -> &'static str {
        self.sign("✗")
    }

    /// Before what needs a look.
    pub(crate) fn warning(self) -> &'static str {
        self.sign("▲")
    }

    /// Where a line has nothing that the one beside it has.
    pub(crate) fn gap(self) -> &'static str {
        if self.ascii { " " } else { "·" }
    }

    /// How good the news about the scopes is.
    pub(crate) fn tone(self, tone: Tone) -> &'static str {
        match tone {
            Tone::Good => self.right(),
            Tone::Open => self.sign("○"),
            Tone::Bad => self.wrong(),
        }
    }

    /// Before and behind the badge of the sandbox.
    pub(crate) fn hatch(self) -> &'static str {
        self.sign("░")
    }

    /// A cell of a gauge.
    pub(crate) fn gauge(self, full: bool) -> &'static str {
        self.sign(if full { "▰" } else { "▱" })
    }

    /// A character of a hidden value.
    pub(crate) fn mask(self) -> char {
        if self.ascii { '*' } else { '•' }
    }

    /// A level of the log, so that warnings and errors are found without colour.
    pub(crate) fn level(self, level: Level) -> &'static str {
        match level {
            Level::Debug | Level::Info => " ",
            Level::Warn => self.warning(),
            Level::Error => self.wrong(),
        }
    }
}

/// Turns every cell into ASCII: signs into their twins, the corners of borders into `+`, anything else into `?`.
pub(crate) fn plain(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let like = cell.symbol().chars().next().map_or(" ", twin);
            cell.set_symbol(like);
        }
    }
}

fn twin(c: char) -> &'static str {
    match TWINS.iter().find(|(sign, _)| *sign == c) {
        Some((_, twin)) => twin,
        None if ('┌'..='╋').contains(&c) || ('╭'..='╰').contains(&c) => "+",
        None => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::words;

    #[test]
    fn every_sign_and_its_twin_take_one_cell() {
        for (at, (sign, twin)) in TWINS.iter().enumerate() {
            assert_eq!(words::width(&sign.to_string()), 1, "{sign}");
            assert!(twin.is_ascii() && twin.len() == 1, "{sign}: {twin}");
            let again = TWINS[..at].iter().any(|(other, _)| other == sign);
            assert!(!again, "{sign} stands there twice");
        }
    }

    #[test]
    fn ascii_draws_the_twin_of_what_is_drawn_without_it() {
        let (full, ascii) = (Glyphs::new(false, false), Glyphs::new(true, false));
        let twin_of = |sign: &str| twin(sign.chars().next().expect("a sign"));
        let standings = [
            Standing::Verified,
            Standing::Observed,
            Standing::Attested,
            Standing::Stale,
            Standing::Failed,
            Standing::Unknown,
            Standing::Skipped,
        ];
        for standing in standings {
            let sign = full.standing(standing);
            assert_eq!(ascii.standing(standing), twin_of(sign));
            assert_ne!(ascii.standing(standing), "?", "{sign}");
        }
        for ticks in 0..8 {
            assert_eq!(ascii.working(ticks), twin_of(full.working(ticks)));
        }
        assert_eq!(
            [twin('┏'), twin('╭'), twin('┘'), twin('漢')],
            ["+", "+", "+", "?"]
        );
    }

    #[test]
    fn nothing_moves_where_motion_is_reduced() {
        for ascii in [false, true] {
            let still = Glyphs::new(ascii, true);
            assert_eq!(still.working(0), still.working(1));
            let moving = Glyphs::new(ascii, false);
            assert_ne!(moving.working(0), moving.working(1));
        }
    }
}
