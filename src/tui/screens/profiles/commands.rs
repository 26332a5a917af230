//! What a person can do with connections and connector profiles, and when.

use crate::domain::Input;
use crate::library::Edit;
use crate::secret::Secret;
use crate::tui::change::Change;
use crate::tui::command::Context::{Field, ProfileDetail, QuitQuestion};
use crate::tui::command::{Command, Context, Run};
use crate::tui::layers::{Detail, Overlay};
use crate::tui::screen::Screen;
use crate::tui::screens::profiles::ProfilesView;
use crate::tui::screens::profiles::availability::{
    can_add, can_change, can_delete, can_discard, can_list_just_checked, can_mark, can_mark_all,
    can_open, can_pin, can_refresh, can_replace_token, can_revoke, can_save, can_show, can_verify,
    can_verify_all, can_verify_failed,
};
use crate::tui::screens::profiles::hints::{
    archive_hint, copy_hint, mark_hint, open_hint, other_part_hint, refresh_hint, save_hint,
    sort_hint, verify_all_hint, verify_hint,
};
use crate::tui::screens::profiles::row::{Part, Row};
use crate::tui::screens::profiles::{bulk_verify, pins, prompts, saving};
use crate::tui::screens::setup::SetupView;
use crate::tui::shared::Shared;
use crate::workflow::LibraryCommand;

/// On the screen.
const PROFILES: Context = Context::Screen(Screen::Profiles);

/// On the Setup screen, whose forms are saved.
const SETUP: Context = Context::Screen(Screen::Setup);

/// The commands of the Profiles screen, and those that save or discard what the forms hold.
pub(crate) const COMMANDS: &[Command] = &[
    Command::new(
        "profiles.detail",
        "Show the selected profile in full",
        &["Enter"],
        &[PROFILES],
        Run::Profiles(detail),
    )
    .hint("all about it", 9)
    .when(can_show),
    Command::new(
        "profiles.refresh",
        "Ask StackOne for its connector profiles",
        &["r"],
        &[PROFILES],
        Run::Shared(Shared::list_profiles),
    )
    .hint_now(refresh_hint)
    .when(can_refresh),
    Command::new(
        "profiles.open",
        "Open the connection at the step to repair",
        &["e"],
        &[PROFILES],
        Run::Profiles(saving::open),
    )
    .hint_now(open_hint)
    .when(can_open),
    Command::new(
        "profiles.add",
        "Add a connection",
        &["a"],
        &[PROFILES],
        Run::Shared(saving::add),
    )
    .hint("add", 8)
    .when(can_add),
    Command::new(
        "profiles.verify",
        "Verify the selected or the marked connections",
        &["v"],
        &[PROFILES],
        Run::Profiles(verify),
    )
    .hint_now(verify_hint)
    .when(can_verify),
    Command::new(
        "profiles.verify_all",
        "Verify all connections that are shown",
        &["V"],
        &[PROFILES],
        Run::Profiles(verify_all),
    )
    .hint_now(verify_all_hint)
    .when(can_verify_all),
    Command::new(
        "profiles.verify_failed",
        "Verify failed again",
        &[],
        &[PROFILES],
        Run::Profiles(verify_failed),
    )
    .hint("verify failed again", 0)
    .when(can_verify_failed),
    Command::new(
        "profiles.just_checked",
        "List the connections of the last check",
        &["b"],
        &[PROFILES],
        Run::Profiles(list_just_checked),
    )
    .hint("list the last check", 0)
    .when(can_list_just_checked),
    Command::new(
        "profiles.duplicate",
        "Duplicate the connection",
        &["D"],
        &[PROFILES],
        Run::Profiles(prompts::duplicate),
    )
    .hint("duplicate", 0)
    .when(can_change),
    Command::new(
        "profiles.rename",
        "Rename the connection",
        &["R"],
        &[PROFILES],
        Run::Profiles(prompts::rename),
    )
    .hint("rename", 0)
    .when(can_change),
    Command::new(
        "profiles.tags",
        "Change the tags of the connection",
        &["t"],
        &[PROFILES],
        Run::Profiles(prompts::tags),
    )
    .hint("tags", 0)
    .when(can_change),
    Command::new(
        "profiles.notes",
        "Change the notes on the connection",
        &["M"],
        &[PROFILES],
        Run::Profiles(prompts::notes),
    )
    .hint("notes", 0)
    .when(can_change),
    Command::new(
        "profiles.archive",
        "Archive the connection or put it back",
        &["Z"],
        &[PROFILES],
        Run::Profiles(archive),
    )
    .hint_now(archive_hint)
    .when(can_change),
    Command::new(
        "profiles.delete",
        "Delete the selected or the marked connections",
        &["d", "Delete"],
        &[PROFILES],
        Run::Profiles(prompts::delete),
    )
    .hint("delete", 4)
    .when(can_delete),
    Command::new(
        "profiles.replace_token",
        "Replace the Token",
        &["T"],
        &[PROFILES],
        Run::Profiles(prompts::replace_token),
    )
    .hint("replace the Token", 0)
    .when(can_replace_token),
    Command::new(
        "profiles.revoke_token",
        "Revoke the replaced Token",
        &["X"],
        &[PROFILES],
        Run::Profiles(prompts::revoke_replaced_token),
    )
    .hint("revoke the replaced Token", 0)
    .when(can_revoke),
    Command::new(
        "profiles.pin",
        "Show the versions of the connector profile and pin it",
        &["p"],
        &[PROFILES],
        Run::Profiles(pins::look),
    )
    .hint("versions and pin", 8)
    .when(can_pin),
    Command::new(
        "profiles.mark",
        "Mark or unmark the connection",
        &["Space"],
        &[PROFILES],
        Run::Profiles(|profiles, shared| profiles.mark(shared)),
    )
    .hint_now(mark_hint)
    .when(can_mark),
    Command::new(
        "profiles.mark_all",
        "Mark all connections that are shown, or none",
        &["*"],
        &[PROFILES],
        Run::Profiles(mark_all),
    )
    .hint("mark all shown", 4)
    .when(can_mark_all),
    Command::new(
        "profiles.other_part",
        "Switch between connections and connector profiles",
        &["Tab"],
        &[PROFILES],
        Run::Profiles(|profiles, shared| profiles.turn(shared)),
    )
    .hint_now(other_part_hint),
    Command::new(
        "profiles.sort",
        "Sort by the next column",
        &["s"],
        &[PROFILES],
        Run::Profiles(|profiles, shared| profiles.sort(shared)),
    )
    .hint_now(sort_hint),
    Command::new(
        "profiles.reverse",
        "Reverse the order",
        &["S"],
        &[PROFILES],
        Run::Profiles(|profiles, shared| profiles.reverse(shared)),
    )
    .hint("reverse", 5),
    Command::new(
        "profiles.copy",
        "Copy the App Id or the id",
        &["y"],
        &[PROFILES, ProfileDetail],
        Run::Profiles(copy),
    )
    .hint_now(copy_hint),
    Command::new(
        "setup.save",
        "Save the connection",
        &["Ctrl-S"],
        &[SETUP, Field, QuitQuestion],
        Run::Setup(save),
    )
    .hint_now(save_hint)
    .when(can_save),
    Command::new(
        "setup.discard_draft",
        "Discard the draft",
        &[],
        &[SETUP, Field],
        Run::Shared(|shared| shared.change = Some(Change::DiscardDraft)),
    )
    .hint("discard the draft", 0)
    .when(can_discard),
];

fn detail(_: &mut ProfilesView, shared: &mut Shared) {
    shared.layers.open(Overlay::Detail {
        of: Detail::Profile,
        scroll: 0,
    });
}

fn verify(profiles: &mut ProfilesView, shared: &mut Shared) {
    let ids = profiles.targets(shared);
    bulk_verify::start(shared, ids);
}

fn verify_all(profiles: &mut ProfilesView, shared: &mut Shared) {
    let shown = profiles.shown_profiles(shared);
    let active = shown.filter(|profile| profile.archived_at.is_none());
    let ids = active.map(|profile| profile.id).collect();
    bulk_verify::start(shared, ids);
}

fn verify_failed(_: &mut ProfilesView, shared: &mut Shared) {
    let profiles = shared.library.contents.profiles.iter();
    let failed = profiles.filter(|profile| {
        let last = profile.verified();
        profile.archived_at.is_none() && last.is_some_and(|last| !last.holds())
    });
    let ids = failed.map(|profile| profile.id).collect();
    bulk_verify::start(shared, ids);
}

fn list_just_checked(profiles: &mut ProfilesView, _: &mut Shared) {
    profiles.set_filter("is:just-checked");
}

fn mark_all(profiles: &mut ProfilesView, shared: &mut Shared) {
    profiles.mark_all(shared);
    let text = match profiles.marked.len() {
        0 => "No connection is marked now. {app.undo} brings the marks back.".to_owned(),
        1 => "1 connection is marked.".to_owned(),
        count => format!("{count} connections are marked."),
    };
    shared.say(text);
}

fn archive(profiles: &mut ProfilesView, shared: &mut Shared) {
    if let Some(profile) = profiles.selected_profile(shared) {
        let edit = Edit::Archived(profile.archived_at.is_none());
        let command = LibraryCommand::Edit(profile.id, edit);
        saving::keep(shared, "archiving", command);
    }
}

fn copy(profiles: &mut ProfilesView, shared: &mut Shared) {
    let name = match profiles.part {
        Part::Connections => "the App Id",
        Part::Connectors => "the id",
    };
    let id = profiles.row().and_then(|row| id_of(shared, row));
    shared.copy(name, id.map(Secret::new));
}

/// The id that copying takes of a row.
fn id_of(shared: &Shared, row: Row) -> Option<String> {
    match row {
        Row::ThisRun => shared.form.value(Input::AppId),
        Row::Saved(at) => {
            let profile = shared.library.contents.profiles.get(at)?;
            profile.settings.app_id.clone()
        }
        Row::Config(at) => shared.connections.get(at)?.app_id.clone(),
        Row::Connector(at) => Some(shared.remote.profiles.get(at)?.id.to_string()),
    }
}

/// Saves what the forms hold. The field that has the keyboard is judged first: saving reads what it makes of its text.
fn save(setup: &mut SetupView, shared: &mut Shared) {
    saving::close_quit_question(shared);
    setup.leave_item(shared);
    saving::save(shared);
}
