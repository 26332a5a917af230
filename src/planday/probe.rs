//! One cheap read per read scope that has a known path, and how to read its outcome
//! (facts: planday.md, sections 5.1 and 5.2).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{diagnose, scope};
use crate::diagnosis::Diagnosis;
use crate::http::Reply;

/// What has to be known before a probe can be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Needs {
    #[default]
    Nothing,
    Department,
    Employee,
}

/// How sure it is that a scope guards its probe's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Pair {
    /// Documented.
    Documented,
    /// The path is documented, the scope goes by its name.
    Named,
    /// The path is seen in public code, the scope goes by its name.
    Inferred,
    /// Another scope may be needed as well, or be enough.
    Ambiguous,
}

impl Pair {
    /// In one word, for a column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Named => "named",
            Self::Inferred => "inferred",
            Self::Ambiguous => "ambiguous",
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Named => "the path is documented, the scope goes by its name",
            Self::Inferred => "the path is seen in public code, the scope goes by its name",
            Self::Ambiguous => "ambiguous: employee:read may be needed as well, or be enough",
        }
    }
}

/// A read that a scope guards. The table of them is in `assets/scopes.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The scope.
    pub scope: String,
    /// The path with `{day}`, `{department}` or `{employee}` in it.
    pub path: String,
    /// How sure it is that the scope guards this path.
    pub pair: Pair,
    #[serde(default)]
    needs: Needs,
    /// Whether the answer may hold data about a person: then it is asked only with [`super::PersonalDataConsent`], and not even the
    /// log keeps it.
    #[serde(default)]
    pub personal: bool,
    /// A member that must be on a record for the probe to prove anything: the scope guards this member alone.
    pub member: Option<String>,
}

/// Ids that some probes take from the answers of others.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProbeIds {
    /// Of any department.
    pub department: Option<i64>,
    /// Of any employee.
    pub employee: Option<i64>,
}

/// What a probe has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The call succeeded.
    Proven(ProbeYield),
    /// 403.
    Refused(Diagnosis),
    /// 400, 404 or 409: authorisation probably came first and passed.
    Probable,
    /// The call succeeded, but the member that the scope guards was not on the record.
    Silent,
    /// Trouble at the server, a rate limit, or an answer that is no data.
    Unclear(Diagnosis),
    /// No id to ask with.
    NoId,
    /// Not asked: the answer may hold personal data, and nobody gave leave to read it.
    HeldBack,
}

/// What a successful probe is good for besides: an id for another one. Nothing else of the record is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProbeYield {
    /// The id of the first record.
    pub first_id: Option<i64>,
}

/// The probes.
#[must_use]
pub fn all() -> &'static [Probe] {
    &scope::catalogue().probes
}

/// The probe of a scope, where it has a known path.
#[must_use]
pub fn of(scope: &str) -> Option<&'static Probe> {
    all().iter().find(|probe| probe.scope == scope)
}

impl Probe {
    /// The scope whose probe yields the id that this one needs.
    #[must_use]
    pub fn after(&self) -> Option<&'static str> {
        match self.needs {
            Needs::Nothing => None,
            Needs::Department => Some("department:read"),
            Needs::Employee => Some("employee:read"),
        }
    }

    /// The path to ask for, on a day; `None` while the id it needs is not known.
    pub(super) fn path(&self, ids: &ProbeIds, day: Date) -> Option<String> {
        let path = match self.needs {
            Needs::Nothing => self.path.clone(),
            Needs::Department => self
                .path
                .replace("{department}", &ids.department?.to_string()),
            Needs::Employee => self.path.replace("{employee}", &ids.employee?.to_string()),
        };
        Some(path.replace("{day}", &day.to_string()))
    }
}

/// Reads the answer to a probe.
pub(super) fn read(probe: &Probe, reply: &Reply) -> Result<Proof, Diagnosis> {
    match reply.status() {
        200..300 => Ok(read_success(probe, reply)),
        401 => Err(diagnose::api(reply, None)),
        403 => Ok(Proof::Refused(diagnose::api(reply, Some(&probe.scope)))),
        400 | 404 | 409 => Ok(Proof::Probable),
        _ => Ok(Proof::Unclear(diagnose::api(reply, Some(&probe.scope)))),
    }
}

fn read_success(probe: &Probe, reply: &Reply) -> Proof {
    if reply.status() == 204 || reply.body().is_empty() {
        // No record, no field on it.
        return if probe.member.is_some() {
            Proof::Silent
        } else {
            Proof::Proven(ProbeYield::default())
        };
    }
    let body = match reply.json::<serde_json::Value>() {
        Ok(body) => body,
        // A web page with status 200 is a proxy or a sign-in page, not the API.
        Err(shape) => {
            return Proof::Unclear(diagnose::shape(
                crate::diagnosis::Party::PlandayApi,
                reply,
                &shape,
            ));
        }
    };
    let first = body.get("data").and_then(|data| data.get(0));
    if let Some(member) = &probe.member
        && first.is_none_or(|record| record.get(member).is_none())
    {
        return Proof::Silent;
    }
    Proof::Proven(ProbeYield {
        first_id: first
            .and_then(|record| record.get("id"))
            .and_then(serde_json::Value::as_i64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_probe_is_for_a_read_scope_that_exists() {
        assert_eq!(all().len(), 21);
        for probe in all() {
            assert!(
                scope::find(&probe.scope).is_some_and(scope::Scope::reads),
                "{}",
                probe.scope
            );
        }
    }

    #[test]
    fn five_read_scopes_have_no_known_path() {
        let without: Vec<_> = scope::all()
            .iter()
            .filter(|scope| scope.reads() && of(&scope.name).is_none())
            .map(|scope| scope.name.as_str())
            .collect();
        assert_eq!(
            without,
            [
                "datacenter:read",
                "punchclockkioskdevice:read",
                "punchclockkioskprofile:read",
                "securitygroupmembership:read",
                "securitygroups:read"
            ]
        );
    }

    #[test]
    fn a_probe_that_needs_an_id_waits_for_it() {
        let day = jiff::civil::date(2026, 11, 22);
        let probe = of("timeandcost:read").expect("a probe");
        assert_eq!(probe.path(&ProbeIds::default(), day), None);
        let ids = ProbeIds {
            department: Some(7),
            employee: None,
        };
        assert_eq!(
            probe.path(&ids, day).as_deref(),
            Some("scheduling/v1.0/timeandcost/7?from=2026-11-22&to=2026-11-22")
        );
    }
}
