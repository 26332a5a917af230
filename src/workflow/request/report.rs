//! What a request check is about, and what it found.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::domain::{Evidence, Input, Standing};

/// What is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestInputs {
    /// The App Id, as it was typed.
    pub app_id: String,
    /// The redirect URI that `StackOne` will send.
    pub redirect_uri: String,
    /// The scopes that the person wants.
    pub scopes: Scopes,
}

/// What the answers tell of one part of the request. In JSON: `state`, and `why` where it is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "why", rename_all = "snake_case")]
pub enum Finding {
    /// Sent on to log in with it, and refused with an impossible value in its place.
    Accepted,
    /// Refused with it, and sent on to log in without it or with another value.
    Refused,
    /// The answers do not tell, and why not: a phrase without a full stop.
    Unknown(String),
}

/// What the check found: an observation, never proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestReport {
    /// The request as a whole: accepted if every part is, refused if Planday refuses it as it stands.
    pub whole: Finding,
    /// The App Id.
    pub client: Finding,
    /// The redirect URI.
    pub redirect_uri: Finding,
    /// The scopes, taken together.
    pub scopes: Finding,
    /// Those that are refused even alone.
    pub refused_scopes: Scopes,
    /// The redirect URI that Planday accepts in place of the expected one, where a usual slip explains the refusal.
    pub registered: Option<String>,
    /// The refusal in Planday's own words, where it has any.
    pub said: Option<Text>,
    /// What it amounts to: one sentence.
    pub summary: String,
    /// What to do about it, where something is to be done: one sentence.
    pub next: Option<String>,
    /// When the answers came.
    pub at: Timestamp,
}

impl RequestReport {
    /// What it says about step A2: an accepted request is an observation, a refused one allows no conclusion about the
    /// step (Planday documents no answer), anything else says nothing.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        let at = Some(self.at);
        match self.whole {
            Finding::Accepted => {
                let line = self.summary.trim_end_matches('.');
                Some(Evidence {
                    at,
                    ..Evidence::now(Standing::Observed, line)
                })
            }
            Finding::Refused => Some(Evidence {
                at,
                ..Evidence::inconclusive(self.diagnosis())
            }),
            Finding::Unknown(_) => None,
        }
    }

    fn diagnosis(&self) -> Diagnosis {
        let next = self.next.clone().unwrap_or_default();
        let mut diagnosis = Diagnosis::new(
            Party::PlandayIdentity,
            Kind::Failed,
            self.summary.clone(),
            next,
        );
        diagnosis.said = self.said.as_ref().map(ToString::to_string);
        diagnosis.points_at = match (&self.redirect_uri, &self.scopes) {
            (Finding::Refused, _) => Some(Input::RedirectUri),
            (_, Finding::Refused) => Some(Input::Scopes),
            _ => None,
        };
        diagnosis
    }
}
