//! What is typed where no dashboard is: a secret, the passphrase of the encrypted file, a name that confirms. No secret shows.

use std::io::{self, IsTerminal as _};

use rpassword::ConfigBuilder;

use super::failure::Failure;
use crate::output::{eprint_line, eprint_question};
use crate::secret::{Secret, Vault, VaultError};

/// How often a passphrase may be entered.
const TRIES: usize = 3;

/// Opens the encrypted file, asking for its passphrase if nothing else brings it. Says why it could not.
pub(super) async fn open_file(vault: &Vault) -> Result<(), Failure> {
    let new = match vault.open().await {
        Ok(()) => return Ok(()),
        Err(VaultError::Locked { new }) => new,
        Err(error) => return Err((&error).into()),
    };
    if !can_ask() {
        return Err(Failure::not_configured(format!(
            "{}; without a terminal it comes from STACKDAY_PASSPHRASE, --passphrase-file FILE or --passphrase-fd N",
            VaultError::Locked { new }
        )));
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
                eprint_line(&format!("stackday: {error}"));
            }
            Err(error) => return Err((&error).into()),
        }
    }
    Err(Failure::not_configured("the encrypted file stays locked"))
}

/// The passphrase of a file that is made now.
async fn choose() -> Result<Secret, Failure> {
    eprint_line(
        "The encrypted file is new. Without its passphrase its secrets cannot be read again.",
    );
    typed_twice("Choose its passphrase: ").await
}

/// A new passphrase, typed twice.
pub(super) async fn typed_twice(question: &'static str) -> Result<Secret, Failure> {
    let first = typed(question).await?;
    if first.is_empty() {
        return Err(Failure::not_configured(
            "nothing was typed, and nothing was kept",
        ));
    }
    if typed("The same once more: ").await? == first {
        return Ok(first);
    }
    Err(Failure::not_configured(
        "these were two different passphrases, and nothing was kept; try again",
    ))
}

/// Whether there is a terminal. Standard input may be a pipe that brings the secret, so the question goes to the terminal.
pub(super) fn can_ask() -> bool {
    io::stderr().is_terminal()
}

/// Asks for a line at the terminal, masked.
pub(super) async fn typed(question: &'static str) -> Result<Secret, Failure> {
    let ask = move || {
        let config = ConfigBuilder::new().password_feedback_mask('*').build();
        rpassword::prompt_password_with_config(question, config).map(Secret::new)
    };
    match tokio::task::spawn_blocking(ask).await {
        Ok(Ok(typed)) => Ok(typed),
        Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Err(Failure::interrupted()),
        Ok(Err(error)) => Err(Failure::usage(format!(
            "nothing could be asked at the terminal: {error}"
        ))),
        Err(_) => Err(Failure::failed("stackday itself failed; please report it")),
    }
}

/// Asks for a line at the terminal. It shows: it is no secret.
pub(super) fn asked(question: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::usage(format!("nothing could be asked: {error}"));
    eprint_question(question).map_err(failed)?;
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(line)
}
