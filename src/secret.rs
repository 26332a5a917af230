//! A secret value in memory: zeroized when dropped, never printed, never serialized. And the [`Vault`] that keeps secrets
//! between runs.

mod command;
mod core_file;
mod disk;
mod doctor;
mod entered;
mod entries;
mod file;
pub(crate) mod keyring;
mod names;
mod passphrase;
mod plain;
mod sealed;
mod vault;

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

pub use command::{Asked, Command, Hide, Kind};
pub use core_file::leave_no_core_file;
pub use doctor::Examined;
pub use entered::{Entered, Unfit, can_be_typed, entered, entered_bytes};
pub use names::{Choice, VaultError};
pub use passphrase::PassphraseSource;
pub use vault::{Vault, VaultOptions};

/// A credential: a Planday Token, an access token, a `StackOne` API key, a connect-session token.
///
/// `Debug` prints a placeholder and there is no `Display` and no `Serialize`: reading the value takes a
/// visible call to [`Secret::expose`]. The memory is zeroized on drop.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes the value in.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(SecretString::from(value.into()))
    }

    /// The value itself, for the one place that must send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// How many characters it has: fit to show, where the characters themselves are not.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.expose().chars().count()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_value() {
        let secret = Secret::new("VxLtcy_OWkWoPKqs4uFhTg");
        assert_eq!(
            format!("{secret:?} {:?}", Some(&secret)),
            "[secret] Some([secret])"
        );
    }

    #[test]
    fn equal_values_are_equal() {
        assert_eq!(Secret::new("a"), Secret::new("a"));
        assert_ne!(Secret::new("a"), Secret::new("b"));
    }
}
