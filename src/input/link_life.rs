//! How long an auth link works, as a person writes it.

use std::ops::RangeInclusive;

/// The fewest and the most seconds that a link may live: a minute and 90 days.
pub const LINK_LIFE: RangeInclusive<u64> = 60..=7_776_000;

/// The units by the words for them, in seconds.
const UNITS: [(&[&str], u64); 4] = [
    (&["", "s", "sec", "second", "seconds"], 1),
    (&["m", "min", "minute", "minutes"], 60),
    (&["h", "hour", "hours"], 3_600),
    (&["d", "day", "days"], 86_400),
];

/// The seconds of a life such as `30 min`, `1d`, `7 days` or `1800`. The error is a sentence.
pub fn link_life(text: &str) -> Result<u64, String> {
    let text = text.trim().to_lowercase();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim();
    let factor = UNITS
        .into_iter()
        .find(|(names, _)| names.contains(&unit))
        .map(|(_, factor)| factor);
    let seconds = number.parse::<u64>().ok().zip(factor);
    let seconds = seconds.and_then(|(number, factor)| number.checked_mul(factor));
    match seconds {
        None => Err("Write how long the link works as 30 min, 12 h, 7 d or seconds.".to_owned()),
        Some(seconds) if LINK_LIFE.contains(&seconds) => Ok(seconds),
        Some(_) => Err("A link works for 1 minute to 90 days.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_a_number_with_or_without_a_unit_within_the_limits() {
        for (text, seconds) in [
            ("30 min", 1_800),
            ("1d", 86_400),
            (" 7 Days ", 604_800),
            ("30d", 2_592_000),
            ("1800", 1_800),
            ("12h", 43_200),
            ("60 s", 60),
        ] {
            assert_eq!(link_life(text), Ok(seconds), "{text}");
        }
        for text in [
            "",
            "d",
            "a week",
            "59",
            "91 d",
            "-1 d",
            "1.5 h",
            "99999999999999999999",
        ] {
            assert!(link_life(text).is_err(), "{text}");
        }
    }
}
