//! Doing away with the Token that a rotation replaced: revoking it at Planday, or only forgetting it here.

use tokio_util::sync::CancellationToken;

use super::kept::{not_kept, saved, token, unread};
use super::report::RevokeReport;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::{ProfileId, SecretId};
use crate::http::Failure;
use crate::library::Profile;
use crate::secret::{Secret, VaultError};
use crate::workflow::inputs::{Basis, Inputs};
use crate::workflow::library::{changes, on_library, tidy};
use crate::workflow::token_exchange::{WellFormed, exchange, well_formed};
use crate::workflow::{Observer, Progress, Services};

/// Revokes the Token that a rotation replaced: it dies for everybody who uses it (facts: planday.md, section 3).
/// `confirmation` is what a person typed, and must be the connection's name.
///
/// The Token in use is proven before, for without it nothing would be left; and once more after, because no document says
/// whether Tokens of one app die together.
pub async fn revoke_old(
    services: &Services,
    id: ProfileId,
    confirmation: &str,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> RevokeReport {
    let mut report = empty(id, "the old Token was not revoked");
    let revocation = Revocation {
        services,
        observer,
        cancel,
    };
    match revocation.run(id, confirmation, &mut report).await {
        Ok(()) => report.ok = report.diagnosis.is_none(),
        Err(diagnosis) => report.diagnosis = Some(diagnosis),
    }
    report
}

/// Forgets the Token that a rotation replaced. At Planday it goes on working for whoever has it.
pub async fn drop_old(
    services: &Services,
    id: ProfileId,
    observer: &impl Observer,
) -> RevokeReport {
    let mut report = empty(id, "the old Token is still kept");
    let dropped = async {
        let profile = saved(services, id).await?;
        report.name.clone_from(&profile.name);
        if profile.old_token.is_none() {
            return Err(nothing_old(&profile));
        }
        forget(services, &profile, &mut report.locked, observer).await
    };
    match dropped.await {
        Ok(()) => {
            report.ok = true;
            report.line =
                "the old Token is forgotten here; at Planday it goes on working for whoever has it"
                    .into();
        }
        Err(diagnosis) => report.diagnosis = Some(diagnosis),
    }
    report
}

struct Revocation<'a, O> {
    services: &'a Services,
    observer: &'a O,
    cancel: &'a CancellationToken,
}

impl<O: Observer> Revocation<'_, O> {
    async fn run(
        &self,
        id: ProfileId,
        confirmation: &str,
        report: &mut RevokeReport,
    ) -> Result<(), Diagnosis> {
        let services = self.services;
        let profile = saved(services, id).await?;
        report.name.clone_from(&profile.name);
        if confirmation.trim() != profile.name {
            return Err(Diagnosis::new(
                Party::Input,
                Kind::Refused,
                "What was typed is not the name of this connection: nothing was sent.",
                format!(
                    "Type “{}” to revoke its old Token for everybody who uses it.",
                    profile.name
                ),
            ));
        }
        if services.door.read_only() {
            let failure = Failure::ReadOnly {
                method: "POST".into(),
                purpose: "revoke a Token".into(),
            };
            return Err(failure.diagnosis(Party::PlandayIdentity));
        }
        let old = token(services, &profile, SecretId::OldToken(id)).await;
        let Some(old) = old.map_err(|error| unread(&error, &mut report.locked))? else {
            return Err(nothing_old(&profile));
        };
        let new = token(services, &profile, SecretId::Token(id)).await;
        let new = new.map_err(|error| unread(&error, &mut report.locked))?;
        if new.as_ref() == Some(&old) {
            return Err(Diagnosis::new(
                Party::Input,
                Kind::Refused,
                "The old Token is the one in use: revoking it would end the connection.",
                "Rotate to a new Token first.",
            ));
        }
        let formed = well_formed(&Inputs {
            app_id: profile.settings.app_id.clone().unwrap_or_default(),
            token_secret: new,
            ..Inputs::default()
        })?;
        let basis = Basis::of(&profile, profile.token.clone());
        let formed = self.proven_before(&basis, formed).await?;
        self.revoke(&formed.app_id, &old).await?;
        report.line =
            "Planday took the revocation of the old Token, and it is forgotten here".into();
        if let Err(diagnosis) = forget(services, &profile, &mut report.locked, self.observer).await
        {
            report.line = format!(
                "Planday took the revocation of the old Token, but it could not be forgotten here: {}",
                diagnosis.summary
            );
        }
        // As it is recorded now: it may have been renewed on the way.
        let basis = Basis {
            token: None,
            ..basis
        };
        self.proven_after(&basis, &formed, report).await;
        Ok(())
    }

    /// Shows that the Token in use works. Gives it back as it is then: it may have been renewed.
    async fn proven_before(
        &self,
        basis: &Basis,
        formed: WellFormed,
    ) -> Result<WellFormed, Diagnosis> {
        self.tell("proving the Token in use").await;
        let exchanged = exchange(
            self.services,
            &formed,
            Some(basis),
            self.observer,
            self.cancel,
        )
        .await;
        match exchanged {
            Ok(exchanged) => Ok(WellFormed {
                token: exchanged
                    .renewed
                    .map_or(formed.token, |renewed| renewed.token),
                app_id: formed.app_id,
            }),
            Err(diagnosis) if diagnosis.is_cancelled() => Err(diagnosis),
            Err(diagnosis) => Err(Diagnosis {
                summary: format!(
                    "The Token in use could not be proven, so the old one was not revoked. {}",
                    diagnosis.summary
                ),
                ..diagnosis
            }),
        }
    }

    async fn revoke(&self, app_id: &str, old: &Secret) -> Result<(), Diagnosis> {
        self.tell("revoking the old Token").await;
        let revoked = self.services.planday.revoke(app_id, old, self.cancel).await;
        revoked.map_err(|diagnosis| match diagnosis.kind {
            // Sent, and no answer: it may have been done.
            Kind::Network | Kind::Cancelled => Diagnosis {
                summary: format!(
                    "Whether the old Token is revoked is not known: Planday's answer did not come. {}",
                    diagnosis.summary
                ),
                next: "Revoke it once more: revoking a Token that is dead already does no harm.".into(),
                ..diagnosis
            },
            _ => diagnosis,
        })
    }

    /// Shows that the Token in use still works.
    async fn proven_after(&self, basis: &Basis, formed: &WellFormed, report: &mut RevokeReport) {
        self.tell("proving the Token in use once more").await;
        let exchanged = exchange(
            self.services,
            formed,
            Some(basis),
            self.observer,
            self.cancel,
        )
        .await;
        match exchanged {
            Ok(_) => {
                report.still_works = Some(true);
                report.line.push_str("; the Token in use still works");
            }
            Err(diagnosis) if diagnosis.kind == Kind::Rejected => {
                report.still_works = Some(false);
                report
                    .line
                    .push_str("; the Token in use does NOT work any more");
                report.diagnosis = Some(Diagnosis {
                    summary: format!(
                        "Since the old Token was revoked, the one in use is refused as well: Planday probably revokes the Tokens of an app together. {}",
                        diagnosis.summary
                    ),
                    next: "Let an administrator press Authorize again, and rotate to the Token that is shown then."
                        .into(),
                    ..diagnosis
                });
            }
            Err(diagnosis) => {
                report
                    .line
                    .push_str("; whether the Token in use still works is not known");
                report.diagnosis = Some(diagnosis);
            }
        }
    }

    async fn tell(&self, line: &str) {
        self.observer.tell(Progress::Waiting(line.to_owned())).await;
    }
}

/// Takes the old Token out of what is recorded, then out of its store.
async fn forget(
    services: &Services,
    profile: &Profile,
    locked: &mut bool,
    observer: &impl Observer,
) -> Result<(), Diagnosis> {
    let Some(kept) = profile.old_token.clone() else {
        return Ok(());
    };
    // A store that cannot be used now is told before anything is changed.
    let id = SecretId::OldToken(profile.id);
    services.vault.get(&id, &kept).await.map_err(|error| {
        *locked = matches!(error, VaultError::Locked { .. });
        let why = error.to_string();
        let why = why.trim_end_matches('.');
        not_kept(format!("The secret store did not give it up: {why}."))
    })?;
    let left = on_library(services, move |library| library.forget(&id, &kept)).await;
    let left = left.map_err(|error| not_kept(error.to_string()))?;
    tidy(services, left.into_iter().collect()).await;
    if let Some(changes) = changes(services).await {
        observer.tell(Progress::LibraryChanged(changes)).await;
    }
    Ok(())
}

fn nothing_old(profile: &Profile) -> Diagnosis {
    Diagnosis::new(
        Party::Input,
        Kind::NotConfigured,
        format!("No old Token of “{}” is kept.", profile.name),
        "Only a Token that a rotation replaced can be revoked from here; nothing was sent.",
    )
}

fn empty(id: ProfileId, line: &str) -> RevokeReport {
    RevokeReport {
        ok: false,
        id,
        name: String::new(),
        line: line.into(),
        still_works: None,
        locked: false,
        diagnosis: None,
    }
}
