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

/// The same to the minute: `09:14` today, else `3 Nov 09:14`, with the year where it is another one.
pub(crate) fn minute(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (there, here) = (zone.to_datetime(at), zone.to_datetime(now));
    let format = if there.date() == here.date() {
        "%H:%M"
    } else if there.year() == here.year() {
        "%-d %b %H:%M"
    } else {
        "%-d %b %Y %H:%M"
    };
    there.strftime(format).to_string()
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

/// The same in its largest unit alone: `27 min`, `2 d`.
pub(crate) fn left_short(until: Timestamp, now: Timestamp) -> String {
    let seconds = until.duration_since(now).as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
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

/// How old something is, in at most six cells where it is of this year: `now`, `40 s`, `4 min`, `5 h`, `3 d`, `12 Mar`.
pub(crate) fn age_cell(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let seconds = now.duration_since(at).as_secs().max(0);
    match seconds {
        0..10 => "now".to_owned(),
        10..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        86_400..604_800 => format!("{} d", seconds / 86_400),
        _ => {
            let there = zone.to_datetime(at);
            let format = if there.year() == zone.to_datetime(now).year() {
                "%-d %b"
            } else {
                "%-d %b %Y"
            };
            there.strftime(format).to_string()
        }
    }
}

/// How long something has lasted: `1:52`, and hours before it where there are any.
pub(crate) fn lasted(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(since).as_secs().max(0);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
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
    fn a_minute_names_the_day_where_it_is_another_one() {
        let minute = |second| minute(at(second), at(20_000_000), &TimeZone::UTC);
        assert_eq!(minute(20_000_000 - 60), "11:32");
        assert_eq!(minute(0), "1 Jan 00:00");
        assert_eq!(minute(-60), "31 Dec 1969 23:59");
    }

    #[test]
    fn an_age_takes_at_most_six_cells_in_the_same_year() {
        let now = at(20_000_000);
        let age = |seconds: i64| age_cell(at(20_000_000 - seconds), now, &TimeZone::UTC);
        for (seconds, cell) in [
            (-3, "now"),
            (9, "now"),
            (10, "10 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (86_400, "1 d"),
            (604_799, "6 d"),
            (604_800, "13 Aug"),
            (19_999_999, "1 Jan"),
            (20_000_001, "31 Dec 1969"),
        ] {
            assert_eq!(age(seconds), cell);
        }
    }

    #[test]
    fn what_has_lasted_is_minutes_and_seconds() {
        assert_eq!(lasted(at(0), at(112)), "1:52");
        assert_eq!(lasted(at(0), at(3_600)), "1:00:00");
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
