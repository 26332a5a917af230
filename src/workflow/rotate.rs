//! Putting a new Token in the place of an old one. Whatever fails on the way, the old one stays in use.

mod kept;
mod report;
mod revoke;
mod switch;

use tokio_util::sync::CancellationToken;

use super::actions::kept_actions;
use super::inputs::Inputs;
use super::library::{changes, recover_renewal};
use super::proof::prove;
use super::token_exchange::{WellFormed, exchange_lock, well_formed};
use super::verdict::judge;
use super::{Observer, Progress, Renewed, Services};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::{self, Scopes};
use crate::domain::{
    Evidence, PersonalDataConsent, ProfileId, SecretId, Standing, StepId, StoredEvidence,
};
use crate::http::Failure;
use crate::input;
use crate::library::Profile;
use crate::planday::{GrantedBy, Session};
use crate::scopes::{Required, ScopeReport};
use crate::secret::Secret;

use kept::{saved, token, unread};
pub use report::{RevokeReport, RotateReport};
pub use revoke::{drop_old, revoke_old};

/// Proves a new Token of a saved connection, and uses it from then on. The old one is kept until it is revoked or
/// forgotten; whatever fails, it stays in use.
///
/// Proven is that Planday exchanges the new Token for the connection's App Id, that it opens the same portal as before,
/// where that is known, and that it grants what the connection wants.
pub async fn rotate(
    services: &Services,
    id: ProfileId,
    new_token: Secret,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> RotateReport {
    services.door.protect(&new_token);
    let mut report = RotateReport {
        ok: false,
        id,
        name: String::new(),
        line: "the Token was not changed".into(),
        notes: Vec::new(),
        old_kept: false,
        locked: false,
        diagnosis: None,
    };
    let rotation = Rotation {
        services,
        observer,
        cancel,
    };
    match rotation.run(id, new_token, &mut report).await {
        Ok(()) => report.ok = true,
        Err(diagnosis) => report.diagnosis = Some(diagnosis),
    }
    report
}

struct Rotation<'a, O> {
    services: &'a Services,
    observer: &'a O,
    cancel: &'a CancellationToken,
}

impl<O: Observer> Rotation<'_, O> {
    async fn run(
        &self,
        id: ProfileId,
        new_token: Secret,
        report: &mut RotateReport,
    ) -> Result<(), Diagnosis> {
        saved(self.services, id).await?;
        // Until the switch is done no other exchange of this connection runs: neither would know of the other's Token.
        let _lock = exchange_lock(self.services, id, self.cancel).await?;
        // It takes the place of what was exchanged for it, and not of the new one: this is its last chance.
        recover_renewal(self.services, id).await;
        let profile = saved(self.services, id).await?;
        report.name.clone_from(&profile.name);
        if profile.old_token.is_some() {
            return Err(Diagnosis::new(
                Party::Input,
                Kind::Refused,
                format!(
                    "An earlier Token of “{}” is still kept, and would be lost.",
                    profile.name
                ),
                "Revoke it or forget it first.",
            ));
        }
        let formed = well_formed(&Inputs {
            app_id: profile.settings.app_id.clone().unwrap_or_default(),
            token_secret: Some(new_token),
            ..Inputs::default()
        })?;
        let old = token(self.services, &profile, SecretId::Token(id)).await;
        let old = old.map_err(|error| unread(&error, &mut report.locked))?;
        if old.as_ref() == Some(&formed.token) {
            return Err(Diagnosis::new(
                Party::Input,
                Kind::Refused,
                "This is the Token that is in use already.",
                "Let an administrator press Authorize again, and copy the new Token from the app's tile.",
            ));
        }
        let (new, steps) = self.proven(&profile, &formed, report).await?;
        self.tell("putting the new Token into the store").await;
        let old_kept = old.is_some();
        let switched = switch::to(self.services, &profile, old, new.clone(), steps).await;
        if let Err(diagnosis) = switched {
            if new != formed.token {
                self.tell_lost(&profile, new, &diagnosis).await;
            }
            return Err(diagnosis);
        }
        if let Some(changes) = changes(self.services).await {
            self.observer.tell(Progress::LibraryChanged(changes)).await;
        }
        report.old_kept = old_kept;
        report.line = if old_kept {
            "the new Token is proven and in use; the old one is kept until it is revoked or forgotten"
        } else {
            "the new Token is proven and in use; there was no old one in the store"
        }
        .into();
        let elsewhere = "A connector profile in StackOne that holds the old Token goes on using it: enter the new one there before the old one is revoked.";
        report.notes.push(elsewhere.into());
        Ok(())
    }

    /// Proves the Token, and gives the one to keep: Planday may have renewed it on the way.
    async fn proven(
        &self,
        profile: &Profile,
        formed: &WellFormed,
        report: &mut RotateReport,
    ) -> Result<(Secret, switch::Steps), Diagnosis> {
        self.tell("exchanging the new Token").await;
        let planday = &self.services.planday;
        let under_way = planday.under_way();
        // Runs to completion once it is sent, even when cancelled: the answer may hold the only Token that works from now on.
        let grant = planday
            .grant(&formed.app_id, &formed.token, self.cancel)
            .await?;
        let renewed = grant.new_token.clone();
        let session = Session {
            app_id: formed.app_id.clone(),
            access_token: grant.access_token,
        };
        let scopes = ScopeReport {
            wanted: profile.settings.scopes.clone(),
            required: self.required(profile).await,
            granted: grant.granted.scopes,
            granted_by: Some(grant.granted.by),
            ..ScopeReport::default()
        };
        let judged = self.judged(profile, &session, scopes, report).await;
        drop(under_way);
        if let (Err(diagnosis), Some(token)) = (&judged, &renewed) {
            self.tell_lost(profile, token.clone(), diagnosis).await;
        }
        let steps = judged?;
        if renewed.is_some() {
            report.notes.push("Planday returned another Token in exchange for the new one: that one is kept, and the one given may be dead.".into());
        }
        Ok((renewed.unwrap_or_else(|| formed.token.clone()), steps))
    }

    /// The Token that came in exchange for the new one is kept nowhere: the observer holds the only copy.
    async fn tell_lost(&self, profile: &Profile, token: Secret, diagnosis: &Diagnosis) {
        let problem = format!(
            "Planday returned another Token in exchange for the new one, and the rotation failed: {}",
            diagnosis.summary
        );
        let renewed = Renewed {
            profile: profile.id,
            token,
            kept: Err(problem),
        };
        self.observer.tell(Progress::Renewed(renewed)).await;
    }

    /// Whether the portal is the same as before, and the scopes are enough.
    async fn judged(
        &self,
        profile: &Profile,
        session: &Session,
        mut scopes: ScopeReport,
        report: &mut RotateReport,
    ) -> Result<switch::Steps, Diagnosis> {
        self.tell("asking which portal the new Token opens").await;
        let portal = self.services.planday.portal(session, self.cancel).await?;
        let title = portal.title();
        let before = profile
            .seen
            .as_ref()
            .and_then(|seen| seen.portal_name.as_deref());
        match before {
            Some(before) if before != title => {
                return Err(Diagnosis::new(
                    Party::Input,
                    Kind::Refused,
                    format!("The new Token opens {title}, and this connection is to {before}."),
                    "Copy the Token on the right portal. If the portal was merely renamed, verify the connection with its present Token first.",
                ));
            }
            Some(_) => report.notes.push(format!("It opens {title}, as before.")),
            None => report.notes.push(format!(
                "It opens {title}; which portal the old Token opened is not known."
            )),
        }
        let address = profile.settings.portal.as_deref();
        let address = address.and_then(|address| input::portal(address).value.ok());
        if address.and_then(|address| portal.is_at(&address)) == Some(false) {
            let note = "The portal's addresses do not contain the one that was entered.";
            report.notes.push(note.into());
        }
        if scopes.granted_by == Some(GrantedBy::Probes) {
            self.tell("proving scopes").await;
            let personal = profile.settings.read_personal.iter().map(String::as_str);
            let leave = PersonalDataConsent::read(personal).unwrap_or_default();
            let (services, cancel) = (self.services, self.cancel);
            prove(
                services,
                session,
                &mut scopes,
                &leave,
                self.observer,
                cancel,
            )
            .await?;
        } else {
            let asked = scopes.asked();
            scopes.missing = asked.difference(&scopes.granted).cloned().collect();
        }
        let evidence = judge(&scopes);
        let steps = proven_steps(&evidence);
        match (evidence.diagnosis, evidence.standing) {
            (Some(missing), Standing::Failed) => return Err(missing),
            (None, Standing::Verified) => {}
            _ => report.notes.push(format!("Scopes: {}.", evidence.line)),
        }
        let asked = scopes.asked();
        let more: Scopes = scopes.granted.difference(&asked).cloned().collect();
        if !asked.is_empty() && !more.is_empty() {
            let more = scope::join(&more);
            report
                .notes
                .push(format!("It grants more than is wanted: {more}."));
        }
        if self.cancel.is_cancelled() {
            return Err(cancelled());
        }
        Ok(steps)
    }

    async fn required(&self, profile: &Profile) -> Scopes {
        let kept = kept_actions(self.services).await;
        Required::of(&profile.settings.actions, &[], kept.as_ref()).names()
    }

    async fn tell(&self, line: &str) {
        self.observer.tell(Progress::Waiting(line.to_owned())).await;
    }
}

/// What a proven Token says of the steps of the guide: the rotation has looked at the same as a verification.
fn proven_steps(scopes: &Evidence) -> switch::Steps {
    let exchanged = Evidence::now(
        Standing::Verified,
        "Planday exchanged the new Token for an access token",
    );
    let store = |evidence: &Evidence| StoredEvidence {
        standing: evidence.standing,
        line: evidence.line.clone(),
        at: evidence.at,
    };
    let exchanged = [StepId::A3, StepId::B1, StepId::B2].map(|step| (step, store(&exchanged)));
    let mut steps: switch::Steps = exchanged.into();
    if scopes.at.is_some() {
        steps.insert(StepId::A2, store(scopes));
    }
    steps
}

fn cancelled() -> Diagnosis {
    Failure::Cancelled.diagnosis(Party::Input)
}
