//! Who answered: the service that was called, or something between here and it.
//!
//! A status is believed only with a body that can be the service's own. Firewalls, proxies and networks with a sign-in page
//! answer in a service's place, with statuses that mean something else there: a 403 of a firewall is no missing scope, and
//! its 401 is no refused key.

use serde::de::IgnoredAny;

use super::lenient::{Member, Name, Scalar};
use super::reply::{Reply, Shape};
use crate::domain::text::Text;

/// How a service answers, which tells its answers from those of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Always with JSON: Planday's token endpoint, and `StackOne`.
    Json,
    /// With JSON, but a refusal may be empty or plain text, and a 404 or a 500 a web page: Planday's Open API (facts:
    /// planday.md, section 4.4).
    OpenApi,
    /// With web pages and redirects: Planday's authorize endpoint.
    Pages,
}

/// Who answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answerer {
    /// The service, as far as this can be told: the answer is one that it gives.
    Service,
    /// Something between here and the service.
    Between(Between),
    /// It may be either: nothing may be concluded from it about what was entered.
    Unclear,
}

/// What something between here and the service said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Between {
    /// A proxy wants a user name and a password (407).
    ProxyLogin,
    /// The network wants somebody to sign in (511).
    SignIn,
    /// The way to somewhere else.
    Elsewhere {
        /// The host that it leads to, where it can be read.
        host: Option<Text>,
    },
    /// A web page.
    Page {
        /// Its title.
        title: Option<Text>,
    },
    /// Words that are no data.
    Words,
    /// Nothing, where the service always says something.
    Nothing,
}

/// What only proxies and filters of networks write, in lower case.
const WORDS: [&str; 22] = [
    "access to this site",
    "barracuda",
    "blue coat",
    "bluecoat",
    "captive portal",
    "cisco umbrella",
    "err_access_denied",
    "forcepoint",
    "fortiguard",
    "fortinet",
    "mcafee web gateway",
    "netskope",
    "network authentication required",
    "opendns",
    "palo alto networks",
    "proxy authentication",
    "squid",
    "url category",
    "web filter",
    "web page blocked",
    "websense",
    "zscaler",
];

/// So much of a body is searched for them, in bytes.
const SEARCHED: usize = 64 * 1024;

/// Headers that only a proxy sends.
const PROXY_HEADERS: [&str; 4] = [
    "proxy-authenticate",
    "proxy-status",
    "x-squid-error",
    "x-bluecoat-authorization",
];

/// What a body is.
enum Form {
    Empty,
    Data,
    Page(Option<Text>),
    Words,
}

impl Reply {
    /// Who answered, judged by status, media type, body and headers.
    #[must_use]
    pub fn answerer(&self, manner: Manner) -> Answerer {
        let form = self.form();
        match self.status() {
            407 => return Answerer::Between(Between::ProxyLogin),
            511 => return Answerer::Between(Between::SignIn),
            300..400 if manner != Manner::Pages => {
                return Answerer::Between(Between::Elsewhere {
                    host: self.leads_to(),
                });
            }
            _ => {}
        }
        if !matches!(form, Form::Data) && (self.is_a_proxys() || self.asks_for_another_login()) {
            return Answerer::Between(between(form));
        }
        match manner {
            Manner::Json => self.by_json(form),
            Manner::OpenApi => self.by_open_api(form),
            Manner::Pages => self.by_pages(&form),
        }
    }

    fn by_json(&self, form: Form) -> Answerer {
        match (self.status(), form) {
            // In trouble a service seldom says so in its own form, and whoever it is: it is nobody's fault here.
            (_, Form::Data) | (204 | 205, Form::Empty) | (500 | 501 | 503.., _) => {
                Answerer::Service
            }
            (429, Form::Empty) if self.tells_of_limits() => Answerer::Service,
            (_, Form::Empty) if self.challenge_error().is_some() => Answerer::Service,
            (_, form) => Answerer::Between(between(form)),
        }
    }

    fn by_open_api(&self, form: Form) -> Answerer {
        match (self.status(), form) {
            (200..300, Form::Data) | (204 | 205, Form::Empty) => Answerer::Service,
            (200..300, Form::Empty) | (404, Form::Page(_)) => Answerer::Unclear,
            (200..300, form) => Answerer::Between(between(form)),
            (502, Form::Page(title)) => Answerer::Between(Between::Page { title }),
            (500.., _) => Answerer::Service,
            // In whatever form, nobody else says this.
            (403, Form::Page(_) | Form::Words) if self.names_a_scope() => Answerer::Service,
            (_, Form::Page(title)) => Answerer::Between(Between::Page { title }),
            (429, _) => Answerer::Service,
            (_, Form::Data) if self.has_words_for_an_error() => Answerer::Service,
            (400.., _) if self.challenge_error().is_some() => Answerer::Service,
            (401 | 403, _) if self.has_bearer_challenge() || self.counts_requests() => {
                Answerer::Service
            }
            _ => Answerer::Unclear,
        }
    }

    fn by_pages(&self, form: &Form) -> Answerer {
        match (self.status(), form) {
            (401 | 403, Form::Data) => Answerer::Service,
            // Planday shows pages too, and documents none of them.
            (401 | 403, _) => Answerer::Unclear,
            _ => Answerer::Service,
        }
    }

    fn form(&self) -> Form {
        let body = self.bare_body();
        match self.read_with(std::marker::PhantomData::<IgnoredAny>) {
            Err(Shape::Empty) => Form::Empty,
            Ok(_) if !self.says_html() => Form::Data,
            _ => match self.not_json(body) {
                Shape::Html { title } => Form::Page(title),
                _ => Form::Words,
            },
        }
    }

    fn says_html(&self) -> bool {
        self.content_type()
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"))
    }

    /// Where a redirect leads, by its host.
    fn leads_to(&self) -> Option<Text> {
        let to = url::Url::parse(self.header("location")?).ok()?;
        to.host_str().map(Text::new)
    }

    fn is_a_proxys(&self) -> bool {
        if PROXY_HEADERS.iter().any(|name| self.header(name).is_some()) {
            return true;
        }
        let named = ["server", "via"]
            .into_iter()
            .filter_map(|name| self.header(name))
            .any(has_a_proxys_words);
        let body = self.bare_body();
        named || has_a_proxys_words(&String::from_utf8_lossy(&body[..body.len().min(SEARCHED)]))
    }

    /// Whether it asks to log in in a way that no service here knows, but proxies of companies do.
    fn asks_for_another_login(&self) -> bool {
        self.challenges().any(|challenge| {
            ["ntlm", "negotiate", "kerberos"]
                .into_iter()
                .any(|scheme| begins_with(challenge, scheme))
        })
    }

    fn has_bearer_challenge(&self) -> bool {
        self.challenges().any(|it| begins_with(it, "bearer"))
    }

    /// The OAuth error in `WWW-Authenticate`: `Bearer error="invalid_token"`.
    #[must_use]
    pub fn challenge_error(&self) -> Option<String> {
        self.challenges().find_map(|challenge| {
            let lower = challenge.to_ascii_lowercase();
            let at = lower
                .match_indices("error")
                .map(|(at, word)| at + word.len())
                .find(|at| lower[*at..].trim_start().starts_with('='))?;
            let value = challenge[at..]
                .trim_start()
                .trim_start_matches('=')
                .trim_start();
            let quoted = value.strip_prefix('"');
            let end = |c: char| match quoted {
                Some(_) => c == '"',
                None => c == ',' || c.is_whitespace(),
            };
            let word = quoted.unwrap_or(value).split(end).next()?.trim();
            (!word.is_empty()).then(|| word.to_owned())
        })
    }

    fn challenges(&self) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"))
            .map(|(_, value)| value.trim())
    }

    /// Whether its headers tell of rate limits.
    fn tells_of_limits(&self) -> bool {
        self.counts_requests() || self.header("retry-after").is_some()
    }

    /// Whether its headers count requests, as the answers of the services themselves do.
    fn counts_requests(&self) -> bool {
        self.headers.iter().any(|(name, _)| {
            let name = name.to_ascii_lowercase();
            name.starts_with("x-ratelimit-")
                || name.starts_with("ratelimit")
                || name == "x-envoy-ratelimited"
        })
    }

    /// Whether it has a member that the error bodies of the Open API have (facts: planday.md, section 4.4).
    fn has_words_for_an_error(&self) -> bool {
        self.read::<Error>().is_ok_and(|error| error.0)
    }

    /// Whether it is the sentence that Planday documents for a missing scope (facts: planday.md, section 4.4).
    fn names_a_scope(&self) -> bool {
        let text = self.text().to_ascii_lowercase();
        text.contains("assigned to the appropriate scope")
    }
}

/// Whether an object has a member that tells of an error.
struct Error(bool);

impl Member for Error {
    fn object<'de, A: serde::de::MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut known = false;
        while let Some(name) = object.next_key::<Name>()? {
            let said = object.next_value_seed(super::lenient::reading::<Said>())?;
            let is_error = matches!(
                name.0.to_ascii_lowercase().as_str(),
                "message"
                    | "title"
                    | "detail"
                    | "error"
                    | "errors"
                    | "error_description"
                    | "modelstate"
            );
            known |= is_error && said.is_some();
        }
        Ok(Some(Self(known)))
    }
}

/// Anything but null and an empty text.
struct Said;

impl Member for Said {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        Text::scalar(value).map(|_| Self)
    }

    fn list<'de, A: serde::de::SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Some(Self))
    }

    fn object<'de, A: serde::de::MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Some(Self))
    }
}

fn begins_with(challenge: &str, scheme: &str) -> bool {
    challenge
        .get(..scheme.len())
        .is_some_and(|word| word.eq_ignore_ascii_case(scheme))
}

fn has_a_proxys_words(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    WORDS.iter().any(|words| text.contains(words))
}

fn between(form: Form) -> Between {
    match form {
        Form::Empty => Between::Nothing,
        Form::Page(title) => Between::Page { title },
        Form::Data | Form::Words => Between::Words,
    }
}

#[cfg(test)]
mod tests;
