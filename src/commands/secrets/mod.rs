//! `stackday secrets`: where secrets are kept, and keeping them there. None is ever printed.

mod doctor;
mod keep;
mod list;
mod moving;

use crate::cli::{self, SecretKind};
use crate::config::{Credentials, Settings};
use crate::exit::Exit;
use crate::journal::Journal;
use crate::output::complain;
use crate::profile::Saved;
use crate::secret::{SecretId, SecretStoreKind};
use crate::text;
use crate::workflow::Services;
use crate::workflow::secrets::{KeepError, Settled, load};

use super::passphrase::open_file;
use super::scopes::columns;
use super::{conclude, live_services, log_file};

pub(super) async fn run(
    options: &cli::Secrets,
    settings: &Settings,
    credentials: &Credentials,
) -> Exit {
    let work = async {
        let services = live_services(settings, Journal::silent(log_file(settings)?));
        let json = options.json;
        match &options.what {
            cli::SecretsWhat::List => list::run(&services, settings, credentials, json).await,
            cli::SecretsWhat::Set(options) => keep::set(&services, &options.what, json).await,
            cli::SecretsWhat::Rm(options) => keep::remove(&services, options, json).await,
            cli::SecretsWhat::Move(options) => moving::run(&services, options, json).await,
            cli::SecretsWhat::Doctor => doctor::run(&services, json).await,
        }
    };
    // Failed or not, the exit code is what counts.
    work.await.unwrap_or_else(|exit: Exit| exit)
}

/// What the saved connections are, or why they cannot be read.
async fn saved(services: &Services) -> Result<Saved, Exit> {
    load(services).await.map_err(|error| fail(&error))
}

/// Says what went wrong.
fn fail(error: &KeepError) -> Exit {
    complain(&format!("stackday: {error}"));
    Exit::from(error)
}

fn not_configured(problem: &str) -> Exit {
    complain(&format!("stackday: {problem}"));
    Exit::NotConfigured
}

/// Opens the encrypted file if one of these stores is it.
async fn open_for(
    services: &Services,
    places: impl IntoIterator<Item = SecretStoreKind>,
) -> Result<(), Exit> {
    if places
        .into_iter()
        .any(|place| place == SecretStoreKind::File)
    {
        open_file(&services.vault).await?;
    }
    Ok(())
}

/// The secret of this kind and name. What was asked for is not repeated: it may be a secret in the wrong place.
fn find(saved: &Saved, kind: SecretKind, name: &str) -> Result<SecretId, String> {
    let profile = || {
        let known: Vec<_> = saved
            .profiles
            .iter()
            .map(|profile| &*profile.name)
            .collect();
        let profile = saved.named(name);
        profile
            .map(|profile| profile.id)
            .ok_or_else(|| none_of("profile", &known))
    };
    match kind {
        SecretKind::Token => profile().map(SecretId::Token),
        SecretKind::OldToken => profile().map(SecretId::OldToken),
        SecretKind::ApiKey => {
            let known: Vec<_> = saved
                .projects
                .iter()
                .map(|project| &*project.name)
                .collect();
            saved
                .project(name)
                .map(|project| SecretId::ApiKey(project.name.clone()))
                .ok_or_else(|| none_of("project", &known))
        }
    }
}

fn none_of(what: &str, known: &[&str]) -> String {
    const SHOWN: usize = 12;
    if known.is_empty() {
        return format!("no {what} is saved yet");
    }
    let shown: Vec<_> = known
        .iter()
        .take(SHOWN)
        .map(|name| text::line(name, 60))
        .collect();
    let more = known.len().saturating_sub(SHOWN);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!(
        "no {what} of that name is saved; there are: {}{more}",
        shown.join(", ")
    )
}

/// The kind of a secret, and the name of what it belongs to.
fn described(saved: &Saved, name: &SecretId) -> (&'static str, String) {
    let profile = |id| {
        let profile = saved.find(id).map(|profile| text::line(&profile.name, 60));
        profile.unwrap_or_else(|| "?".to_owned())
    };
    match name {
        SecretId::Token(id) => ("token", profile(*id)),
        SecretId::OldToken(id) => ("old-token", profile(*id)),
        SecretId::ApiKey(project) => ("api-key", text::line(project, 60)),
    }
}

/// The kind of a secret within a sentence.
fn spoken(kind: &str) -> &'static str {
    match kind {
        "token" => "Token",
        "old-token" => "old Token",
        _ => "API key",
    }
}

/// Says what is not as tidy as it should be.
fn warn(settled: &Settled) {
    if settled.kept.place == SecretStoreKind::Plaintext {
        complain("stackday: kept in PLAINTEXT: whoever can read the file can use it");
    }
    if settled.kept.place == SecretStoreKind::Memory {
        complain(
            "stackday: kept in memory alone, and gone when this command ends; name a folder with --data-dir",
        );
    }
    if let Some((place, error)) = &settled.left {
        complain(&format!(
            "stackday: an older copy is still in {}: {error}",
            place.words()
        ));
    }
}
