//! `stackday secrets passphrase`: another passphrase for the encrypted file and its previous version.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::paths::path;
use crate::cli::prompt::{can_ask, typed_twice};
use crate::domain::SecretStoreKind;
use crate::domain::exit::Exit;
use crate::secret::{PassphraseSource, Secret, VaultError};

const EXAMPLES: &str = "\
Examples:
  stackday secrets passphrase
  stackday secrets passphrase --passphrase-file old --new-passphrase-file new

Type the old passphrase, then the new one twice; nothing of them shows. The old one
may also come from STACKDAY_PASSPHRASE, --passphrase-file or --passphrase-fd.

secrets.enc and its previous version are sealed anew; a run that is cut off leaves a
file that opens with the old passphrase or with the new one. Copies elsewhere, such
as backups, still open with the old one.

Exit codes: 0 changed, 3 locked, wrong passphrase, no new one, or no file yet, 2 usage.";

/// Change the passphrase of the encrypted file.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLES)]
pub struct Passphrase {
    /// Read the new passphrase from this file instead of asking for it.
    #[arg(long, value_name = "FILE", value_parser = path())]
    new_passphrase_file: Option<PathBuf>,
}

/// The JSON.
#[derive(Serialize)]
struct Changed {
    ok: bool,
    place: SecretStoreKind,
    path: Option<String>,
}

impl Passphrase {
    pub(in crate::cli) async fn run(&self, global: &Global) -> Result<Exit, Failure> {
        if self.new_passphrase_file.is_none() && !can_ask() {
            return Err(Failure::usage(
                "without a terminal the new passphrase comes from --new-passphrase-file FILE",
            ));
        }
        let context = Context::open_any(global)?;
        let vault = &context.services.vault;
        let failure = |error: VaultError| Failure::from(&error);
        if !vault.has_encrypted_file().await.map_err(failure)? {
            return Err(Failure::not_configured(
                "there is no encrypted file yet; its first use asks for a passphrase",
            ));
        }
        // The old one first: the new one is of no use without it.
        context.open_stores([SecretStoreKind::File]).await?;
        let new = match &self.new_passphrase_file {
            Some(file) => from_file(file.clone()).await?,
            None => typed_twice("The new passphrase: ").await?,
        };
        vault.change_passphrase(&new).await.map_err(failure)?;
        let path = vault.encrypted_file();
        let changed = Changed {
            ok: true,
            place: SecretStoreKind::File,
            path: path.map(|path| path.display().to_string()),
        };
        context.conclude(&changed, words, Exit::Success)
    }
}

/// The new passphrase, from a file.
async fn from_file(file: PathBuf) -> Result<Secret, Failure> {
    let read = move || PassphraseSource::File(file).read();
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => read.map_err(|error| Failure::from(&error)),
        Err(_) => Err(Failure::failed("stackday itself failed; please report it")),
    }
}

fn words(changed: &Changed) -> String {
    let file = changed.path.as_deref().unwrap_or("The encrypted file");
    format!(
        "{file} opens with the new passphrase alone, and so does its previous version. Copies elsewhere, such as backups, still open with the old one."
    )
}
