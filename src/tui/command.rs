//! What a person can do: every command with its stable id, its title, its default keys and where it works.
//!
//! A command is decided once: [`Command::availability`] alone says whether it works now, and if not, why. The footer, the help,
//! the palette, the table in the README and the errors of the configuration are made from these.

use std::borrow::Cow;

pub use crate::tui::context::Context;
use crate::tui::model::Model;
use crate::tui::screens::every_screen;
use crate::tui::shared::Shared;

/// Whether a command works now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// It works.
    Yes,
    /// It does not, and why.
    No(Cow<'static, str>),
    /// It has no meaning here: its key is free, and it is not listed.
    Hidden,
}

impl Availability {
    /// Off for this reason, where there is one.
    pub(crate) fn unless(reason: Option<&'static str>) -> Self {
        reason.map_or(Self::Yes, |reason| Self::No(reason.into()))
    }

    /// Hidden unless this holds.
    pub(crate) fn shown(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::Hidden }
    }

    /// Why it is off, if it is.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::No(reason) => Some(reason),
            Self::Yes | Self::Hidden => None,
        }
    }
}

/// How the footer calls a command now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// In two or three words.
    pub text: Cow<'static, str>,
    /// How early it comes; 0 leaves it to the help.
    pub rank: u8,
}

macro_rules! run {
    ($($module:ident $screen:ident $digit:literal $title:literal $state:ident;)*) => {
        /// What a command changes: its own screen, and what every screen works with.
        #[derive(Clone, Copy)]
        pub enum Run {
            /// What every screen works with.
            Shared(fn(&mut Shared)),
            $(
                #[doc = concat!("The screen ", $title, ".")]
                $screen(fn(&mut crate::tui::screens::$module::$state, &mut Shared)),
            )*
            /// What has the keyboard, whichever screen or layer that is.
            Active(Active),
        }

        impl Run {
            /// Does it; or says that it is for what has the keyboard.
            pub(crate) fn on(self, model: &mut Model) -> Option<Active> {
                match self {
                    Self::Shared(act) => act(&mut model.shared),
                    $(Self::$screen(act) => act(&mut model.$module, &mut model.shared),)*
                    Self::Active(active) => return Some(active),
                }
                None
            }
        }
    };
}

every_screen!(run);

/// What a command does to whatever has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Active {
    /// Up or down by so many lines.
    Move(isize),
    /// Up or down by so many half pages.
    HalfPages(isize),
    /// To the first line.
    First,
    /// To the last line.
    Last,
    /// One step back: closes the top layer, a filter, or leads to Setup.
    Back,
    /// Types a filter.
    Filter,
    /// Keeps the filter.
    KeepFilter,
    /// To the next row that failed or is open, or to the one before.
    Failure(isize),
    /// Empties the text that is typed.
    EmptyText,
    /// Takes the last change of the text back.
    UndoText,
    /// Runs the command that is selected in the palette or the help.
    RunSelected,
    /// Does what the question on top is about.
    Confirm,
    /// Brings back what the last such change has dropped.
    Undo,
}

/// A command.
#[derive(Clone, Copy)]
pub struct Command {
    /// Its stable id, as the configuration names it: `profiles.delete`.
    pub id: &'static str,
    /// What it does, as the palette and the README call it.
    pub title: &'static str,
    /// Its default keys, as they are written.
    pub keys: &'static [&'static str],
    /// Where it works.
    pub contexts: &'static [Context],
    /// How the footer calls it, unless `hint_now` says otherwise.
    pub hint: &'static str,
    /// How early it comes in the footer; 0 leaves it to the help.
    pub rank: u8,
    available: fn(&Model) -> Availability,
    hint_now: Option<fn(&Model) -> Hint>,
    /// What it does.
    pub run: Run,
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

fn always(_: &Model) -> Availability {
    Availability::Yes
}

impl Command {
    /// A command that always works where it works, and that the footer does not name.
    #[must_use]
    pub const fn new(
        id: &'static str,
        title: &'static str,
        keys: &'static [&'static str],
        contexts: &'static [Context],
        run: Run,
    ) -> Self {
        Self {
            id,
            title,
            keys,
            contexts,
            hint: title,
            rank: 0,
            available: always,
            hint_now: None,
            run,
        }
    }

    /// The footer calls it so, and so early.
    #[must_use]
    pub const fn hint(mut self, text: &'static str, rank: u8) -> Self {
        self.hint = text;
        self.rank = rank;
        self
    }

    /// What the footer calls it, and how early it comes, depends.
    #[must_use]
    pub const fn hint_now(mut self, hint: fn(&Model) -> Hint) -> Self {
        self.hint_now = Some(hint);
        self
    }

    /// It works only then.
    #[must_use]
    pub const fn when(mut self, available: fn(&Model) -> Availability) -> Self {
        self.available = available;
        self
    }

    /// Whether it works now, and if not, why.
    #[must_use]
    pub fn availability(&self, model: &Model) -> Availability {
        (self.available)(model)
    }

    /// Whether it moves through rows or lines, and does nothing else.
    #[must_use]
    pub fn moves(&self) -> bool {
        matches!(
            self.run,
            Run::Active(
                Active::Move(_)
                    | Active::HalfPages(_)
                    | Active::First
                    | Active::Last
                    | Active::Failure(_)
            )
        )
    }

    /// How the footer calls it now.
    #[must_use]
    pub fn hint_in(&self, model: &Model) -> Hint {
        match self.hint_now {
            Some(hint) => hint(model),
            None => Hint {
                text: self.hint.into(),
                rank: self.rank,
            },
        }
    }
}
