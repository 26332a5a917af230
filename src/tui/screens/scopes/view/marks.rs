//! The signs of the columns, each one cell, each with a twin in ASCII.

use ratatui::style::Style;

use crate::scopes::{Granted, Proven, Row, Source};
use crate::tui::glyphs::Glyphs;
use crate::tui::screens::scopes::state::State;
use crate::tui::ui::Ui;

/// A sign of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It is so.
    Yes,
    /// It is so as far as stackday guesses.
    Guess,
    /// It is not so, or not asked.
    No,
    /// It is not so, and should be.
    Missing,
    /// A call has proven it.
    Proven,
    /// No call has proven it.
    Open,
    /// It needs a look.
    Look,
}

impl Mark {
    /// All of them with what each means, as the legend and the help say it.
    pub(crate) const MEANINGS: [(Self, &str); 7] = [
        (Self::Yes, "yes"),
        (Self::No, "no"),
        (Self::Missing, "missing"),
        (Self::Proven, "proven by a call"),
        (Self::Open, "not proven"),
        (Self::Guess, "our guess"),
        (Self::Look, "needs a look"),
    ];

    /// The sign.
    pub(crate) fn sign(self, glyphs: Glyphs) -> &'static str {
        glyphs.sign(match self {
            Self::Yes => "●",
            Self::Guess => "◌",
            Self::No => "–",
            Self::Missing => "✗",
            Self::Proven => "✓",
            Self::Open => "○",
            Self::Look => "▲",
        })
    }

    /// How it looks: colour for a state alone.
    pub(crate) fn style(self, ui: Ui<'_>) -> Style {
        match self {
            Self::Yes => Style::new(),
            Self::No | Self::Open => ui.theme.muted(),
            Self::Missing => ui.theme.bad(),
            Self::Proven => ui.theme.ok(),
            Self::Guess | Self::Look => ui.theme.warn(),
        }
    }
}

/// The sign before a scope.
pub(crate) fn of_state(state: State) -> Mark {
    match state {
        State::Wrong => Mark::Missing,
        State::Doubt => Mark::Look,
        State::Open => Mark::Open,
        State::Proven => Mark::Proven,
        State::Unused => Mark::No,
    }
}

/// Whether something needs it; a guess where only the name of an action says so.
pub(crate) fn needed(row: &Row) -> Mark {
    let mut sources = row.required.iter().map(|reason| reason.source);
    match sources.next() {
        None => Mark::No,
        Some(first) => {
            let is_guess = |source: Source| source == Source::Proposal;
            if is_guess(first) && sources.all(is_guess) {
                Mark::Guess
            } else {
                Mark::Yes
            }
        }
    }
}

/// Whether it is in the list to tick.
pub(crate) fn ticked(row: &Row) -> Mark {
    if row.wanted { Mark::Yes } else { Mark::No }
}

/// Whether the token grants it.
pub(crate) fn granted(row: &Row) -> Mark {
    let asked = row.wanted || !row.required.is_empty();
    match row.granted {
        Granted::Yes => Mark::Yes,
        Granted::No if asked => Mark::Missing,
        Granted::No | Granted::Unknown => Mark::No,
    }
}

/// What calls have shown.
pub(crate) fn proven(proven: Proven) -> Mark {
    match proven {
        Proven::Proven => Mark::Proven,
        Proven::Refused => Mark::Missing,
        Proven::Probable | Proven::Silent | Proven::Unclear | Proven::NoId => Mark::Look,
        Proven::HeldBack | Proven::Untried => Mark::Open,
        Proven::NotGranted | Proven::SideEffect | Proven::NoPath | Proven::NoData => Mark::No,
    }
}
