//! The questions that lead to a change, and their answers.

use std::collections::BTreeSet;

use crate::domain::Input;
use crate::library::Edit;
use crate::library::Profile;
use crate::secret::Secret;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay};
use crate::tui::overlays::prompt::{Prompt, PromptKind};
use crate::tui::screens::profiles::commands::{ProfilesCommand, keep, meant, save_as, selected};
use crate::tui::screens::profiles::pins;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::LibraryCommand;

/// What saving keeps, and where.
pub(crate) fn kept_words(model: &Model) -> String {
    let secrets: Vec<_> = [Input::TokenSecret, Input::ApiKey]
        .into_iter()
        .filter(|input| model.unkept(*input).is_some())
        .map(crate::tui::form::label)
        .collect();
    if secrets.is_empty() {
        return "What you entered is kept in the library of profiles. No secret is among it."
            .into();
    }
    let place = model.library.store_words.as_deref();
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
pub(crate) fn proposed_name(model: &Model) -> String {
    if !model.session.name.is_empty() {
        return model.session.name.clone();
    }
    let host = model
        .form
        .portal()
        .and_then(|portal| portal.host_str().map(str::to_owned));
    let first = host.and_then(|host| {
        let first = host.split('.').next()?.to_owned();
        first.chars().any(char::is_alphabetic).then_some(first)
    });
    first
        .or_else(|| model.form.value(Input::OwnerName))
        .unwrap_or_default()
}

pub(crate) fn about(wish: ProfilesCommand, profile: &Profile) -> Prompt {
    let name = &profile.name;
    match wish {
        ProfilesCommand::Duplicate => Prompt::new(
            PromptKind::Duplicate(profile.id),
            format!("Duplicate “{name}”"),
            "Name of the copy",
        )
        .saying("The copy has what was entered, and neither the Token nor the evidence.")
        .with(format!("{name} copy")),
        ProfilesCommand::Tags => Prompt::new(
            PromptKind::Tags(profile.id),
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
        ProfilesCommand::Notes => Prompt::new(
            PromptKind::Notes(profile.id),
            format!("Notes on “{name}”"),
            "Notes",
        )
        .saying("For whoever comes after you. No secrets here: this is kept in plain text.")
        .with(profile.settings.notes.clone()),
        _ => Prompt::new(
            PromptKind::Rename(profile.id),
            format!("Rename “{name}”"),
            "New name",
        )
        .with(name.clone()),
    }
}

/// Asks before deleting, and says what goes with it.
pub(crate) fn remove(model: &mut Model) {
    let ids = meant(model);
    let profiles: Vec<_> = ids
        .iter()
        .filter_map(|id| model.library.contents.find(*id))
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
    let ask = Prompt::new(PromptKind::Remove(ids), title, "Type it")
        .saying(goes)
        .saying(tokens)
        .saying("Nothing changes at Planday or StackOne: the app, its Token, the connector profile and linked accounts stay as they are.")
        .saying(format!("To delete, type: {expected}"))
        .expecting(expected);
    model.overlay = Some(Overlay::Prompt(Box::new(ask)));
}

pub(crate) fn rotate(model: &mut Model) {
    let Some(profile) = selected(model) else {
        return;
    };
    let ask = Prompt::new(
        PromptKind::NewToken(profile.id),
        format!("New Token for “{}”", profile.name),
        "New Token",
    )
    .saying("Authorize the app in Planday anew and copy the Token shown there. It is proved first: only if it opens the same portal with the scopes you want does it take the old one's place. The old one is kept until you revoke it.")
    .masked();
    model.overlay = Some(Overlay::Prompt(Box::new(ask)));
}

pub(crate) fn revoke_old(model: &mut Model) {
    let Some(profile) = selected(model) else {
        return;
    };
    let ask = Prompt::new(
        PromptKind::RevokeOld(profile.id),
        format!("Revoke the replaced Token of “{}”?", profile.name),
        "Type it",
    )
    .saying("Planday forgets the replaced Token for everyone: whatever still uses it, such as a StackOne connector profile that was not changed, stops to work.")
    .saying("What Planday does to other Tokens of the app is not documented: the new one is proved again afterwards.")
    .saying(format!("To revoke it, type: {}", profile.name))
    .expecting(profile.name.clone());
    model.overlay = Some(Overlay::Prompt(Box::new(ask)));
}

/// Takes the answer to the question, if it will do.
pub(crate) fn answer(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(Overlay::Prompt(ask)) = model.overlay.take() else {
        return;
    };
    let mut ask = ask;
    if ask.refuses(model.form.guard()) {
        model.overlay = Some(Overlay::Prompt(ask));
        return;
    }
    if !ask.is_answered() {
        ask.problem = Some(match &ask.expected {
            Some(expected) => format!("type exactly: {expected}"),
            None => "type something, or Esc steps back".into(),
        });
        model.overlay = Some(Overlay::Prompt(ask));
        return;
    }
    let text = ask.text().trim().to_owned();
    match ask.asking.clone() {
        PromptKind::SaveAs => save_as(model, text, effects),
        PromptKind::Rename(id) => {
            keep(
                model,
                "renaming",
                LibraryCommand::Edit(id, Edit::Name(text)),
                effects,
            );
        }
        PromptKind::Duplicate(id) => keep(
            model,
            "copying",
            LibraryCommand::Duplicate(id, text),
            effects,
        ),
        PromptKind::Tags(id) => keep(
            model,
            "saving",
            LibraryCommand::Edit(id, Edit::Tags(text)),
            effects,
        ),
        PromptKind::Notes(id) => keep(
            model,
            "saving",
            LibraryCommand::Edit(id, Edit::Notes(text)),
            effects,
        ),
        PromptKind::Remove(ids) => keep(model, "deleting", LibraryCommand::Remove(ids), effects),
        PromptKind::Passphrase { new: true } => {
            if let Err(why) = crate::secret::can_be_typed(&Secret::new(ask.text())) {
                ask.problem = Some(format!("this {why}; choose another one"));
                model.overlay = Some(Overlay::Prompt(ask));
                return;
            }
            let again = Prompt::new(
                PromptKind::PassphraseAgain(Secret::new(ask.text())),
                ask.title.clone(),
                "Once more",
            )
            .saying("Type it once more: nobody can recover it.")
            .masked();
            model.overlay = Some(Overlay::Prompt(Box::new(again)));
        }
        PromptKind::Passphrase { new: false } => unlock(model, Secret::new(ask.text()), effects),
        PromptKind::PassphraseAgain(first) if first.expose() == ask.text() => {
            unlock(model, first, effects);
        }
        PromptKind::PassphraseAgain(_) => {
            let mut first = passphrase(model, true);
            first.problem = Some("the two were not the same; choose it again".into());
            model.overlay = Some(Overlay::Prompt(Box::new(first)));
        }
        PromptKind::NewToken(id) => match crate::input::token_secret(ask.text()).value {
            Ok(token) => {
                let job = Job::Rotate(id, token);
                model.start(TaskKind::Rotate, "proving the new Token", job, effects);
            }
            Err(problem) => {
                let mut ask = ask;
                ask.problem = Some(problem);
                model.overlay = Some(Overlay::Prompt(ask));
            }
        },
        PromptKind::Pin(profile) => pins::answered(model, &ask, profile, effects),
        PromptKind::RevokeOld(id) => {
            let job = Job::Revoke(id, text);
            model.start(TaskKind::Rotate, "revoking the old Token", job, effects);
        }
    }
}

fn unlock(model: &mut Model, passphrase: Secret, effects: &mut Vec<Effect>) {
    model.start(
        TaskKind::Unlock,
        "unlocking",
        Job::Unlock(passphrase),
        effects,
    );
}

fn passphrase(model: &Model, new: bool) -> Prompt {
    let ask = Prompt::new(
        PromptKind::Passphrase { new },
        "The encrypted file",
        "Passphrase",
    )
    .masked();
    if new {
        let why = model.library.store_words.clone();
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
pub(crate) fn locked(model: &mut Model, new: bool) {
    model.overlay = Some(Overlay::Prompt(Box::new(passphrase(model, new))));
}

/// The encrypted file is open: goes on with what needed it.
pub(crate) fn unlocked(model: &mut Model, effects: &mut Vec<Effect>) {
    match model.awaiting_unlock.take() {
        Some((slot, what, job)) => model.start(slot, what, job, effects),
        None => model.say("the encrypted file is unlocked"),
    }
}

/// The passphrase was wrong, or the file cannot be used.
pub(crate) fn not_unlocked(model: &mut Model, problem: String) {
    let mut ask = passphrase(model, false);
    ask.problem = Some(problem);
    model.overlay = Some(Overlay::Prompt(Box::new(ask)));
}
