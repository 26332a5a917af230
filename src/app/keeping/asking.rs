//! The questions that lead to a change, and their answers.

use std::collections::BTreeSet;

use super::{OnSaved, keep, meant, save_as, selected};
use crate::app::Effect;
use crate::app::ask::{Ask, Asking};
use crate::app::pins;
use crate::app::state::{Overlay, Slot, State};
use crate::domain::Input;
use crate::library::Edit;
use crate::library::Profile;
use crate::secret::Secret;
use crate::worker::Job;
use crate::workflow::LibraryCommand;

/// What saving keeps, and where.
pub(super) fn kept_words(state: &State) -> String {
    let secrets: Vec<_> = [Input::TokenSecret, Input::ApiKey]
        .into_iter()
        .filter(|input| state.unkept(*input).is_some())
        .map(crate::app::form::label)
        .collect();
    if secrets.is_empty() {
        return "What you entered is kept in the library of profiles. No secret is among it."
            .into();
    }
    let place = state.saved.store_words.as_deref();
    format!(
        "What you entered is kept in the library of profiles, without secrets. {} {}: {}",
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
pub(super) fn proposed_name(state: &State) -> String {
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

pub(super) fn about(wish: OnSaved, profile: &Profile) -> Ask {
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
pub(super) fn remove(state: &mut State) {
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

pub(super) fn rotate(state: &mut State) {
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

pub(super) fn revoke_old(state: &mut State) {
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

/// Takes the answer to the question, if it will do.
pub(super) fn answer(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(Overlay::Ask(ask)) = state.overlay.take() else {
        return;
    };
    let mut ask = ask;
    if ask.refuses(state.form.guard()) {
        state.overlay = Some(Overlay::Ask(ask));
        return;
    }
    if !ask.is_answered() {
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
            keep(
                state,
                "renaming",
                LibraryCommand::Edit(id, Edit::Name(text)),
                effects,
            );
        }
        Asking::Duplicate(id) => keep(
            state,
            "copying",
            LibraryCommand::Duplicate(id, text),
            effects,
        ),
        Asking::Tags(id) => keep(
            state,
            "saving",
            LibraryCommand::Edit(id, Edit::Tags(text)),
            effects,
        ),
        Asking::Notes(id) => keep(
            state,
            "saving",
            LibraryCommand::Edit(id, Edit::Notes(text)),
            effects,
        ),
        Asking::Remove(ids) => keep(state, "deleting", LibraryCommand::Remove(ids), effects),
        Asking::Passphrase { new: true } => {
            if let Err(why) = crate::secret::can_be_typed(&Secret::new(ask.text())) {
                ask.problem = Some(format!("this {why}; choose another one"));
                state.overlay = Some(Overlay::Ask(ask));
                return;
            }
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
pub(in crate::app) fn locked(state: &mut State, new: bool) {
    state.overlay = Some(Overlay::Ask(Box::new(passphrase(state, new))));
}

/// The encrypted file is open: goes on with what needed it.
pub(in crate::app) fn unlocked(state: &mut State, effects: &mut Vec<Effect>) {
    match state.retry.take() {
        Some((slot, what, job)) => state.start(slot, what, job, effects),
        None => state.say("the encrypted file is unlocked"),
    }
}

/// The passphrase was wrong, or the file cannot be used.
pub(in crate::app) fn not_unlocked(state: &mut State, problem: String) {
    let mut ask = passphrase(state, false);
    ask.problem = Some(problem);
    state.overlay = Some(Overlay::Ask(Box::new(ask)));
}
