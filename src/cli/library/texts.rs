//! Texts that the commands about the library share.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::config::Settings;
use crate::domain::SecretStoreKind;
use crate::library::Trace;

/// The end of each help.
pub(super) const EXAMPLES: &str = "\
Examples:
  stackday library check                   look through the whole database
  stackday library backup acme.stackday    everything in one file, with the encrypted file of secrets
  stackday library restore acme.stackday --confirm restore
  stackday library scrub                   name secrets that earlier versions left on disk
  stackday library scrub --confirm remove  take them out

Exit codes: 0 done, 1 damaged or refused, 2 the file is there already, or a
confirmation is missing.";

/// The log files that are known: that of the settings.
pub(in crate::cli) fn logs(settings: &Settings) -> Vec<PathBuf> {
    settings.log.file.iter().cloned().collect()
}

/// A secret that an earlier version left, in one line; never the secret.
pub(in crate::cli) fn about_trace(trace: &Trace) -> String {
    format!(
        "{}, {}: {}",
        trace.file.display(),
        crate::domain::text::line(&trace.place, 80),
        trace.form.words()
    )
}

/// The same with what to do about it.
pub(in crate::cli) fn notice_of_trace(trace: &Trace) -> String {
    format!(
        "A secret stands readable on disk: {}. stackday library scrub takes it out.",
        about_trace(trace)
    )
}

/// Says what becomes of the secrets of a library that is copied to another machine, in lines.
pub(super) fn about_secrets(
    secrets: &BTreeMap<SecretStoreKind, usize>,
    with_sealed: bool,
) -> Vec<String> {
    let line = |(kind, count): (&SecretStoreKind, &usize)| match kind {
        SecretStoreKind::File if with_sealed => format!(
            "Secrets in the encrypted file: {count}. It is in the copy, and its passphrase opens it there too."
        ),
        SecretStoreKind::File => format!(
            "Secrets recorded in the encrypted file: {count}. There is no such file: enter them again."
        ),
        SecretStoreKind::Keyring => format!(
            "Secrets in the system's keyring: {count}. They are not in the copy. To take them along, first: stackday secrets move --to file --all"
        ),
        SecretStoreKind::Plaintext => format!(
            "Secrets in the plaintext file: {count}. They are not in the copy. To take them along, first: stackday secrets move --to file --all"
        ),
        SecretStoreKind::Memory => format!("Secrets in memory alone: {count}. They are gone."),
    };
    secrets.iter().map(line).collect()
}
