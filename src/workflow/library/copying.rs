//! The library and the encrypted file of secrets, copied into one file and put back together.

use std::path::PathBuf;

use super::access::on_library;
use crate::library::{Checked, Copied, Library, LibraryError, Trace};
use crate::storage::AtomicFile;
use crate::workflow::Services;

/// Looks through the whole library.
pub async fn check_library(services: &Services) -> Result<Checked, LibraryError> {
    on_library(services, Library::check).await
}

/// Secrets that earlier versions left on disk, in the data folder and in these log files.
pub async fn traces(services: &Services, logs: Vec<PathBuf>) -> Result<Vec<Trace>, LibraryError> {
    protect_recorded(services).await;
    on_library(services, move |library| library.traces(&logs)).await
}

/// Takes them out; where `token_like`, also what only looks like a Token. Returns what was taken out.
pub async fn remove_traces(
    services: &Services,
    logs: Vec<PathBuf>,
    token_like: bool,
) -> Result<Vec<Trace>, LibraryError> {
    protect_recorded(services).await;
    on_library(services, move |library| {
        library.remove_traces(&logs, token_like)
    })
    .await
}

/// What is in a store that is open is known, and found by its value. Nobody is asked for a passphrase.
async fn protect_recorded(services: &Services) {
    let saved = on_library(services, Library::load).await;
    for (id, record) in super::secrets::all_recorded(&saved.unwrap_or_default()) {
        if let Ok(Some(secret)) = services.vault.get(&id, &record).await {
            services.door.protect(&secret);
        }
    }
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
