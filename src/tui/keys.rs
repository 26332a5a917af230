//! What a key means where: the one table that input, footer and help are made from.

pub(crate) mod lists;
pub(crate) mod saved;
pub(crate) mod scopes;
pub(crate) mod setup;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::domain::Input;
use crate::tui::model::{Detail, Model, Overlay, Screen};
use crate::tui::overlays::misplaced::MisplacedAnswer;
use crate::tui::screens::profiles::commands::ProfilesCommand;
use crate::tui::screens::scopes::commands::ScopesCommand;

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Leave, asking first where something would be lost.
    Quit,
    /// Leave at once.
    QuitNow,
    /// Keyboard to the next item or pane.
    NextFocus,
    /// Keyboard to the one before.
    PreviousFocus,
    /// Up or down by so many lines.
    Move(isize),
    /// Up or down by a screenful.
    Page(isize),
    /// To the first line.
    First,
    /// To the last line.
    Last,
    /// Do what the thing under the cursor is for.
    Act,
    /// Tick or untick.
    Tick,
    /// One step back.
    Back,
    /// Another screen.
    Go(Screen),
    /// Copy the value under the cursor.
    Copy,
    /// Open the page of the selected step.
    Open,
    /// Verify.
    Verify,
    /// Do the person's click, in a rehearsal.
    Click,
    /// Switch between the built-in text of a step and `StackOne`'s own.
    Guide,
    /// Show `StackOne`'s own guide in full.
    WholeGuide,
    /// Cancel what runs.
    Cancel,
    /// Show or hide the secret under the cursor.
    Reveal,
    /// Empty the field or the choice.
    Clear,
    /// Type a filter.
    Filter,
    /// Another log level.
    Level,
    /// Follow the log, or stop to.
    Follow,
    /// Another sort column.
    Sort,
    /// Turn the order round.
    Reverse,
    /// Mark every row that is shown, or none of them.
    MarkAll,
    /// Ask again.
    Refresh,
    /// Something that the Scopes screen alone can do.
    Scopes(ScopesCommand),
    /// Something with saved connections.
    Saved(ProfilesCommand),
    /// Answers the question about a secret in a field that is no field for it.
    Misplaced(MisplacedAnswer),
    /// The keys that work.
    Help,
}

/// A key with the modifiers that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// Any other key.
    Code(KeyCode),
}

impl Key {
    fn matches(self, event: KeyEvent) -> bool {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        match self {
            Self::Char(c) => !ctrl && !alt && event.code == KeyCode::Char(c),
            Self::Ctrl(c) => ctrl && !alt && event.code == KeyCode::Char(c),
            Self::Code(code) => !ctrl && !alt && event.code == code,
        }
    }
}

/// One binding: keys, what they do, and how the footer and the help call it.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The keys.
    pub keys: &'static [Key],
    /// The keys, as they are written.
    pub label: &'static str,
    /// What happens.
    pub action: Action,
    /// What happens, in words.
    pub text: String,
    /// Why it does not work now, if it does not.
    pub off: Option<&'static str>,
    /// How early it comes in the footer; 0 leaves it to the help.
    pub rank: u8,
}

fn bind(
    keys: &'static [Key],
    label: &'static str,
    action: Action,
    text: impl Into<String>,
    rank: u8,
) -> Binding {
    Binding {
        keys,
        label,
        action,
        text: text.into(),
        off: None,
        rank,
    }
}

impl Binding {
    fn unless(mut self, off: Option<&'static str>) -> Self {
        self.off = off;
        self
    }
}

pub use setup::value_to_copy;

use Key::{Char, Code, Ctrl};

const UP: &[Key] = &[Code(KeyCode::Up), Char('k')];
const DOWN: &[Key] = &[Code(KeyCode::Down), Char('j')];
const ENTER: &[Key] = &[Code(KeyCode::Enter)];
const ESC: &[Key] = &[Code(KeyCode::Esc)];
const TAB: &[Key] = &[Code(KeyCode::Tab)];
const BACKTAB: &[Key] = &[Code(KeyCode::BackTab)];

/// The action of a key as things stand, or why it has none.
pub fn action(model: &Model, event: KeyEvent) -> Result<Option<Action>, &'static str> {
    match bindings(model)
        .into_iter()
        .find(|binding| binding.keys.iter().any(|key| key.matches(event)))
    {
        Some(Binding { off: Some(why), .. }) => Err(why),
        Some(binding) => Ok(Some(binding.action)),
        None => Ok(None),
    }
}

/// The bindings that apply as things stand, most particular first.
#[must_use]
pub fn bindings(model: &Model) -> Vec<Binding> {
    match &model.overlay {
        Some(overlay) => {
            let mut all = vec![quit_now()];
            overlay_bindings(model, overlay, &mut all);
            all
        }
        None => screen_bindings(model),
    }
}

/// The bindings of the screen itself, whatever lies over it: what the help lists.
#[must_use]
pub fn screen_bindings(model: &Model) -> Vec<Binding> {
    let mut all = vec![quit_now()];
    match model.screen {
        Screen::Setup => setup::bindings(model, &mut all),
        Screen::Profiles => lists::profiles(model, &mut all),
        Screen::Scopes => scopes::bindings(model, &mut all),
        Screen::Logs => lists::logs(model, &mut all),
    }
    all
}

fn quit_now() -> Binding {
    bind(&[Ctrl('c')], "Ctrl-C", Action::QuitNow, "quit at once", 0)
}

fn overlay_bindings(model: &Model, overlay: &Overlay, all: &mut Vec<Binding>) {
    match overlay {
        Overlay::Help { .. } | Overlay::Guide { .. } => {
            all.push(bind(
                &[Code(KeyCode::Esc), Char('?'), Char('q')],
                "Esc",
                Action::Back,
                "close",
                9,
            ));
            movement(all);
        }
        Overlay::Scopes(_) => {
            all.push(bind(&[Char(' ')], "Space", Action::Tick, "tick", 9));
            all.push(bind(
                &[Code(KeyCode::Enter), Code(KeyCode::Esc)],
                "Enter",
                Action::Back,
                "done",
                8,
            ));
            all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "untick all", 7));
            typing_movement(all);
        }
        Overlay::Actions(_) => scopes::actions(model, all),
        Overlay::Prompt(ask) => saved::ask(ask, all),
        Overlay::Detail {
            of: Detail::Profile,
            ..
        } => lists::told(model, all),
        Overlay::Detail { of, .. } => scopes::told(model, *of, all),
        Overlay::Misplaced(input) => misplaced(model, *input, all),
        Overlay::Quit => {
            all.push(bind(
                &[Char('y'), Char('q'), Code(KeyCode::Enter)],
                "y",
                Action::QuitNow,
                "quit",
                9,
            ));
            all.push(bind(
                &[Char('n'), Code(KeyCode::Esc)],
                "n",
                Action::Back,
                "stay",
                8,
            ));
            if model.env.keeps {
                all.push(bind(
                    &[Ctrl('s')],
                    "Ctrl-S",
                    Action::Saved(ProfilesCommand::Save),
                    "save",
                    7,
                ));
            }
        }
    }
}

/// In the question about a secret in a field that is no field for it.
fn misplaced(model: &Model, input: Input, all: &mut Vec<Binding>) {
    let answer = |keys, label, answer, text: String, rank| {
        bind(keys, label, Action::Misplaced(answer), text, rank)
    };
    // Not with Enter: who presses it after a paste means the field, and moving takes the place of what stands there.
    if let Some(home) = crate::tui::overlays::misplaced::target(model, input) {
        let text = format!("move it to {}", crate::tui::form::label(home));
        all.push(answer(&[Char('m')], "m", MisplacedAnswer::Move, text, 9));
    }
    if model
        .form
        .misplaced(input)
        .is_some_and(|form| !form.is_certain())
    {
        let text = "this is not a secret".to_owned();
        all.push(answer(
            &[Char('n')],
            "n",
            MisplacedAnswer::NoSecret,
            text,
            8,
        ));
    }
    let text = "empty the field".to_owned();
    all.push(answer(&[Char('e')], "e", MisplacedAnswer::Empty, text, 7));
    all.push(bind(ESC, "Esc", Action::Back, "leave it, masked", 6));
}

fn paging(all: &mut Vec<Binding>) {
    all.push(bind(
        &[Code(KeyCode::PageUp)],
        "PgUp",
        Action::Page(-1),
        "a page up",
        0,
    ));
    all.push(bind(
        &[Code(KeyCode::PageDown)],
        "PgDn",
        Action::Page(1),
        "a page down",
        0,
    ));
}

/// Beside a filter that is typed in: no letters, they belong to it.
fn typing_movement(all: &mut Vec<Binding>) {
    all.push(bind(&[Code(KeyCode::Up)], "↑", Action::Move(-1), "up", 0));
    all.push(bind(
        &[Code(KeyCode::Down)],
        "↓",
        Action::Move(1),
        "down",
        0,
    ));
    paging(all);
}

fn movement(all: &mut Vec<Binding>) {
    lines(all);
    all.push(bind(
        &[Code(KeyCode::Home), Char('g')],
        "Home g",
        Action::First,
        "to the first",
        0,
    ));
    all.push(bind(
        &[Code(KeyCode::End), Char('G')],
        "End G",
        Action::Last,
        "to the last",
        0,
    ));
}

/// Moving where `g` and `G` mean something else.
fn plain_movement(all: &mut Vec<Binding>) {
    lines(all);
    let (home, end) = (&[Code(KeyCode::Home)], &[Code(KeyCode::End)]);
    all.push(bind(home, "Home", Action::First, "to the first", 0));
    all.push(bind(end, "End", Action::Last, "to the last", 0));
}

fn lines(all: &mut Vec<Binding>) {
    all.push(bind(UP, "↑ k", Action::Move(-1), "up", 0));
    all.push(bind(DOWN, "↓ j", Action::Move(1), "down", 0));
    paging(all);
}

fn general(all: &mut Vec<Binding>) {
    for (digit, name, screen) in Screen::ALL {
        let (key, label): (&'static [Key], _) = match digit {
            '1' => (&[Char('1')], "1"),
            '2' => (&[Char('2')], "2"),
            '4' => (&[Char('4')], "4"),
            _ => (&[Char('5')], "5"),
        };
        all.push(bind(key, label, Action::Go(screen), name, 0));
    }
    all.push(bind(
        &[Char('?'), Code(KeyCode::F(1))],
        "?",
        Action::Help,
        "help",
        2,
    ));
    all.push(bind(&[Char('q')], "q", Action::Quit, "quit", 1));
}

/// The key that cancels: first in the footer while something runs, and off while nothing does.
fn cancelling(model: &Model, keys: &'static [Key], label: &'static str) -> Binding {
    let off = model.running.is_empty().then_some("nothing is running");
    bind(
        keys,
        label,
        Action::Cancel,
        "cancel",
        if off.is_none() { 10 } else { 0 },
    )
    .unless(off)
}
