//! The authorize endpoint, asked without signing in: whether a request is sent on to log in, or refused.
//!
//! Planday documents the request and not how it answers a bad one (facts: planday.md, section 2; the answers are
//! inferred). So what comes back is an observation. What is neither a login nor a refusal says nothing.

use tokio_util::sync::CancellationToken;
use url::Url;

use super::oauth::OauthError;
use super::{IDENTITY, PER_SECOND, Planday, diagnose, page};
use crate::domain::diagnosis::{Diagnosis, Party};
use crate::domain::scope::{self, Scopes};
use crate::domain::text::{self, Text};
use crate::http::{Answerer, Budget, Call, Manner, Reply, below};

/// What a real request asks for besides the scopes of its data (facts: planday.md, section 2).
pub const ALWAYS: [&str; 2] = ["openid", "offline_access"];

/// Comes back with an answer and means nothing to anybody.
const STATE: &str = "stackday";

/// Being sent on and being refused are the two answers that are asked for.
const ANSWERS: [u16; 6] = [302, 303, 400, 401, 403, 422];

/// The longest that a server's own words are kept, in characters.
const LONGEST: usize = 160;

/// OAuth errors that tell of the server or of who is signed in, not of the request.
const NOT_THE_REQUEST: [&str; 6] = [
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "login_required",
    "temporarily_unavailable",
];

/// What became of a request to authorize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It was sent on to log in.
    Login,
    /// It was refused.
    Refused {
        /// The OAuth error, or the first sentence of the page; where the answer has words at all.
        said: Option<Text>,
    },
    /// The answer allows no conclusion.
    Unclear {
        /// Why not, in one line.
        why: String,
    },
}

impl Planday {
    /// Sends the request that a browser begins with, and reads where it is sent on to. Nobody signs in and nothing changes.
    ///
    /// `scopes` are those on data; those that every request has are added. An error is that no answer came, or that of
    /// something between here and Planday, that the server asks to wait (every further request would make the wait longer), or that the person cancelled. `purpose`
    /// is for the log, where a refusal that was meant to be one should not look like trouble.
    pub async fn authorize(
        &self,
        purpose: &str,
        app_id: &str,
        redirect_uri: &str,
        scopes: &Scopes,
        cancel: &CancellationToken,
    ) -> Result<Sent, Diagnosis> {
        let mut url = below(&self.identity, "connect/authorize");
        url.query_pairs_mut()
            .append_pair("client_id", app_id)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", &asked(scopes))
            .append_pair("state", STATE);
        let call = Call::get(IDENTITY, purpose, url.clone())
            .expects(&ANSWERS)
            .budget(Budget {
                key: self.identity.to_string(),
                per_second: Some(PER_SECOND),
                per_minute: None,
            });
        let reply = self
            .door
            .send(call, cancel)
            .await
            .map_err(|failure| failure.diagnosis(Party::PlandayIdentity))?;
        read(&reply, &url, redirect_uri)
    }
}

/// The scopes of a request: those on data first, each once.
fn asked(scopes: &Scopes) -> String {
    let mut list = scope::join(scopes);
    for always in ALWAYS.into_iter().filter(|name| !scopes.contains(*name)) {
        if !list.is_empty() {
            list.push(' ');
        }
        list.push_str(always);
    }
    list
}

/// Reads the answer to a request that was sent to `sent_to`.
fn read(reply: &Reply, sent_to: &Url, redirect_uri: &str) -> Result<Sent, Diagnosis> {
    let party = Party::PlandayIdentity;
    let answerer = reply.answerer(Manner::Pages);
    if let Some(diagnosis) = answerer.diagnosis(party, reply) {
        return match answerer {
            Answerer::Between(_) => Err(diagnosis),
            _ => Ok(unclear(diagnosis.summary)),
        };
    }
    match reply.status() {
        300..400 => Ok(sent_on(reply, sent_to, redirect_uri)),
        // Other statuses of this class tell of the address, of a proxy or of a method, not of what was asked.
        400 | 401 | 403 | 422 => Ok(refused(reply)),
        429 => Err(diagnose::trouble(reply)),
        500.. => Ok(unclear(diagnose::trouble(reply).summary)),
        200..300 => Ok(unclear(
            "Planday showed a page of its own where a login or a refusal was expected",
        )),
        status => Ok(unclear(format!(
            "Planday answered HTTP {status}, which is neither a login nor a refusal"
        ))),
    }
}

/// Whether an address is Planday's: where the request was sent to, or a portal. A network that wants somebody to sign in
/// sends the browser to a login too.
fn is_plandays(to: &Url, sent_to: &Url) -> bool {
    let Some(host) = to.host_str() else {
        return false;
    };
    sent_to.host_str() == Some(host) || host == "planday.com" || host.ends_with(".planday.com")
}

fn unclear(why: impl Into<String>) -> Sent {
    Sent::Unclear { why: why.into() }
}

fn sent_on(reply: &Reply, sent_to: &Url, redirect_uri: &str) -> Sent {
    let Some(to) = reply
        .header("location")
        .and_then(|location| sent_to.join(location).ok())
    else {
        return unclear(format!(
            "Planday answered HTTP {} without saying where to go on",
            reply.status()
        ));
    };
    let error = error_in(&to);
    let path = to.path().to_ascii_lowercase();
    if is_back(&to, redirect_uri) {
        return match error {
            Some(error) if tells_of_something_else(&error) => unclear(format!(
                "Planday sent the request back with {}, which does not tell whether it was in order",
                text::line(&error, LONGEST)
            )),
            Some(error) => said(Some(&error)),
            None => unclear("Planday sent the request back to the redirect URI without a login"),
        };
    }
    if !is_plandays(&to, sent_to) {
        return unclear(format!(
            "the request was sent on to {}, which is not Planday's: a sign-in page of this network, or a proxy, may be in the way",
            text::line(&place(&to), LONGEST)
        ));
    }
    let names = |word: &str| path.contains(word);
    if names("error") || names("denied") {
        return said(error.as_deref());
    }
    match error {
        Some(error) => unclear(format!(
            "Planday sent the request on with {}, and not to where errors go",
            text::line(&error, LONGEST)
        )),
        None if names("login") || names("signin") || names("account") => Sent::Login,
        None => unclear(format!(
            "Planday sent the request on to {}, which is neither a login nor an error page",
            text::line(&place(&to), LONGEST)
        )),
    }
}

/// Where an address leads, without what may stand behind its path.
fn place(to: &Url) -> String {
    format!("{}{}", to.host_str().unwrap_or_default(), to.path())
}

/// Whether the answer leads back to where the request asked to be answered.
fn is_back(to: &Url, redirect_uri: &str) -> bool {
    Url::parse(redirect_uri).is_ok_and(|asked| {
        asked.origin() == to.origin() && asked.path() == to.path() && asked.has_host()
    })
}

/// The OAuth error that an address carries, in its query or behind its `#`.
fn error_in(to: &Url) -> Option<String> {
    let fragment = to.fragment().unwrap_or_default().as_bytes();
    to.query_pairs()
        .chain(url::form_urlencoded::parse(fragment))
        .find(|(name, value)| name == "error" && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

fn tells_of_something_else(error: &str) -> bool {
    error == "server_error" || NOT_THE_REQUEST.contains(&error)
}

/// A refusal with these words.
fn said(words: Option<&str>) -> Sent {
    let words = words
        .map(|words| Text::new(&text::line(words.trim(), LONGEST)))
        .filter(|words| !words.is_empty());
    Sent::Refused { said: words }
}

/// A refusal that is a page, or an OAuth error as JSON.
fn refused(reply: &Reply) -> Sent {
    let error = OauthError::of(reply).map(|error| error.said());
    let words = error
        .or_else(|| page::first_sentence(&reply.text()))
        // Without the tags, what they broke up stands whole.
        .map(|words| reply.redact(&words));
    said(words.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnosis::Kind;

    const BACK: &str = "https://api.stackone.com/connect/oauth2/planday/callback";

    fn answer(status: u16, location: Option<&str>, body: &str) -> Result<Sent, Diagnosis> {
        let headers: Vec<_> = location.map(|to| ("location", to)).into_iter().collect();
        let sent_to = "https://id.planday.com/connect/authorize?client_id=x"
            .parse()
            .expect("an address");
        read(&Reply::made(status, &headers, body), &sent_to, BACK)
    }

    fn to(location: &str) -> Sent {
        answer(302, Some(location), "").expect("a reading")
    }

    fn words(sent: Sent) -> Option<String> {
        match sent {
            Sent::Refused { said } => said.map(|said| said.to_string()),
            other => panic!("no refusal: {other:?}"),
        }
    }

    fn is_unclear(sent: &Sent) -> bool {
        matches!(sent, Sent::Unclear { why } if !why.is_empty() && !why.contains('\u{1b}'))
    }

    #[test]
    fn a_login_page_is_a_login_wherever_it_is() {
        for location in [
            "https://acme.planday.com/login?ReturnUrl=%2Fconnect%2Fauthorize",
            "/Account/Login?ReturnUrl=%2Fconnect%2Fauthorize%3Ferror%3Dno",
            "signin",
            "//id.planday.com/account/choose",
        ] {
            assert_eq!(to(location), Sent::Login, "{location}");
        }
    }

    #[test]
    fn a_login_of_somebody_else_is_not_plandays() {
        for location in [
            "http://login.hotspot.test/",
            "https://gate.example/login?back=https://id.planday.com/",
            "http://10.0.0.1/signin",
            "https://planday.com.example/error",
            "https://notplanday.com/login",
        ] {
            assert!(is_unclear(&to(location)), "{location}");
        }
        let answered = |status, headers: &[(&str, &str)], body| {
            let sent_to = "https://id.planday.com/connect/authorize"
                .parse()
                .expect("an address");
            read(&Reply::made(status, headers, body), &sent_to, BACK)
        };
        let unclear = answered(403, &[], "<h1>Access denied</h1>").expect("an answer");
        assert!(is_unclear(&unclear));
        let blocked = "<title>Blocked</title><h1>Blocked by Zscaler</h1>";
        for (status, headers, body) in [
            (403, &[][..], blocked),
            (401, &[("www-authenticate", "Negotiate")], ""),
            (400, &[("server", "squid")], "<h1>Invalid request</h1>"),
            (407, &[], ""),
            (511, &[], "<h1>Sign in</h1>"),
        ] {
            let diagnosis = answered(status, headers, body).expect_err("not Planday's");
            assert_eq!(
                (diagnosis.party, diagnosis.kind),
                (Party::Network, Kind::Network),
                "{status} {body}"
            );
        }
    }

    #[test]
    fn an_error_page_is_a_refusal_with_or_without_words() {
        for location in [
            "/home/error?errorId=CfDJ8opaque",
            "https://id.planday.com/Error",
            "/account/error?ReturnUrl=%2Flogin",
            "/Account/AccessDenied",
        ] {
            assert_eq!(words(to(location)), None, "{location}");
        }
        let coded = to("/home/error?error=unauthorized_client&errorId=x");
        assert_eq!(words(coded).as_deref(), Some("unauthorized_client"));
    }

    #[test]
    fn sent_back_with_an_error_is_a_refusal_unless_the_error_is_of_another_kind() {
        for at in ["?", "#"] {
            let back = to(&format!("{BACK}{at}error=invalid_scope&state=stackday"));
            assert_eq!(words(back).as_deref(), Some("invalid_scope"));
        }
        for error in ["login_required", "server_error", "temporarily_unavailable"] {
            assert!(is_unclear(&to(&format!("{BACK}?error={error}"))), "{error}");
        }
        assert!(is_unclear(&to(&format!("{BACK}?code=abc"))));
        let elsewhere = "https://api.stackone.com.example/login?error=invalid_scope";
        assert!(is_unclear(&to(elsewhere)), "not back, and not a login");
    }

    #[test]
    fn a_page_of_refusal_is_quoted_by_its_first_sentence() {
        let page = "<html><head><title>Error</title><style>p{}</style></head><body>\
            <h1>Sorry, there was an error</h1>\n<p>Invalid &amp; unknown redirect_uri. Please call\u{1b}[31m us.</p>";
        let sent = answer(400, None, page).expect("a reading");
        assert_eq!(
            words(sent).as_deref(),
            Some("Sorry, there was an error: Invalid & unknown redirect_uri.")
        );
        let sent = answer(400, None, r#"{"error":"invalid_client"}"#).expect("a reading");
        assert_eq!(words(sent).as_deref(), Some("invalid_client"));
        assert_eq!(words(answer(400, None, "").expect("a reading")), None);
        let long = answer(400, None, &"x".repeat(5_000)).expect("a reading");
        assert_eq!(
            words(long).map(|words| words.chars().count()),
            Some(LONGEST)
        );
    }

    #[test]
    fn hostile_words_are_made_safe() {
        let back = to(&format!("{BACK}?error=bad%1b%5b31m%e2%80%ae"));
        assert_eq!(words(back).as_deref(), Some("bad\u{fffd}[31m"));
        assert!(is_unclear(&to("/a%1b/\u{202e}\u{1b}b")));
    }

    #[test]
    fn anything_else_says_nothing() {
        for (status, location) in [
            (200, None),
            (204, None),
            (302, None),
            (302, Some("https://id.planday.com/consent")),
            (302, Some("https://[not an address")),
            (304, None),
            (404, None),
            (405, None),
            (500, None),
            (503, None),
        ] {
            let sent = answer(status, location, "<h1>login</h1>").expect("a reading");
            assert!(is_unclear(&sent), "{status} {location:?}: {sent:?}");
        }
        let asked_to_wait = answer(429, None, "").expect_err("a wait");
        assert_eq!(asked_to_wait.kind, Kind::RateLimited);
        let Ok(Sent::Unclear { why }) = answer(503, None, "") else {
            panic!("not unclear");
        };
        assert_eq!(why, "Planday identity is in trouble: it answered HTTP 503.");
    }

    #[test]
    fn every_request_asks_for_what_a_real_one_asks_for() {
        let scopes: Scopes = ["shift:read", "openid"].map(String::from).into();
        assert_eq!(asked(&scopes), "openid shift:read offline_access");
        assert_eq!(asked(&Scopes::new()), "openid offline_access");
    }
}
