//! `StackOne`'s refusals, read (facts: stackone.md, sections 1, 3 and 9).

use super::wire::ApiError;
use crate::domain::Input;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::http::{Reply, Shape};

/// What a refused call means.
pub(super) fn api(reply: &Reply) -> Diagnosis {
    let error = reply.json::<ApiError>();
    let page = matches!(error, Err(Shape::Html { .. }));
    let error = error.unwrap_or_default();
    let said = if page {
        Some(Text::new("a web page"))
    } else {
        error.sentence()
    };
    let provider = error.provider_status();
    let party = Party::StackOne;
    let diagnosis = match (reply.status(), provider) {
        (_, Some(403)) => Diagnosis::new(
            Party::PlandayApi,
            Kind::ScopeMissing,
            "StackOne reached Planday, and Planday refused the read: the app probably lacks its scope.",
            "Compare the app's scopes with the wanted ones; a missing scope means a new app.",
        ),
        (_, Some(401)) => Diagnosis::new(
            Party::Authoriser,
            Kind::Rejected,
            "StackOne reached Planday, and Planday refused the credentials of this account.",
            "Let an active administrator authorise the app again, and put the new Token into the connector profile.",
        ),
        (401, _) => Diagnosis::new(
            party,
            Kind::Rejected,
            "StackOne does not accept this API key: it is mistyped, disabled or deleted.",
            "Create an API key under Project Settings > API Keys; it is shown once.",
        )
        .pointing_at(Input::ApiKey),
        (403, _) => Diagnosis::new(
            party,
            Kind::Rejected,
            "StackOne knows this API key but does not let it do this: a scope of the key is missing, or this address is not on the project's IP allowlist.",
            "Give the key Platform API Read + Write and Actions Execute (Project Settings > API Keys), or allow this machine's address.",
        ),
        (404, _) => Diagnosis::new(
            party,
            Kind::Failed,
            "StackOne does not have what was asked for: it was deleted, or belongs to another project.",
            "Check that the API key is of the right project.",
        ),
        (408, _) => Diagnosis::new(
            party,
            Kind::Network,
            "StackOne gave up waiting for Planday.",
            "Try again in a minute; Planday was slow or limits StackOne's requests.",
        ),
        (412, _) => Diagnosis::new(
            party,
            Kind::Failed,
            "StackOne refuses calls for this account: it is suspended or expired, or its connector profile is disabled.",
            "Look at the account and its connector profile in StackOne; enable the profile or link the account again.",
        ),
        (429, _) => Diagnosis::rate_limited(
            party,
            reply.retry_after(),
            "the allowance is 1000 requests a minute for each API key",
        ),
        (400 | 409 | 422, _) => Diagnosis::new(
            party,
            Kind::Failed,
            match &said {
                Some(said) => format!("StackOne did not accept the request: {said}"),
                None => "StackOne did not accept the request.".to_owned(),
            },
            "Check owner id, owner name and connector profile; the exchange is in the log.",
        ),
        (status @ 500.., _) => Diagnosis::new(
            party,
            Kind::Trouble,
            format!("StackOne is in trouble: it answered HTTP {status}."),
            "Nothing is wrong with what you entered as far as this shows; look at status.stackone.com and try again.",
        ),
        (status, _) => Diagnosis::new(
            party,
            Kind::Failed,
            format!("StackOne answered HTTP {status}, which is not expected here."),
            "Look at the exchange in the log, and check the address in the configuration.",
        ),
    };
    diagnosis.because(
        reply.exchange(),
        reply.status(),
        said.as_ref().map(Text::as_str),
    )
}
