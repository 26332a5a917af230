//! `stackday secrets doctor`: which stores work, what to do where one does not, and which secrets are gone.

use std::fmt::Write as _;

use clap::Args;
use serde::Serialize;

use super::names::{described, spoken};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::library::texts::{logs, notice_of_trace};
use crate::cli::registry::RunCommand;
use crate::cli::table::columns;
use crate::domain::SecretStoreKind;
use crate::domain::exit::Exit;
use crate::library::{Library, LibraryError, LibrarySnapshot};
use crate::secret::{Examined, PassphraseSource, VaultError};
use crate::storage::{exposed_file, oddities};
use crate::workflow::secrets::all_recorded;
use crate::workflow::traces;

const EXAMPLES: &str = "\
Examples:
  stackday secrets doctor
  stackday secrets doctor --secret-store keyring --json

Nobody is asked for a passphrase.

Exit codes: 0 nothing is wrong, 3 a store that is needed cannot be used, 1 a secret
that is recorded is gone.";

/// Say of each store whether it works, and what to do if not.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Doctor {}

/// The JSON.
#[derive(Serialize)]
struct Report {
    ok: bool,
    stores: Vec<Store>,
    /// Where new secrets go, and why.
    new_secrets: NewSecrets,
    /// What is recorded, and not to be had.
    orphans: Vec<Orphan>,
    /// What else a person should know: a network file system, secrets that are still to be removed.
    notices: Vec<String>,
}

#[derive(Serialize)]
struct Store {
    place: SecretStoreKind,
    usable: bool,
    why: String,
    next: Option<String>,
    path: Option<String>,
    /// The mode of the file, as `chmod` takes it.
    mode: Option<String>,
    /// How many secrets are recorded there.
    holds: usize,
}

#[derive(Serialize)]
struct NewSecrets {
    place: SecretStoreKind,
    why: String,
}

#[derive(Serialize)]
struct Orphan {
    kind: &'static str,
    name: String,
    place: SecretStoreKind,
    /// Whether it is gone for certain, or its store cannot be asked.
    gone: bool,
    why: String,
}

impl RunCommand for Doctor {
    async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        let context = Context::open_any(global)?;
        // What is refused elsewhere is what this command is for.
        let (saved, refused) = match context.library()?.load() {
            Err(error @ LibraryError::Shared { .. }) => {
                (LibrarySnapshot::default(), Some(error.to_string()))
            }
            loaded => (loaded.map_err(|error| Failure::from(&error))?, None),
        };
        let vault = &context.services.vault;
        let choice = vault.choice().await;
        let recorded = all_recorded(&saved);
        let mut orphans = Vec::new();
        for (name, kept) in &recorded {
            let (gone, why) = match vault.get(name, kept).await {
                // Locked is how the file is meant to be.
                Ok(Some(_)) | Err(VaultError::Locked { new: false }) => continue,
                Ok(None) | Err(VaultError::Locked { new: true }) => {
                    (true, VaultError::Gone(kept.place).to_string())
                }
                Err(error) => (false, error.to_string()),
            };
            let (kind, owner) = described(&saved, name);
            orphans.push(Orphan {
                kind,
                name: owner,
                place: kept.place,
                gone,
                why,
            });
        }
        let holds = |place| recorded.values().filter(|kept| kept.place == place).count();
        let stores: Vec<_> = vault
            .examine()
            .await
            .into_iter()
            .map(|examined| store(examined, &holds))
            .collect();
        let needed =
            |store: &Store| store.place == choice.place || store.holds > 0 || store.mode.is_some();
        let unusable = stores.iter().any(|store| !store.usable && needed(store));
        let exit = if unusable || refused.is_some() {
            Exit::NotConfigured
        } else if orphans.is_empty() {
            Exit::Success
        } else {
            Exit::Failed
        };
        let report = Report {
            ok: exit == Exit::Success,
            stores,
            new_secrets: NewSecrets {
                place: choice.place,
                why: choice.why,
            },
            orphans,
            notices: match refused {
                Some(refused) => vec![refused],
                None => notices(&context).await?,
            },
        };
        context.conclude(&report, table, exit)
    }
}

/// What else a person should know of the folder.
async fn notices(context: &Context) -> Result<Vec<String>, Failure> {
    let library = context.library()?;
    let mut notices = oddities(library.folder());
    let settings = &context.settings;
    let log = settings.log.file.as_deref();
    notices.extend(log.and_then(|log| exposed_file("log file", log)));
    if let Some(PassphraseSource::File(file)) = &settings.secrets.passphrase {
        notices.extend(exposed_file("passphrase file", file));
    }
    notices.extend(notice_of_network(library));
    let left = library.leftovers().map_err(|error| Failure::from(&error))?;
    for leftover in left {
        notices.push(format!(
            "A secret that nothing uses any more is still in {}: it is removed as soon as that store can be used.",
            leftover.record.place.words()
        ));
    }
    let found = traces(&context.services, logs(&context.settings)).await;
    let found = found.map_err(|error| Failure::from(&error))?;
    notices.extend(found.iter().map(notice_of_trace));
    Ok(notices)
}

fn notice_of_network(library: &Library) -> Option<String> {
    library.on_network().then(|| {
        format!(
            "{} is on a network file system: the library keeps a rollback journal there, and two machines should not use it at once.",
            library.folder().display()
        )
    })
}

fn store(examined: Examined, holds: &impl Fn(SecretStoreKind) -> usize) -> Store {
    let Examined {
        place,
        usable,
        why,
        next,
        path,
        mode,
        ..
    } = examined;
    Store {
        place,
        usable,
        why,
        next,
        path: path.map(|path| path.display().to_string()),
        mode: mode.map(|mode| format!("{mode:04o}")),
        holds: holds(place),
    }
}

fn table(report: &Report) -> String {
    let row = |store: &Store| {
        let next = store.next.as_deref().unwrap_or_default();
        [
            if store.usable { "[ok]" } else { "[-]" }.to_owned(),
            store.place.words().to_owned(),
            store.holds.to_string(),
            store.mode.clone().unwrap_or_default(),
            format!("{} {next}", store.why).trim_end().to_owned(),
        ]
    };
    let rows: Vec<_> = report.stores.iter().map(row).collect();
    let mut text = columns(["", "STORE", "HOLDS", "MODE", "FOUND"], &rows);
    let files = report.stores.iter().filter(|store| store.mode.is_some());
    for (store, path) in files.filter_map(|store| Some((store, store.path.as_ref()?))) {
        let _ = write!(text, "\n{} is {path}", store.place.words());
    }
    let NewSecrets { place, why } = &report.new_secrets;
    let place = place.words();
    // The reason for a second choice names it.
    if why.contains(place) {
        let _ = write!(text, "\n{why}");
    } else {
        let _ = write!(text, "\nNew secrets go to {place}. {why}");
    }
    for orphan in &report.orphans {
        let _ = write!(
            text,
            "\n[FAIL] the {} of {}: {}",
            spoken(orphan.kind),
            orphan.name,
            orphan.why
        );
    }
    for notice in &report.notices {
        let _ = write!(text, "\n{notice}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::guard::Guard;

    #[test]
    fn a_network_file_system_is_told_with_the_folder() {
        let library = |network| Library::with_network(Path::new("/far"), Guard::default(), network);
        let told = notice_of_network(&library(true)).expect("a notice");
        assert!(
            told.starts_with("/far is on a network file system:") && told.contains("two machines"),
            "{told}"
        );
        assert_eq!(notice_of_network(&library(false)), None);
    }
}
