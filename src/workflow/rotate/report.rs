//! What came of a rotation or a revocation, and its form as JSON.

use serde::Serialize;

use crate::domain::ProfileId;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::exit::Exit;

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
    /// Whether the encrypted file of secrets was locked, so that nothing could begin.
    pub locked: bool,
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
    /// Whether the encrypted file of secrets was locked, so that nothing could begin.
    pub locked: bool,
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
        None if ok => Exit::Success,
        None => Exit::Failed,
    }
}
