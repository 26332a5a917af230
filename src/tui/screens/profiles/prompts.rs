//! The questions that lead to a change, and their answers.

use std::collections::BTreeSet;

use crate::library::{Connection, Edit, Profile};
use crate::secret::Secret;
use crate::tui::layers::Overlay;
use crate::tui::overlays::prompt::{Hits, LONGEST_NOTES, Prompt, PromptKind};
use crate::tui::screens::accounts;
use crate::tui::screens::profiles::ProfilesView;
use crate::tui::screens::profiles::pins;
use crate::tui::screens::profiles::saving::{keep, save_as};
use crate::tui::screens::scopes::choose_actions;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::{ExportTo, Job};
use crate::workflow::LibraryCommand;

/// Opens the question that is made for the selected connection.
fn open(profiles: &ProfilesView, shared: &mut Shared, prompt: fn(&Profile) -> Prompt) {
    if let Some(prompt) = profiles.selected_profile(shared).map(prompt) {
        shared.layers.open(Overlay::prompt(prompt));
    }
}

/// Asks for the name of a copy.
pub(crate) fn duplicate(profiles: &mut ProfilesView, shared: &mut Shared) {
    open(profiles, shared, |profile| {
        let name = &profile.name;
        Prompt::new(
            PromptKind::Duplicate(profile.id),
            format!("Duplicate “{name}”"),
            "Name of the copy",
        )
        .with_line("The copy has what was entered, and neither the Token nor the evidence.")
        .with_text(format!("{name} copy"))
    });
}

/// Asks for another name.
pub(crate) fn rename(profiles: &mut ProfilesView, shared: &mut Shared) {
    open(profiles, shared, |profile| {
        Prompt::new(
            PromptKind::Rename(profile.id),
            format!("Rename “{}”", profile.name),
            "New name",
        )
        .with_text(profile.name.clone())
    });
}

/// Asks for other tags.
pub(crate) fn tags(profiles: &mut ProfilesView, shared: &mut Shared) {
    open(profiles, shared, |profile| {
        let tags: Vec<_> = profile.settings.tags.iter().map(String::as_str).collect();
        Prompt::new(
            PromptKind::Tags(profile.id),
            format!("Tags of “{}”", profile.name),
            "Tags",
        )
        .with_line("Words separated by spaces. /#word finds the profiles that have one.")
        .with_text(tags.join(" "))
    });
}

/// Asks for other notes.
pub(crate) fn notes(profiles: &mut ProfilesView, shared: &mut Shared) {
    open(profiles, shared, |profile| {
        Prompt::new(
            PromptKind::Notes(profile.id),
            format!("Notes on “{}”", profile.name),
            "Notes",
        )
        .with_line("For the next person. No secrets here: this is kept in plain text.")
        .with_text(profile.settings.notes.clone())
    });
}

/// Opens the notes in the person's editor. A secret goes into no file.
pub(crate) fn edit_notes(shared: &mut Shared) {
    let Some(Overlay::Prompt(prompt)) = shared.layers.top_mut() else {
        return;
    };
    if prompt.is_masked() {
        prompt.problem =
            Some("This holds a secret, which goes into no file. Take it out first.".into());
        return;
    }
    shared.to_edit = Some(prompt.text().to_owned());
}

/// Takes what came back from the editor.
pub(crate) fn take_edited(shared: &mut Shared, edited: Result<String, String>) {
    match edited {
        Ok(text) => {
            if let Some(Overlay::Prompt(prompt)) = shared.layers.top_mut() {
                let text = crate::domain::text::lines(&text, usize::MAX);
                _ = prompt.edit(|line| line.replace(&text));
            }
        }
        Err(why) => {
            if let Some(Overlay::Prompt(prompt)) = shared.layers.top_mut() {
                prompt.problem = Some(why);
            }
        }
    }
}

/// Asks before deleting, and says what goes with it.
pub(crate) fn delete(profiles: &mut ProfilesView, shared: &mut Shared) {
    let ids = profiles.targets(shared);
    let found = ids
        .iter()
        .filter_map(|id| shared.library.contents.find(*id));
    let found: Vec<_> = found.collect();
    let (title, required, goes) = match found.as_slice() {
        [] => return,
        [only] => (
            format!("Delete “{}”?", only.name),
            only.name.clone(),
            format!(
                "The profile goes, with its notes, tags and {} remembered verifications.",
                only.history.len()
            ),
        ),
        many => (
            format!("Delete {} profiles?", many.len()),
            format!("delete {}", many.len()),
            format!("{} go, with their notes, tags and evidence.", names(many)),
        ),
    };
    let kept = found
        .iter()
        .flat_map(|profile| [&profile.token, &profile.old_token])
        .flatten();
    let places: BTreeSet<_> = kept.map(|kept| kept.place.words()).collect();
    let tokens = if places.is_empty() {
        "No Token is kept for it.".to_owned()
    } else {
        let places: Vec<_> = places.into_iter().collect();
        format!(
            "The Token kept in {} is deleted with it: write it down first if you still need it.",
            places.join(" and ")
        )
    };
    let prompt = Prompt::new(PromptKind::Remove(ids), title, "Type it")
        .with_line(goes)
        .with_line(tokens)
        .with_line("Nothing changes at Planday or StackOne: the app, its Token, the connector profile and linked accounts stay as they are.")
        .with_line(format!("To delete, type: {required}"))
        .requiring(required);
    shared.layers.open(Overlay::prompt(prompt));
}

/// The names of the first of them.
fn names(profiles: &[&Profile]) -> String {
    let few = profiles.iter().take(6);
    let few: Vec<_> = few.map(|profile| format!("“{}”", profile.name)).collect();
    let others = if profiles.len() > few.len() {
        " and others"
    } else {
        ""
    };
    format!("{}{others}", few.join(", "))
}

/// The linked accounts that a change of a connection's Token hits: those of its connector profile.
fn hits(shared: &Shared, profile: &Profile) -> Hits {
    let of = |settings: &Connection| {
        let default = &shared.library.contents.default_project;
        settings.project.clone().or_else(|| default.clone())
    };
    if of(&profile.settings) != of(&shared.session.base) {
        return Hits::OtherProject;
    }
    let seen = profile
        .seen
        .as_ref()
        .and_then(|seen| seen.connector.as_ref());
    let meant = profile.settings.connector_profile.as_deref();
    let listed = shared.connector_profiles();
    let named = || {
        let found = listed.iter().find(|found| {
            meant.is_some_and(|meant| found.id.as_str() == meant || found.name.as_str() == meant)
        });
        found.map(|found| found.id.to_string())
    };
    Hits::Profile(seen.map(|seen| seen.id.clone()).or_else(named))
}

/// Opens the question that is made for the selected connection, with the linked accounts that its answer hits.
fn open_with_hits(profiles: &ProfilesView, shared: &mut Shared, prompt: fn(&Profile) -> Prompt) {
    let Some(profile) = profiles.selected_profile(shared) else {
        return;
    };
    let prompt = prompt(profile).hitting(hits(shared, profile));
    shared.layers.open(Overlay::prompt(prompt));
    accounts::requests::list_if_due(shared);
}

/// Asks for another Token.
pub(crate) fn replace_token(profiles: &mut ProfilesView, shared: &mut Shared) {
    open_with_hits(profiles, shared, |profile| {
        Prompt::new(
            PromptKind::NewToken(profile.id),
            format!("New Token for “{}”", profile.name),
            "New Token",
        )
        .with_line("Authorize the app in Planday anew and copy the Token shown there. It is proved first: only if it opens the same portal with the scopes you want does it take the old one's place. The old one is kept until you revoke it.")
    });
}

/// Asks before the replaced Token is revoked, and says what that means.
pub(crate) fn revoke_replaced_token(profiles: &mut ProfilesView, shared: &mut Shared) {
    open_with_hits(profiles, shared, |profile| {
        Prompt::new(
            PromptKind::RevokeOld(profile.id),
            format!("Revoke the replaced Token of “{}”?", profile.name),
            "Type it",
        )
        .with_line("Planday forgets the replaced Token for everyone: whatever still uses it, such as a StackOne connector profile that was not changed, stops to work.")
        .with_line("What Planday does to other Tokens of the app is not documented: the new one is proved again afterwards.")
        .with_line(format!("To revoke it, type: {}", profile.name))
        .requiring(profile.name.clone())
    });
}

/// Takes the answer to the question on top. One that will not do leaves the question there, with the reason.
pub(crate) fn answer(shared: &mut Shared) {
    let Some(Overlay::Prompt(prompt)) = shared.layers.top_mut() else {
        return;
    };
    if prompt.refuses(shared.form.guard()) {
        return;
    }
    if let Some(problem) = problem(prompt) {
        prompt.problem = Some(problem);
        return;
    }
    if let Some(Overlay::Prompt(prompt)) = shared.layers.close() {
        answered(shared, &prompt);
    }
}

/// What is wrong with the answer, if anything is.
fn problem(prompt: &Prompt) -> Option<String> {
    if !prompt.is_answered() {
        return Some(match &prompt.required {
            Some(required) => format!("type exactly: {required}"),
            None => "type something, or Esc steps back".into(),
        });
    }
    match prompt.kind {
        PromptKind::Passphrase { new: true } => {
            let why = crate::secret::can_be_typed(&Secret::new(prompt.text())).err()?;
            Some(format!("this {why}; choose another one"))
        }
        PromptKind::NewToken(_) => crate::input::token_secret(prompt.text()).value.err(),
        PromptKind::ApiKey => crate::input::api_key(prompt.text()).value.err(),
        PromptKind::Pin(_) => pins::read(prompt.text()).err(),
        PromptKind::Notes(_) => {
            let count = prompt.text().chars().count();
            (count > LONGEST_NOTES).then(|| {
                format!("these are {count} characters, and {LONGEST_NOTES} are kept; shorten them")
            })
        }
        _ => None,
    }
}

/// Does what the answer is for.
fn answered(shared: &mut Shared, prompt: &Prompt) {
    let text = || prompt.text().trim().to_owned();
    match prompt.kind.clone() {
        PromptKind::SaveAs => save_as(shared, text()),
        PromptKind::Rename(id) => {
            keep(
                shared,
                "renaming",
                LibraryCommand::Edit(id, Edit::Name(text())),
            );
        }
        PromptKind::Duplicate(id) => {
            keep(shared, "copying", LibraryCommand::Duplicate(id, text()));
        }
        PromptKind::Tags(id) => {
            keep(
                shared,
                "saving",
                LibraryCommand::Edit(id, Edit::Tags(text())),
            );
        }
        PromptKind::Notes(id) => {
            keep(
                shared,
                "saving",
                LibraryCommand::Edit(id, Edit::Notes(text())),
            );
        }
        PromptKind::DeleteAccounts(targets) => accounts::changes::delete(shared, targets),
        PromptKind::Remove(ids) => keep(shared, "deleting", LibraryCommand::Remove(ids)),
        PromptKind::Passphrase { new: true } => {
            let again = Prompt::new(
                PromptKind::PassphraseAgain(Secret::new(prompt.text())),
                prompt.title.clone(),
                "Once more",
            )
            .with_line("Type it once more: it cannot be recovered.");
            shared.layers.open(Overlay::prompt(again));
        }
        PromptKind::Passphrase { new: false } => unlock(shared, Secret::new(prompt.text())),
        PromptKind::PassphraseAgain(first) if first.expose() == prompt.text() => {
            unlock(shared, first);
        }
        PromptKind::PassphraseAgain(_) => {
            let mut first = passphrase(shared, true);
            first.problem = Some("the two were not the same; choose it again".into());
            shared.layers.open(Overlay::prompt(first));
        }
        PromptKind::NewToken(id) => {
            if let Ok(token) = crate::input::token_secret(prompt.text()).value {
                let job = Job::Rotate(id, token);
                shared.start(TaskKind::Rotate, "proving the new Token", job);
            }
        }
        PromptKind::ApiKey => {
            if let Ok(key) = crate::input::api_key(prompt.text()).value {
                choose_actions::take_key(shared, key.expose());
            }
        }
        PromptKind::Pin(profile) => pins::set(shared, profile, prompt.text()),
        PromptKind::ExportLog => {
            shared.export = Some(ExportTo {
                path: text(),
                overwrite: false,
            });
        }
        PromptKind::OverwriteLog(path) => {
            shared.export = Some(ExportTo {
                path,
                overwrite: true,
            });
        }
        PromptKind::RevokeOld(id) => {
            let job = Job::Revoke(id, text());
            shared.start(TaskKind::Rotate, "revoking the old Token", job);
        }
    }
}

fn unlock(shared: &mut Shared, passphrase: Secret) {
    shared.start(TaskKind::Unlock, "unlocking", Job::Unlock(passphrase));
}

/// The question for the passphrase of the encrypted file; `new` where it is chosen now.
pub(crate) fn passphrase(shared: &Shared, new: bool) -> Prompt {
    let prompt = Prompt::new(
        PromptKind::Passphrase { new },
        "The encrypted file",
        "Passphrase",
    );
    if new {
        let why = shared.library.store_words.clone();
        prompt
            .with_line(why.unwrap_or_else(|| "Secrets go to the encrypted file.".into()))
            .with_line("Choose its passphrase. It cannot be recovered.")
            .with_line("It is asked for once in each run; STACKDAY_PASSPHRASE, --passphrase-file and --passphrase-fd answer for scripts.")
    } else {
        prompt.with_line(
            "Secrets are kept in the encrypted file. Its passphrase unlocks it for this run.",
        )
    }
}

fn asks_for_passphrase(overlay: &Overlay) -> bool {
    let Overlay::Prompt(prompt) = overlay else {
        return false;
    };
    matches!(
        prompt.kind,
        PromptKind::Passphrase { .. } | PromptKind::PassphraseAgain(_)
    )
}

/// Asks for the passphrase of the encrypted file, unless it is asked for already.
pub(crate) fn ask_for_passphrase(shared: &mut Shared, new: bool) {
    if !shared.layers.has(asks_for_passphrase) {
        let prompt = passphrase(shared, new);
        shared.layers.ask(Overlay::prompt(prompt));
    }
}

/// The passphrase was wrong, or the file cannot be used: asks again, and says so.
pub(crate) fn not_unlocked(shared: &mut Shared, problem: String) {
    shared
        .layers
        .retain_waiting(|overlay| !asks_for_passphrase(overlay));
    let mut prompt = passphrase(shared, false);
    prompt.problem = Some(problem);
    shared.layers.ask(Overlay::prompt(prompt));
}
