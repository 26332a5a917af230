//! Putting a new Token in the place of an old one, and doing away with the old one.

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{Observer, Services};
use crate::diagnosis::Diagnosis;
use crate::exit::Exit;
use crate::profile::ProfileId;
use crate::secret::Secret;

/// What came of a rotation. Its JSON form is the output of `stackday rotate --json`.
#[derive(Debug, Clone, Serialize)]
pub struct RotateReport {
    /// Whether the new Token is the one in use now. If not, the old one is, as before.
    pub ok: bool,
    /// The connection.
    pub id: ProfileId,
    /// Its name; empty where there is no such connection.
    pub name: String,
    /// What came of it, in one line.
    pub line: String,
    /// What is other with the new Token, a line each, and what is not known of it.
    pub notes: Vec<String>,
    /// Whether the old Token is kept, to be revoked or forgotten.
    pub old_kept: bool,
    /// Why the old one is still in use.
    pub diagnosis: Option<Diagnosis>,
}

/// What came of revoking, or forgetting, the Token that a rotation replaced.
/// Its JSON form is the output of `stackday rotate --revoke-old --json`.
#[derive(Debug, Clone, Serialize)]
pub struct RevokeReport {
    /// Whether it is done.
    pub ok: bool,
    /// The connection.
    pub id: ProfileId,
    /// Its name; empty where there is no such connection.
    pub name: String,
    /// What came of it, in one line.
    pub line: String,
    /// Whether the new Token still works after the revocation; none where that is not known.
    pub still_works: Option<bool>,
    /// Why it is not done, or what is wrong after it.
    pub diagnosis: Option<Diagnosis>,
}

impl RotateReport {
    /// The exit code.
    #[must_use]
    pub fn exit(&self) -> Exit {
        exit(self.ok, self.diagnosis.as_ref())
    }
}

impl RevokeReport {
    /// The exit code.
    #[must_use]
    pub fn exit(&self) -> Exit {
        exit(self.ok, self.diagnosis.as_ref())
    }
}

fn exit(ok: bool, diagnosis: Option<&Diagnosis>) -> Exit {
    match diagnosis {
        Some(diagnosis) => diagnosis.kind.exit(),
        None if ok => Exit::Proven,
        None => Exit::Failed,
    }
}

/// Proves a new Token of a saved connection, and uses it from then on. The old one is kept until it is revoked or
/// forgotten; whatever fails, it stays in use.
pub async fn rotate(
    services: &Services,
    id: ProfileId,
    new_token: Secret,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> RotateReport {
    let _ = (services, id, new_token, observer, cancel);
    todo!()
}

/// Revokes the Token that a rotation replaced: it dies for everybody who uses it (facts: planday.md, section 3).
/// `confirmation` is what a person typed, and must be the connection's name.
pub async fn revoke_old(
    services: &Services,
    id: ProfileId,
    confirmation: &str,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> RevokeReport {
    let _ = (services, id, confirmation, observer, cancel);
    todo!()
}

/// Forgets the Token that a rotation replaced. At Planday it goes on working for whoever has it.
pub async fn drop_old(
    services: &Services,
    id: ProfileId,
    observer: &impl Observer,
) -> RevokeReport {
    let _ = (services, id, observer);
    todo!()
}
