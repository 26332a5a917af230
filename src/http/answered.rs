//! Who answered: the service that was called, or something between here and it.
//!
//! A status is believed only with a body that can be the service's own. Firewalls, proxies and networks with a sign-in page
//! answer in a service's place, with statuses that mean something else there: a 403 of a firewall is no missing scope, and
//! its 401 is no refused key.
//!
//! What a proxy only passed on is the service's all the same: `Via` and `Proxy-Status` stand on every answer behind a proxy that
//! opens TLS, and say nothing of who wrote it (RFC 9110, section 7.6.3; RFC 9209).

use serde::de::IgnoredAny;

use super::error_body::ErrorBody;
use super::reply::{Reply, Shape};
use crate::domain::diagnosis::Party;
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

impl Manner {
    /// That of the data of `party`.
    #[must_use]
    pub fn of(party: Party) -> Self {
        match party {
            Party::PlandayApi => Self::OpenApi,
            _ => Self::Json,
        }
    }
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
    /// Nothing.
    Nothing,
}

/// What only proxies and filters of networks write, in lower case.
const WORDS: [&str; 24] = [
    "access to this site",
    "barracuda",
    "blocked by policy",
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
    "web policy",
    "websense",
    "zscaler",
];

/// So much of a body is searched for them, in bytes.
const SEARCHED: usize = 64 * 1024;

/// Headers that only a proxy which answers by itself sends.
const PROXY_HEADERS: [&str; 3] = [
    "proxy-authenticate",
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
        let error = ErrorBody::of(self);
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
        if self.is_surely_a_proxys() {
            return Answerer::Between(between(form));
        }
        let has_marks = self.has_marks_of_a_service(&form, &error);
        if !has_marks && self.has_marks_of_another(manner, &form, &error) {
            return Answerer::Between(between(form));
        }
        // Data that calls itself plain text is a filter's, but for what only a service says.
        let form = match form {
            Form::Data if self.is_refusal_in_plain_text() && !has_marks => Form::Words,
            form => form,
        };
        match manner {
            Manner::Json => self.by_json(form),
            Manner::OpenApi => self.by_open_api(form, &error),
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

    fn by_open_api(&self, form: Form, error: &ErrorBody) -> Answerer {
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
            (_, Form::Data) if error.has_words() => Answerer::Service,
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

    fn is_refusal_in_plain_text(&self) -> bool {
        let says_text = |kind: &str| kind.to_ascii_lowercase().starts_with("text/plain");
        !self.is_success() && self.content_type().is_some_and(says_text)
    }

    fn is_surely_a_proxys(&self) -> bool {
        PROXY_HEADERS.iter().any(|name| self.header(name).is_some())
    }

    /// Whether it has what only the service sends, so that nothing weaker than a proxy's own header speaks against it.
    fn has_marks_of_a_service(&self, form: &Form, error: &ErrorBody) -> bool {
        if self.status() == 403 && self.names_a_scope() {
            return true;
        }
        match form {
            // What is asked for may be named like a proxy.
            Form::Data if self.is_success() => true,
            Form::Data if error.is_a_services(self.status()) => true,
            Form::Page(_) => false,
            Form::Data | Form::Empty | Form::Words => {
                self.has_bearer_challenge() || self.counts_requests()
            }
        }
    }

    /// Whether it has what somebody else sends: a proxy's name or words, a challenge to log in elsewhere.
    fn has_marks_of_another(&self, manner: Manner, form: &Form, error: &ErrorBody) -> bool {
        // Where Cloudflare tells of trouble or of a limit, it is that of the service behind it.
        let of_cloudflare = error.is_cloudflares && (400..500).contains(&self.status());
        let body = self.bare_body();
        (of_cloudflare && self.status() != 429)
            || self.asks_for_another_login(manner, form)
            || self.header("server").is_some_and(has_a_proxys_words)
            || has_a_proxys_words(&String::from_utf8_lossy(&body[..body.len().min(SEARCHED)]))
    }

    /// Whether it asks to log in in a way that the service does not know: proxies of companies do. `StackOne` and OAuth know
    /// Basic, and may ask for it with their data.
    fn asks_for_another_login(&self, manner: Manner, form: &Form) -> bool {
        let knows_basic = manner == Manner::Json && matches!(form, Form::Data);
        let is_known = |challenge: &str| {
            challenge.is_empty() || (knows_basic && begins_with(challenge, "basic"))
        };
        !self.has_bearer_challenge() && !self.challenges().all(is_known)
    }

    fn has_bearer_challenge(&self) -> bool {
        // One header may hold several.
        self.challenges()
            .flat_map(|header| header.split(','))
            .any(|it| begins_with(it.trim_start(), "bearer"))
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

    /// Whether it is the sentence that Planday documents for a missing scope (facts: planday.md, section 4.4).
    fn names_a_scope(&self) -> bool {
        let text = self.text().to_ascii_lowercase();
        text.contains("assigned to the appropriate scope")
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
