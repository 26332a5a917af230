//! How to read the outcome of a probe (facts: planday.md, section 5.2).

use super::diagnose;
use crate::domain::Probe;
use crate::domain::diagnosis::Diagnosis;
use crate::http::Reply;

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
    if reply.status() == 204 || reply.is_empty() {
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
                crate::domain::diagnosis::Party::PlandayApi,
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
