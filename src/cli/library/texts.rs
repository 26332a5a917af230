//! Texts that the commands about the library share.

use std::collections::BTreeMap;

use crate::domain::SecretStoreKind;

/// The end of each help.
pub(super) const EXAMPLES: &str = "\
Examples:
  stackday library check                   look through the whole database
  stackday library backup acme.stackday    everything in one file, with the encrypted file of secrets
  stackday library restore acme.stackday --confirm restore

Exit codes: 0 done, 1 damaged or refused, 2 the file is there already, or a
confirmation is missing.";

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
