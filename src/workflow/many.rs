//! Verifying saved connections side by side.

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::secrets::Environment;
use super::{Observer, Services};
use crate::diagnosis::Diagnosis;
use crate::exit::Exit;
use crate::profile::ProfileId;

/// Which saved connections are to be verified, and what the environment brings.
#[derive(Debug, Clone, Default)]
pub struct ManyRequest {
    /// The connections, in the order in which they are begun; none means all, by name.
    pub targets: Vec<ProfileId>,
    /// What the environment brings, and whose it is.
    pub env: Environment,
}

/// How the verification of many ended. Its JSON form is the output of `stackday verify --all --json`.
#[derive(Debug, Clone, Serialize)]
pub struct ManyReport {
    /// Whether every one of them holds.
    pub ok: bool,
    /// One row for each, in the order of the request.
    pub profiles: Vec<ManyRow>,
    /// How many ended how.
    pub counts: Counts,
    /// What all of them have in common: a locked store, findings that could not be saved.
    pub trouble: Vec<Diagnosis>,
    /// The worst of their exit codes.
    #[serde(serialize_with = "code")]
    pub exit: Exit,
}

/// How one of many ended.
#[derive(Debug, Clone, Serialize)]
pub struct ManyRow {
    /// Which connection.
    pub id: ProfileId,
    /// Its name.
    pub name: String,
    /// Whether it was reached before the end: what was not has not failed.
    pub reached: bool,
    /// How `stackday verify` would have ended; 130 for what was not reached.
    #[serde(serialize_with = "code")]
    pub exit: Exit,
    /// What came of it, in one line.
    pub line: String,
    /// What to do, where there is something.
    pub next: Option<String>,
}

/// How many ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Everything that was looked at holds.
    pub hold: usize,
    /// Something does not hold, or stayed unknown.
    pub fail: usize,
    /// The end came first.
    pub not_reached: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn code<S: serde::Serializer>(exit: &Exit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(exit.code())
}

/// Verifies saved connections side by side, and writes down what was found as they end.
///
/// The error is that nothing could be begun: there is no place for connections, or it cannot be read.
pub async fn verify_many(
    services: &Services,
    request: &ManyRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<ManyReport, Diagnosis> {
    let _ = (services, request, observer, cancel);
    todo!()
}
