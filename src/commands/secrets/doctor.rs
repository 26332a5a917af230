//! `stackday secrets doctor`: which stores work, what to do where one does not, and which secrets are gone.

use std::fmt::Write as _;

use serde::Serialize;

use super::{columns, conclude, described, saved, spoken};
use crate::exit::Exit;
use crate::secret::{Examined, SecretStoreKind, VaultError};
use crate::workflow::Services;
use crate::workflow::secrets::all_recorded;

/// The JSON.
#[derive(Serialize)]
struct Report {
    ok: bool,
    stores: Vec<Store>,
    /// Where new secrets go, and why.
    new_secrets: NewSecrets,
    /// What is recorded, and not to be had.
    orphans: Vec<Orphan>,
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

pub(super) async fn run(services: &Services, json: bool) -> Result<Exit, Exit> {
    let saved = saved(services).await?;
    let vault = &services.vault;
    let choice = vault.choice().await;
    let recorded = all_recorded(&saved);
    let mut orphans = Vec::new();
    for (name, kept) in &recorded {
        let (gone, why) = match vault.get(name, kept.place).await {
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
    let exit = if stores.iter().any(|store| !store.usable && needed(store)) {
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
    };
    Ok(conclude(&report, json, table, exit, false))
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
    text
}
