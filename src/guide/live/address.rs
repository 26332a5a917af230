//! The addresses in a step of `StackOne`'s own guide, and which of them the built-in guide knows.

use url::Url;

use super::line::{Kind, Line};
use super::markdown::LONGEST_ADDRESS;
use crate::domain::text;

/// The page of `StackOne` that the built-in guide leads to (facts: guide.md, C1).
pub(super) const PROFILES_PAGE: &str = "https://app.stackone.com/connector_profiles";

/// Where people use `StackOne` (facts: guide.md, C1).
const DASHBOARD: &str = "app.stackone.com";

/// Their sites hold documents besides what a step is done on.
const SITES: [&str; 2] = ["stackone.com", "planday.com"];

/// How an address stands to the built-in guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// It leads where the built-in guide leads, or to something to read.
    Known,
    /// Another redirect URI than this run's.
    Callback,
    /// Another page of `StackOne`'s dashboard.
    Dashboard,
    /// Somewhere else.
    Unknown,
}

/// The addresses in these lines: those of links, those written out, those shown as code.
pub(super) fn of(lines: &[Line]) -> Vec<String> {
    lines
        .iter()
        .flat_map(|line| &line.pieces)
        .flat_map(|piece| match piece.kind {
            Kind::Address => vec![piece.text.as_str()],
            _ => piece
                .text
                .split(|c: char| c.is_whitespace() || "\"“”()<>|".contains(c))
                .map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', ']']))
                .collect(),
        })
        .filter(|word| {
            let lower = word.to_ascii_lowercase();
            lower.starts_with("http://") || lower.starts_with("https://")
        })
        .map(|word| text::line(word, LONGEST_ADDRESS))
        .collect()
}

/// What an address is. A redirect URI is compared to the last character, because that is how it is used.
pub(super) fn judge(address: &str, redirect_uri: &str) -> Judged {
    if address == redirect_uri {
        return Judged::Known;
    }
    let (host, path) = host_and_path(address);
    if path.trim_end_matches('/').ends_with("callback") || path.contains("/connect/oauth2/") {
        return Judged::Callback;
    }
    if host == DASHBOARD {
        let known = ["", "connector_profiles", "accounts"];
        return if known.contains(&path.trim_matches('/')) {
            Judged::Known
        } else {
            Judged::Dashboard
        };
    }
    let at = |site: &str| {
        host.strip_suffix(site)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    if SITES.into_iter().any(at) {
        Judged::Known
    } else {
        Judged::Unknown
    }
}

/// Host and path in lower case. A host with a gap in it, `{yourcompany}.planday.com`, is no host to the standard.
fn host_and_path(address: &str) -> (String, String) {
    if let Ok(url) = Url::parse(address)
        && let Some(host) = url.host_str()
    {
        return (host.to_owned(), url.path().to_ascii_lowercase());
    }
    let lower = address.to_ascii_lowercase();
    let rest = lower.split_once("://").map_or("", |(_, rest)| rest);
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    (host.to_owned(), path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::markdown::markdown;
    use super::*;
    use crate::guide::REDIRECT_URI;

    #[test]
    fn addresses_are_found_wherever_they_stand() {
        let lines = markdown(
            "See https://a.example/x. Then (`https://b.example/y`), [c](https://c.example/z), **https://d.example** and ftp://e.example",
        );
        assert_eq!(
            of(&lines),
            [
                "https://a.example/x",
                "https://b.example/y",
                "https://c.example/z",
                "https://d.example"
            ]
        );
    }

    #[test]
    fn only_the_two_sites_are_known() {
        let judged = |address: &str| judge(address, REDIRECT_URI);
        for known in [
            REDIRECT_URI,
            "https://acme.planday.com/",
            "https://{yourcompany}.planday.com/",
            "https://<your-company>.planday.com",
            "https://docs.stackone.com/connectors/planday/guides/connector-profile/oauth-2-0",
            "https://app.stackone.com",
            "https://APP.stackone.com/connector_profiles/",
        ] {
            assert_eq!(judged(known), Judged::Known, "{known}");
        }
        assert_eq!(judged("https://app.stackone.com/x"), Judged::Dashboard);
        for unknown in [
            "https://planday.com.evil.example/",
            "https://evilplanday.com/",
            "https://planday.com@evil.example/",
            "https://",
        ] {
            assert_eq!(judged(unknown), Judged::Unknown, "{unknown}");
        }
        assert_eq!(
            judged("https://evil.example/planday/callback"),
            Judged::Callback
        );
    }
}
