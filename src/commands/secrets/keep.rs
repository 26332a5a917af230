//! `stackday secrets set` and `stackday secrets rm`.

use std::io::{self, IsTerminal as _};

use jiff::Timestamp;
use serde::Serialize;

use super::{conclude, described, fail, find, not_configured, open_for, saved, spoken, warn};
use crate::cli::{self, SecretKind, SetWhat};
use crate::commands::given::secret_from_stdin;
use crate::commands::passphrase::{can_ask, typed};
use crate::config::StoreChoice;
use crate::exit::Exit;
use crate::input::{self, Judged};
use crate::output::complain;
use crate::secret::{Secret, SecretId, SecretStoreKind};
use crate::workflow::Services;
use crate::workflow::secrets::{forget_secret, keep_secret, recorded};

/// The longest name of a project, in characters.
const LONGEST_NAME: usize = 60;

/// The JSON of `set`.
#[derive(Serialize)]
struct KeptNow {
    ok: bool,
    kind: &'static str,
    name: String,
    place: SecretStoreKind,
    since: Timestamp,
    why: String,
}

/// The JSON of `rm`.
#[derive(Serialize)]
struct Removed {
    ok: bool,
    kind: &'static str,
    name: String,
    place: SecretStoreKind,
    /// Whether the store still had it.
    was_there: bool,
}

pub(super) async fn set(services: &Services, what: &SetWhat, json: bool) -> Result<Exit, Exit> {
    let saved = saved(services).await?;
    let (name, store, default) = match what {
        SetWhat::Token { name, store } => {
            let name = find(&saved, SecretKind::Token, name).map_err(|problem| {
                not_configured(&format!("{problem}. Save the connection first, in the dashboard or with stackday profiles add."))
            })?;
            (name, store, false)
        }
        SetWhat::ApiKey {
            name,
            default,
            store,
        } => {
            let name = project(name).map_err(|problem| not_configured(&problem))?;
            (SecretId::ApiKey(name), store, *default)
        }
    };
    let (place, why) = if let Some(place) = store.and_then(StoreChoice::place) {
        (place, "This store was asked for.".to_owned())
    } else {
        let choice = services.vault.choice().await;
        (choice.place, choice.why)
    };
    let secret = read(&name).await?;
    services.door.protect(&secret);
    open_for(services, [place]).await?;
    // The copy elsewhere goes last; a file that stays locked keeps it, and says so.
    let settled = keep_secret(services, &name, &secret, Some(place), default)
        .await
        .map_err(|error| fail(&error))?;
    warn(&settled);
    let (kind, name) = match &name {
        SecretId::ApiKey(project) => ("api-key", project.clone()),
        other => described(&saved, other),
    };
    let kept = KeptNow {
        ok: true,
        kind,
        name,
        place: settled.kept.place,
        since: settled.kept.at,
        why,
    };
    let words = |kept: &KeptNow| {
        let place = kept.place.words();
        format!(
            "The {} of {} is in {place}, read back and right. {}",
            spoken(kept.kind),
            kept.name,
            kept.why
        )
    };
    Ok(conclude(&kept, json, words, Exit::Success, false))
}

/// The secret: piped in, or typed.
async fn read(name: &SecretId) -> Result<Secret, Exit> {
    let (what, question) = match name {
        SecretId::ApiKey(_) => ("the API key", "StackOne API key: "),
        _ => ("the Token", "Planday Token: "),
    };
    let raw = if io::stdin().is_terminal() && can_ask() {
        typed(question).await?
    } else {
        let read = move || secret_from_stdin(what);
        match tokio::task::spawn_blocking(read).await {
            Ok(read) => read.map_err(|problem| not_configured(&problem))?,
            Err(_) => return Err(Exit::Failed),
        }
    };
    let Judged { value, doubt, .. } = match name {
        SecretId::ApiKey(_) => input::api_key(raw.expose()),
        _ => input::token_secret(raw.expose()),
    };
    if let Some(doubt) = doubt {
        complain(&format!("stackday: {doubt}"));
    }
    value.map_err(|problem| not_configured(&problem))
}

/// The name of a project, unless it looks like what is not to be a name.
fn project(name: &str) -> Result<String, String> {
    let judged = input::name(name, "a project needs a name").value?;
    if judged.chars().count() > LONGEST_NAME || judged != name {
        return Err(format!(
            "a project's name is one line of at most {LONGEST_NAME} characters"
        ));
    }
    if input::looks_like_api_key(name) {
        return Err(
            "this looks like an API key, not like the name of a project; the key itself is read from standard input or typed"
                .to_owned(),
        );
    }
    Ok(judged)
}

pub(super) async fn remove(
    services: &Services,
    options: &cli::Named,
    json: bool,
) -> Result<Exit, Exit> {
    let saved = saved(services).await?;
    let name =
        find(&saved, options.kind, &options.name).map_err(|problem| not_configured(&problem))?;
    let Some(kept) = recorded(&saved, &name) else {
        return Err(not_configured(
            "no store holds this secret; there is nothing to remove",
        ));
    };
    open_for(services, [kept.place]).await?;
    let removed = forget_secret(services, &name)
        .await
        .map_err(|error| fail(&error))?;
    let (kind, owner) = described(&saved, &name);
    let removed = Removed {
        ok: true,
        kind,
        name: owner,
        place: kept.place,
        was_there: removed.unwrap_or_default(),
    };
    let words = |removed: &Removed| {
        let place = removed.place.words();
        let gone = if removed.was_there {
            format!("is removed from {place}")
        } else {
            format!("was no longer in {place}; its record is removed")
        };
        format!(
            "The {} of {} {gone}. Whoever else has it can still use it, until it is revoked where it was made.",
            spoken(removed.kind),
            removed.name
        )
    };
    Ok(conclude(&removed, json, words, Exit::Success, false))
}
