//! What servers say about their rate limits, in headers.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The first header of that name, in whatever case.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(have, _)| have.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// A count of whole seconds.
pub(super) fn seconds(value: &str) -> Option<Duration> {
    value.trim().parse().ok().map(Duration::from_secs)
}

/// `Retry-After`: seconds, or the date at which to come back (a date that is over means at once).
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    seconds(value).or_else(|| {
        // An HTTP date is a date of the mail format whose zone is always GMT.
        let date = DateTimeParser::new().parse_timestamp(value.trim()).ok()?;
        Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
    })
}

/// The limits in `x-ratelimit-limit`, as in `100, 20;w=1, 750;w=60, 100;w=1`: the smallest per second and per minute.
pub(super) fn policy(value: &str) -> (Option<u32>, Option<u32>) {
    let mut smallest = (None, None);
    for part in value.split(',') {
        let mut words = part.split(';').map(str::trim);
        let quota: Option<u32> = words.next().and_then(|quota| quota.parse().ok());
        let window = words.find_map(|word| word.strip_prefix("w="));
        let place = match window {
            Some("1") => &mut smallest.0,
            Some("60") => &mut smallest.1,
            _ => continue,
        };
        if let Some(quota) = quota {
            *place = Some(place.map_or(quota, |have: u32| have.min(quota)));
        }
    }
    smallest
}

/// How long nothing more is left to spend: `x-ratelimit-reset` beside `x-ratelimit-remaining: 0`.
pub(super) fn spent_for(headers: &[(String, String)]) -> Option<Duration> {
    let remaining = header(headers, "x-ratelimit-remaining")?;
    let reset = header(headers, "x-ratelimit-reset")?;
    (remaining.trim() == "0").then(|| seconds(reset))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "1994-11-06T08:49:30Z".parse().expect("a time");
        let wait = |value| retry_after(value, now);
        assert_eq!(wait(" 12 "), Some(Duration::from_secs(12)));
        assert_eq!(
            wait("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(Duration::from_secs(7))
        );
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("-1"), None);
        assert_eq!(wait("soon"), None);
    }

    #[test]
    fn the_smallest_limit_of_each_window_counts() {
        assert_eq!(
            policy("2000, 20;w=1, 750;w=60, 100;w=1, 2000;w=60"),
            (Some(20), Some(750))
        );
        assert_eq!(policy("100, 5;burst=2;w=1, 9;w=3600"), (Some(5), None));
        assert_eq!(policy("x;w=1,;;w=60,w=1"), (None, None));
    }

    #[test]
    fn nothing_left_is_said_by_two_headers() {
        let headers = |remaining: &str| {
            vec![
                ("x-ratelimit-remaining".to_owned(), remaining.to_owned()),
                ("x-ratelimit-reset".to_owned(), "33".to_owned()),
            ]
        };
        assert_eq!(spent_for(&headers("0")), Some(Duration::from_secs(33)));
        assert_eq!(spent_for(&headers("1")), None);
        assert_eq!(spent_for(&headers("0")[..1]), None);
    }
}
