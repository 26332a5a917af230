//! The parts of two addresses that differ: scheme, host, path, and what stands behind it. The addresses are taken apart as
//! they are written: a URL library would tidy away what matters.

use percent_encoding::percent_decode_str;

use super::odd;

/// An address longer than this is quoted in part, in characters.
const LONGEST: usize = 60;

/// An address, taken apart as it is written.
struct Parts<'a> {
    scheme: Option<&'a str>,
    user: Option<&'a str>,
    host: &'a str,
    port: &'a str,
    path: &'a str,
    behind: &'a str,
}

impl<'a> Parts<'a> {
    fn of(address: &'a str) -> Self {
        let (scheme, rest) = match address.split_once("://") {
            Some((scheme, rest)) => (Some(scheme), rest),
            None => (None, address),
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (path, behind) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let (host, port) = host.split_at(host.rfind(':').unwrap_or(host.len()));
        Self {
            scheme,
            user,
            host,
            port,
            path,
            behind,
        }
    }
}

/// What differs, in words. What single characters explain (letter case, look-alikes, white space) is not told again here.
pub(super) fn differences(expected: &str, typed: &str) -> Vec<String> {
    let typed = readable(typed);
    let expected = readable(expected);
    let (right, wrong) = (Parts::of(&expected), Parts::of(&typed));
    let mut said = Vec::new();
    match (right.scheme, wrong.scheme) {
        (Some(right), None) => said.push(format!("it does not begin with {}://", quoted(right))),
        (Some(right), Some(wrong)) if !alike(right, wrong) => said.push(format!(
            "it begins with {}:// where {}:// is expected",
            quoted(wrong),
            quoted(right)
        )),
        _ => {}
    }
    if wrong.user.is_some() && right.user != wrong.user {
        said.push("a user name is added before the host".into());
    }
    if !alike(right.host, wrong.host) {
        said.push(format!(
            "the host is {} where {} is expected",
            quoted(wrong.host),
            quoted(right.host)
        ));
    }
    match (right.port, wrong.port) {
        (right, wrong) if right == wrong => {}
        ("", added) => said.push(format!("the port {} is added", quoted(added))),
        (missing, "") => said.push(format!("the port {} is missing", quoted(missing))),
        (right, wrong) => said.push(format!(
            "the port is {} where {} is expected",
            quoted(wrong),
            quoted(right)
        )),
    }
    said.extend(path(right.path, wrong.path));
    match (right.behind, wrong.behind) {
        (right, wrong) if alike(right, wrong) => {}
        (_, "") => said.push(format!(
            "something is missing behind the path: {}",
            quoted(right.behind)
        )),
        (_, added) => said.push(format!(
            "something is added behind the path: {}",
            quoted(added)
        )),
    }
    said
}

/// How two paths differ.
fn path(right: &str, wrong: &str) -> Option<String> {
    if alike(right, wrong) {
        return None;
    }
    if alike(&decoded(right), &decoded(wrong)) {
        let code = wrong.find('%').and_then(|at| wrong.get(at..at + 3));
        return Some(code.map_or_else(
            || "a part is not percent-encoded where it should be".into(),
            |code| {
                format!(
                    "a part is percent-encoded ({}) where the plain character is expected",
                    quoted(code)
                )
            },
        ));
    }
    if alike(right, wrong.trim_end_matches('/')) {
        return Some("a slash is added at the end".into());
    }
    if alike(right.trim_end_matches('/'), wrong) {
        return Some("the slash at the end is missing".into());
    }
    let (rights, wrongs): (Vec<_>, Vec<_>) =
        (right.split('/').collect(), wrong.split('/').collect());
    let shared = rights
        .iter()
        .zip(&wrongs)
        .take_while(|(right, wrong)| alike(right, wrong))
        .count();
    if shared == wrongs.len() {
        let missing = rights[shared..].join("/");
        return Some(format!(
            "the end of the path is missing: /{}",
            quoted(&missing)
        ));
    }
    if shared == rights.len() {
        let added = wrongs[shared..].join("/");
        return Some(format!(
            "the path goes on where it should end: /{}",
            quoted(&added)
        ));
    }
    if rights.len() == wrongs.len() {
        let mut others = rights
            .iter()
            .zip(&wrongs)
            .enumerate()
            .filter(|(_, (right, wrong))| !alike(right, wrong));
        if let (Some((at, (right, wrong))), None) = (others.next(), others.next()) {
            // …/oauth2/{connector}/callback: the redirect URIs of StackOne's connectors differ in one name.
            let connector = at + 2 == rights.len() && rights.last() == Some(&"callback");
            let what = if connector {
                "the connector in the path is"
            } else {
                "the path has"
            };
            return Some(format!(
                "{what} “{}” where “{}” is expected",
                quoted(wrong),
                quoted(right)
            ));
        }
    }
    Some(format!(
        "the path is {} where {} is expected",
        quoted(wrong),
        quoted(right)
    ))
}

/// Without white space and unseen characters, and look-alikes as what they look like: what the characters themselves
/// explain is told by them.
fn readable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .filter_map(|c| match odd::plain(c) {
            Some(plain) => Some(plain),
            None if odd::shown(c).chars().eq([c]) => Some(c),
            None => None,
        })
        .collect()
}

/// Whether two texts differ at most in letter case and in characters that are easily mistaken.
fn alike(a: &str, b: &str) -> bool {
    let folded = |text: &str| -> Vec<char> {
        text.chars()
            .map(|c| match c {
                '1' | 'I' | '|' => 'l',
                '0' => 'o',
                c => c.to_ascii_lowercase(),
            })
            .collect()
    };
    a == b || folded(a) == folded(b)
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A part as it can be shown, cut where it is long.
fn quoted(part: &str) -> String {
    crate::domain::text::line(&odd::all_shown(part), LONGEST)
}
