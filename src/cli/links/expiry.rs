//! How long a link works, as it is written on the command line.

use std::str::FromStr;

/// The bounds, in seconds: those of the configuration file (`expires_in_seconds`).
const BOUNDS: std::ops::RangeInclusive<u64> = 60..=7_776_000;

/// How long a link works, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiry(pub u64);

impl FromStr for Expiry {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "minutes, hours, days or seconds were expected: 30m, 12h, 7d or 1800; from 60 seconds to 90 days";
        let text = text.trim();
        let (number, unit) = match text.char_indices().next_back() {
            Some((at, 's')) => (&text[..at], 1),
            Some((at, 'm')) => (&text[..at], 60),
            Some((at, 'h')) => (&text[..at], 3_600),
            Some((at, 'd')) => (&text[..at], 86_400),
            _ => (text, 1),
        };
        let number: u64 = number.parse().map_err(|_| wrong)?;
        let seconds = number.checked_mul(unit).ok_or(wrong)?;
        if BOUNDS.contains(&seconds) {
            Ok(Self(seconds))
        } else {
            Err(wrong)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_the_unit_that_it_names() {
        for (text, seconds) in [
            ("30m", 1_800),
            ("1d", 86_400),
            ("7d", 604_800),
            ("30d", 2_592_000),
            ("12h", 43_200),
            ("1800", 1_800),
            ("90s", 90),
            ("90d", 7_776_000),
        ] {
            assert_eq!(text.parse(), Ok(Expiry(seconds)), "{text}");
        }
        for text in [
            "",
            "m",
            "59",
            "91d",
            "-1",
            "1.5h",
            "1w",
            "30 m",
            "99999999999999999999d",
        ] {
            assert!(text.parse::<Expiry>().is_err(), "{text}");
        }
    }
}
