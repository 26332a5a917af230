//! The switch from one Token to another, on disk and in the secret store: step by step, and back where a step fails.

use std::sync::Arc;

use super::not_kept;
use crate::diagnosis::Diagnosis;
use crate::guide::{Evidence, Ledger, StepId};
use crate::profile::{Profile, ProfileId, Saved, Store, StoreError, StoredEvidence};
use crate::secret::{Secret, SecretId, SecretRecord, Vault, VaultError};
use crate::workflow::{Services, saving};

/// Why a connector profile that is listed as active may not go on working.
const OUTDATED: &str = "the Token was rotated since: put the new one into the profile";

/// Keeps the old Token as the old one and the new one as the Token, and writes both down.
///
/// It runs to its end even if nobody waits for it any more, and the program does not end before.
pub(super) async fn to(
    services: &Services,
    profile: &Profile,
    old: Option<Secret>,
    new: Secret,
) -> Result<Arc<Saved>, Diagnosis> {
    let under_way = services.planday.under_way();
    let switch = Switch {
        vault: services.vault.clone(),
        store: services.store.clone(),
        id: profile.id,
        before: profile.token.clone(),
        old,
    };
    let switching = tokio::spawn(async move {
        let switched = switch.to(&new).await;
        drop(under_way);
        switched
    });
    match switching.await {
        Ok(switched) => switched.map_err(not_kept),
        Err(error) => Err(not_kept(format!("The switch broke off: {error}."))),
    }
}

struct Switch {
    vault: Vault,
    store: Option<Store>,
    id: ProfileId,
    before: Option<SecretRecord>,
    old: Option<Secret>,
}

impl Switch {
    async fn to(&self, new: &Secret) -> Result<Arc<Saved>, String> {
        // First the old one is safe in its new place, and known to be there; only then is its own place given away.
        if let Some(old) = &self.old {
            let kept = self.keep(SecretId::OldToken(self.id), old).await;
            let kept = kept.map_err(|error| refused("old", &error))?;
            if let Err(problem) = self.note_old(Some(kept)).await {
                self.forget_unrecorded().await;
                return Err(problem);
            }
        }
        let kept = match self.keep(SecretId::Token(self.id), new).await {
            Ok(kept) => kept,
            Err(error) => {
                self.undo().await;
                return Err(refused("new", &error));
            }
        };
        match self.note_new(kept).await {
            Ok(saved) => Ok(saved),
            Err(problem) => {
                self.undo().await;
                Err(problem)
            }
        }
    }

    /// Keeps it where the connection's Token was, or where new secrets go.
    async fn keep(&self, name: SecretId, secret: &Secret) -> Result<SecretRecord, VaultError> {
        let vault = &self.vault;
        match &self.before {
            Some(before) => vault.keep_in(&name, secret, before.place).await,
            None => vault.keep(&name, secret).await,
        }
    }

    async fn note_old(&self, kept: Option<SecretRecord>) -> Result<(), String> {
        let (id, before) = (self.id, self.before.clone());
        let noted = saving::change(self.store.as_ref(), move |saved| {
            let profile = unchanged(saved, id, before.as_ref())?;
            profile.old_token = kept;
            Ok(())
        });
        noted.await.map(|_| ())
    }

    async fn note_new(&self, kept: SecretRecord) -> Result<Arc<Saved>, String> {
        let (id, before) = (self.id, self.before.clone());
        let noted = saving::change(self.store.as_ref(), move |saved| {
            let profile = unchanged(saved, id, before.as_ref())?;
            profile.token = Some(kept);
            outdate(profile);
            Ok(())
        });
        noted.await.map(|(saved, ())| saved)
    }

    /// Puts the old Token back in its place. What cannot be undone is no worse than before: the Token that is recorded as
    /// the old one is still there.
    async fn undo(&self) {
        let name = SecretId::Token(self.id);
        if let (Some(old), Some(before)) = (&self.old, &self.before) {
            let put_back = self.vault.keep_in(&name, old, before.place).await;
            if put_back.is_ok() {
                self.undo_old().await;
            }
            return;
        }
        let place = match &self.before {
            Some(before) => before.place,
            None => self.vault.choice().await.place,
        };
        let _ = self.vault.remove(&name, place).await;
    }

    /// Takes the old Token out of its new place, unless it is recorded there: by somebody else, then.
    async fn forget_unrecorded(&self) {
        let id = self.id;
        let looking = saving::change(self.store.as_ref(), move |saved| {
            Ok(saved
                .find(id)
                .is_none_or(|profile| profile.old_token.is_none()))
        });
        if let (Ok((_, true)), Some(before)) = (looking.await, &self.before) {
            let name = SecretId::OldToken(id);
            let _ = self.vault.remove(&name, before.place).await;
        }
    }

    async fn undo_old(&self) {
        if let Some(before) = &self.before
            && self.note_old(None).await.is_ok()
        {
            let name = SecretId::OldToken(self.id);
            let _ = self.vault.remove(&name, before.place).await;
        }
    }
}

/// The connection, if nobody has put another Token into it meanwhile.
fn unchanged<'a>(
    saved: &'a mut Saved,
    id: ProfileId,
    before: Option<&SecretRecord>,
) -> Result<&'a mut Profile, StoreError> {
    let profile = saved
        .find_mut(id)
        .ok_or_else(|| StoreError::Refused(saving::gone()))?;
    if profile.token.as_ref() == before {
        Ok(profile)
    } else {
        let why = "Another Token was put into this connection meanwhile.";
        Err(StoreError::Refused(why.into()))
    }
}

/// What is listed of the connector profile says nothing about the Token that it holds.
fn outdate(profile: &mut Profile) {
    let step = StepId::C2;
    let Some(proved) = profile.steps.get(&step) else {
        return;
    };
    let mut ledger = Ledger::default();
    ledger.record(
        step,
        Evidence {
            standing: proved.standing,
            line: proved.line.clone(),
            at: proved.at,
            diagnosis: None,
        },
    );
    ledger.outdate(&[step], OUTDATED);
    let evidence = ledger.of(step);
    let proved = StoredEvidence {
        standing: evidence.standing,
        line: evidence.line.clone(),
        at: evidence.at,
    };
    profile.steps.insert(step, proved);
}

fn refused(which: &str, error: &VaultError) -> String {
    let error = error.to_string();
    let error = error.trim_end_matches('.');
    format!("The secret store did not take the {which} Token: {error}.")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::profile::Connection;
    use crate::secret::SecretStoreKind;

    /// A saved connection with its Token, just before the switch to another one.
    async fn before_the_switch(folder: &std::path::Path) -> Switch {
        let (store, vault) = (Store::new(folder), Vault::in_memory());
        let mut profile = Profile::new("Acme", Connection::default(), Timestamp::now());
        let old = Secret::new("the-old-one");
        let name = SecretId::Token(profile.id);
        let kept = vault.keep_in(&name, &old, SecretStoreKind::Memory).await;
        let kept = kept.expect("kept");
        profile.token = Some(kept.clone());
        let id = profile.id;
        let saving = store.change(|saved| {
            saved.profiles.push(profile);
            Ok(())
        });
        saving.expect("saved");
        Switch {
            vault,
            store: Some(store),
            id,
            before: Some(kept),
            old: Some(old),
        }
    }

    async fn held(switch: &Switch, name: SecretId) -> Option<Secret> {
        let held = switch.vault.get(&name, SecretStoreKind::Memory).await;
        held.expect("readable")
    }

    #[tokio::test]
    async fn what_was_begun_is_undone_in_the_store_and_in_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let switch = before_the_switch(folder.path()).await;
        // As far as the last step, which fails.
        let old = switch.old.clone().expect("a Token");
        let kept = switch.keep(SecretId::OldToken(switch.id), &old).await;
        let noted = switch.note_old(Some(kept.expect("kept"))).await;
        assert_eq!(noted, Ok(()));
        let new = Secret::new("the-new-one");
        let kept = switch.keep(SecretId::Token(switch.id), &new).await;
        assert!(kept.is_ok());
        switch.undo().await;
        assert_eq!(held(&switch, SecretId::Token(switch.id)).await, Some(old));
        assert_eq!(held(&switch, SecretId::OldToken(switch.id)).await, None);
        let saved = switch.store.as_ref().expect("a store").load();
        let saved = saved.expect("readable");
        let profile = saved.find(switch.id).expect("saved");
        assert_eq!(
            (&profile.token, &profile.old_token),
            (&switch.before, &None)
        );
    }

    #[tokio::test]
    async fn a_token_that_somebody_else_put_there_meanwhile_is_not_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let switch = before_the_switch(folder.path()).await;
        let other = SecretRecord {
            place: SecretStoreKind::Memory,
            at: Timestamp::now(),
        };
        let (id, theirs) = (switch.id, other.clone());
        let store = switch.store.as_ref().expect("a store");
        let changed = store.change(|saved| {
            saved.find_mut(id).expect("saved").token = Some(theirs);
            Ok(())
        });
        changed.expect("written");
        let problem = switch.to(&Secret::new("ours")).await.expect_err("refused");
        assert!(problem.contains("meanwhile"), "{problem}");
        assert_eq!(held(&switch, SecretId::Token(id)).await, switch.old);
        assert_eq!(held(&switch, SecretId::OldToken(id)).await, None);
        let saved = store.load().expect("readable");
        assert_eq!(
            saved.find(id).and_then(|one| one.token.clone()),
            Some(other)
        );
    }
}
