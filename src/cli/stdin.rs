//! Secrets from standard input.

use std::io::{self, IsTerminal, Read as _};

use zeroize::Zeroizing;

use super::failure::Failure;
use crate::output::eprint_line;
use crate::secret::{Secret, Unfit, entered_bytes};

/// The longest input that is read for a secret, in bytes.
const LONGEST: u64 = 64 * 1024;

/// A secret from standard input; `what` it is, with its article. It is judged by the same rule as everywhere, and what was
/// tidied is said.
pub(super) fn secret_from_stdin(what: &str) -> Result<Secret, Failure> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        // Typed there it would stand on the screen, and a script would hang.
        return Err(Failure::usage(format!(
            "{what} is read from standard input, which is a terminal; pipe it in"
        )));
    }
    // As large as it can get: growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1024));
    stdin
        .lock()
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| {
            Failure::failed(format!(
                "{what} could not be read from standard input: {error}"
            ))
        })?;
    match entered_bytes(&bytes) {
        Ok(entered) => {
            if let Some(tidied) = entered.tidied {
                eprint_line(&format!("stackday: standard input: {tidied}"));
            }
            Ok(entered.secret)
        }
        Err(Unfit::Empty) => Err(Failure::not_configured(format!(
            "{what} was expected on standard input, and nothing came"
        ))),
        Err(unfit) => Err(Failure::not_configured(format!(
            "{what} was expected on standard input, which {unfit}; nothing was sent"
        ))),
    }
}
