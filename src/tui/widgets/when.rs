//! Times, as a person reads them.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The time of day.
pub(crate) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let at = zone.to_datetime(at);
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// The time of day where it is today, else the date with it.
pub(crate) fn moment(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let there = zone.to_datetime(at);
    if there.date() == zone.to_datetime(now).date() {
        clock(at, zone)
    } else {
        format!("{} {:02}:{:02}", there.date(), there.hour(), there.minute())
    }
}

/// The same in the room of a column: another day is named without its time.
pub(crate) fn short(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let there = zone.to_datetime(at);
    if there.date() == zone.to_datetime(now).date() {
        clock(at, zone)
    } else {
        there.date().to_string()
    }
}

/// How long it is until then, in whole units, the last begun one counted.
pub(crate) fn left(until: Timestamp, now: Timestamp) -> String {
    let milliseconds = until.duration_since(now).as_millis().max(0);
    let seconds = (milliseconds + 999) / 1_000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3_600..86_400 => format!("{} h {} min", seconds / 3_600, seconds / 60 % 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds / 3_600 % 24),
    }
}

/// How old something is, in its largest whole unit.
pub(crate) fn age(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(since).as_secs().max(0);
    let (count, unit) = match seconds {
        0..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// The same in the room of a column.
pub(crate) fn short_age(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(since).as_secs().max(0);
    match seconds {
        0..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// How long ago something was, in the room of a column.
pub(crate) fn ago(at: Timestamp, now: Timestamp) -> String {
    if now.duration_since(at).as_secs() < 60 {
        "just now".to_owned()
    } else {
        format!("{} ago", short_age(at, now))
    }
}

/// How long something took: `84 ms`, `1.4 s`, `20.0 s`.
pub(crate) fn took(time: Duration) -> String {
    if time.as_millis() < 1_000 {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn another_day_names_its_date() {
        let zone = TimeZone::UTC;
        assert_eq!(moment(at(3_600), at(7_200), &zone), "01:00:00");
        assert_eq!(moment(at(3_600), at(90_000), &zone), "1970-01-01 01:00");
    }

    #[test]
    fn an_age_is_given_in_its_largest_unit() {
        assert_eq!(age(at(0), at(59)), "0 minutes");
        assert_eq!(age(at(0), at(3_600)), "1 hour");
        assert_eq!(age(at(0), at(3 * 86_400 + 5)), "3 days");
        assert_eq!(age(at(60), at(0)), "0 minutes");
    }

    #[test]
    fn the_age_in_a_column_is_short() {
        assert_eq!(ago(at(0), at(59)), "just now");
        assert_eq!(ago(at(60), at(0)), "just now");
        assert_eq!(ago(at(0), at(60)), "1 min ago");
        assert_eq!(ago(at(0), at(7_300)), "2 h ago");
        assert_eq!(short_age(at(0), at(90_000)), "1 d");
    }

    #[test]
    fn what_is_left_is_never_less_than_nothing() {
        assert_eq!(left(at(33), at(0)), "33 s");
        assert_eq!(left(at(0), at(33)), "0 s");
        assert_eq!(left(at(1_799), at(0)), "29 min 59 s");
        assert_eq!(left(at(90_000), at(0)), "1 d 1 h");
        assert_eq!(left(at(7_300), at(0)), "2 h 1 min");
    }

    #[test]
    fn what_took_long_is_told_in_seconds() {
        let told = [84, 999, 1_400, 20_000].map(|time| took(Duration::from_millis(time)));
        assert_eq!(told, ["84 ms", "999 ms", "1.4 s", "20.0 s"]);
    }
}
