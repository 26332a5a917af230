//! What the services answer, and what may follow from it.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use stackday::domain::diagnosis::{Diagnosis, Kind, Party};
use stackday::domain::text::Text;
use stackday::domain::{
    Check, CheckId, Evidence, Input, LinkId, ProfileId, Standing, StepId, ticks,
};
use stackday::secret::Secret;
use stackday::tui::worker::TaskOutcome;
use stackday::workflow::{AuthLink, Finding, Progress, Renewed, RequestReport, VerifyReport};

use super::build::report;
use super::disk::{record, token};
use super::rng::Rng;

/// What may follow from an event besides what every event may change.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a permission of its own"
)]
pub struct May {
    /// These fields may be filled, whoever typed in them.
    pub fill: Vec<Input>,
    /// The Token may be renewed in its field, if this stands there.
    pub renew: Option<String>,
    /// What is saved may have changed: a form in which nothing is typed follows.
    pub follow: bool,
    /// Secrets may be read anew into fields in which nothing is typed.
    pub refresh: bool,
    /// Another connection may be opened, if nothing has the keyboard.
    pub replace: bool,
    /// What was typed is saved now.
    pub saved: bool,
    /// The evidence of these steps may be worth less.
    pub lower: Vec<StepId>,
    /// This link is followed again: it is not over any more.
    pub resumes: Option<LinkId>,
}

impl May {
    /// Of a task that is not wanted any more only what was written, and a renewed Token, is taken in.
    pub fn of_unwanted(mut self) -> Self {
        let renews = self.renew.is_some();
        self.lower.retain(|step| renews && *step == StepId::C2);
        self.fill.clear();
        self
    }
}

pub fn evidence(standing: Standing, now: Timestamp) -> Evidence {
    let evidence = match standing {
        Standing::Failed => Evidence::failed(diagnosis(Kind::Rejected)),
        other => Evidence::now(other, "seen just now"),
    };
    Evidence {
        at: Some(now),
        ..evidence
    }
}

pub fn checked(rng: &mut Rng, now: Timestamp) -> (Progress, May) {
    let id = [
        CheckId::Token,
        CheckId::Portal,
        CheckId::Scopes,
        CheckId::ApiKey,
        CheckId::Profile,
    ][rng.below(5)];
    let standing = [
        Standing::Verified,
        Standing::Verified,
        Standing::Failed,
        Standing::Unknown,
    ];
    let check = Check {
        id,
        evidence: evidence(standing[rng.below(4)], now),
        duration: Duration::from_millis(80),
    };
    let portal_matches = Some(true);
    let steps = ticks(&check, portal_matches);
    let may = May {
        lower: steps.into_iter().map(|(step, _)| step).collect(),
        ..May::default()
    };
    (
        Progress::Checked {
            check,
            portal_matches,
        },
        may,
    )
}

pub fn link(now: Timestamp) -> AuthLink {
    AuthLink {
        session: Text::new("42"),
        url: Secret::new(format!(
            "https://app.stackone.com/connect?token={}",
            token(8)
        )),
        expires_at: now
            .checked_add(SignedDuration::from_secs(1_800))
            .expect("a time"),
        owner_name: "Acme A/S".into(),
    }
}

pub fn diagnosis(kind: Kind) -> Diagnosis {
    Diagnosis::new(
        Party::PlandayIdentity,
        kind,
        "It did not work.",
        "Try again.",
    )
}

pub fn failed(kind: Kind) -> TaskOutcome {
    TaskOutcome::Failed(Box::new(diagnosis(kind)))
}

pub fn request(rng: &mut Rng, now: Timestamp) -> RequestReport {
    let finding = [Finding::Accepted, Finding::Refused][rng.below(2)].clone();
    RequestReport {
        whole: finding.clone(),
        client: Finding::Accepted,
        redirect_uri: finding,
        scopes: Finding::Accepted,
        refused_scopes: stackday::domain::scope::Scopes::new(),
        registered: None,
        said: None,
        summary: "Planday answers the request.".into(),
        next: None,
        at: now,
    }
}

pub fn verified(rng: &mut Rng, now: Timestamp) -> VerifyReport {
    let standing = [Standing::Verified, Standing::Failed][rng.below(2)];
    let check = Check {
        id: CheckId::Token,
        evidence: evidence(standing, now),
        duration: Duration::from_millis(80),
    };
    VerifyReport {
        ok: standing == Standing::Verified,
        checks: vec![check],
        scopes: report(if rng.below(2) == 0 {
            &[]
        } else {
            &["payroll:read"]
        }),
        portal: None,
        profiles: Vec::new(),
        accounts: Some(BTreeMap::new()),
        caveats: Vec::new(),
        renewed: None,
        new_token: None,
        portal_matches: None,
    }
}

/// A Token of a saved connection was renewed, and kept or not.
pub fn renewed(id: ProfileId, token: Secret, rng: &mut Rng, now: Timestamp) -> Progress {
    let kept = match rng.below(3) {
        0 => Err("the keyring is locked".to_owned()),
        _ => Ok(record(now)),
    };
    Progress::Renewed(Renewed {
        profile: id,
        token,
        kept,
    })
}
