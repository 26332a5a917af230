//! `stackday secrets set`: a secret, piped in or typed, into a store.

use std::io::{self, IsTerminal as _};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;

use super::names::{SecretKind, described, secret, spoken, warn};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::prompt::{can_ask, typed};
use crate::cli::registry::RunCommand;
use crate::cli::stdin::secret_from_stdin;
use crate::config::StoreChoice;
use crate::domain::exit::Exit;
use crate::domain::{SecretId, SecretStoreKind};
use crate::input::{self, Judged};
use crate::output::eprint_line;
use crate::secret::Secret;
use crate::workflow::secrets::keep_secret;

const EXAMPLES: &str = "\
Examples:
  stackday secrets set token Acme
  stackday secrets set api-key main --default < key
  stackday secrets set token Acme --store file --passphrase-file ~/.stackday-passphrase

The secret is read from standard input, or typed. The profile of a Token must be
saved; the project of an API key is made. The first project becomes the default:
the one of profiles that name none.

Exit codes: 0 kept and read back, 2 no such profile, 3 nothing is saved, or the store
is locked or cannot be used, 1 something else failed.";

/// The longest name of a project, in characters.
const LONGEST_NAME: usize = 60;

/// Keep a secret: read from standard input, or typed.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Set {
    /// What it is, and of what.
    #[command(subcommand)]
    what: SetWhat,
}

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
enum SetWhat {
    /// The Token of a profile.
    #[command(after_help = EXAMPLES)]
    Token {
        /// The profile's name.
        #[arg(value_name = "PROFILE")]
        name: String,
        /// Keep it in this store.
        #[arg(long, value_name = "STORE", value_enum)]
        store: Option<StoreChoice>,
    },
    /// The API key of a project.
    #[command(after_help = EXAMPLES)]
    ApiKey {
        /// The project's name here.
        #[arg(value_name = "PROJECT")]
        name: String,
        /// Make this the project of profiles that name none.
        #[arg(long)]
        default: bool,
        /// Keep it in this store.
        #[arg(long, value_name = "STORE", value_enum)]
        store: Option<StoreChoice>,
    },
}

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

impl RunCommand for Set {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        let services = &context.services;
        let saved = context.saved()?;
        let (name, store, default) = match &self.what {
            SetWhat::Token { name, store } => {
                let name = secret(&saved, SecretKind::Token, name).map_err(|failure| {
                    failure.next(
                        "Save the connection first, in the dashboard or with stackday profiles add.",
                    )
                })?;
                (name, store, false)
            }
            SetWhat::ApiKey {
                name,
                default,
                store,
            } => {
                if let Some(form) = services.guard().suspect(name) {
                    let problem = format!("the name of the project holds {}", form.words());
                    return Err(Failure::usage(problem).next(form.belongs()));
                }
                (SecretId::ApiKey(project(name)?), store, *default)
            }
        };
        let (place, why) = if let Some(place) = store.and_then(StoreChoice::place) {
            (place, "This store was asked for.".to_owned())
        } else {
            let choice = services.vault.choice().await;
            (choice.place, choice.why)
        };
        let secret = read(&name).await?;
        context.protect(Some(&secret));
        context.open_stores([place]).await?;
        // The copy elsewhere goes last; a file that stays locked keeps it, and says so.
        let settled = keep_secret(services, &name, &secret, Some(place), default)
            .await
            .map_err(|error| Failure::from(&error))?;
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
        context.conclude(&kept, told, Exit::Success)
    }
}

fn told(kept: &KeptNow) -> String {
    format!(
        "The {} of {} is in {}, read back and right. {}",
        spoken(kept.kind),
        kept.name,
        kept.place.words(),
        kept.why
    )
}

/// The secret: piped in, or typed.
async fn read(name: &SecretId) -> Result<Secret, Failure> {
    let (what, question) = match name {
        SecretId::ApiKey(_) => ("the API key", "StackOne API key: "),
        _ => ("the Token", "Planday Token: "),
    };
    let raw = if io::stdin().is_terminal() && can_ask() {
        typed(question).await?
    } else {
        let read = move || secret_from_stdin(what);
        match tokio::task::spawn_blocking(read).await {
            Ok(read) => read?,
            Err(_) => return Err(Failure::failed("stackday itself failed; please report it")),
        }
    };
    let Judged {
        value,
        tidied,
        doubt,
    } = match name {
        SecretId::ApiKey(_) => input::api_key(raw.expose()),
        _ => input::token_secret(raw.expose()),
    };
    for said in tidied.into_iter().chain(doubt) {
        eprint_line(&format!("stackday: {said}"));
    }
    value.map_err(Failure::usage)
}

/// The name of a project, unless it looks like what is not to be a name.
fn project(name: &str) -> Result<String, Failure> {
    let judged = input::name(name, "a project needs a name");
    let judged = judged.value.map_err(Failure::usage)?;
    if judged.chars().count() > LONGEST_NAME || judged != name {
        return Err(Failure::usage(format!(
            "a project's name is one line of at most {LONGEST_NAME} characters"
        )));
    }
    if input::looks_like_api_key(name) {
        return Err(Failure::usage(
            "this looks like an API key, not like the name of a project; the key itself is read from standard input or typed",
        ));
    }
    Ok(judged)
}
