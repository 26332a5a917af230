//! What a person does: keys and pastes, the likely ones more often.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use stackday::secret::Secret;
use stackday::tui::layers::Overlay;
use stackday::tui::message::Message;
use stackday::tui::model::Model;
use stackday::tui::overlays::prompt::PromptKind;
use stackday::tui::registry::commands;

use super::build::APP_ID;
use super::disk::{Disk, api_key, token};
use super::rng::Rng;

/// Keys that lead somewhere.
const OFTEN: [&str; 21] = [
    "Tab",
    "Tab",
    "Shift-Tab",
    "Enter",
    "Enter",
    "Enter",
    "Esc",
    "Esc",
    "Down",
    "Up",
    "Space",
    "Alt-1",
    "Alt-2",
    "Alt-4",
    "3",
    "5",
    ":",
    "/",
    "n",
    "v",
    "Ctrl-S",
];

/// What a person sets out to do, key by key; `*` is a word, `=` a paste, `#` a few lines down, `~` a while.
const PLANS: [&str; 57] = [
    "Alt-1 Esc Home # Tab *",
    "Alt-1 Esc Home # Tab * Down *",
    "Alt-1 Esc Home # Tab Tab *",
    "Alt-1 Esc Home # Tab = *",
    "Alt-1 Esc Home Down Tab Tab Tab Tab Tab Tab * * Tab",
    "Alt-1 Esc Home Down Down Down Down Tab Ctrl-U = Ctrl-R * Tab",
    "Alt-1 Esc Home # Tab = Enter Enter",
    "Alt-1 Esc Home # Enter Ctrl-U = Enter",
    "Alt-1 Esc v",
    "Alt-2 Esc 2 # e ~ Alt-1 Esc v ~ ~",
    "Alt-2 Esc 2 # e ~ Alt-1 Esc v ~ x ~",
    "Alt-2 Esc 2 # e ~ Home Down Down Down Down Tab Ctrl-U ~ * ~",
    "Alt-1 Esc v v ~ ~",
    "Alt-1 Esc Home Down Down Down Down Tab Ctrl-U = Esc v",
    "Alt-1 Esc Home # s",
    "Alt-1 Esc Home # Tab Ctrl-T * *",
    "Alt-1 Esc Home Down Down Down Down Down Down Down Tab * Tab * Tab Enter",
    "Alt-1 Esc Ctrl-S Ctrl-U * Enter",
    "Alt-1 Esc Ctrl-S Enter",
    "Alt-1 Esc Ctrl-S Enter Home # Tab *",
    "Alt-2 Esc 2 # e",
    "Alt-2 Esc 2 # e Home # Tab * *",
    "Alt-2 Esc 2 # e / * *",
    "Alt-2 Esc 2 # e : * Enter",
    "Alt-2 Esc 2 Space # Space v t * Enter",
    "Alt-2 Esc 2 # V M * * Enter",
    "Alt-2 Esc 2 # R * Enter",
    "Alt-2 Esc 2 # D Enter",
    "Alt-2 Esc 2 # d = Enter Alt-1 Home # Tab *",
    "Alt-2 Esc 2 # T = Enter",
    "Alt-2 Esc 2 # X = Enter",
    "Alt-2 Esc 2 Tab r # p Tab # T * *",
    "Alt-2 Esc 2 a * *",
    "Alt-2 Esc 2 / * Enter # Enter",
    "Alt-4 Esc 4 c / * Enter Space Enter",
    "Alt-4 Esc 4 c # Space Esc Esc Enter u",
    "Alt-4 Esc 4 P Enter T u u",
    "Alt-2 Esc 2 # e Enter ~ u",
    "Alt-4 Esc 4 e / * Esc Space Esc Enter",
    "Alt-4 Esc 4 / * Enter # Enter Tab",
    "Alt-5 Esc 5 / * Enter # Enter",
    "Alt-3 Esc 3 ~ # e * Tab * Enter ~",
    "Alt-3 Esc 3 ~ # Space # Space d = Enter ~ ~",
    "Alt-3 Esc 3 ~ l * Tab * Enter ~ ~ ~",
    "Alt-3 Esc 3 ~ l * Tab * Enter ~ ~ Tab Enter Ctrl-R ~ Q y ~ x ~ x ~",
    "Alt-3 Esc 3 ~ Tab # Enter ~ Ctrl-R Alt-1 ~ Alt-3 Esc ~",
    "Alt-3 Esc 3 / * Enter # Enter ~",
    "Alt-3 Esc 3 R ~ ~ # t ~ v ~",
    "Alt-3 Esc 3 ~ l = Tab = Enter ~ x ~",
    "Alt-3 Esc 3 ~ R ~ ~ C ~ ~ s S n N ~",
    "Alt-3 Esc 3 R ~ ~ Space Down Space Down Space R ~ ~ d = Enter ~ ~",
    "Alt-3 Esc 3 R ~ ~ Space Down Space e Right Enter ~ ~ R ~ ~",
    "Alt-3 Esc 3 R ~ ~ Space # Space / * Esc R ~ ~ Space ~",
    "Alt-3 Esc 3 R ~ ~ l Ctrl-U * Tab Ctrl-U * Enter ~ ~ Ctrl-R ~ Ctrl-R Q ~ Ctrl-R Alt-4 ~ Alt-3 ~",
    "Alt-3 Esc 3 ~ Tab Tab # Enter ~ x ~ x ~ ~ Ctrl-R ~ Esc Esc",
    "Alt-3 Esc 3 ~ # r Tab Right Enter ~ ~ Alt-1 ~ ~ Alt-3",
    "Alt-3 Esc 3 ~ Alt-1 Esc Home Down Down Down Down Down Tab Ctrl-U = ~ Esc ~ 3 ~ ~",
];

/// A step of a plan.
#[derive(Debug, Clone)]
pub enum Doing {
    Press(KeyEvent),
    Paste,
    Wait,
}

/// Sets out to do something.
pub fn plan(rng: &mut Rng) -> Vec<Doing> {
    let mut doing = Vec::new();
    for written in PLANS[rng.below(PLANS.len())].split(' ') {
        match written {
            "=" => doing.push(Doing::Paste),
            "~" => doing.extend([const { Doing::Wait }; 3]),
            "#" => (0..rng.below(9)).for_each(|_| doing.push(Doing::Press(key("Down")))),
            "*" => {
                for _ in 0..2 + rng.below(4) {
                    doing.push(Doing::Press(letter(rng)));
                }
            }
            other => doing.push(Doing::Press(key(other))),
        }
    }
    doing
}

fn letter(rng: &mut Rng) -> KeyEvent {
    let count = LETTERS.chars().count();
    let letter = LETTERS.chars().nth(rng.below(count)).unwrap_or('x');
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
}

/// What nobody binds, and what only a field knows.
const SELDOM: [&str; 22] = [
    "Backspace",
    "Delete",
    "Left",
    "Right",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Ctrl-A",
    "Ctrl-E",
    "Ctrl-K",
    "Ctrl-W",
    "Ctrl-U",
    "Ctrl-H",
    "Ctrl-Left",
    "Ctrl-Q",
    "Ctrl-O",
    "Alt-b",
    "Alt-x",
    "F2",
    "F12",
    "Ctrl-7",
];

const LETTERS: &str =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/?.,-_ #*æø日🙂é";

/// A key as the registry writes it.
pub fn key(written: &str) -> KeyEvent {
    let (mut modifiers, mut rest) = (KeyModifiers::NONE, written);
    loop {
        if let Some(behind) = rest.strip_prefix("Ctrl-") {
            (modifiers, rest) = (modifiers | KeyModifiers::CONTROL, behind);
        } else if let Some(behind) = rest.strip_prefix("Alt-") {
            (modifiers, rest) = (modifiers | KeyModifiers::ALT, behind);
        } else {
            break;
        }
    }
    let code = match rest {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Shift-Tab" => KeyCode::BackTab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        other => {
            let number = other
                .strip_prefix('F')
                .and_then(|number| number.parse().ok());
            let letter = other.chars().next().unwrap_or('x');
            let letter = if modifiers.contains(KeyModifiers::CONTROL) {
                letter.to_ascii_lowercase()
            } else {
                letter
            };
            number.map_or(KeyCode::Char(letter), KeyCode::F)
        }
    };
    KeyEvent::new(code, modifiers)
}

/// Whether it types a character, wherever one can be typed.
pub fn typed(event: KeyEvent) -> Option<char> {
    match event.code {
        KeyCode::Char(c) if event.modifiers == KeyModifiers::NONE => Some(c),
        _ => None,
    }
}

/// Presses some key.
pub fn press(rng: &mut Rng) -> KeyEvent {
    match rng.below(10) {
        0..4 => key(OFTEN[rng.below(OFTEN.len())]),
        4 => key(SELDOM[rng.below(SELDOM.len())]),
        5..8 => {
            let keys: Vec<_> = commands().flat_map(|command| command.keys).collect();
            key(keys[rng.below(keys.len())])
        }
        _ => letter(rng),
    }
}

/// Does something with the mouse: mostly on something that can be clicked, else anywhere, also beside the window.
pub fn mouse(rng: &mut Rng, model: &Model) -> MouseEvent {
    let kinds = [
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Drag(MouseButton::Left),
        MouseEventKind::Up(MouseButton::Left),
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
        MouseEventKind::Down(MouseButton::Right),
    ];
    let regions: Vec<_> = model.pointer.regions().all().collect();
    let any = |rng: &mut Rng, length: u16| u16::try_from(rng.below(length.into())).unwrap_or(0);
    let (column, row) = if regions.is_empty() || rng.below(5) == 0 {
        let (columns, rows) = model.shared.size;
        (any(rng, columns + 2), any(rng, rows + 2))
    } else {
        let area = regions[rng.below(regions.len())].area;
        (
            area.x + any(rng, area.width),
            area.y + any(rng, area.height),
        )
    };
    MouseEvent {
        kind: kinds[rng.below(kinds.len())],
        column,
        row,
        modifiers: KeyModifiers::NONE,
    }
}

/// Pastes something: what is asked for, or anything.
pub fn paste(rng: &mut Rng, model: &Model, disk: &mut Disk) -> String {
    if let Some(Overlay::Prompt(prompt)) = model.shared.layers.top()
        && rng.below(3) > 0
    {
        if let Some(required) = &prompt.required {
            return required.clone();
        }
        match &prompt.kind {
            PromptKind::PassphraseAgain(first) => return first.expose().to_owned(),
            PromptKind::Passphrase { .. } | PromptKind::NewToken(_) => {
                return disk.new_token().expose().to_owned();
            }
            PromptKind::Pin(_) => return "1.2.0".into(),
            _ => {}
        }
    }
    if model.typing().is_some_and(stackday::tui::form::is_secret) && rng.below(3) > 0 {
        return disk.new_token().expose().to_owned();
    }
    match rng.below(13) {
        0 => "acme.planday.com".into(),
        1 => APP_ID.into(),
        2 => disk.new_token().expose().to_owned(),
        3 => {
            disk.new_token();
            api_key(disk.tokens())
        }
        4 => {
            disk.new_token();
            format!("the Token is {} for now", token(disk.tokens()))
        }
        5 => "employee:read\r\nshift:read\tpayroll:read".into(),
        6 => "Acme\nA/S\n\nq\n".into(),
        7 => "\u{1b}[31mred\u{7}\u{9b}0m \u{202e}back".into(),
        8 => "x".repeat(5_000),
        9 => String::new(),
        10 => " spaced  out ".into(),
        11 => "日本語 🙂 e\u{301}".into(),
        _ => "\n\n".into(),
    }
}

/// The message of a paste.
pub fn pasted(text: &str) -> Message {
    Message::Paste(Secret::new(text))
}
