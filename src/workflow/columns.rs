//! The four columns of scopes, filled without a screen: by the Token's word (`diff`), or by calls as well (`prove`).

use tokio_util::sync::CancellationToken;

use super::inputs::Inputs;
use super::proof::prove;
use super::token_exchange::{exchange, well_formed};
use super::verify::verify;
use super::{Observer, Requirement, ScopesReport, Services};
use crate::domain::diagnosis::{Diagnosis, Kind};
use crate::domain::{CheckId, Standing};
use crate::planday::{GrantedBy, Session};
use crate::scopes::{Matrix, ScopeReport, Verdict};

/// Whose scopes are looked at, and what they are held against.
#[derive(Debug, Clone)]
pub struct ScopesRequest {
    /// App Id, Token, wanted scopes and leave. `StackOne` is not asked about them.
    inputs: Inputs,
    requirement: Requirement,
}

impl ScopesRequest {
    /// The scopes of the app that `inputs` name, held against what is required. Without a list of its own, what is
    /// required is what is wanted.
    #[must_use]
    pub fn new(mut inputs: Inputs, requirement: Requirement) -> Self {
        inputs.required = requirement.required.names();
        if inputs.scopes.is_empty() {
            inputs.scopes.clone_from(&inputs.required);
        }
        inputs.api_key = None;
        Self {
            inputs,
            requirement,
        }
    }

    fn report(&self, scopes: &ScopeReport, failure: Option<Diagnosis>) -> ScopesReport {
        let inputs = &self.inputs;
        let required = &self.requirement.required;
        let matrix = Matrix::new(required, &inputs.scopes, scopes, &inputs.leave);
        let verdict = Verdict::of(&matrix, required);
        ScopesReport::new(&matrix, verdict, &self.requirement, &inputs.leave, failure)
    }
}

/// Exchanges the Token and compares what it grants with what is required and wanted. Calls are made only where the answer
/// names no scopes.
pub async fn diff(
    services: &Services,
    request: &ScopesRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> ScopesReport {
    let mut scopes = ScopeReport {
        wanted: request.inputs.scopes.clone(),
        required: request.inputs.required.clone(),
        ..ScopeReport::default()
    };
    let failure = grant(services, request, &mut scopes, observer, cancel).await;
    request
        .report(&scopes, failure.err())
        .ending_by_the_required()
}

async fn grant(
    services: &Services,
    request: &ScopesRequest,
    scopes: &mut ScopeReport,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<(), Diagnosis> {
    let inputs = &request.inputs;
    let formed = well_formed(inputs)?;
    let grant = exchange(services, &formed, inputs.saved.as_ref(), observer, cancel)
        .await?
        .grant;
    let by = grant.granted.by;
    scopes.granted = grant.granted.scopes;
    scopes.granted_by = Some(by);
    if by != GrantedBy::Probes {
        return Ok(());
    }
    let session = Session {
        app_id: formed.app_id,
        access_token: grant.access_token,
    };
    prove(services, &session, scopes, &inputs.leave, observer, cancel).await
}

/// Verifies the app at Planday, and shows what calls have proven of its scopes.
pub async fn prove_scopes(
    services: &Services,
    request: &ScopesRequest,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> ScopesReport {
    let report = verify(services, &request.inputs, observer, cancel).await;
    let mut failed = report
        .checks
        .iter()
        .filter(|check| check.evidence.standing == Standing::Failed)
        // What is missing is told scope by scope.
        .filter(|check| {
            let kind = check.evidence.diagnosis.as_ref().map(|why| why.kind);
            check.id != CheckId::Scopes || kind != Some(Kind::ScopeMissing)
        });
    let failure = failed.find_map(|check| check.evidence.diagnosis.clone());
    request
        .report(&report.scopes, failure)
        .ending_by_everything()
}
