//! The connection that the forms show: which saved profile it is, and what of it is not saved.

use std::collections::BTreeMap;

use crate::domain::{Input, SecretRecord, StepId, StoredEvidence};
use crate::library::{Connection, DraftId};
use crate::secret::Secret;
use crate::workflow::ResolvedSecret;

/// What the forms were filled with.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// Counts the connections that the forms have shown in this run.
    pub(crate) number: u64,
    /// The name of the profile; empty where it has none yet.
    pub name: String,
    /// The revision of the profile.
    pub revision: u64,
    /// Its evidence revision: what evidence found here is made with.
    pub evidence_revision: u64,
    /// The draft of an earlier run that the forms go on with.
    pub(crate) draft_id: Option<DraftId>,
    /// What was saved, or what the run began with.
    pub base: Connection,
    /// The Token that the forms were filled with.
    pub token: Option<ResolvedSecret>,
    /// Where the Token was recorded when it was last read from its store, whether it could be read or not.
    pub(crate) read_from: Option<SecretRecord>,
    /// The API key that the forms were filled with.
    pub api_key: Option<ResolvedSecret>,
    /// What was last handed over to be kept as a draft.
    pub(crate) draft: Option<Connection>,
    /// The evidence that was last handed over to be kept.
    pub(crate) steps: BTreeMap<StepId, StoredEvidence>,
}

/// A Token that Planday returned in place of one that was sent, for a connection that the forms do not show any more. Nothing
/// else holds it.
#[derive(Debug, Clone)]
pub struct UnclaimedToken {
    /// What the connection was called.
    pub of: String,
    /// The Token.
    pub token: Secret,
}

impl Session {
    /// Where a secret in the forms comes from.
    pub(crate) fn found(&self, input: Input) -> Option<&ResolvedSecret> {
        match input {
            Input::TokenSecret => self.token.as_ref(),
            Input::ApiKey => self.api_key.as_ref(),
            _ => None,
        }
    }
}
