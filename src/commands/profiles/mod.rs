//! `stackday profiles`: the saved connections for scripts. No secret is read here but to be deleted.

mod pass_on;
mod show;
mod values;

use serde::Serialize;

use super::passphrase::{can_ask, open_file};
use super::{conclude, live_services, log_file, protect, verify_all};
use crate::cli::{self, ProfilesWhat};
use crate::config::{Credentials, Settings};
use crate::exit::Exit;
use crate::journal::Journal;
use crate::output::complain;
use crate::profile::{Connection, Profile, ProfileId, Saved, Store};
use crate::secret::SecretStoreKind;
use crate::workflow::{Done, Keep, KeepError, Services, keep};

pub(super) async fn run(
    options: &cli::Profiles,
    settings: &Settings,
    credentials: &Credentials,
) -> Exit {
    let json = options.json;
    let work = async {
        let services = live_services(settings, Journal::silent(log_file(settings)?));
        // A secret of the environment must not get into the file by way of the notes.
        protect(
            &services,
            [
                credentials.token_secret.as_ref(),
                credentials.api_key.as_ref(),
            ],
        );
        let Some(store) = services.store.clone() else {
            return Err(refuse(
                "this machine has no folder for them; name one with --data-dir",
            ));
        };
        let desk = Desk { services, store };
        match &options.what {
            None => show::list(&desk, &cli::ProfilesList::default(), json),
            Some(ProfilesWhat::List(options)) => show::list(&desk, options, json),
            Some(ProfilesWhat::Show(options)) => show::one(&desk, &options.name, json),
            Some(ProfilesWhat::Add(options)) => add(&desk, options, json),
            Some(ProfilesWhat::Edit(options)) => edit(&desk, options, json),
            Some(ProfilesWhat::Duplicate(options)) => duplicate(&desk, options, json).await,
            Some(ProfilesWhat::Rm(options)) => remove(&desk, options, json).await,
            Some(ProfilesWhat::Export(options)) => pass_on::export(&desk, options),
            Some(ProfilesWhat::Import(options)) => pass_on::import(&desk, options, json),
            Some(ProfilesWhat::Verify(options)) => {
                let saved = desk.load()?;
                let found = options.names.iter().map(|name| find(&saved, name));
                let targets: Vec<_> = found
                    .map(|found| found.map(|profile| profile.id))
                    .collect::<Result<_, _>>()?;
                Ok(verify_all::of(settings, credentials, targets, json).await)
            }
        }
    };
    // Failed or not, the exit code is what counts.
    work.await.unwrap_or_else(|exit: Exit| exit)
}

/// What the commands work on.
struct Desk {
    services: Services,
    store: Store,
}

impl Desk {
    /// Everything that is saved. Of a damaged file the readable rest is given, and the damage told.
    fn read(&self) -> Result<(Saved, Exit), Exit> {
        let loaded = self
            .store
            .read()
            .map_err(|error| refuse(&error.to_string()))?;
        let exit = match &loaded.damage {
            Some(damage) => refuse(&damage.to_string()),
            None => Exit::Success,
        };
        Ok((loaded.saved, exit))
    }

    fn load(&self) -> Result<Saved, Exit> {
        self.store
            .load()
            .map_err(|error| refuse(&error.to_string()))
    }

    async fn keep(&self, wish: Keep) -> Result<Done, Exit> {
        match keep(&self.services, wish).await {
            Ok(kept) => Ok(kept.done),
            Err(KeepError::Locked { .. }) => Err(refuse("the encrypted file is locked")),
            Err(KeepError::Failed(diagnosis)) => Err(refuse(&diagnosis.summary)),
        }
    }
}

fn refuse(problem: &str) -> Exit {
    complain(&format!("stackday: {problem}"));
    Exit::NotConfigured
}

/// A profile by its name; else those that there are. What was asked for is not repeated: it may be a secret.
fn find<'a>(saved: &'a Saved, name: &str) -> Result<&'a Profile, Exit> {
    saved.named(name).ok_or_else(|| {
        let known: Vec<_> = saved.profiles.iter().map(|it| it.name.as_str()).collect();
        refuse(&if known.is_empty() {
            "no profile is saved yet".to_owned()
        } else {
            let shown: Vec<_> = known.iter().take(12).copied().collect();
            let more = known.len() - shown.len();
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!(
                "no profile of that name is saved; there are: {}{more}",
                shown.join(", ")
            )
        })
    })
}

/// What was done.
#[derive(Serialize)]
struct Said {
    done: bool,
    name: String,
    id: Option<ProfileId>,
    line: String,
}

fn say(said: &Said, json: bool) -> Exit {
    conclude(said, json, |said| said.line.clone(), Exit::Success, false)
}

fn add(desk: &Desk, options: &cli::ProfileValues, json: bool) -> Result<Exit, Exit> {
    let settings = values::into(Connection::default(), &options.values)?;
    let name = values::name("NAME", &options.name)?;
    let profile = Profile::new(name, settings, jiff::Timestamp::now());
    desk.store
        .save(&profile)
        .map_err(|error| refuse(&error.to_string()))?;
    let said = Said {
        done: true,
        line: format!(
            "“{}” is saved. Its Token: stackday secrets set token {}",
            profile.name,
            quoted(&profile.name)
        ),
        name: profile.name,
        id: Some(profile.id),
    };
    Ok(say(&said, json))
}

/// A name as a shell takes it.
fn quoted(name: &str) -> String {
    if name
        .chars()
        .all(|c| c.is_alphanumeric() || "-_.".contains(c))
    {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
}

fn edit(desk: &Desk, options: &cli::ProfileEdit, json: bool) -> Result<Exit, Exit> {
    let saved = desk.load()?;
    let mut profile = find(&saved, &options.name)?.clone();
    let before = profile.clone();
    profile.settings = values::into(profile.settings, &options.values)?;
    if let Some(name) = &options.rename {
        profile.name = values::name("--rename", name)?;
    }
    desk.store
        .save(&profile)
        .map_err(|error| refuse(&error.to_string()))?;
    let done = profile != before;
    let said = Said {
        done,
        line: if done {
            format!("“{}” is changed", profile.name)
        } else {
            format!("“{}” is as it was: nothing to change", profile.name)
        },
        name: profile.name,
        id: Some(profile.id),
    };
    Ok(say(&said, json))
}

async fn duplicate(desk: &Desk, options: &cli::ProfileCopy, json: bool) -> Result<Exit, Exit> {
    let saved = desk.load()?;
    let id = find(&saved, &options.name)?.id;
    let name = values::name("NEW", &options.new)?;
    let done = desk.keep(Keep::Copy(id, name.clone())).await?;
    let Done::Changed(line) = done else {
        return Err(Exit::Failed);
    };
    let copy = desk.load()?.named(&name).map(|profile| profile.id);
    let said = Said {
        done: true,
        name,
        id: copy,
        line,
    };
    Ok(say(&said, json))
}

async fn remove(desk: &Desk, options: &cli::ProfileRemoval, json: bool) -> Result<Exit, Exit> {
    let saved = desk.load()?;
    let profile = find(&saved, &options.name)?;
    let kept: Vec<_> = profile.token.iter().chain(&profile.old_token).collect();
    let places: Vec<_> = kept.iter().map(|kept| kept.place.words()).collect();
    let goes = if places.is_empty() {
        "No Token is kept for it.".to_owned()
    } else {
        format!(
            "The Token kept in {} goes with it.",
            places.join(" and in ")
        )
    };
    let confirmed = match &options.confirm {
        Some(confirmed) => confirmed.clone(),
        None if can_ask() => {
            complain(&format!(
                "Deleting “{}”. {goes} Nothing changes at Planday or StackOne.",
                profile.name
            ));
            asked("Type its name to delete it: ")?
        }
        None => {
            return Err(refuse(&format!(
                "“{}” is not deleted. {goes} Without a terminal, say --confirm {}",
                profile.name,
                quoted(&profile.name)
            )));
        }
    };
    if confirmed.trim() != profile.name {
        return Err(refuse(&format!(
            "“{}” is not deleted: what confirms it is its name, letter by letter",
            profile.name
        )));
    }
    if kept.iter().any(|kept| kept.place == SecretStoreKind::File) {
        open_file(&desk.services.vault).await?;
    }
    let done = desk.keep(Keep::Remove(vec![profile.id])).await?;
    let Done::Removed(_, line) = done else {
        return Err(Exit::Failed);
    };
    let said = Said {
        done: true,
        name: profile.name.clone(),
        id: Some(profile.id),
        line,
    };
    Ok(say(&said, json))
}

/// A line that is typed: a name is no secret, so it shows.
fn asked(question: &str) -> Result<String, Exit> {
    use std::io::Write as _;
    let failed = |error: std::io::Error| refuse(&format!("nothing could be asked: {error}"));
    let mut stderr = std::io::stderr();
    write!(stderr, "{question}")
        .and_then(|()| stderr.flush())
        .map_err(failed)?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(line)
}
