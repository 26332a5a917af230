//! The keys of saved connections: on the Profiles screen, on Setup, and in the questions they lead to.

use crate::tui::keys::{Action, Binding, Char, Code, Ctrl, ENTER, ESC, KeyCode, bind};
use crate::tui::model::Model;
use crate::tui::overlays::prompt::{Prompt, PromptKind};
use crate::tui::screens::profiles;
use crate::tui::screens::profiles::Row;
use crate::tui::screens::profiles::commands::ProfilesCommand;
use crate::tui::tasks::TaskKind;

const SAVING: &str = "what is saved is being read or written";
const NO_ROW: &str = "select a saved profile first";

/// `Ctrl-S`, wherever the forms can be changed.
pub(crate) fn save(model: &Model, all: &mut Vec<Binding>) {
    let off = model
        .running
        .contains_key(&TaskKind::Keep)
        .then_some(SAVING)
        .or((!model.env.has_store).then_some("there is no folder to save in: see --data-dir"));
    let rank = if model.library.changed { 6 } else { 0 };
    all.push(
        bind(
            &[Ctrl('s')],
            "Ctrl-S",
            Action::Saved(ProfilesCommand::Save),
            "save",
            rank,
        )
        .unless(off),
    );
    let unchanged = (!model.library.changed).then_some("nothing is typed that is not saved");
    all.push(
        bind(
            &[Ctrl('d')],
            "Ctrl-D",
            Action::Saved(ProfilesCommand::Discard),
            "throw away what is not saved",
            0,
        )
        .unless(unchanged.or(off)),
    );
}

/// On the list of saved connections.
pub(crate) fn list(model: &Model, all: &mut Vec<Binding>) {
    let busy = model
        .running
        .contains_key(&TaskKind::Keep)
        .then_some(SAVING);
    let profile = profiles::commands::selected(model);
    let none = profile.is_none().then_some(NO_ROW);
    let opens = match model.profiles.row() {
        Some(Row::Saved(_) | Row::Config(_) | Row::ThisRun) => None,
        _ => Some(NO_ROW),
    };
    let mut add = |key: &'static [crate::tui::keys::Key], label, wish, text: &str, rank, off| {
        all.push(bind(key, label, Action::Saved(wish), text, rank).unless(off));
    };
    add(
        &[Char('e')],
        "e",
        ProfilesCommand::Open,
        "open",
        9,
        opens.or(busy),
    );
    add(&[Char('n')], "n", ProfilesCommand::New, "new", 8, busy);
    let marked = model.profiles.marked.len();
    let text = if marked > 0 {
        format!("verify the {marked} marked")
    } else {
        "verify".into()
    };
    let nothing = (marked == 0).then_some(()).and(none);
    let running = model
        .running
        .contains_key(&TaskKind::Many)
        .then_some("a verification is running; x cancels it");
    let read = running.or(busy);
    add(
        &[Char('v')],
        "v",
        ProfilesCommand::Verify,
        &text,
        7,
        nothing.or(read),
    );
    add(
        &[Char('V')],
        "V",
        ProfilesCommand::VerifyAll,
        "verify all shown",
        6,
        read,
    );
    add(
        &[Char('D')],
        "D",
        ProfilesCommand::Duplicate,
        "duplicate",
        0,
        none.or(busy),
    );
    add(
        &[Char('R')],
        "R",
        ProfilesCommand::Rename,
        "rename",
        0,
        none.or(busy),
    );
    add(
        &[Char('t')],
        "t",
        ProfilesCommand::Tags,
        "tags",
        0,
        none.or(busy),
    );
    add(
        &[Char('N')],
        "N",
        ProfilesCommand::Notes,
        "notes",
        0,
        none.or(busy),
    );
    let archived = profile.is_some_and(|profile| profile.archived_at.is_some());
    add(
        &[Char('Z')],
        "Z",
        ProfilesCommand::Archive,
        if archived { "put back" } else { "archive" },
        0,
        none.or(busy),
    );
    add(
        &[Char('d'), Code(KeyCode::Delete)],
        "d",
        ProfilesCommand::Remove,
        "delete",
        4,
        nothing.or(busy),
    );
    tokens(model, none, busy, all);
}

/// What can be done about the Token of the selected connection.
fn tokens(
    model: &Model,
    none: Option<&'static str>,
    busy: Option<&'static str>,
    all: &mut Vec<Binding>,
) {
    let profile = profiles::commands::selected(model);
    let mut add = |key: &'static [crate::tui::keys::Key], label, wish, text: &str, off| {
        all.push(bind(key, label, Action::Saved(wish), text, 0).unless(off));
    };
    let no_app = profile
        .is_some_and(|profile| profile.settings.app_id.is_none())
        .then_some("this profile has no App Id yet");
    add(
        &[Char('w')],
        "w",
        ProfilesCommand::Rotate,
        "replace the Token",
        none.or(no_app).or(busy),
    );
    let no_old = profile
        .is_some_and(|profile| profile.old_token.is_none())
        .then_some("no replaced Token is kept");
    let read_only = model
        .env
        .read_only
        .then_some("read-only: nothing is revoked");
    add(
        &[Char('u')],
        "u",
        ProfilesCommand::RevokeOld,
        "revoke the replaced Token",
        none.or(no_old).or(read_only).or(busy),
    );
}

/// On the list of `StackOne`'s connector profiles.
pub(crate) fn connectors(model: &Model, all: &mut Vec<Binding>) {
    let none = match model.profiles.row() {
        Some(Row::Connector(_)) => None,
        _ => Some("select a connector profile first"),
    };
    let pins = bind(
        &[Char('p')],
        "p",
        Action::Saved(ProfilesCommand::Pins),
        "versions and pin",
        8,
    );
    all.push(pins.unless(none));
}

/// In a question.
pub(crate) fn ask(ask: &Prompt, all: &mut Vec<Binding>) {
    let text = match ask.asking {
        PromptKind::Remove(_) => "delete",
        PromptKind::RevokeOld(_) => "revoke",
        PromptKind::Passphrase { new: false } => "unlock",
        PromptKind::NewToken(_) => "prove it",
        PromptKind::Pin(_) => "pin it, or clear the pin where nothing is typed",
        _ => "go on",
    };
    all.push(bind(
        ENTER,
        "Enter",
        Action::Saved(ProfilesCommand::Answer),
        text,
        9,
    ));
    all.push(bind(ESC, "Esc", Action::Back, "leave it", 8));
    all.push(bind(&[Ctrl('u')], "Ctrl-U", Action::Clear, "empty it", 7));
}
