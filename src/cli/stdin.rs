//! Secrets from standard input.

use std::io::{self, IsTerminal, Read as _};

use super::failure::Failure;
use crate::secret::Secret;

/// The longest secret that is read from standard input, in bytes.
const LONGEST_SECRET: u64 = 64 * 1024;

/// A secret from standard input; `what` it is, with its article.
pub(super) fn secret_from_stdin(what: &str) -> Result<Secret, Failure> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        // Typed there it would stand on the screen, and a script would hang.
        return Err(Failure::usage(format!(
            "{what} is read from standard input, which is a terminal; pipe it in"
        )));
    }
    let mut text = zeroize::Zeroizing::new(String::new());
    stdin
        .lock()
        .take(LONGEST_SECRET)
        .read_to_string(&mut text)
        .map_err(|error| {
            Failure::failed(format!(
                "{what} could not be read from standard input: {error}"
            ))
        })?;
    if text.trim().is_empty() {
        return Err(Failure::not_configured(format!(
            "{what} was expected on standard input, and nothing came"
        )));
    }
    Ok(Secret::new(text.trim()))
}
