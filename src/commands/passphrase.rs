//! What is typed where no dashboard is: a secret, or the passphrase of the encrypted file. Nothing of it shows.

use std::io::{self, IsTerminal as _};

use rpassword::ConfigBuilder;

use crate::exit::Exit;
use crate::output::complain;
use crate::secret::{Secret, Vault, VaultError};

/// How often a wrong passphrase may be mended.
const TRIES: usize = 3;

/// Opens the encrypted file, asking for its passphrase if nothing else brings it. Says why it could not.
pub(super) async fn open_file(vault: &Vault) -> Result<(), Exit> {
    let new = match vault.open().await {
        Ok(()) => return Ok(()),
        Err(VaultError::Locked { new }) => new,
        Err(error) => return Err(refuse(&error)),
    };
    if !can_ask() {
        complain(&format!(
            "stackday: {}; without a terminal it comes from STACKDAY_PASSPHRASE, --passphrase-file FILE or --passphrase-fd N",
            VaultError::Locked { new }
        ));
        return Err(Exit::NotConfigured);
    }
    for left in (0..TRIES).rev() {
        let passphrase = if new {
            choose().await?
        } else {
            typed("Passphrase of the encrypted file: ").await?
        };
        match vault.unlock(&passphrase).await {
            Ok(()) => return Ok(()),
            Err(error @ VaultError::WrongPassphrase(_)) if left > 0 => {
                complain(&format!("stackday: {error}"));
            }
            Err(error) => return Err(refuse(&error)),
        }
    }
    Err(Exit::NotConfigured)
}

/// A new passphrase, typed twice.
async fn choose() -> Result<Secret, Exit> {
    complain("The encrypted file is new. Whoever forgets its passphrase loses what is in it.");
    let first = typed("Choose its passphrase: ").await?;
    if first.is_empty() {
        complain("stackday: nothing was typed, and nothing was kept");
        return Err(Exit::NotConfigured);
    }
    if typed("The same once more: ").await? == first {
        return Ok(first);
    }
    complain("stackday: these were two different passphrases, and nothing was kept; try again");
    Err(Exit::NotConfigured)
}

/// Whether somebody sits there. Standard input may be a pipe that brings the secret, so the question goes to the terminal.
pub(super) fn can_ask() -> bool {
    io::stderr().is_terminal()
}

/// Asks for a line at the terminal, masked.
pub(super) async fn typed(question: &'static str) -> Result<Secret, Exit> {
    let ask = move || {
        let config = ConfigBuilder::new().password_feedback_mask('*').build();
        rpassword::prompt_password_with_config(question, config).map(Secret::new)
    };
    match tokio::task::spawn_blocking(ask).await {
        Ok(Ok(typed)) => Ok(typed),
        Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Err(Exit::Interrupted),
        Ok(Err(error)) => {
            complain(&format!(
                "stackday: nothing could be asked at the terminal: {error}"
            ));
            Err(Exit::NotConfigured)
        }
        Err(_) => Err(Exit::Failed),
    }
}

fn refuse(error: &VaultError) -> Exit {
    complain(&format!("stackday: {error}"));
    Exit::from(error)
}
