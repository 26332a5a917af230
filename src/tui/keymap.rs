//! Keys as they are written, and which of them the commands have.

use std::collections::HashMap;
use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with the modifiers that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    ctrl: bool,
    alt: bool,
}

/// Keys with a name, as they are written and as they are shown.
const NAMED: [(&str, &str, KeyCode); 14] = [
    ("Enter", "Enter", KeyCode::Enter),
    ("Esc", "Esc", KeyCode::Esc),
    ("Tab", "Tab", KeyCode::Tab),
    ("Shift-Tab", "Shift-Tab", KeyCode::BackTab),
    ("Space", "Space", KeyCode::Char(' ')),
    ("Delete", "Del", KeyCode::Delete),
    ("Up", "↑", KeyCode::Up),
    ("Down", "↓", KeyCode::Down),
    ("Left", "←", KeyCode::Left),
    ("Right", "→", KeyCode::Right),
    ("Home", "Home", KeyCode::Home),
    ("End", "End", KeyCode::End),
    ("PageUp", "PgUp", KeyCode::PageUp),
    ("PageDown", "PgDn", KeyCode::PageDown),
];

impl Chord {
    /// Reads a key as it is written: `d`, `Ctrl-S`, `Alt-1`, `Delete`, `F1`.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(written: &str) -> Result<Self, String> {
        let named = |name: &str| {
            NAMED
                .into_iter()
                .find(|(named, ..)| named.eq_ignore_ascii_case(name))
                .map(|(_, _, code)| code)
        };
        let plain = |code| Self {
            code,
            ctrl: false,
            alt: false,
        };
        if let Some(code) = named(written) {
            return Ok(plain(code));
        }
        let (mut ctrl, mut alt, mut rest) = (false, false, written);
        loop {
            let modifier = |name: &str| {
                let behind = rest.get(name.len()..).filter(|behind| !behind.is_empty());
                let is = rest
                    .get(..name.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(name));
                behind.filter(|_| is)
            };
            if let Some(behind) = modifier("Ctrl-") {
                (ctrl, rest) = (true, behind);
            } else if let Some(behind) = modifier("Alt-") {
                (alt, rest) = (true, behind);
            } else {
                break;
            }
        }
        let function = |name: &str| {
            let number = name.strip_prefix(['F', 'f'])?.parse::<u8>().ok()?;
            (1..=24).contains(&number).then_some(KeyCode::F(number))
        };
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(letter), None) if !letter.is_control() => {
                // Terminals report Ctrl with a letter in lower case.
                KeyCode::Char(if ctrl { letter.to_ascii_lowercase() } else { letter })
            }
            _ => named(rest).or_else(|| function(rest)).ok_or_else(|| {
                format!(
                    "“{written}” is no key: write a letter, Ctrl-S, Alt-1, F1, or a name such as {}",
                    NAMED.map(|(name, ..)| name).join(", ")
                )
            })?,
        };
        if ctrl && matches!(code, KeyCode::Char('c' | 'z')) {
            return Err(format!(
                "{written} always ends or suspends stackday: choose another key"
            ));
        }
        Ok(Self { code, ctrl, alt })
    }

    /// Whether this is the key that was pressed.
    #[must_use]
    pub fn is(self, event: KeyEvent) -> bool {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        self.code == event.code && self.ctrl == ctrl && self.alt == alt
    }

    /// The key as a terminal reports it.
    pub(crate) fn event(self) -> KeyEvent {
        let mut modifiers = KeyModifiers::NONE;
        modifiers.set(KeyModifiers::CONTROL, self.ctrl);
        modifiers.set(KeyModifiers::ALT, self.alt);
        KeyEvent::new(self.code, modifiers)
    }

    /// Whether it is the space bar alone.
    #[must_use]
    pub fn is_space(self) -> bool {
        self.code == KeyCode::Char(' ') && self.is_text()
    }

    /// Whether it is a character that can be typed into a field.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.ctrl && !self.alt
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        if let Some((_, shown, _)) = NAMED.into_iter().find(|(.., code)| *code == self.code) {
            return f.write_str(shown);
        }
        match self.code {
            KeyCode::Char(letter) if self.ctrl => write!(f, "{}", letter.to_uppercase()),
            KeyCode::Char(letter) => write!(f, "{letter}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            _ => f.write_str("?"),
        }
    }
}

/// The keys of the commands, by their id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap(HashMap<&'static str, Vec<Chord>>);

impl Keymap {
    /// The keys of these commands as they are written, by their ids.
    pub(crate) fn written(
        commands: impl IntoIterator<Item = (&'static str, &'static [&'static str])>,
    ) -> Self {
        let read = |(id, keys): (_, &[&str])| {
            let chords = keys.iter().filter_map(|key| Chord::parse(key).ok());
            (id, chords.collect())
        };
        Self(commands.into_iter().map(read).collect())
    }

    /// Gives these keys to a command, in place of its own. None at all leaves it to the palette.
    pub(crate) fn bind(&mut self, id: &'static str, chords: Vec<Chord>) {
        self.0.insert(id, chords);
    }

    /// The keys of a command.
    #[must_use]
    pub fn chords(&self, id: &str) -> &[Chord] {
        self.0.get(id).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(written: &str) -> String {
        Chord::parse(written).expect("a key").to_string()
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        for (written, expected) in [
            ("d", "d"),
            ("D", "D"),
            ("?", "?"),
            ("-", "-"),
            ("ctrl-s", "Ctrl-S"),
            ("Ctrl-S", "Ctrl-S"),
            ("Alt-1", "Alt-1"),
            ("Ctrl--", "Ctrl--"),
            ("delete", "Del"),
            ("shift-tab", "Shift-Tab"),
            ("Ctrl-Left", "Ctrl-←"),
            ("F12", "F12"),
            ("space", "Space"),
            ("ø", "ø"),
        ] {
            assert_eq!(shown(written), expected);
        }
        for wrong in [
            "", "dd", "Ctrl-", "Shift-a", "F0", "F25", "Super-x", "\u{1b}",
        ] {
            assert!(Chord::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Chord::parse("Ctrl-C").is_err() && Chord::parse("ctrl-z").is_err());
    }

    #[test]
    fn a_key_is_known_by_what_the_terminal_reports() {
        let pressed = |code, modifiers| KeyEvent::new(code, modifiers);
        let is = |written, event| Chord::parse(written).expect("a key").is(event);
        assert!(is(
            "Ctrl-S",
            pressed(KeyCode::Char('s'), KeyModifiers::CONTROL)
        ));
        assert!(!is("s", pressed(KeyCode::Char('s'), KeyModifiers::CONTROL)));
        // Shift is in the letter already.
        assert!(is("D", pressed(KeyCode::Char('D'), KeyModifiers::SHIFT)));
        assert!(is(
            "Shift-Tab",
            pressed(KeyCode::BackTab, KeyModifiers::SHIFT)
        ));
    }
}
