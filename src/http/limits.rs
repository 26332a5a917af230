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

/// No wait is longer: a service that names more means something else, or it is not the service that says it.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A number from here on is no count of seconds but a point in time, in seconds since 1970: this is in 2001.
const POINT_IN_TIME: f64 = 1e9;

/// The same in milliseconds.
const IN_MILLISECONDS: f64 = 1e12;

/// How long to wait, as `Retry-After` and `x-ratelimit-reset` say it: seconds, also with a fraction, or the point in time
/// at which to come back, as an HTTP date, in ISO 8601, or in seconds or milliseconds since 1970. A time that is over means
/// at once. At most a day: what is longer means nothing. `None` is that it is none of these.
///
/// Planday's reset is in seconds (facts: planday.md, section 4.5); most other services name a point in time.
pub(super) fn wait(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(number) = value.parse::<f64>() {
        let in_ms = number >= IN_MILLISECONDS;
        let seconds = if in_ms { number / 1_000.0 } else { number };
        let seconds = if seconds >= POINT_IN_TIME {
            (seconds - now.as_duration().as_secs_f64()).max(0.0)
        } else {
            seconds
        };
        if !number.is_finite() || number.is_sign_negative() {
            return None;
        }
        let wait = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST);
        return Some(wait.min(LONGEST));
    }
    // An HTTP date is a date of the mail format whose zone is always GMT.
    let at = DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(value)
        .or_else(|_| value.parse::<Timestamp>())
        .ok()?;
    let wait = Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO);
    Some(wait.min(LONGEST))
}

/// The limits in `x-ratelimit-limit`, as in `100, 20;w=1, 750;w=60, 100;w=1`: the smallest per second and per minute.
pub(super) fn policy(value: &str) -> (Option<u32>, Option<u32>) {
    let mut smallest = (None, None);
    for part in value.split(',') {
        let mut words = part.split(';').map(str::trim);
        // A limit of none is not meant: nothing at all could be asked, and the answer that says so was one.
        let quota: Option<u32> = words
            .next()
            .and_then(|quota| quota.parse().ok())
            .filter(|quota| *quota > 0);
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
pub(super) fn spent_for(headers: &[(String, String)], now: Timestamp) -> Option<Duration> {
    let remaining = header(headers, "x-ratelimit-remaining")?;
    let reset = header(headers, "x-ratelimit-reset")?;
    (remaining.trim() == "0").then(|| wait(reset, now))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_seconds_or_a_point_in_time() {
        // In seconds since 1970: 784111770.
        let old: Timestamp = "1994-11-06T08:49:30Z".parse().expect("a time");
        // In seconds since 1970: 1795745000.
        let new: Timestamp = "2026-11-27T02:03:20Z".parse().expect("a time");
        let seconds = |seconds| Some(Duration::from_secs_f64(seconds));
        for (now, value, expected) in [
            (old, " 12 ", seconds(12.0)),
            (old, "0", seconds(0.0)),
            (old, "1.5", seconds(1.5)),
            (old, "1e1", seconds(10.0)),
            (old, "Sun, 06 Nov 1994 08:49:37 GMT", seconds(7.0)),
            (old, "Sun, 06 Nov 1994 08:49:00 GMT", seconds(0.0)),
            (old, "1994-11-06T08:49:37Z", seconds(7.0)),
            (old, "1994-11-06T09:49:37+01:00", seconds(7.0)),
            (new, "1795745002", seconds(2.0)),
            (new, "1795745002000", seconds(2.0)),
            (new, "1795745000", seconds(0.0)),
            (new, "1700000000", seconds(0.0)),
            (old, "86401", Some(LONGEST)),
            (old, "18446744073709551615", Some(LONGEST)),
            (old, "1e300", Some(LONGEST)),
            (old, "Wed, 30 Dec 9998 00:00:00 GMT", Some(LONGEST)),
            (old, "-1", None),
            (old, "nan", None),
            (old, "inf", None),
            (old, "soon", None),
            (old, "", None),
            (old, "12 s", None),
        ] {
            assert_eq!(wait(value, now), expected, "{value}");
        }
    }

    #[test]
    fn the_smallest_limit_of_each_window_counts() {
        assert_eq!(
            policy("2000, 20;w=1, 750;w=60, 100;w=1, 2000;w=60"),
            (Some(20), Some(750))
        );
        assert_eq!(policy("100, 5;burst=2;w=1, 9;w=3600"), (Some(5), None));
        assert_eq!(policy("0;w=60, 0;w=1, 7;w=1"), (Some(7), None));
        assert_eq!(policy("x;w=1,;;w=60,w=1"), (None, None));
    }

    #[test]
    fn nothing_left_is_said_by_two_headers() {
        let now = Timestamp::UNIX_EPOCH;
        let headers = |remaining: &str| {
            vec![
                ("x-ratelimit-remaining".to_owned(), remaining.to_owned()),
                ("x-ratelimit-reset".to_owned(), "33".to_owned()),
            ]
        };
        assert_eq!(spent_for(&headers("0"), now), Some(Duration::from_secs(33)));
        assert_eq!(spent_for(&headers("1"), now), None);
        assert_eq!(spent_for(&headers("0")[..1], now), None);
    }
}
