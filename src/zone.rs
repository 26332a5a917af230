//! The time zone of this machine, without a walk through the whole time zone database.
//!
//! `TimeZone::system` looks a zone up by its name, and the first look reads every folder of the database: the first frame
//! would wait for a thousand names. The rules of one zone are one small file.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The time zone of this machine.
#[must_use]
pub fn local() -> TimeZone {
    let name = std::env::var("TZ").ok();
    of_files(name.as_deref()).unwrap_or_else(TimeZone::system)
}

/// A time in words that need no other, to be sent to a person elsewhere: `Thu 26 Nov 2026, 14:38 (Europe/Copenhagen)`. A zone
/// without a name of its own is told by its distance from UTC.
#[must_use]
pub fn in_full(at: Timestamp, zone: &TimeZone) -> String {
    let there = zone.to_datetime(at);
    let time = there.strftime("%a %-d %b %Y, %H:%M");
    match zone.iana_name() {
        Some(name) if name.contains('/') || name == "UTC" => format!("{time} ({name})"),
        _ => {
            let seconds = zone.to_offset(at).seconds();
            let sign = if seconds < 0 { '-' } else { '+' };
            let minutes = seconds.abs() / 60;
            format!("{time} (UTC{sign}{:02}:{:02})", minutes / 60, minutes % 60)
        }
    }
}

/// Where the rules of a zone are kept, by name.
#[cfg(unix)]
const DATABASE: &str = "/usr/share/zoneinfo";

/// What `TZ` names, or the system's own zone, where it is one file.
#[cfg(unix)]
fn of_files(name: Option<&str>) -> Option<TimeZone> {
    use std::path::{Component, Path};

    // A colon in front says that a file is meant; an empty name means UTC (POSIX).
    let name = name.map(|name| name.strip_prefix(':').unwrap_or(name));
    let path = match name {
        Some("" | "UTC") => return Some(TimeZone::UTC),
        Some(name) if Path::new(name).is_absolute() => name.into(),
        Some(name) => {
            let inside = Path::new(name)
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
            if !inside {
                return None;
            }
            Path::new(DATABASE).join(name)
        }
        None => "/etc/localtime".into(),
    };
    let rules = std::fs::read(path).ok()?;
    // Under its name, where it has one: a time that is read elsewhere needs it.
    let linked = linked();
    TimeZone::tzif(name.or(linked.as_deref()).unwrap_or("Local"), &rules).ok()
}

/// The zone that the system's own rules are a link to.
#[cfg(unix)]
fn linked() -> Option<String> {
    let target = std::fs::read_link("/etc/localtime").ok()?;
    let (_, name) = target.to_str()?.split_once("zoneinfo/")?;
    Some(name.to_owned())
}

#[cfg(not(unix))]
fn of_files(_: Option<&str>) -> Option<TimeZone> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_full_names_its_zone_or_its_distance_from_utc() {
        let at: Timestamp = "2026-11-26T13:38:00Z".parse().expect("a time");
        assert_eq!(in_full(at, &TimeZone::UTC), "Thu 26 Nov 2026, 13:38 (UTC)");
        let east = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(in_full(at, &east), "Thu 26 Nov 2026, 14:38 (UTC+01:00)");
    }

    #[test]
    fn a_zone_is_read_from_its_file_and_anything_else_is_left_to_the_library() {
        assert_eq!(of_files(Some("")), Some(TimeZone::UTC));
        assert_eq!(of_files(Some("UTC")), Some(TimeZone::UTC));
        assert_eq!(of_files(Some("../../etc/passwd")), None);
        assert_eq!(of_files(Some("EST5EDT,M3.2.0,M11.1.0")), None);
        // Machines without the database have nothing to compare with.
        if let Ok(named) = TimeZone::get("Europe/Copenhagen") {
            let read = of_files(Some(":Europe/Copenhagen")).expect("its file");
            for at in [0, 1_700_000_000, 1_720_000_000] {
                let at = Timestamp::from_second(at).expect("a time");
                assert_eq!(read.to_datetime(at), named.to_datetime(at));
            }
        }
    }
}
