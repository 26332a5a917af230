//! How to read the outcome of a probe (facts: planday.md, section 5.2).

use super::diagnose;
use super::wire::Answered;
use crate::domain::Probe;
use crate::domain::diagnosis::{Diagnosis, Party};
use crate::http::{Answerer, Manner, Reply, unclear};

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
    /// Not asked: the answer may hold personal data, and nobody allowed reading it.
    HeldBack,
}

/// What a successful probe is good for besides: an id for another one. Nothing else of the record is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProbeYield {
    /// The id of the first record.
    pub first_id: Option<i64>,
}

/// What the answer to a probe shows by itself, and in the light of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    /// By itself.
    pub proof: Proof,
    /// What it shows instead, once another probe of the same run was surely answered by Planday: then something between
    /// here and Planday is not the likely cause of an answer that says nothing.
    pub if_planday_answers: Option<Proof>,
}

impl From<Proof> for Probed {
    fn from(proof: Proof) -> Self {
        Self {
            proof,
            if_planday_answers: None,
        }
    }
}

impl Probed {
    /// Whether it was surely Planday that answered.
    #[must_use]
    pub fn is_plandays(&self) -> bool {
        matches!(
            self.proof,
            Proof::Proven(_) | Proof::Refused(_) | Proof::Probable | Proof::Silent
        )
    }
}

/// Reads the answer to a probe.
pub(super) fn read(probe: &Probe, reply: &Reply) -> Result<Probed, Diagnosis> {
    let scope = Some(probe.scope.as_str());
    let means = |proof: &dyn Fn(Diagnosis) -> Proof| match reply.answerer(Manner::OpenApi) {
        Answerer::Service => proof(diagnose::api(reply, scope)).into(),
        Answerer::Between(_) => Proof::Unclear(diagnose::api(reply, scope)).into(),
        Answerer::Unclear => Probed {
            proof: Proof::Unclear(unclear(Party::PlandayApi, reply)),
            // What has words of its own, and none of Planday's, stays unclear whoever answers the others.
            if_planday_answers: is_plandays_silence(reply)
                .then(|| proof(diagnose::believed(reply, scope))),
        },
    };
    match diagnose::meaning(reply) {
        200..300 => Ok(read_success(probe, reply)),
        401 => match reply.answerer(Manner::OpenApi) {
            Answerer::Service => Err(diagnose::api(reply, None)),
            _ => Ok(Proof::Unclear(diagnose::api(reply, None)).into()),
        },
        403 => Ok(means(&Proof::Refused)),
        400 | 404 | 409 => Ok(means(&|_| Proof::Probable)),
        _ => Ok(Proof::Unclear(diagnose::api(reply, scope)).into()),
    }
}

/// Whether Planday answers so without a word of its own: empty, or a web page where nothing is found (facts: planday.md,
/// section 4.4).
fn is_plandays_silence(reply: &Reply) -> bool {
    reply.is_empty() || reply.status() == 404
}

fn read_success(probe: &Probe, reply: &Reply) -> Probed {
    if let Some(diagnosis) = diagnose::not_the_service(reply, Party::PlandayApi) {
        return Proof::Unclear(diagnosis).into();
    }
    if reply.status() == 204 || reply.is_empty() {
        // No record, no field on it.
        return if probe.member.is_some() {
            Proof::Silent
        } else {
            Proof::Proven(ProbeYield::default())
        }
        .into();
    }
    let answered = match reply.read::<Answered>() {
        Ok(answered) if !answered.only_an_error => answered,
        Ok(_) => return Proof::Unclear(unclear(Party::PlandayApi, reply)).into(),
        Err(shape) => {
            return Proof::Unclear(diagnose::shape(Party::PlandayApi, reply, &shape)).into();
        }
    };
    let first = answered.first.unwrap_or_default();
    let shown = |member: &String| first.names.contains(member);
    if probe.member.as_ref().is_some_and(|member| !shown(member)) {
        return Proof::Silent.into();
    }
    Proof::Proven(ProbeYield { first_id: first.id }).into()
}
