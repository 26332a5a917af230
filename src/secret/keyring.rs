//! The operating system's keyring, which may be locked, absent, or wait for ever for an answer to its prompt.
//!
//! Every call runs on a thread of its own with a time limit. A thread that does not come back is left behind: it holds up
//! neither the screen nor the end of the program.

mod system;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OnceCell, oneshot};
use uuid::Uuid;

use super::{Secret, VaultError};
use crate::domain::SecretStoreKind;

pub(super) use system::System;

/// A keyring, as the system offers it. Every call may block for ever.
pub(crate) trait Ring: Send + Sync {
    /// Whether there is one at all.
    fn status(&self) -> Result<(), RingError>;
    /// Keeps a secret, in place of the one of the same name.
    fn set(&self, name: &str, secret: &Secret) -> Result<(), RingError>;
    /// Reads one.
    fn get(&self, name: &str) -> Result<Option<Secret>, RingError>;
    /// Deletes one, and says whether it was there.
    fn delete(&self, name: &str) -> Result<bool, RingError>;
}

/// Why a keyring did not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RingError {
    /// There is none, and what was looked for.
    Absent(String),
    /// There is one, and it does not let anybody in.
    Locked,
    /// Anything else, in its own words.
    Failed(String),
}

/// Why the keyring cannot be used: what happened, and what to do, a sentence each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) why: String,
    pub(super) next: String,
}

impl Refusal {
    fn new(why: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            next: next.into(),
        }
    }
}

impl From<RingError> for Refusal {
    fn from(error: RingError) -> Self {
        match error {
            RingError::Absent(what) => Self::new(
                format!("No keyring answers here ({what})."),
                "Start one (GNOME Keyring or KWallet, in a desktop session), or use another store.",
            ),
            RingError::Locked => Self::new(
                "The keyring is locked, and its password cannot be asked for here.",
                "Unlock it, or use another store.",
            ),
            RingError::Failed(said) => Self::new(
                format!("The keyring failed: {said}"),
                "See what the system's own keyring program says, or use another store.",
            ),
        }
    }
}

impl From<Refusal> for VaultError {
    fn from(refusal: Refusal) -> Self {
        Self::unusable(SecretStoreKind::Keyring, refusal.why, refusal.next)
    }
}

/// The keyring behind its time limit.
pub(super) struct Keyring {
    ring: Arc<dyn Ring>,
    patience: Duration,
    probe: OnceCell<Result<(), Refusal>>,
    /// One call at a time: one that was given up may still happen, and must not overtake a later one.
    turn: Arc<Mutex<()>>,
}

impl Keyring {
    pub(super) fn new(ring: Arc<dyn Ring>, patience: Duration) -> Self {
        Self {
            ring,
            patience,
            probe: OnceCell::new(),
            turn: Arc::default(),
        }
    }

    /// Whether it works: a secret that means nothing is kept, read and deleted. Done once in a run.
    pub(super) async fn probe(&self) -> Result<(), Refusal> {
        let probe = self.probe.get_or_init(|| self.ask(try_out));
        probe.await.clone()
    }

    pub(super) async fn get(&self, name: String) -> Result<Option<Secret>, VaultError> {
        self.probe().await?;
        Ok(self.ask(move |ring| ring.get(&name)).await?)
    }

    pub(super) async fn set(&self, name: String, secret: Secret) -> Result<(), VaultError> {
        self.probe().await?;
        Ok(self.ask(move |ring| ring.set(&name, &secret)).await?)
    }

    pub(super) async fn delete(&self, name: String) -> Result<bool, VaultError> {
        self.probe().await?;
        Ok(self.ask(move |ring| ring.delete(&name)).await?)
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Ring) -> Result<T, RingError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (answer, answered) = oneshot::channel();
        let ring = Arc::clone(&self.ring);
        let turn = Arc::clone(&self.turn);
        let asked = async {
            let turn = turn.lock_owned().await;
            let thread = move || {
                // Given back when the keyring has answered, however long after everybody stopped listening.
                let _turn = turn;
                answer.send(work(ring.as_ref())).ok();
            };
            let thread = std::thread::Builder::new()
                .name("keyring".to_owned())
                .spawn(thread);
            if let Err(error) = thread {
                return Err(Refusal::new(
                    format!("This machine does not let a program start a thread: {error}."),
                    "Close something, then try again.",
                ));
            }
            match answered.await {
                Ok(answer) => answer.map_err(Refusal::from),
                Err(_) => Err(Refusal::new(
                    "The keyring call crashed.",
                    "Use another store.",
                )),
            }
        };
        let patience = self.patience;
        match tokio::time::timeout(patience, asked).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Refusal::new(
                format!(
                    "The keyring did not answer within {} s.",
                    patience.as_secs_f32()
                ),
                "It may be asking for its password in a window: unlock it, then start stackday again.",
            )),
        }
    }
}

/// Keeps, reads and deletes a secret that means nothing: that a keyring opens does not say that it is unlocked.
fn try_out(ring: &dyn Ring) -> Result<(), RingError> {
    ring.status()?;
    // Another stackday may be at the same.
    let name = format!("probe/{}", Uuid::new_v4());
    let value = Secret::new(Uuid::new_v4().to_string());
    ring.set(&name, &value)?;
    let read = ring.get(&name);
    let deleted = ring.delete(&name);
    if read?.as_ref() != Some(&value) {
        return Err(RingError::Failed(
            "what was kept did not come back.".to_owned(),
        ));
    }
    deleted.map(|_| ())
}
