//! What a key means where: the one table that input, footer and help are made from.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::state::{
    Act, Focus, Item, Overlay, Screen, Slot, State, Value, act_name, items, value_name,
};
use crate::guide::Input;

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
    /// Ask again.
    Refresh,
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

use Key::{Char, Code, Ctrl};

const UP: &[Key] = &[Code(KeyCode::Up), Char('k')];
const DOWN: &[Key] = &[Code(KeyCode::Down), Char('j')];
const ENTER: &[Key] = &[Code(KeyCode::Enter)];
const ESC: &[Key] = &[Code(KeyCode::Esc)];
const TAB: &[Key] = &[Code(KeyCode::Tab)];
const BACKTAB: &[Key] = &[Code(KeyCode::BackTab)];

/// The action of a key as things stand, or why it has none.
pub fn action(state: &State, event: KeyEvent) -> Result<Option<Action>, &'static str> {
    match bindings(state)
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
pub fn bindings(state: &State) -> Vec<Binding> {
    match &state.overlay {
        Some(overlay) => {
            let mut all = vec![quit_now()];
            overlay_bindings(overlay, &mut all);
            all
        }
        None => screen_bindings(state),
    }
}

/// The bindings of the screen itself, whatever lies over it: what the help lists.
#[must_use]
pub fn screen_bindings(state: &State) -> Vec<Binding> {
    let mut all = vec![quit_now()];
    match state.screen {
        Screen::Setup => setup_bindings(state, &mut all),
        Screen::Profiles => profiles_bindings(state, &mut all),
        Screen::Logs => log_bindings(state, &mut all),
    }
    all
}

fn quit_now() -> Binding {
    bind(&[Ctrl('c')], "Ctrl-C", Action::QuitNow, "quit at once", 0)
}

fn overlay_bindings(overlay: &Overlay, all: &mut Vec<Binding>) {
    match overlay {
        Overlay::Help { .. } => {
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
            all.push(bind(&[Code(KeyCode::Up)], "↑", Action::Move(-1), "up", 0));
            all.push(bind(
                &[Code(KeyCode::Down)],
                "↓",
                Action::Move(1),
                "down",
                0,
            ));
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
        }
    }
}

fn movement(all: &mut Vec<Binding>) {
    all.push(bind(UP, "↑ k", Action::Move(-1), "up", 0));
    all.push(bind(DOWN, "↓ j", Action::Move(1), "down", 0));
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

fn setup_bindings(state: &State, all: &mut Vec<Binding>) {
    let running = (!state.running.is_empty())
        .then_some("")
        .map_or(Some("nothing is running"), |_| None);
    if let Some(input) = state.typing() {
        all.push(bind(ENTER, "Enter", Action::Act, "check and go on", 9));
        all.push(bind(TAB, "Tab", Action::NextFocus, "next", 8));
        all.push(bind(
            BACKTAB,
            "Shift-Tab",
            Action::PreviousFocus,
            "previous",
            0,
        ));
        all.push(bind(ESC, "Esc", Action::Back, "to the steps", 7));
        if super::form::is_secret(input) {
            let shown = state.form.field(input).is_revealed();
            let text = if shown { "hide it" } else { "show it" };
            all.push(bind(&[Ctrl('r')], "Ctrl-R", Action::Reveal, text, 6));
        }
        all.push(bind(&[Ctrl('y')], "Ctrl-Y", Action::Copy, "copy it", 5));
        all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "empty it", 4));
        if state.env.can_click {
            all.push(bind(
                &[Ctrl('s')],
                "Ctrl-S",
                Action::Click,
                "click for me",
                3,
            ));
        }
        all.push(
            bind(
                &[Ctrl('x')],
                "Ctrl-X",
                Action::Cancel,
                "cancel what runs",
                0,
            )
            .unless(running),
        );
        all.push(bind(
            &[Code(KeyCode::Up)],
            "↑",
            Action::PreviousFocus,
            "previous",
            0,
        ));
        all.push(bind(
            &[Code(KeyCode::Down)],
            "↓",
            Action::NextFocus,
            "next",
            0,
        ));
        return;
    }
    match (state.focus, state.item()) {
        (Focus::Checklist, _) => {
            all.push(bind(ENTER, "Enter", Action::Act, "do this step", 9));
            all.push(bind(&[Char(' ')], "Space", Action::Tick, "tick by hand", 3));
        }
        (_, Some(Item::Field(Input::Scopes))) => {
            all.push(bind(
                &[Code(KeyCode::Enter), Char(' ')],
                "Enter",
                Action::Act,
                "choose scopes",
                9,
            ));
        }
        (_, Some(Item::Field(_))) | (_, None) => {}
        (_, Some(Item::Copy(value))) => {
            all.push(bind(
                ENTER,
                "Enter",
                Action::Act,
                format!("copy {}", value_name(value)),
                9,
            ));
        }
        (_, Some(Item::Act(act))) => {
            all.push(bind(
                &[Code(KeyCode::Enter), Char(' ')],
                "Enter",
                Action::Act,
                act_text(state, act),
                9,
            ));
        }
    }
    if state.env.can_click {
        all.push(
            bind(
                &[Char('s'), Ctrl('s')],
                "s",
                Action::Click,
                "click for me",
                8,
            )
            .unless(super::clicks::why_not(state)),
        );
    }
    all.push(bind(&[Char('v')], "v", Action::Verify, "verify", 7));
    all.push(
        bind(
            &[Char('x'), Ctrl('x')],
            "x",
            Action::Cancel,
            "cancel",
            if running.is_none() { 9 } else { 0 },
        )
        .unless(running),
    );
    all.push(bind(&[Char('o')], "o", Action::Open, "open the page", 5));
    all.push(bind(&[Char('y')], "y", Action::Copy, copy_text(state), 4));
    focus_bindings(state, all);
    general(all);
    movement(all);
}

fn focus_bindings(state: &State, all: &mut Vec<Binding>) {
    all.push(bind(TAB, "Tab", Action::NextFocus, "next", 6));
    all.push(bind(
        BACKTAB,
        "Shift-Tab",
        Action::PreviousFocus,
        "previous",
        0,
    ));
    if state.focus == Focus::Log {
        log_pane_bindings(state, all);
    }
    all.push(bind(ESC, "Esc", Action::Back, "to the steps", 0));
}

fn log_pane_bindings(state: &State, all: &mut Vec<Binding>) {
    let text = if state.log.follow {
        "stop following"
    } else {
        "follow the newest"
    };
    all.push(bind(&[Char('f')], "f", Action::Follow, text, 6));
    all.push(bind(
        &[Char('l')],
        "l",
        Action::Level,
        format!("level: from {}", state.log.level),
        5,
    ));
}

fn general(all: &mut Vec<Binding>) {
    for (digit, key) in [
        ('1', &[Char('1')]),
        ('2', &[Char('2')]),
        ('5', &[Char('5')]),
    ] {
        if let Some((_, name, screen)) = Screen::ALL.into_iter().find(|(found, ..)| *found == digit)
        {
            let label = match digit {
                '1' => "1",
                '2' => "2",
                _ => "5",
            };
            all.push(bind(key, label, Action::Go(screen), name, 0));
        }
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

fn profiles_bindings(state: &State, all: &mut Vec<Binding>) {
    if state.profiles.filtering {
        filter_bindings(all);
        return;
    }
    let no_key = state
        .form
        .secret(Input::ApiKey)
        .is_none()
        .then_some("enter a StackOne API key first (step C1)");
    let busy = state
        .running
        .contains_key(&Slot::Profiles)
        .then_some("the list is on its way");
    all.push(
        bind(&[Char('r')], "r", Action::Refresh, "ask StackOne again", 9).unless(no_key.or(busy)),
    );
    all.push(bind(&[Char('/')], "/", Action::Filter, "filter", 8));
    all.push(bind(
        &[Char('s')],
        "s",
        Action::Sort,
        format!("sort by {}", state.profiles.sort.name()),
        7,
    ));
    all.push(bind(
        &[Char('S')],
        "S",
        Action::Reverse,
        "turn the order round",
        6,
    ));
    all.push(bind(&[Char('y')], "y", Action::Copy, "copy the id", 5));
    all.push(bind(
        &[Char('v')],
        "v",
        Action::Verify,
        "verify this run's",
        4,
    ));
    let nothing = state.running.is_empty().then_some("nothing is running");
    all.push(
        bind(
            &[Char('x')],
            "x",
            Action::Cancel,
            "cancel",
            u8::from(nothing.is_none()) * 9,
        )
        .unless(nothing),
    );
    all.push(bind(
        ESC,
        "Esc",
        Action::Back,
        if state.profiles.filter.is_empty() {
            "to Setup"
        } else {
            "no filter"
        },
        3,
    ));
    general(all);
    movement(all);
}

fn log_bindings(state: &State, all: &mut Vec<Binding>) {
    if state.log.filtering {
        filter_bindings(all);
        return;
    }
    let none = state
        .log
        .selected_exchange()
        .is_none()
        .then_some("this line tells of no exchange, or it is no longer kept");
    let (text, off) = if state.log.detail.is_some() {
        ("close the detail", None)
    } else {
        ("show the exchange", none)
    };
    all.push(bind(ENTER, "Enter", Action::Act, text, 9).unless(off));
    all.push(bind(&[Char('/')], "/", Action::Filter, "filter", 8));
    log_pane_bindings(state, all);
    all.push(bind(&[Char('y')], "y", Action::Copy, "copy the line", 4));
    let nothing = state.running.is_empty().then_some("nothing is running");
    all.push(
        bind(
            &[Char('x')],
            "x",
            Action::Cancel,
            "cancel",
            u8::from(nothing.is_none()) * 9,
        )
        .unless(nothing),
    );
    all.push(bind(ESC, "Esc", Action::Back, "back", 3));
    general(all);
    movement(all);
}

fn filter_bindings(all: &mut Vec<Binding>) {
    all.push(bind(ENTER, "Enter", Action::Act, "keep the filter", 9));
    all.push(bind(ESC, "Esc", Action::Back, "no filter", 8));
    all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "empty it", 7));
}

fn act_text(state: &State, act: Act) -> String {
    let slot = match act {
        Act::Continue => None,
        Act::Verify => Some(Slot::Verify),
        Act::Wait => Some(Slot::Wait),
        Act::Link => Some(Slot::Link),
    };
    match slot {
        Some(slot) if state.running.contains_key(&slot) => "start anew".into(),
        _ => act_name(act).to_lowercase(),
    }
}

/// The value that copying takes on the Setup screen: the one under the cursor, else the step's first.
#[must_use]
pub fn value_to_copy(state: &State) -> Option<Value> {
    let of = |item: &Item| match item {
        Item::Copy(value) => Some(*value),
        Item::Field(input) => Some(Value::Of(*input)),
        Item::Act(_) => None,
    };
    let items = items(state.step);
    state.item().as_ref().and_then(of).or_else(|| {
        // What a web page asks for comes before what was just typed here.
        items
            .iter()
            .find(|item| matches!(item, Item::Copy(_)))
            .or(items.first())
            .and_then(of)
    })
}

fn copy_text(state: &State) -> String {
    value_to_copy(state).map_or_else(
        || "copy".into(),
        |value| format!("copy {}", value_name(value)),
    )
}
