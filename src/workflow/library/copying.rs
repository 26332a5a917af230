//! The library and the encrypted file of secrets, copied into one file and put back together.

use std::path::PathBuf;

use super::access::on_library;
use crate::library::{Checked, Copied, Library, LibraryError};
use crate::storage::AtomicFile;
use crate::workflow::Services;

/// Looks through the whole library.
pub async fn check_library(services: &Services) -> Result<Checked, LibraryError> {
    on_library(services, Library::check).await
}

/// Copies the library and the encrypted file, sealed as it is, into one new file.
pub async fn back_up_library(services: &Services, to: PathBuf) -> Result<Copied, LibraryError> {
    let sealed = sealed(services);
    on_library(services, move |library| {
        let sealed = sealed.unwrap_or_else(|| library.folder().join("secrets.enc"));
        library.back_up(&to, &sealed)
    })
    .await
}

/// Puts such a file in the place of the library and of the encrypted file. What was there before is kept beside.
pub async fn restore_library(services: &Services, from: PathBuf) -> Result<Copied, LibraryError> {
    let sealed = sealed(services);
    on_library(services, move |library| {
        let (copied, bytes) = library.restore(&from)?;
        if let (Some(bytes), Some(path)) = (bytes, sealed) {
            let mut previous = path.clone().into_os_string();
            previous.push(".previous");
            AtomicFile::new(&path)
                .keeping(previous.as_ref())
                .write(&bytes)
                .map_err(|error| LibraryError::system(&path, error))?;
        }
        Ok(copied)
    })
    .await
}

fn sealed(services: &Services) -> Option<PathBuf> {
    services.vault.encrypted_file()
}
