//! The usual slips in a registered redirect URI.

/// The redirect URI with one usual slip (or two) in it, most usual first, none of them equal to it.
pub(super) fn slips(redirect_uri: &str) -> Vec<String> {
    let slashed = toggle_slash(redirect_uri);
    let scheme = toggle_scheme(redirect_uri);
    let both = scheme.as_deref().map(toggle_slash);
    let cased = path_cases(redirect_uri);
    let www = toggle_www(redirect_uri);
    let mut slips = Vec::new();
    for slip in [slashed]
        .into_iter()
        .chain(scheme)
        .chain(cased)
        .chain(www)
        .chain(both)
    {
        if slip != redirect_uri && !slips.contains(&slip) {
            slips.push(slip);
        }
    }
    slips
}

fn toggle_slash(uri: &str) -> String {
    match uri.strip_suffix('/') {
        Some(without) => without.to_owned(),
        None => format!("{uri}/"),
    }
}

fn toggle_scheme(uri: &str) -> Option<String> {
    let rest = |scheme: &str| uri.strip_prefix(scheme);
    rest("https://")
        .map(|rest| format!("http://{rest}"))
        .or_else(|| rest("http://").map(|rest| format!("https://{rest}")))
}

fn toggle_www(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    Some(match rest.strip_prefix("www.") {
        Some(without) => format!("{scheme}://{without}"),
        None => format!("{scheme}://www.{rest}"),
    })
}

/// The path in small letters, with a capital at each of its parts alone, and at all of them.
fn path_cases(uri: &str) -> Vec<String> {
    let Some((scheme, rest)) = uri.split_once("://") else {
        return Vec::new();
    };
    let Some((host, path)) = rest.split_once('/') else {
        return Vec::new();
    };
    let whole = |path: &str| format!("{scheme}://{host}/{path}");
    let parts: Vec<_> = path.split('/').collect();
    let capital = |which: &dyn Fn(usize) -> bool| {
        let parts: Vec<_> = parts
            .iter()
            .enumerate()
            .map(|(at, part)| match part.chars().next() {
                Some(first) if which(at) => {
                    let rest = &part[first.len_utf8()..];
                    format!("{}{rest}", first.to_ascii_uppercase())
                }
                _ => (*part).to_owned(),
            })
            .collect();
        whole(&parts.join("/"))
    };
    let mut cases = vec![whole(&path.to_ascii_lowercase())];
    // The connector's name is what people write with a capital.
    cases.extend((0..parts.len()).rev().map(|one| capital(&|at| at == one)));
    cases.push(capital(&|_| true));
    cases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::REDIRECT_URI;

    #[test]
    fn the_usual_slips_are_tried_once_each_and_the_slash_first() {
        let found = slips(REDIRECT_URI);
        assert_eq!(found[0], format!("{REDIRECT_URI}/"));
        for expected in [
            "http://api.stackone.com/connect/oauth2/planday/callback",
            "https://api.stackone.com/connect/oauth2/Planday/callback",
            "https://api.stackone.com/Connect/Oauth2/Planday/Callback",
            "https://www.api.stackone.com/connect/oauth2/planday/callback",
            "http://api.stackone.com/connect/oauth2/planday/callback/",
        ] {
            assert_eq!(
                found.iter().filter(|slip| *slip == expected).count(),
                1,
                "{expected}: {found:?}"
            );
        }
        assert!(!found.iter().any(|slip| slip == REDIRECT_URI));
        assert!(found.len() <= 12, "each costs a request: {}", found.len());
    }

    #[test]
    fn a_slip_goes_both_ways() {
        let found = slips("http://www.a.example/Callback/");
        for expected in [
            "http://www.a.example/Callback",
            "https://www.a.example/Callback/",
            "http://www.a.example/callback/",
            "http://a.example/Callback/",
        ] {
            assert!(found.iter().any(|slip| slip == expected), "{expected}");
        }
        assert_eq!(slips("nonsense"), ["nonsense/"]);
    }
}
