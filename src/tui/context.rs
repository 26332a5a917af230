//! What has the keyboard: where a command works.

use crate::tui::keymap::Chord;
use crate::tui::screen::Screen;
use crate::tui::screens::every_screen;
use crate::tui::widgets::text_field;

/// Where a command works: what has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Wherever one is.
    Everywhere,
    /// On any screen, while no text is typed.
    Screens,
    /// This screen, while no field has the keyboard.
    Screen(Screen),
    /// The log pane of the Setup screen.
    LogPane,
    /// A text field of a step.
    Field,
    /// The filter of a list.
    Filter,
    /// A list or a text: what moves through its lines.
    Lines,
    /// A text over the screen.
    Text,
    /// A profile in full.
    ProfileDetail,
    /// A scope, or the way out, in full.
    ScopeDetail,
    /// The choice of scopes.
    ScopePicker,
    /// The choice of actions.
    ActionPicker,
    /// A question with a line to type.
    Prompt,
    /// A form, in a field for text.
    Form,
    /// A form, in a field with choices.
    FormChoice,
    /// A linked account in full.
    AccountDetail,
    /// The question before a change that drops something.
    Question,
    /// The question about a secret in a field that is no field for it.
    Misplaced,
    /// The choice of the theme.
    ThemePicker,
    /// The question before quitting.
    QuitQuestion,
    /// The palette of commands.
    Palette,
    /// The help.
    Help,
}

macro_rules! all {
    ($($module:ident $screen:ident $digit:literal $title:literal $state:ident;)*) => {
        impl Context {
            /// All of them, in the order of the help and the README.
            pub const ALL: &'static [Self] = &[
                Self::Everywhere,
                Self::Screens,
                Self::Lines,
                $(Self::Screen(Screen::$screen),)*
                Self::LogPane,
                Self::Field,
                Self::ProfileDetail,
                Self::ScopeDetail,
                Self::ScopePicker,
                Self::ActionPicker,
                Self::Filter,
                Self::Text,
                Self::Prompt,
                Self::Form,
                Self::FormChoice,
                Self::AccountDetail,
                Self::Question,
                Self::Misplaced,
                Self::ThemePicker,
                Self::QuitQuestion,
                Self::Palette,
                Self::Help,
            ];
        }
    };
}

every_screen!(all);

impl Context {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Screens => "On every screen",
            Self::Lines => "Lists and texts",
            Self::Screen(screen) => screen.title(),
            Self::LogPane => "Setup, log pane",
            Self::Field => "In a field",
            Self::ProfileDetail => "Profiles, detail",
            Self::ScopeDetail => "Scopes, detail",
            Self::ScopePicker => "Choice of scopes",
            Self::ActionPicker => "Choice of actions",
            Self::Filter => "In a filter",
            Self::Text => "In a text",
            Self::Prompt => "In a question",
            Self::Form => "In a form",
            Self::FormChoice => "In a form, a choice",
            Self::AccountDetail => "Accounts, detail",
            Self::Question => "Before a loss",
            Self::Misplaced => "Secret in another field",
            Self::ThemePicker => "Choice of themes",
            Self::QuitQuestion => "Before quitting",
            Self::Palette => "Palette",
            Self::Help => "Help",
        }
    }

    /// Whether this key can be there a command that belongs to the context `of`.
    ///
    /// Letters and the space are text where one types. The other keys of a text (motions, deletions) are its own too, unless a command of a place for text takes them: `Home` and `Ctrl-U` of
    /// lists do not.
    #[must_use]
    pub fn hears(self, chord: Chord, of: Self) -> bool {
        if !self.takes_text() {
            return true;
        }
        if chord.is_text() {
            return false;
        }
        of.takes_text() || !text_field::takes(chord.event())
    }

    /// Whether letters are text there, so that only keys with Ctrl, Alt or a name are commands.
    #[must_use]
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Field | Self::Filter | Self::Prompt | Self::Form | Self::Palette | Self::Help
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_types_the_keys_of_a_text_belong_to_it() {
        let chord = |written| Chord::parse(written).expect("a key");
        for place in Context::ALL.iter().copied().filter(|at| at.takes_text()) {
            for of in [Context::Lines, Context::Everywhere, Context::Screens] {
                for text in [
                    "Home",
                    "End",
                    "Ctrl-U",
                    "Ctrl-Left",
                    "Alt-b",
                    "Ctrl-7",
                    "Ctrl-W",
                    "a",
                    "?",
                ] {
                    assert!(
                        !place.hears(chord(text), of),
                        "{text} of {of:?} in {place:?}"
                    );
                }
                for list in [
                    "PageUp", "Down", "Ctrl-F", "Ctrl-B", "Ctrl-D", "F1", "Alt-1",
                ] {
                    assert!(
                        place.hears(chord(list), of),
                        "{list} of {of:?} in {place:?}"
                    );
                }
            }
            assert!(place.hears(chord("Ctrl-U"), place), "its own command");
            assert!(!place.hears(chord("a"), place));
            assert!(!place.hears(chord("Space"), place), "a space is text");
        }
        assert!(Context::Screens.hears(chord("Home"), Context::Lines));
    }
}
