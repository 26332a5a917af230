//! `StackOne`'s refusals, read (facts: stackone.md, sections 1, 3 and 9; newer.md, sections 2.1 and 2.2).
//!
//! First who answered, then the error code and its details, then what the provider said, and the status last: a 401 may
//! speak of the API key, or of what Planday thinks of an account's credentials.

use super::wire::same_name;
use crate::domain::Input;
use crate::domain::account::{AccountState, StatusReason, reasons};
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::text::Text;
use crate::http::{Manner, Member, Reply, Scalar, unclear};
use crate::members;

/// What a refused call means.
pub(super) fn api(reply: &Reply) -> Diagnosis {
    if let Some(other) = reply
        .answerer(Manner::Json)
        .diagnosis(Party::StackOne, reply)
    {
        return other;
    }
    let error = reply.read::<ApiError>().unwrap_or_default();
    let said = error.words();
    let diagnosis = match error.of_account(reply.status()) {
        Some(diagnosis) => diagnosis,
        None => by_provider(&error).unwrap_or_else(|| by_status(reply, &error)),
    };
    if diagnosis.is_unclear() {
        return diagnosis;
    }
    diagnosis.because(reply.exchange(), reply.status(), said.as_deref())
}

/// What Planday said to `StackOne`.
fn by_provider(error: &ApiError) -> Option<Diagnosis> {
    match error.provider_status()? {
        403 => Some(Diagnosis::new(
            Party::PlandayApi,
            Kind::ScopeMissing,
            "StackOne reached Planday, and Planday refused the read: the app probably lacks its scope.",
            "Compare the app's scopes with the wanted ones; a missing scope means a new app.",
        )),
        401 => Some(Diagnosis::new(
            Party::Authoriser,
            Kind::Rejected,
            "StackOne reached Planday, and Planday refused the credentials of this account.",
            "Let an active administrator authorise the app again, and put the new Token into the connector profile.",
        )),
        _ => None,
    }
}

fn by_status(reply: &Reply, error: &ApiError) -> Diagnosis {
    let party = Party::StackOne;
    // Anybody's error has a message.
    if matches!(reply.status(), 401 | 403 | 404 | 412) && !error.is_stackones(reply.status()) {
        return unclear(party, reply);
    }
    match reply.status() {
        401 => Diagnosis::new(
            party,
            Kind::Rejected,
            "StackOne does not accept this API key: it is mistyped, disabled or deleted.",
            "Create an API key under Project Settings > API Keys; it is shown once.",
        )
        .pointing_at(Input::ApiKey),
        403 => Diagnosis::new(
            party,
            Kind::Rejected,
            "StackOne knows this API key but does not let it do this: a scope of the key is missing, or this address is not on the project's IP allowlist.",
            "Give the key Platform API Read + Write and Actions Execute (Project Settings > API Keys), or allow this machine's address.",
        ),
        404 => Diagnosis::new(
            party,
            Kind::Absent,
            "StackOne does not have what was asked for: it was deleted, or belongs to another project.",
            "Check that the API key is of the right project.",
        ),
        408 => Diagnosis::new(
            party,
            Kind::Network,
            "StackOne gave up waiting for Planday.",
            "Try again in a minute; Planday was slow or limits StackOne's requests.",
        ),
        412 => AccountState::Unknown.trouble("This account"),
        429 => Diagnosis::rate_limited(
            party,
            reply.retry_after(),
            "the allowance is 1000 requests a minute for each API key",
        ),
        400 | 409 | 422 => Diagnosis::new(
            party,
            Kind::Failed,
            match error.sentence() {
                Some(said) => format!("StackOne did not accept the request: {said}"),
                None => "StackOne did not accept the request.".to_owned(),
            },
            "Check owner id, owner name and connector profile; the exchange is in the log.",
        ),
        status @ 500.. => Diagnosis::new(
            party,
            Kind::Trouble,
            format!("StackOne is in trouble: it answered HTTP {status}."),
            "Nothing is wrong with what you entered as far as this shows; look at status.stackone.com and try again.",
        ),
        status => Diagnosis::new(
            party,
            Kind::Failed,
            format!("StackOne answered HTTP {status}, which is not expected here."),
            "Look at the exchange in the log, and check the address in the configuration.",
        ),
    }
}

/// An error body. Its members are documented in both cases of their names, or inferred from their siblings.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ApiError {
    status: Option<u64>,
    message: Words,
    errors: Words,
    code: Option<Text>,
    details: Details,
    provider_errors: Vec<ProviderError>,
}

members!(ApiError {
    status: "statusCode" | "status_code",
    message: "message",
    errors: "errors",
    code: "errorCode" | "error_code",
    details: "details",
    provider_errors: "provider_errors" | "providerErrors",
});

/// How the account stands whose call was refused.
#[derive(Debug, Default, PartialEq)]
struct Details {
    status: Text,
    expires_at: Option<Text>,
    reasons: Vec<StatusReason>,
}

members!(Details {
    status: "status",
    expires_at: "expiresAt" | "expires_at",
    reasons: "statusReasons" | "status_reasons",
});

/// What the provider answered.
#[derive(Debug, Default, PartialEq)]
struct ProviderError {
    status: Option<u64>,
}

members!(ProviderError { status: "status" });

/// The first of several sentences, or the only one.
#[derive(Debug, Default, PartialEq)]
struct Words(Option<Text>);

impl Member for Words {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        // A message may be an error body itself, written as a text.
        if let Scalar::Words(words) = value
            && words.trim_start().starts_with('{')
            && let Ok(inner) = serde_json::from_str::<serde_json::Value>(words)
            && let Some(message) = inner.get("message").and_then(serde_json::Value::as_str)
        {
            return Some(Self(Some(Text::new(message))));
        }
        Text::scalar(value).map(|text| Self(Some(text)))
    }

    fn list<'de, A: serde::de::SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        let texts = Vec::<Text>::list(list)?;
        Ok(texts.map(|texts| Self(texts.into_iter().next())))
    }
}

impl ApiError {
    /// Whether it has what every error body of `StackOne` has: a message, and the status once more or a code (facts:
    /// stackone.md, sections 1 and 9).
    fn is_stackones(&self, status: u16) -> bool {
        let is_marked = self.code.is_some() || self.status == Some(status.into());
        is_marked && self.message.0.is_some()
    }

    /// The message, with the first detail beside it.
    fn sentence(&self) -> Option<String> {
        let said: Vec<_> = [&self.message.0, &self.errors.0]
            .into_iter()
            .flatten()
            .map(Text::as_str)
            .collect();
        // The first detail is often the message once more.
        match said.as_slice() {
            [] => None,
            [one] => Some((*one).to_owned()),
            [one, other, ..] if one == other => Some((*one).to_owned()),
            more => Some(more.join(": ")),
        }
    }

    /// All that it says, as detail.
    fn words(&self) -> Option<String> {
        let mut said: Vec<String> = self.sentence().into_iter().collect();
        said.extend(self.code.iter().map(|code| format!("({code})")));
        if let Some(at) = &self.details.expires_at {
            said.push(format!("expired at {at}"));
        }
        let why = reasons(&self.details.reasons);
        if !why.is_empty() {
            said.push(format!("because: {why}"));
        }
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// The status that the provider (Planday) gave to `StackOne`.
    fn provider_status(&self) -> Option<u64> {
        self.provider_errors.iter().find_map(|error| error.status)
    }

    /// What it says of the account, where its code or its details speak of one.
    fn of_account(&self, status: u16) -> Option<Diagnosis> {
        let code = self.code.as_ref().map_or("", |code| code.as_str());
        if let Some(credentials) = Credentials::of_code(code) {
            return Some(credentials.diagnosis());
        }
        let by_details = || match AccountState::of(self.details.status.as_str()) {
            AccountState::Active | AccountState::Unknown => None,
            state => Some(state),
        };
        let state = AccountState::of_code(code).or_else(by_details);
        // A code that is new, and still one of an account, is no word about the API key.
        let new = || {
            code.get(.."Account".len())
                .filter(|_| matches!(status, 401 | 412))
                .filter(|begins| same_name(begins, "Account"))
                .map(|_| AccountState::Unknown)
        };
        let state = state.or_else(new)?;
        let why = reasons(&self.details.reasons);
        let mut diagnosis = state.trouble("This account");
        if !why.is_empty() {
            let summary = diagnosis.summary.trim_end_matches('.');
            diagnosis.summary = format!("{summary}: {why}");
        }
        Some(diagnosis)
    }
}

/// What Planday thinks of an account's credentials, as `StackOne` passes it on with a 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Credentials {
    Expired,
    Invalid,
    Refused,
}

impl Credentials {
    fn of_code(code: &str) -> Option<Self> {
        const CODES: [(&str, Credentials); 3] = [
            ("AccountExpiredCredentialsError", Credentials::Expired),
            ("AccountInvalidCredentialsError", Credentials::Invalid),
            ("AccountAuthenticationFailedError", Credentials::Refused),
        ];
        let of = |(known, _): &(&str, Self)| same_name(code, known);
        CODES.into_iter().find(of).map(|(_, found)| found)
    }

    fn diagnosis(self) -> Diagnosis {
        let (summary, next) = match self {
            Self::Expired => (
                "StackOne reports that Planday's credentials of this account have expired; the API key is not meant.",
                "Let an active administrator authorise the app again in Planday, put the new Token into the connector profile, and link the account again.",
            ),
            Self::Invalid => (
                "StackOne reports that Planday does not accept the credentials of this account; the API key is not meant.",
                "Compare App Id and Token in the connector profile with the app in Planday, correct them, and link the account again.",
            ),
            Self::Refused => (
                "StackOne reports that it could not sign in to Planday for this account; the API key is not meant.",
                "Verify App Id and Token here; if they hold, put the same ones into the connector profile, and link the account again.",
            ),
        };
        Diagnosis::new(Party::Authoriser, Kind::Rejected, summary, next)
    }
}

#[cfg(test)]
mod tests;
