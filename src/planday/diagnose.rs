//! Planday's refusals, read: statuses decide, bodies only add words (facts: planday.md, sections 1.4, 4.4 and 5.2).

use super::oauth::OauthError;
use super::wire::ApiError;
use crate::domain::Input;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::http::{Manner, Reply, Shape};

/// What it means that it is not Planday who answered, or may be not. `None` where it is.
pub(super) fn not_the_service(reply: &Reply, party: Party) -> Option<Diagnosis> {
    reply.answerer(Manner::of(party)).diagnosis(party, reply)
}

/// What a refused token exchange means. An OAuth error decides, whatever the status.
pub(super) fn grant(reply: &Reply) -> Diagnosis {
    let party = Party::PlandayIdentity;
    if let Some(diagnosis) = not_the_service(reply, party) {
        return diagnosis;
    }
    let Some(error) = OauthError::of(reply) else {
        return common(party, reply).unwrap_or_else(|| unexpected(party, reply));
    };
    let diagnosis = match error.code.as_str() {
        "invalid_client" => Diagnosis::new(
            party,
            Kind::Rejected,
            "Planday does not know this App Id: it is mistyped, or the app was deleted.",
            "Copy the App Id from the app's tile under Settings > Integrations > API Access; if the app is gone, create it anew.",
        ).pointing_at(Input::AppId),
        "invalid_grant" => Diagnosis::new(
            party,
            Kind::Rejected,
            "Planday refuses this Token. It is wrong or not complete. Or it was revoked. Or it belongs to another app or portal. Or the administrator who authorised it has left.",
            "Copy App Id and Token again from the same tile; if that does not help, let an active administrator press Authorize again and copy the new Token.",
        ).pointing_at(Input::TokenSecret),
        "unauthorized_client" | "unsupported_grant_type" => Diagnosis::new(
            party,
            Kind::Rejected,
            "Planday does not let this app exchange a Token.",
            "Check that the App Id is of an app made under API Access, and press Authorize there.",
        ),
        "invalid_request" => Diagnosis::new(
            party,
            Kind::Failed,
            "Planday could not read the request to exchange the Token.",
            "Check App Id and Token for characters that do not belong there.",
        ),
        _ => return common(party, reply).unwrap_or_else(|| unexpected(party, reply)),
    };
    diagnosis.because(reply.exchange(), reply.status(), Some(&error.said()))
}

/// That the answer to a token exchange was a success and brought no access token.
pub(super) fn no_access_token(reply: &Reply) -> Diagnosis {
    Diagnosis::new(
        Party::PlandayIdentity,
        Kind::Unclear,
        "Planday identity accepted the exchange, and there is no access token in its answer.",
        "Look at the exchange in the log, and try again; if it lasts, stackday needs an update.",
    )
    .because(reply.exchange(), reply.status(), None)
}

/// What a refused revocation means; nothing where it is a success after all. Only `invalid_client` is told apart: Planday
/// documents none of its answers.
pub(super) fn revocation(reply: &Reply) -> Option<Diagnosis> {
    let party = Party::PlandayIdentity;
    if let Some(diagnosis) = not_the_service(reply, party) {
        return Some(diagnosis);
    }
    match OauthError::of(reply) {
        Some(error) if error.code.as_str() == "invalid_client" => Some(Diagnosis::new(
            party,
            Kind::Rejected,
            "Planday does not know this App Id: it is mistyped, or the app was deleted and its Tokens with it.",
            "Look for the app under Settings > Integrations > API Access; if it is gone, forget the old Token.",
        )
        .pointing_at(Input::AppId)
        .because(reply.exchange(), reply.status(), Some(&error.said()))),
        None if reply.is_success() => None,
        _ => Some(common(party, reply).unwrap_or_else(|| unexpected(party, reply))),
    }
}

/// What a refused API call means; `scope` is the one that the call needs, where that is known.
pub(super) fn api(reply: &Reply, scope: Option<&str>) -> Diagnosis {
    not_the_service(reply, Party::PlandayApi).unwrap_or_else(|| believed(reply, scope))
}

/// The status that an answer of the API amounts to: an OAuth error decides before the status.
pub(super) fn meaning(reply: &Reply) -> u16 {
    let error = OauthError::of(reply);
    match error.as_ref().map(|error| error.code.as_str()) {
        Some("invalid_token") if !reply.is_success() => 401,
        Some("insufficient_scope") if !reply.is_success() => 403,
        _ => reply.status(),
    }
}

/// What a refused API call means, if it is Planday who answered.
pub(super) fn believed(reply: &Reply, scope: Option<&str>) -> Diagnosis {
    let party = Party::PlandayApi;
    if let Some(diagnosis) = common(party, reply) {
        return diagnosis;
    }
    let said = sentence(reply);
    let diagnosis = match meaning(reply) {
        401 => Diagnosis::new(
            Party::Authoriser,
            Kind::Rejected,
            "Planday issued a token a moment ago and now refuses it: the administrator who authorised the app is probably deactivated.",
            "Let an active administrator open API Access, press Authorize for this app and copy the new Token.",
        ),
        403 => match scope {
            Some(scope) => Diagnosis::new(
                party,
                Kind::ScopeMissing,
                format!(
                    "Planday refuses the call that needs {scope}: the app probably lacks this scope."
                ),
                format!(
                    "Create a new app with {scope} ticked (scopes cannot be added later), or ask whether this module is switched on for the portal."
                ),
            ),
            None => Diagnosis::new(
                party,
                Kind::ScopeMissing,
                "Planday refuses the call: the app lacks a scope, or the module is not switched on.",
                "Compare the app's scopes with the wanted ones.",
            ),
        },
        400 | 404 | 409 => Diagnosis::new(
            party,
            Kind::Failed,
            "Planday did not accept the request itself.",
            "Look at the exchange in the log; the address of the API may be wrong.",
        ),
        _ => return unexpected(party, reply),
    };
    diagnosis.because(
        reply.exchange(),
        reply.status(),
        said.as_ref().map(Text::as_str),
    )
}

/// What it means that the service itself does not answer: a rate limit, trouble of its own.
pub(super) fn trouble(reply: &Reply) -> Diagnosis {
    let party = Party::PlandayIdentity;
    reply
        .answerer(Manner::Pages)
        .diagnosis(party, reply)
        .or_else(|| common(party, reply))
        .unwrap_or_else(|| unexpected(party, reply))
}

/// An answer that is not what was asked for: a web page, nothing, something else.
pub(super) fn shape(party: Party, reply: &Reply, shape: &Shape) -> Diagnosis {
    shape.diagnosis(party, reply)
}

fn common(party: Party, reply: &Reply) -> Option<Diagnosis> {
    let name = party.name();
    let diagnosis = match reply.status() {
        429 => Diagnosis::rate_limited(
            party,
            reply.retry_after(),
            "other integrations on this portal use the same allowance",
        ),
        status @ 500.. => Diagnosis::new(
            party,
            Kind::Trouble,
            format!("{name} is in trouble: it answered HTTP {status}."),
            "Nothing is wrong with what you entered as far as this shows; look at status.planday.com and try again.",
        ),
        _ => return None,
    };
    Some(diagnosis.because(
        reply.exchange(),
        reply.status(),
        sentence(reply).as_ref().map(Text::as_str),
    ))
}

fn unexpected(party: Party, reply: &Reply) -> Diagnosis {
    Diagnosis::new(
        party,
        Kind::Unclear,
        format!(
            "{} answered HTTP {}, which is not expected here.",
            party.name(),
            reply.status()
        ),
        "Look at the exchange in the log, and check the address in the configuration.",
    )
    .because(
        reply.exchange(),
        reply.status(),
        sentence(reply).as_ref().map(Text::as_str),
    )
}

/// The first sentence of an error body, whatever its form.
fn sentence(reply: &Reply) -> Option<Text> {
    if let Ok(error) = reply.read::<ApiError>() {
        return error.sentence();
    }
    let text = reply.text();
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.starts_with('{') {
        None
    } else if trimmed.starts_with('<') {
        Some(Text::new("a web page"))
    } else {
        Some(Text::new(trimmed))
    }
}
