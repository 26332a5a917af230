//! The keys of saved connections: on the Profiles screen, on Setup, and in the questions they lead to.

use super::{Action, Binding, Char, Code, Ctrl, ENTER, ESC, KeyCode, bind};
use crate::app::ask::{Ask, Asking};
use crate::app::keeping::{self, OnSaved};
use crate::app::profiles::Row;
use crate::app::state::{Slot, State};

const SAVING: &str = "what is saved is being read or written";
const NO_ROW: &str = "select a saved profile first";

/// `Ctrl-S`, wherever the forms can be changed.
pub(in crate::app) fn save(state: &State, all: &mut Vec<Binding>) {
    let off = state
        .running
        .contains_key(&Slot::Keep)
        .then_some(SAVING)
        .or((!state.env.has_store).then_some("there is no folder to save in: see --data-dir"));
    let rank = if state.saved.changed { 6 } else { 0 };
    all.push(
        bind(
            &[Ctrl('s')],
            "Ctrl-S",
            Action::Saved(OnSaved::Save),
            "save",
            rank,
        )
        .unless(off),
    );
    let unchanged = (!state.saved.changed).then_some("nothing is typed that is not saved");
    all.push(
        bind(
            &[Ctrl('d')],
            "Ctrl-D",
            Action::Saved(OnSaved::Discard),
            "throw away what is not saved",
            0,
        )
        .unless(unchanged.or(off)),
    );
}

/// On the list of saved connections.
pub(super) fn list(state: &State, all: &mut Vec<Binding>) {
    let busy = state.running.contains_key(&Slot::Keep).then_some(SAVING);
    let profile = keeping::selected(state);
    let none = profile.is_none().then_some(NO_ROW);
    let opens = match state.profiles.row() {
        Some(Row::Saved(_) | Row::Config(_) | Row::ThisRun) => None,
        _ => Some(NO_ROW),
    };
    let mut add = |key: &'static [super::Key], label, wish, text: &str, rank, off| {
        all.push(bind(key, label, Action::Saved(wish), text, rank).unless(off));
    };
    add(&[Char('e')], "e", OnSaved::Open, "open", 9, opens.or(busy));
    add(&[Char('n')], "n", OnSaved::New, "new", 8, busy);
    let marked = state.profiles.marked.len();
    let text = if marked > 0 {
        format!("verify the {marked} marked")
    } else {
        "verify".into()
    };
    let nothing = (marked == 0).then_some(()).and(none);
    let running = state
        .running
        .contains_key(&Slot::Many)
        .then_some("a verification is running; x cancels it");
    let read = running.or(busy);
    add(
        &[Char('v')],
        "v",
        OnSaved::Verify,
        &text,
        7,
        nothing.or(read),
    );
    add(
        &[Char('V')],
        "V",
        OnSaved::VerifyAll,
        "verify all shown",
        6,
        read,
    );
    add(
        &[Char('D')],
        "D",
        OnSaved::Duplicate,
        "duplicate",
        0,
        none.or(busy),
    );
    add(
        &[Char('R')],
        "R",
        OnSaved::Rename,
        "rename",
        0,
        none.or(busy),
    );
    add(&[Char('t')], "t", OnSaved::Tags, "tags", 0, none.or(busy));
    add(&[Char('N')], "N", OnSaved::Notes, "notes", 0, none.or(busy));
    let archived = profile.is_some_and(|profile| profile.archived_at.is_some());
    add(
        &[Char('Z')],
        "Z",
        OnSaved::Archive,
        if archived { "put back" } else { "archive" },
        0,
        none.or(busy),
    );
    add(
        &[Char('d'), Code(KeyCode::Delete)],
        "d",
        OnSaved::Remove,
        "delete",
        4,
        nothing.or(busy),
    );
    tokens(state, none, busy, all);
}

/// What can be done about the Token of the selected connection.
fn tokens(
    state: &State,
    none: Option<&'static str>,
    busy: Option<&'static str>,
    all: &mut Vec<Binding>,
) {
    let profile = keeping::selected(state);
    let mut add = |key: &'static [super::Key], label, wish, text: &str, off| {
        all.push(bind(key, label, Action::Saved(wish), text, 0).unless(off));
    };
    let no_app = profile
        .is_some_and(|profile| profile.settings.app_id.is_none())
        .then_some("this profile has no App Id yet");
    add(
        &[Char('w')],
        "w",
        OnSaved::Rotate,
        "replace the Token",
        none.or(no_app).or(busy),
    );
    let no_old = profile
        .is_some_and(|profile| profile.old_token.is_none())
        .then_some("no replaced Token is kept");
    let read_only = state
        .env
        .read_only
        .then_some("read-only: nothing is revoked");
    add(
        &[Char('u')],
        "u",
        OnSaved::RevokeOld,
        "revoke the replaced Token",
        none.or(no_old).or(read_only).or(busy),
    );
}

/// On the list of `StackOne`'s connector profiles.
pub(super) fn connectors(state: &State, all: &mut Vec<Binding>) {
    let none = match state.profiles.row() {
        Some(Row::Connector(_)) => None,
        _ => Some("select a connector profile first"),
    };
    let pins = bind(
        &[Char('p')],
        "p",
        Action::Saved(OnSaved::Pins),
        "versions and pin",
        8,
    );
    all.push(pins.unless(none));
}

/// In a question.
pub(super) fn ask(ask: &Ask, all: &mut Vec<Binding>) {
    let text = match ask.asking {
        Asking::Remove(_) => "delete",
        Asking::RevokeOld(_) => "revoke",
        Asking::Passphrase { new: false } => "unlock",
        Asking::NewToken(_) => "prove it",
        Asking::Pin(_) => "pin it, or clear the pin where nothing is typed",
        _ => "go on",
    };
    all.push(bind(
        ENTER,
        "Enter",
        Action::Saved(OnSaved::Answer),
        text,
        9,
    ));
    all.push(bind(ESC, "Esc", Action::Back, "leave it", 8));
    all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "empty it", 7));
}
