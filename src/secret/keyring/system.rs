//! The keyring of this system: Secret Service, Keychain or Credential Manager.

use keyring::v1::{Entry, Error};

use super::{Ring, RingError};
use crate::domain::text;
use crate::secret::Secret;

/// The name under which the keyring shows what is stackday's.
const SERVICE: &str = "stackday";

/// The keyring of this system.
pub(in crate::secret) struct System;

impl Ring for System {
    fn status(&self) -> Result<(), RingError> {
        match Entry::store_status() {
            Ok(()) => Ok(()),
            Err(error) => Err(absent(error)),
        }
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), RingError> {
        entry(name)?
            .set_password(secret.expose())
            .map_err(|error| told(&error))
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, RingError> {
        match entry(name)?.get_password() {
            Ok(value) => Ok(Some(Secret::new(value))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(&error)),
        }
    }

    fn delete(&self, name: &str) -> Result<bool, RingError> {
        match entry(name)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(told(&error)),
        }
    }
}

fn entry(name: &str) -> Result<Entry, RingError> {
    Entry::new(SERVICE, name).map_err(|error| told(&error))
}

/// Why there is no keyring, in words that somebody without a desktop understands.
fn absent(error: &Error) -> RingError {
    match error {
        Error::PlatformFailure(inner) => {
            let said = format!("{inner:?}");
            RingError::Absent(if said.contains("ServiceUnknown") {
                "the session bus has no secret service".to_owned()
            } else if cfg!(target_os = "linux") && said.contains("Connection") {
                "no session bus".to_owned()
            } else {
                line(&inner.to_string())
            })
        }
        other => told(other),
    }
}

/// What a call said. Two of the errors carry the secret's bytes, so none is shown as a whole.
fn told(error: &Error) -> RingError {
    match error {
        Error::NoStorageAccess(_) => RingError::Locked,
        Error::NoDefaultStore => RingError::Absent("none is known on this system".to_owned()),
        Error::PlatformFailure(inner) => RingError::Failed(line(&inner.to_string())),
        Error::TooLong(_, limit) => {
            RingError::Failed(format!("it takes no more than {limit} characters."))
        }
        Error::Ambiguous(_) => {
            RingError::Failed("it holds several secrets of this name.".to_owned())
        }
        _ => RingError::Failed("what it holds under this name cannot be read.".to_owned()),
    }
}

fn line(said: &str) -> String {
    text::line(said, 200)
}
