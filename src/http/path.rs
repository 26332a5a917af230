//! Addresses below a base address.

use url::Url;

/// `path` (with its query, if it has one) below `base`, whether or not `base` ends in a slash.
#[must_use]
pub fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let (path, query) = path
        .split_once('?')
        .map_or((path, None), |(path, query)| (path, Some(query)));
    let joined = format!("{}/{path}", base.path().trim_end_matches('/'));
    url.set_path(&joined);
    url.set_query(query);
    url
}

/// `path`, and below it one segment that comes from outside: whatever is in it, it stays one segment.
#[must_use]
pub fn below_with(base: &Url, path: &str, segment: &str) -> Url {
    let mut url = below(base, path);
    // Only addresses without a host cannot have segments, and those are refused at the door.
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.push(segment);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_with_or_without_slash_or_path_is_kept() {
        for (base, expected) in [
            ("https://a.example", "https://a.example/x/y?z=1"),
            ("https://a.example/v2/", "https://a.example/v2/x/y?z=1"),
        ] {
            let base = Url::parse(base).expect("an address");
            assert_eq!(below(&base, "x/y?z=1").as_str(), expected);
        }
    }

    #[test]
    fn an_id_from_outside_stays_one_segment() {
        let base = Url::parse("https://a.example").expect("an address");
        let url = below_with(&base, "accounts", "../../x?y#z");
        assert_eq!(
            url.as_str(),
            "https://a.example/accounts/..%2F..%2Fx%3Fy%23z"
        );
    }
}
