//! One cheap read per read scope that has a known path, and how to read its outcome
//! (facts: planday.md, sections 5.1 and 5.2).

use jiff::civil::Date;

use super::diagnose;
use crate::diagnosis::Diagnosis;
use crate::http::Reply;

/// What has to be known before a probe can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Department,
    Employee,
}

/// A read that a scope guards.
#[derive(Debug)]
pub struct Probe {
    /// The scope.
    pub scope: &'static str,
    /// The path with `{day}`, `{department}` or `{employee}` in it.
    path: &'static str,
    needs: Needs,
    /// Whether the answer may hold personal data: then not even the log keeps it.
    pub personal: bool,
    /// A member that must be on a record for the probe to prove anything: the scope guards this member alone.
    member: Option<&'static str>,
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
}

/// What a successful probe is good for besides: an id for another one. Nothing else of the record is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProbeYield {
    /// The id of the first record.
    pub first_id: Option<i64>,
}

const fn probe(scope: &'static str, path: &'static str) -> Probe {
    Probe {
        scope,
        path,
        needs: Needs::Nothing,
        personal: false,
        member: None,
    }
}

const fn personal(scope: &'static str, path: &'static str) -> Probe {
    Probe {
        personal: true,
        ..probe(scope, path)
    }
}

/// The probes, those that yield an id first. Read scopes that are not here have no known path:
/// `securitygroups:read`, `securitygroupmembership:read`, `datacenter:read` and the two of kiosks.
pub const PROBES: [Probe; 21] = [
    probe("department:read", "hr/v1.0/departments?limit=1"),
    personal("employee:read", "hr/v1.0/employees?limit=1"),
    probe("employeegroup:read", "hr/v1.0/employeegroups?limit=1"),
    probe("employeetype:read", "hr/v1.0/employeetypes?limit=1"),
    probe("shift:read", "scheduling/v1.0/shifts/shiftstatus/all"),
    probe("shifttype:read", "scheduling/v1.0/shifttypes?limit=1"),
    probe("shiftposition:read", "scheduling/v1.0/positions?limit=1"),
    personal(
        "punchclockshift:read",
        "punchclock/v1.0/punchclockshifts?from={day}T00:00&to={day}T23:59&limit=1",
    ),
    personal("absence:read", "absence/v1.0/absencerecords?Limit=1"),
    probe("absencesettings:read", "absence/v1.0/accounttypes?Limit=1"),
    probe("contractrules:read", "contractrules/v1.0/contractrules"),
    personal("payrates:read", "pay/v1.0/payrates/employeeGroups/default"),
    probe("salaries:read", "pay/v1.0/salaries/types"),
    probe("revenue:read", "revenue/v1.0/revenueunits?limit=1"),
    // Its policy may ask for `employee:read` as well (facts: planday.md, row 21).
    probe("skill:read", "hr/v1.0/skills"),
    Probe {
        needs: Needs::Department,
        ..personal(
            "timeandcost:read",
            "scheduling/v1.0/timeandcost/{department}?from={day}&to={day}",
        )
    },
    Probe {
        needs: Needs::Department,
        ..personal(
            "payroll:read",
            "payroll/v1.0/payroll?departmentIds={department}&from={day}&to={day}",
        )
    },
    Probe {
        needs: Needs::Employee,
        ..personal(
            "employee:history",
            "hr/v1.0/employees/{employee}/history?limit=1",
        )
    },
    Probe {
        member: Some("bankAccount"),
        ..personal(
            "bankaccount:read",
            "hr/v1.0/employees?limit=1&special=BankAccount",
        )
    },
    Probe {
        member: Some("birthDate"),
        ..personal(
            "birthdate:read",
            "hr/v1.0/employees?limit=1&special=BirthDate",
        )
    },
    Probe {
        member: Some("ssn"),
        ..personal("ssn:read", "hr/v1.0/employees?limit=1&special=Ssn")
    },
];

/// The probe of a scope, where it has a known path.
#[must_use]
pub fn of(scope: &str) -> Option<&'static Probe> {
    PROBES.iter().find(|probe| probe.scope == scope)
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
            Needs::Nothing => self.path.to_owned(),
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
        403 => Ok(Proof::Refused(diagnose::api(reply, Some(probe.scope)))),
        400 | 404 | 409 => Ok(Proof::Probable),
        _ => Ok(Proof::Unclear(diagnose::api(reply, Some(probe.scope)))),
    }
}

fn read_success(probe: &Probe, reply: &Reply) -> Proof {
    if reply.status() == 204 || (reply.body().is_empty() && probe.member.is_none()) {
        return Proof::Proven(ProbeYield::default());
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
    if let Some(member) = probe.member
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
    use crate::planday::scope;

    #[test]
    fn every_probe_is_for_a_read_scope_that_exists() {
        for probe in &PROBES {
            assert!(
                scope::find(probe.scope).is_some_and(scope::Scope::reads),
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
