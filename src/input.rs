//! What a person types or pastes: tidied, with a word about it, and judged before anything is sent.
//!
//! Used by the forms and by the headless commands alike, so a value is judged the same everywhere.

mod link_life;
mod odd;
mod parts;
mod redirect;

use url::{Host, Url};
use uuid::Uuid;

use crate::domain::guard::TOKEN_CHARACTERS;
use crate::domain::text;
use crate::guide::EXAMPLE_APP_ID;
use crate::secret::{Secret, Unfit, entered};

pub(crate) use crate::domain::guard::{looks_like_api_key, looks_like_token};
pub use link_life::{LINK_LIFE, link_life};
pub use redirect::{Compared, GAP, Piece, redirect_uri, visible};

/// A value after judging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged<T> {
    /// The value to use, or what is wrong with it and how to mend it, in one line.
    pub value: Result<T, String>,
    /// What was tidied away, in one line.
    pub tidied: Option<String>,
    /// A doubt that does not forbid the value, in one line.
    pub doubt: Option<String>,
}

impl<T> Judged<T> {
    fn of(value: Result<T, String>, tidied: Option<String>) -> Self {
        Self {
            value,
            tidied,
            doubt: None,
        }
    }
}

/// Removes what copying adds: white space anywhere, quotes around, a leading `Bearer`.
fn tidy(raw: &str) -> (String, Option<String>) {
    let mut away = Vec::new();
    let joined: String = raw
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !text::is_invisible(*c))
        .collect();
    if raw.chars().any(text::is_invisible) {
        away.push("unseen characters");
    }
    let bearer = raw
        .trim_start()
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("bearer "));
    let mut value = if bearer {
        away.push("“Bearer”");
        joined.chars().skip("bearer".len()).collect()
    } else {
        joined
    };
    let space_inside = if bearer {
        raw.trim()
            .get(7..)
            .is_some_and(|rest| rest.chars().any(char::is_whitespace))
    } else {
        raw.chars().any(char::is_whitespace)
    };
    if space_inside {
        away.push("white space");
    }
    let bare = value
        .trim_matches(['"', '\'', '`', '“', '”', '‘', '’', ',', ';'])
        .to_owned();
    if bare != value {
        away.push("quotes");
        value = bare;
    }
    let tidied = (!away.is_empty()).then(|| format!("{} removed", away.join(" and ")));
    (value, tidied)
}

/// A portal address: `acme`, `acme.planday.com` or a whole URL becomes `https://acme.planday.com/`.
///
/// Plain http is accepted for this machine alone.
#[must_use]
pub fn portal(raw: &str) -> Judged<Url> {
    let (value, tidied) = tidy(raw);
    if raw.trim().contains(char::is_whitespace) {
        return Judged::of(
            Err("an address has no space in it; try the form acme.planday.com".into()),
            tidied,
        );
    }
    if value.is_empty() {
        return Judged::of(
            Err("nothing entered: the address of your portal, such as acme.planday.com".into()),
            tidied,
        );
    }
    let spelled = if value.contains("://") {
        value.clone()
    } else if value.contains(['.', ':', '/']) {
        format!("https://{value}")
    } else {
        format!("https://{value}.planday.com")
    };
    let judged = match Url::parse(&spelled) {
        Err(_) => Err("this is no web address; try the form acme.planday.com".to_owned()),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Err("leave the user name and password out of the address".to_owned())
        }
        Ok(mut url) => match (url.scheme(), url.host()) {
            ("https", Some(Host::Domain(_))) | ("http" | "https", _) if !is_allowed(&url) => {
                Err("use https: the address is not on this machine".to_owned())
            }
            ("http" | "https", Some(_)) => {
                url.set_path("/");
                url.set_query(None);
                url.set_fragment(None);
                Ok(url)
            }
            _ => Err("the address starts with https://".to_owned()),
        },
    };
    let mut judged = Judged::of(judged, tidied);
    if let Ok(url) = &judged.value {
        if matches!(
            url.host_str(),
            Some("id.planday.com" | "openapi.planday.com" | "www.planday.com" | "planday.com")
        ) {
            judged.value =
                Err("this is Planday's own site; your portal is yourcompany.planday.com".into());
        } else if !is_loopback(url)
            && !url
                .host_str()
                .is_some_and(|host| host.ends_with(".planday.com"))
        {
            judged.doubt = Some("a portal is usually at yourcompany.planday.com".into());
        }
    }
    judged
}

/// Whether a secret may travel to this address: https, or plain http to this machine.
fn is_allowed(url: &Url) -> bool {
    url.scheme() == "https" || is_loopback(url)
}

/// Whether the address is on this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

/// An App Id: a UUID, and not the one of the documents.
#[must_use]
pub fn app_id(raw: &str) -> Judged<String> {
    let (value, tidied) = tidy(raw);
    let judged = if value.is_empty() {
        Err("nothing entered: the App Id is on the app's tile in Planday".to_owned())
    } else if looks_like_api_key(&value) {
        Err(
            "this looks like a StackOne API key; the App Id is on the app's tile in Planday"
                .to_owned(),
        )
    } else if looks_like_token(&value) {
        Err("this looks like the Token; the App Id has the form 00000000-0000-0000-0000-000000000000".to_owned())
    } else {
        match Uuid::parse_str(&value) {
            Err(_) => Err(format!(
                "an App Id has 32 hexadecimal digits in the form 8-4-4-4-12; this has {}",
                text::characters(value.chars().count())
            )),
            Ok(id) if id.to_string() == EXAMPLE_APP_ID => {
                Err("this is the example from the documents, not your app's App Id".to_owned())
            }
            Ok(id) => Ok(id.to_string()),
        }
    };
    Judged::of(judged, tidied)
}

/// What was entered as a secret, by the rule of all sources.
fn secret(raw: &str, empty: &str) -> (Result<Secret, String>, Option<String>) {
    match entered(raw) {
        Ok(entered) => (Ok(entered.secret), entered.tidied),
        Err(Unfit::Empty) => (Err(empty.to_owned()), None),
        Err(unfit) => (Err(format!("this {unfit}")), None),
    }
}

/// A Token Secret (Planday: Token, refresh token). Its shape is not documented, so shape is only a doubt.
#[must_use]
pub fn token_secret(raw: &str) -> Judged<Secret> {
    let (value, tidied) = secret(
        raw,
        "nothing entered: the Token is on the app's tile in Planday, after Authorize",
    );
    let value = value.and_then(|secret| match not_a_token(secret.expose()) {
        Some(problem) => Err(problem.to_owned()),
        None => Ok(secret),
    });
    let mut judged = Judged::of(value, tidied);
    if let Ok(secret) = &judged.value
        && !looks_like_token(secret.expose())
    {
        let count = secret.chars();
        let may_be = if count < TOKEN_CHARACTERS {
            "it may not be complete"
        } else {
            "something may be added to it"
        };
        judged.doubt = Some(format!(
            "Tokens seen so far have {TOKEN_CHARACTERS} characters. This has {count}: {may_be}"
        ));
    }
    judged
}

/// Why a value is certainly something else than a Token.
fn not_a_token(value: &str) -> Option<&'static str> {
    if Uuid::parse_str(value).is_ok() {
        Some("this looks like an App Id; the Token stands beside it on the tile")
    } else if looks_like_api_key(value) {
        Some("this looks like a StackOne API key; the Token is on the app's tile in Planday")
    } else if value.starts_with("eyJ") {
        Some(
            "this looks like an access token, which ends within the hour; copy the Token from the tile",
        )
    } else if value.len() > 100 {
        Some("a Token is far shorter than this; copy it again from the tile")
    } else {
        None
    }
}

/// A `StackOne` API key: `v1.{region}.…` (facts: stackone.md, section 1).
#[must_use]
pub fn api_key(raw: &str) -> Judged<Secret> {
    let (value, tidied) = secret(
        raw,
        "nothing entered: an API key comes from StackOne, Project Settings > API Keys",
    );
    let value = value.and_then(|secret| {
        if Uuid::parse_str(secret.expose()).is_ok() {
            Err("this looks like an App Id of Planday; the API key comes from StackOne".to_owned())
        } else if secret.expose().contains(':') {
            Err("give the API key alone, without a colon".to_owned())
        } else {
            Ok(secret)
        }
    });
    let mut judged = Judged::of(value, tidied);
    if let Ok(secret) = &judged.value
        && !looks_like_api_key(secret.expose())
    {
        judged.doubt = Some("StackOne's API keys have the form v1.eu1.… ; this has not".into());
    }
    judged
}

/// A name or an owner id: anything readable that is not empty. `what` says what it is for.
#[must_use]
pub fn name(raw: &str, what: &str) -> Judged<String> {
    let value = text::line(raw.trim(), 200);
    let judged = if value.is_empty() {
        Err(format!("nothing entered: {what}"))
    } else {
        Ok(value)
    };
    Judged::of(judged, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portal_of(raw: &str) -> Result<String, String> {
        portal(raw).value.map(String::from)
    }

    #[test]
    fn portal_addresses_are_normalised() {
        let expected = Ok("https://acme.planday.com/".to_owned());
        for raw in [
            "acme",
            "acme.planday.com",
            " https://ACME.planday.com/settings?x=1#y ",
            "\"acme.planday.com/\"",
        ] {
            assert_eq!(portal_of(raw), expected, "{raw}");
        }
        assert_eq!(
            portal_of("http://127.0.0.1:4000/x"),
            Ok("http://127.0.0.1:4000/".to_owned())
        );
        assert!(
            portal_of("http://acme.planday.com")
                .unwrap_err()
                .contains("https")
        );
        assert!(
            portal_of("https://me:pw@acme.planday.com")
                .unwrap_err()
                .contains("password")
        );
        assert!(
            portal_of("https://id.planday.com")
                .unwrap_err()
                .contains("own site")
        );
        assert!(portal_of("javascript:alert(1)").is_err());
        assert!(portal("portal.example.org").doubt.is_some());
    }

    #[test]
    fn an_app_id_is_a_uuid_and_not_the_example() {
        let judged = app_id(" \"A2370889-3FFE-46B6-83E7-1A20F5A20D2F\"\n");
        assert_eq!(
            judged.value,
            Ok("a2370889-3ffe-46b6-83e7-1a20f5a20d2f".to_owned())
        );
        assert_eq!(
            judged.tidied.as_deref(),
            Some("white space and quotes removed")
        );
        assert!(
            app_id(EXAMPLE_APP_ID)
                .value
                .unwrap_err()
                .contains("example")
        );
        assert!(
            app_id("VxLtcy_OWkWoPKqs4uFhTg")
                .value
                .unwrap_err()
                .contains("Token")
        );
        assert!(
            app_id("v1.eu1.abcdef")
                .value
                .unwrap_err()
                .contains("StackOne")
        );
        assert!(
            app_id("a2370889-3ffe-46b6")
                .value
                .unwrap_err()
                .contains("18 characters")
        );
    }

    #[test]
    fn a_token_is_tidied_and_its_shape_is_only_a_doubt() {
        let judged = token_secret("Bearer VxLtcy_OWkWoPKqs4uFhTg ");
        assert_eq!(judged.value, Ok(Secret::new("VxLtcy_OWkWoPKqs4uFhTg")));
        assert_eq!(
            judged.tidied.as_deref(),
            Some("white space and “Bearer” removed")
        );
        assert!(judged.doubt.is_none());
        let lines = token_secret("VxLtcy_OWkWo\nPKqs4uFhTg").value.unwrap_err();
        assert!(lines.contains("more than one line"), "{lines}");
        let clipped = token_secret("VxLtcy_OWkWoPKqs4uFh");
        assert!(clipped.value.is_ok() && clipped.doubt.is_some());
        assert!(
            token_secret("a2370889-3ffe-46b6-83e7-1a20f5a20d2f")
                .value
                .unwrap_err()
                .contains("App Id")
        );
    }

    #[test]
    fn an_api_key_keeps_no_colon() {
        assert!(api_key("v1.eu1.abc123xyz").doubt.is_none());
        assert!(api_key("abc").doubt.is_some());
        assert!(api_key("v1.eu1.abc:").value.is_err());
    }
}
