//! What a person does with saved connections: save, open, make, copy, rename, tag, delete, verify, replace a Token.

use super::Effect;
use super::ask::{Ask, Asking};
use super::profiles::Row;
use super::saved::Progress as Far;
use super::state::{Overlay, Screen, Slot, State};
use super::{pins, setup, state};
use crate::guide::{Input, StepId};
use crate::keeper::Note;
use crate::profile::{Connection, Draft, Profile, ProfileId};
use crate::secret::Secret;
use crate::worker::Job;
use crate::workflow::{Done, Edit, Keep, Kepts, Opened, ToSave};

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSaved {
    /// Save what the forms hold.
    Save,
    /// Begin a new connection.
    New,
    /// Open the selected profile in the forms.
    Open,
    /// Copy the selected profile.
    Duplicate,
    /// Rename it.
    Rename,
    /// Change its tags.
    Tags,
    /// Change its notes.
    Notes,
    /// Delete it, or those that are marked.
    Remove,
    /// Verify it, or those that are marked.
    Verify,
    /// Verify all that are shown.
    VerifyAll,
    /// Give it a new Token.
    Rotate,
    /// Revoke the Token that was replaced.
    RevokeOld,
    /// Throw away what was typed and not saved.
    Discard,
    /// Look at the versions of the selected connector profile, to pin it.
    Pins,
    /// Take the answer to a question.
    Answer,
}

pub(super) fn act(state: &mut State, wish: OnSaved, effects: &mut Vec<Effect>) {
    match wish {
        OnSaved::Save => save(state, effects),
        OnSaved::New => new(state),
        OnSaved::Open => open(state, effects),
        OnSaved::Duplicate | OnSaved::Rename | OnSaved::Tags | OnSaved::Notes => {
            if let Some(profile) = selected(state) {
                let ask = about(wish, profile);
                state.overlay = Some(Overlay::Ask(Box::new(ask)));
            }
        }
        OnSaved::Remove => remove(state),
        OnSaved::Verify => {
            let ids = meant(state);
            verify(state, ids, effects);
        }
        OnSaved::VerifyAll => {
            let ids = shown(state);
            verify(state, ids, effects);
        }
        OnSaved::Rotate => rotate(state),
        OnSaved::RevokeOld => revoke_old(state),
        OnSaved::Discard => discard(state, effects),
        OnSaved::Pins => pins::look(state, effects),
        OnSaved::Answer => answer(state, effects),
    }
}

/// The selected saved profile.
#[must_use]
pub fn selected(state: &State) -> Option<&Profile> {
    match state.profiles.row() {
        Some(Row::Saved(at)) => state.saved.contents.profiles.get(at),
        _ => None,
    }
}

/// The marked profiles, else the selected one.
#[must_use]
pub fn meant(state: &State) -> Vec<ProfileId> {
    if state.profiles.marked.is_empty() {
        selected(state)
            .map(|profile| profile.id)
            .into_iter()
            .collect()
    } else {
        state.profiles.marked.iter().copied().collect()
    }
}

/// The profiles that pass the filter.
fn shown(state: &State) -> Vec<ProfileId> {
    let saved = |row: &Row| match row {
        Row::Saved(at) => state.saved.contents.profiles.get(*at),
        _ => None,
    };
    let rows = state.profiles.rows().iter();
    rows.filter_map(saved).map(|profile| profile.id).collect()
}

fn keep(state: &mut State, what: &'static str, keep: Keep, effects: &mut Vec<Effect>) {
    state.start(Slot::Keep, what, Job::Keep(Box::new(keep)), effects);
}

/// Reads what is saved, and asks where secrets go.
pub(super) fn begin(state: &mut State, effects: &mut Vec<Effect>) {
    if !state.env.has_store {
        return;
    }
    let load = Job::Keep(Box::new(Keep::Load));
    state.start(Slot::Load, "reading what is saved", load, effects);
    state.start(
        Slot::Store,
        "looking for a keyring",
        Job::ChooseStore,
        effects,
    );
}

fn save(state: &mut State, effects: &mut Vec<Effect>) {
    setup::leave_item(state);
    if state.saved.open.is_none() {
        let ask = Ask::new(Asking::SaveAs, "Save this connection", "Name")
            .saying(kept_words(state))
            .with(proposed_name(state));
        state.overlay = Some(Overlay::Ask(Box::new(ask)));
        return;
    }
    if !state.is_changed() {
        return state.say("nothing to save: what you see is what is saved");
    }
    let name = state.current.name.clone();
    save_as(state, name, effects);
}

/// What saving keeps, and where.
fn kept_words(state: &State) -> String {
    let secrets: Vec<_> = [Input::TokenSecret, Input::ApiKey]
        .into_iter()
        .filter(|input| state.unkept(*input).is_some())
        .map(super::form::label)
        .collect();
    if secrets.is_empty() {
        return "What you entered is kept in the file of profiles. No secret is among it.".into();
    }
    let place = state.saved.store_words.as_deref();
    format!(
        "What you entered is kept in the file of profiles, without secrets. {} {}: {}",
        secrets.join(" and "),
        if secrets.len() == 1 {
            "goes to a secret store"
        } else {
            "go to a secret store"
        },
        place.unwrap_or("which one is being looked for.")
    )
}

/// The first part of the portal's address, or the customer's name.
fn proposed_name(state: &State) -> String {
    if !state.current.name.is_empty() {
        return state.current.name.clone();
    }
    let host = state
        .form
        .portal()
        .and_then(|portal| portal.host_str().map(str::to_owned));
    let first = host.and_then(|host| {
        let first = host.split('.').next()?.to_owned();
        first.chars().any(char::is_alphabetic).then_some(first)
    });
    first
        .or_else(|| state.form.value(Input::OwnerName))
        .unwrap_or_default()
}

fn save_as(state: &mut State, name: String, effects: &mut Vec<Effect>) {
    let to_save = ToSave {
        id: state.saved.open,
        name,
        revision: state.current.revision,
        settings: state.connection(),
        token: state.unkept(Input::TokenSecret),
        api_key: state.unkept(Input::ApiKey),
        steps: state.ledger.to_keep(),
    };
    keep(state, "saving", Keep::Save(Box::new(to_save)), effects);
}

/// A new connection, in the project that was in use. What was typed into the other one stays as its draft.
fn new(state: &mut State) {
    let project = state.current.base.project.clone();
    let connection = Connection {
        project,
        app_name: state.current.base.app_name.clone(),
        ..Connection::default()
    };
    state.take_new(connection);
    state.screen = Screen::Setup;
    setup::select(state, StepId::A1);
    state.focus = state::Focus::Item(0);
    state.say("a new connection: fill it in, Ctrl-S saves it");
}

fn open(state: &mut State, effects: &mut Vec<Effect>) {
    match state.profiles.row() {
        Some(Row::Saved(_)) => {
            if let Some(id) = selected(state).map(|profile| profile.id) {
                open_profile(state, id, effects);
            }
        }
        Some(Row::Config(at)) => {
            if let Some(connection) = state.connections.get(at).cloned() {
                state.take_new(connection.settings);
                state.current.name.clone_from(&connection.name);
                state.screen = Screen::Setup;
                setup::select(state, StepId::A1);
                state.say(format!(
                    "“{}” of the configuration file; Ctrl-S saves it as a profile",
                    connection.name
                ));
            }
        }
        _ => state.screen = Screen::Setup,
    }
}

pub(super) fn open_profile(state: &mut State, id: ProfileId, effects: &mut Vec<Effect>) {
    let environment = state.given.clone();
    keep(state, "opening", Keep::Open(id, environment), effects);
}

/// Reads the secrets of the open profile anew, and leaves the screen as it is.
pub(super) fn refresh_secrets(state: &mut State, id: ProfileId, effects: &mut Vec<Effect>) {
    let environment = state.given.clone();
    keep(
        state,
        "reading the Token",
        Keep::Refresh(id, environment),
        effects,
    );
}

fn about(wish: OnSaved, profile: &Profile) -> Ask {
    let name = &profile.name;
    match wish {
        OnSaved::Duplicate => Ask::new(
            Asking::Duplicate(profile.id),
            format!("Duplicate “{name}”"),
            "Name of the copy",
        )
        .saying("The copy has what was entered, and neither the Token nor the evidence.")
        .with(format!("{name} copy")),
        OnSaved::Tags => Ask::new(
            Asking::Tags(profile.id),
            format!("Tags of “{name}”"),
            "Tags",
        )
        .saying("Words separated by spaces. /#word finds the profiles that have one.")
        .with(
            profile
                .settings
                .tags
                .iter()
                .cloned()
                .collect::<Vec<_>>()
                .join(" "),
        ),
        OnSaved::Notes => Ask::new(
            Asking::Notes(profile.id),
            format!("Notes on “{name}”"),
            "Notes",
        )
        .saying("For whoever comes after you. No secrets here: this is kept in plain text.")
        .with(profile.settings.notes.clone()),
        _ => Ask::new(
            Asking::Rename(profile.id),
            format!("Rename “{name}”"),
            "New name",
        )
        .with(name.clone()),
    }
}

/// Asks before deleting, and says what goes with it.
fn remove(state: &mut State) {
    let ids = meant(state);
    let profiles: Vec<_> = ids
        .iter()
        .filter_map(|id| state.saved.contents.find(*id))
        .collect();
    let Some(first) = profiles.first() else {
        return;
    };
    let kept = profiles
        .iter()
        .flat_map(|profile| [&profile.token, &profile.old_token])
        .flatten();
    let places: std::collections::BTreeSet<_> = kept.map(|kept| kept.place.words()).collect();
    let tokens = if places.is_empty() {
        "No Token is kept for it.".to_owned()
    } else {
        let places: Vec<_> = places.into_iter().collect();
        format!(
            "The Token kept in {} is deleted with it: write it down first if you still need it.",
            places.join(" and ")
        )
    };
    let (title, expected, goes) = if profiles.len() == 1 {
        (
            format!("Delete “{}”?", first.name),
            first.name.clone(),
            format!(
                "The profile goes, with its notes, tags and {} remembered verifications.",
                first.history.len()
            ),
        )
    } else {
        (
            format!("Delete {} profiles?", profiles.len()),
            format!("delete {}", profiles.len()),
            format!(
                "{} go, with their notes, tags and evidence.",
                profiles
                    .iter()
                    .take(6)
                    .map(|profile| format!("“{}”", profile.name))
                    .collect::<Vec<_>>()
                    .join(", ")
                    + if profiles.len() > 6 {
                        " and others"
                    } else {
                        ""
                    }
            ),
        )
    };
    let ask = Ask::new(Asking::Remove(ids), title, "Type it")
        .saying(goes)
        .saying(tokens)
        .saying("Nothing changes at Planday or StackOne: the app, its Token, the connector profile and linked accounts stay as they are.")
        .saying(format!("To delete, type: {expected}"))
        .expecting(expected);
    state.overlay = Some(Overlay::Ask(Box::new(ask)));
}

fn verify(state: &mut State, ids: Vec<ProfileId>, effects: &mut Vec<Effect>) {
    if ids.is_empty() {
        return state.refuse("no saved profile is selected or shown");
    }
    state.saved.progress = Some(Far {
        total: ids.len(),
        ..Far::default()
    });
    state.saved.summary = None;
    state.saved.busy.clear();
    let request = crate::workflow::ManyRequest {
        targets: ids,
        env: state.given.clone(),
    };
    state.start(
        Slot::Many,
        "verifying profiles",
        Job::VerifyMany(request),
        effects,
    );
}

fn rotate(state: &mut State) {
    let Some(profile) = selected(state) else {
        return;
    };
    let ask = Ask::new(
        Asking::NewToken(profile.id),
        format!("New Token for “{}”", profile.name),
        "New Token",
    )
    .saying("Authorize the app in Planday anew and copy the Token shown there. It is proved first: only if it opens the same portal with the scopes you want does it take the old one's place. The old one is kept until you revoke it.")
    .masked();
    state.overlay = Some(Overlay::Ask(Box::new(ask)));
}

fn revoke_old(state: &mut State) {
    let Some(profile) = selected(state) else {
        return;
    };
    let ask = Ask::new(
        Asking::RevokeOld(profile.id),
        format!("Revoke the replaced Token of “{}”?", profile.name),
        "Type it",
    )
    .saying("Planday forgets the replaced Token for everyone: whatever still uses it, such as a StackOne connector profile that was not changed, stops to work.")
    .saying("What Planday does to other Tokens of the app is not documented: the new one is proved again afterwards.")
    .saying(format!("To revoke it, type: {}", profile.name))
    .expecting(profile.name.clone());
    state.overlay = Some(Overlay::Ask(Box::new(ask)));
}

fn discard(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(id) = state.saved.open {
        let note = Note::Draft(Some(id), None);
        effects.push(Effect::Keep(note));
        state.typed.remove(&Some(id));
        state.current.draft = None;
        let base = state.current.base.clone();
        state.form.take_connection(&base);
        let given = state.given.clone();
        keep(state, "opening", Keep::Reopen(id, given), effects);
    } else {
        let base = state.current.base.clone();
        state.take_new(base);
        state.say("what was typed is thrown away");
    }
}

/// Takes the answer to the question, if it will do.
fn answer(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(Overlay::Ask(ask)) = state.overlay.take() else {
        return;
    };
    if !ask.is_answered() {
        let mut ask = ask;
        ask.problem = Some(match &ask.expected {
            Some(expected) => format!("type exactly: {expected}"),
            None => "type something, or Esc steps back".into(),
        });
        state.overlay = Some(Overlay::Ask(ask));
        return;
    }
    let text = ask.text().trim().to_owned();
    match ask.asking.clone() {
        Asking::SaveAs => save_as(state, text, effects),
        Asking::Rename(id) => {
            keep(state, "renaming", Keep::Edit(id, Edit::Name(text)), effects);
        }
        Asking::Duplicate(id) => keep(state, "copying", Keep::Copy(id, text), effects),
        Asking::Tags(id) => keep(state, "saving", Keep::Edit(id, Edit::Tags(text)), effects),
        Asking::Notes(id) => keep(state, "saving", Keep::Edit(id, Edit::Notes(text)), effects),
        Asking::Remove(ids) => keep(state, "deleting", Keep::Remove(ids), effects),
        Asking::Passphrase { new: true } => {
            let again = Ask::new(
                Asking::PassphraseAgain(Secret::new(ask.text())),
                ask.title.clone(),
                "Once more",
            )
            .saying("Type it once more: nobody can recover it.")
            .masked();
            state.overlay = Some(Overlay::Ask(Box::new(again)));
        }
        Asking::Passphrase { new: false } => unlock(state, Secret::new(ask.text()), effects),
        Asking::PassphraseAgain(first) if first.expose() == ask.text() => {
            unlock(state, first, effects);
        }
        Asking::PassphraseAgain(_) => {
            let mut first = passphrase(state, true);
            first.problem = Some("the two were not the same; choose it again".into());
            state.overlay = Some(Overlay::Ask(Box::new(first)));
        }
        Asking::NewToken(id) => match crate::input::token_secret(ask.text()).value {
            Ok(token) => {
                let job = Job::Rotate(id, token);
                state.start(Slot::Rotate, "proving the new Token", job, effects);
            }
            Err(problem) => {
                let mut ask = ask;
                ask.problem = Some(problem);
                state.overlay = Some(Overlay::Ask(ask));
            }
        },
        Asking::Pin(profile) => pins::answered(state, &ask, profile, effects),
        Asking::RevokeOld(id) => {
            let job = Job::Revoke(id, text);
            state.start(Slot::Rotate, "revoking the old Token", job, effects);
        }
    }
}

fn unlock(state: &mut State, passphrase: Secret, effects: &mut Vec<Effect>) {
    state.start(Slot::Unlock, "unlocking", Job::Unlock(passphrase), effects);
}

fn passphrase(state: &State, new: bool) -> Ask {
    let ask = Ask::new(
        Asking::Passphrase { new },
        "The encrypted file",
        "Passphrase",
    )
    .masked();
    if new {
        let why = state.saved.store_words.clone();
        ask.saying(why.unwrap_or_else(|| "Secrets go to the encrypted file.".into()))
            .saying("Choose its passphrase. Nobody can recover it.")
            .saying("It is asked for once in each run; STACKDAY_PASSPHRASE, --passphrase-file and --passphrase-fd answer for scripts.")
    } else {
        ask.saying(
            "Secrets are kept in the encrypted file. Its passphrase unlocks it for this run.",
        )
    }
}

/// A job needs the encrypted file: asks for the passphrase, and does the job afterwards.
pub(super) fn locked(state: &mut State, new: bool) {
    state.overlay = Some(Overlay::Ask(Box::new(passphrase(state, new))));
}

/// The encrypted file is open: goes on with what needed it.
pub(super) fn unlocked(state: &mut State, effects: &mut Vec<Effect>) {
    match state.retry.take() {
        Some((slot, what, job)) => state.start(slot, what, job, effects),
        None => state.say("the encrypted file is unlocked"),
    }
}

/// The passphrase was wrong, or the file cannot be used.
pub(super) fn not_unlocked(state: &mut State, problem: String) {
    let mut ask = passphrase(state, false);
    ask.problem = Some(problem);
    state.overlay = Some(Overlay::Ask(Box::new(ask)));
}

/// Takes in what was done with what is saved.
pub(super) fn done(state: &mut State, kept: Kepts, effects: &mut Vec<Effect>) {
    let first = !state.saved.loaded;
    state.saved.contents = kept.saved;
    state.saved.trouble = kept.trouble;
    state.saved.loaded = true;
    match kept.done {
        Done::Loaded(drafts) => {
            if first {
                first_look(state, drafts, effects);
            }
        }
        Done::Opened(opened) => opened_profile(state, *opened),
        Done::Refreshed(opened) => state.take_secrets(*opened),
        Done::Saved(opened) => saved_profile(state, *opened, effects),
        Done::Changed(said) => {
            refresh_open(state);
            state.say(said);
        }
        Done::Removed(ids, said) => {
            state.profiles.marked.retain(|id| !ids.contains(id));
            if state.saved.open.is_some_and(|open| ids.contains(&open)) {
                state.take_new(Connection::default());
            }
            state.say(said);
        }
    }
    state.profiles_changed();
}

/// What was read at the start: opens the profile that the program was started with, and brings back what was typed.
fn first_look(state: &mut State, drafts: Vec<Draft>, effects: &mut Vec<Effect>) {
    let named = state
        .env
        .profile
        .as_deref()
        .and_then(|name| state.saved.contents.named(name));
    if let Some(id) = named.map(|profile| profile.id) {
        return open_profile(state, id, effects);
    }
    if state.is_changed() {
        return;
    }
    let known = |draft: &Draft| match draft.of {
        Some(id) => state.saved.contents.find(id).is_some(),
        None => true,
    };
    let Some(draft) = drafts.into_iter().find(known) else {
        return;
    };
    if let Some(id) = draft.of {
        open_profile(state, id, effects);
    } else {
        state.take_draft(draft);
        state.say("what you typed last time is back, without secrets; Ctrl-S saves it");
    }
}

fn opened_profile(state: &mut State, mut opened: Opened) {
    // What was typed a moment ago may not have reached the disk.
    if let Some(draft) = state.typed.get(&Some(opened.profile.id)) {
        opened.draft = Some(draft.clone());
    }
    let name = opened.profile.name.clone();
    let (locked_file, problems) = (opened.locked, opened.problems.clone());
    let drafted = opened.draft.is_some();
    let id = opened.profile.id;
    state.take_opened(opened);
    state.screen = Screen::Setup;
    let step = state.ledger.next_open(state.now).unwrap_or(StepId::A1);
    setup::select(state, step);
    state.focus = state::Focus::Checklist;
    if locked_file {
        let environment = state.given.clone();
        let job = Job::Keep(Box::new(Keep::Open(id, environment)));
        state.retry = Some((Slot::Keep, "opening", job));
        locked(state, false);
    } else if let Some(problem) = problems.first() {
        state.refuse(problem.clone());
    } else if drafted {
        state.say(format!(
            "“{name}”, with what you typed and did not save: Ctrl-S saves it, Ctrl-D throws it away"
        ));
    } else {
        state.say(format!("“{name}” is open"));
    }
}

fn saved_profile(state: &mut State, opened: Opened, effects: &mut Vec<Effect>) {
    // What was typed as a new connection is a profile now.
    if state.saved.open.is_none() {
        effects.push(Effect::Keep(Note::Draft(None, None)));
    }
    let Opened {
        profile,
        token,
        api_key,
        ..
    } = opened;
    state.saved.open = Some(profile.id);
    state.current.name.clone_from(&profile.name);
    state.current.revision = profile.revision;
    if state.form.value(Input::Project).is_none()
        && let Some(project) = &profile.settings.project
    {
        state.form.fill(Input::Project, project);
    }
    state.current.base = profile.settings;
    state.current.draft = None;
    state.current.token = token.or(state.current.token.take());
    state.current.api_key = api_key.or(state.current.api_key.take());
    state.say(format!("saved as “{}”", profile.name));
}

/// The open profile may have been changed in the list.
fn refresh_open(state: &mut State) {
    let open = state
        .saved
        .open
        .and_then(|id| state.saved.contents.find(id));
    if let Some(profile) = open {
        state.current.name.clone_from(&profile.name);
        // Somebody else's change is not to be written over by the next save here.
        let base = &state.current.base;
        let ours = Connection {
            tags: base.tags.clone(),
            notes: base.notes.clone(),
            ..profile.settings.clone()
        };
        if ours == *base {
            state.current.revision = profile.revision;
        }
        state.current.base.tags.clone_from(&profile.settings.tags);
        state.current.base.notes.clone_from(&profile.settings.notes);
    }
}

/// Hands over what is typed and not saved, and the evidence of the open profile, where they are others than before.
pub(super) fn hand_over(state: &mut State, effects: &mut Vec<Effect>) {
    state.saved.changed = state.is_changed();
    let connection = state.connection();
    let of = state.saved.open;
    let typed = (connection != state.current.base).then_some(connection);
    if typed != state.current.draft {
        let draft = typed.clone().map(|settings| Draft {
            of,
            name: (!state.current.name.is_empty()).then(|| state.current.name.clone()),
            base_revision: state.current.revision,
            settings,
            at: state.now,
        });
        match &draft {
            Some(draft) => _ = state.typed.insert(of, draft.clone()),
            None => _ = state.typed.remove(&of),
        }
        effects.push(Effect::Keep(Note::Draft(of, draft.map(Box::new))));
        state.current.draft = typed;
    }
    if let Some(id) = state.evidence_of() {
        let steps = state.ledger.to_keep();
        if steps != state.current.steps {
            effects.push(Effect::Keep(Note::Steps(id, steps.clone())));
            state.current.steps = steps;
        }
    }
}
