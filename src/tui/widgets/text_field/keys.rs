//! What a key means inside a field.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tui_input::InputRequest;

/// What a key does to the text or the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// A character is typed.
    Insert(char),
    /// The cursor moves.
    Move(InputRequest),
    /// The text between the cursor and where this motion leads is deleted.
    Delete(InputRequest),
    /// The whole text is deleted.
    Empty,
    /// The last change is taken back.
    Undo,
}

/// The command of a key; none for a key that is left to others.
pub(super) fn command(event: KeyEvent) -> Option<Command> {
    use InputRequest::{
        GoToEnd, GoToNextChar, GoToNextWord, GoToPrevChar, GoToPrevWord, GoToStart,
    };
    const NONE: KeyModifiers = KeyModifiers::NONE;
    const CONTROL: KeyModifiers = KeyModifiers::CONTROL;
    const ALT: KeyModifiers = KeyModifiers::ALT;

    if event.kind == KeyEventKind::Release {
        return None;
    }
    // Shift makes another character, which is in the code already. A key without one does the same with it.
    let modifiers = event.modifiers.difference(KeyModifiers::SHIFT);
    let command = match (event.code, modifiers) {
        // Byte 0x1F, which is Ctrl-/ and Ctrl-_, arrives as Ctrl-7.
        (KeyCode::Char('/' | '7' | '_'), CONTROL) | (KeyCode::Char('\u{1f}'), _) => Command::Undo,
        (KeyCode::Char(c), CONTROL) => match c.to_ascii_lowercase() {
            'a' => Command::Move(GoToStart),
            'e' => Command::Move(GoToEnd),
            // What Backspace sends in some terminals.
            'h' => Command::Delete(GoToPrevChar),
            'k' => Command::Delete(GoToEnd),
            'u' => Command::Empty,
            'w' => Command::Delete(GoToPrevWord),
            _ => return None,
        },
        (KeyCode::Char(c), ALT) => match c.to_ascii_lowercase() {
            'b' => Command::Move(GoToPrevWord),
            'd' => Command::Delete(GoToNextWord),
            'f' => Command::Move(GoToNextWord),
            _ => return None,
        },
        (KeyCode::Char(c), NONE) => Command::Insert(c),
        (KeyCode::Left, NONE) => Command::Move(GoToPrevChar),
        (KeyCode::Left, CONTROL) => Command::Move(GoToPrevWord),
        (KeyCode::Right, NONE) => Command::Move(GoToNextChar),
        (KeyCode::Right, CONTROL) => Command::Move(GoToNextWord),
        (KeyCode::Home, NONE) => Command::Move(GoToStart),
        (KeyCode::End, NONE) => Command::Move(GoToEnd),
        (KeyCode::Backspace, NONE) => Command::Delete(GoToPrevChar),
        (KeyCode::Backspace, ALT | CONTROL) => Command::Delete(GoToPrevWord),
        (KeyCode::Delete, NONE) => Command::Delete(GoToNextChar),
        (KeyCode::Delete, ALT | CONTROL) => Command::Delete(GoToNextWord),
        _ => return None,
    };
    Some(command)
}
