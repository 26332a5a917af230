//! One value of the file or of the environment: what it must look like, said without ever repeating it.
//!
//! The deserializing half goes through [`toml::Value`] on purpose: serde's own type errors quote the value that
//! they found, and a person may have put a credential in the wrong place.

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::Value;
use url::{Host, Url};

use super::error::ConfigError;
use super::{ColorChoice, StoreChoice, paths};
use crate::domain::scope::separates;
use crate::domain::{PersonalDataConsent, text};
use crate::secret::Command;

/// Reads an environment variable; one that is empty counts as absent.
pub(super) fn from_env(env: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    env(name)
        .map(|raw| raw.trim().to_owned())
        .filter(|value| !value.is_empty())
}

/// Reads an environment variable that must look like something.
pub(super) fn parse_env<T>(
    env: &dyn Fn(&str) -> Option<String>,
    name: &'static str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, ConfigError> {
    from_env(env, name)
        .map(|value| parse(&value).map_err(|problem| ConfigError::Environment { name, problem }))
        .transpose()
}

/// One line of text that a terminal can show as it is.
pub(super) fn line(raw: &str) -> Result<String, String> {
    if text::line(raw, text::LONGEST) == raw {
        Ok(raw.to_owned())
    } else {
        Err(format!(
            "one line of at most {} visible characters was expected",
            text::LONGEST
        ))
    }
}

/// The name of a profile.
pub(super) fn name(raw: &str) -> Result<String, String> {
    if raw.trim() != raw || raw.is_empty() {
        return Err("a name was expected, without spaces around it".to_owned());
    }
    line(raw)
}

pub(super) fn path(raw: &str) -> Result<PathBuf, String> {
    line(raw).and_then(|raw| paths::expand(raw, paths::home().as_deref()))
}

/// The address of a service: credentials travel to it, so nothing but https, except on this machine.
pub(super) fn service_url(raw: &str) -> Result<Url, String> {
    let url = line(raw)
        .and_then(|raw| Url::parse(&raw).map_err(|error| error.to_string()))
        .map_err(|problem| format!("a URL was expected: {problem}"))?;
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && here) {
        return Err(
            "an https address was expected (http only to this machine, such as http://127.0.0.1)"
                .to_owned(),
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address without a user name or password was expected".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("an address without a query or fragment was expected".to_owned());
    }
    Ok(url)
}

/// A redirect URI: an address like the others, but kept as it was written, because it is compared character by character.
fn redirect_uri(raw: &str) -> Result<String, String> {
    service_url(raw).map(|_| raw.to_owned())
}

pub(super) fn color(raw: &str) -> Result<ColorChoice, String> {
    clap::ValueEnum::from_str(raw, true)
        .map_err(|_| "\"auto\", \"always\" or \"never\" was expected".to_owned())
}

/// The name of a theme, which is also that of its file.
pub fn theme(raw: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if raw.is_empty() || raw.len() > 40 || !raw.chars().all(fits) {
        return Err(
            "the name of a theme was expected, such as \"dark\": at most 40 letters, digits, - and _"
                .to_owned(),
        );
    }
    Ok(raw.to_owned())
}

pub(super) fn store(raw: &str) -> Result<StoreChoice, String> {
    clap::ValueEnum::from_str(raw, true)
        .map_err(|_| "\"auto\", \"keyring\", \"file\" or \"plaintext\" was expected".to_owned())
}

pub(super) fn yes_or_no(raw: &str) -> Result<bool, String> {
    match raw.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" => Ok(false),
        _ => Err("1, true or yes was expected, or 0, false or no".to_owned()),
    }
}

fn word(raw: &str, such_as: &str) -> Result<String, String> {
    if raw.is_empty() || raw.contains(|c: char| c.is_whitespace() || c == ',') {
        return Err(format!(
            "each entry must be one word, such as \"{such_as}\""
        ));
    }
    line(raw)
}

/// Consent to read personal data. What is no resource is not repeated: it may be a credential in the wrong place.
pub(super) fn leave(list: &str) -> Result<PersonalDataConsent, String> {
    let words = split_scopes(list);
    PersonalDataConsent::read(words.iter().map(String::as_str)).map_err(|_| {
        format!(
            "resources that personal data may be read from were expected; these are: {}",
            PersonalDataConsent::words()
        )
    })
}

/// Reads any value, and says what it should have been if `read` finds it is not.
fn leaf<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(Value) -> Result<T, String>,
) -> Result<T, D::Error> {
    read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn written<T>(
    value: Value,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    match value {
        // An empty string is how the file says "none", so that every key can stand in it.
        Value::String(raw) if raw.is_empty() => Ok(None),
        Value::String(raw) if raw.trim().is_empty() => {
            Err("only white space; write a value, or nothing between the quotes".to_owned())
        }
        Value::String(raw) => parse(&raw).map(Some),
        _ => Err("text in quotes was expected".to_owned()),
    }
}

pub(super) fn de_line<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    leaf(d, |value| written(value, line))
}

pub(super) fn de_path<'de, D: Deserializer<'de>>(d: D) -> Result<Option<PathBuf>, D::Error> {
    leaf(d, |value| written(value, path))
}

pub(super) fn de_url<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Url>, D::Error> {
    leaf(d, |value| written(value, service_url))
}

pub(super) fn de_redirect<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    leaf(d, |value| written(value, redirect_uri))
}

pub(super) fn de_color<'de, D: Deserializer<'de>>(d: D) -> Result<Option<ColorChoice>, D::Error> {
    leaf(d, |value| written(value, color))
}

pub(super) fn de_theme<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    leaf(d, |value| written(value, theme))
}

pub(super) fn de_flag<'de, D: Deserializer<'de>>(d: D) -> Result<Option<bool>, D::Error> {
    leaf(d, |value| match value {
        Value::Boolean(flag) => Ok(Some(flag)),
        _ => Err("true or false was expected, without quotes".to_owned()),
    })
}

pub(super) fn de_store<'de, D: Deserializer<'de>>(d: D) -> Result<Option<StoreChoice>, D::Error> {
    leaf(d, |value| written(value, store))
}

pub(super) fn de_command<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Command>, D::Error> {
    leaf(d, |value| {
        let wrong = || {
            "a list of texts was expected, a program and its arguments, such as [\"op\", \"read\", …]"
                .to_owned()
        };
        let words: Vec<String> = value
            .as_array()
            .ok_or_else(wrong)?
            .iter()
            .map(|word| word.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect::<Result<_, _>>()?;
        if words.is_empty() {
            return Ok(None);
        }
        Command::new(words).map(Some)
    })
}

pub(super) fn de_scopes<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Vec<String>>, D::Error> {
    leaf(d, |value| words(&value, "employee:read").map(Some))
}

pub(super) fn de_actions<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Vec<String>>, D::Error> {
    leaf(d, |value| words(&value, "planday_list_shifts").map(Some))
}

pub(super) fn de_leave<'de, D: Deserializer<'de>>(
    d: D,
) -> Result<Option<PersonalDataConsent>, D::Error> {
    leaf(d, |value| {
        words(&value, "employee").and_then(|words| leave(&words.join(" ")).map(Some))
    })
}

fn words(value: &Value, such_as: &str) -> Result<Vec<String>, String> {
    let wrong = || format!("a list of texts was expected, such as [\"{such_as}\"]");
    let entries = value.as_array().ok_or_else(wrong)?;
    entries
        .iter()
        .map(|entry| {
            entry
                .as_str()
                .ok_or_else(wrong)
                .and_then(|entry| word(entry, such_as))
        })
        .collect()
}

pub(super) fn de_log_lines<'de, D: Deserializer<'de>>(d: D) -> Result<Option<usize>, D::Error> {
    const BOUNDS: std::ops::RangeInclusive<i64> = 100..=1_000_000;
    leaf(d, |value| match value {
        Value::Integer(count) if BOUNDS.contains(&count) => Ok(usize::try_from(count).ok()),
        _ => Err("a whole number from 100 to 1000000 was expected".to_owned()),
    })
}

pub(super) fn de_hours<'de, D: Deserializer<'de>>(
    d: D,
) -> Result<Option<SignedDuration>, D::Error> {
    leaf(d, |value| match value {
        Value::Integer(hours) if (1..=8_760).contains(&hours) => {
            Ok(Some(SignedDuration::from_hours(hours)))
        }
        _ => Err("a whole number of hours from 1 to 8760 was expected".to_owned()),
    })
}

pub(super) fn de_poll<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Duration>, D::Error> {
    leaf(d, |value| seconds(&value, 0.05, 3_600.0))
}

pub(super) fn de_timeout<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Duration>, D::Error> {
    leaf(d, |value| seconds(&value, 0.05, 600.0))
}

/// From a minute to ninety days: shorter nobody can follow, longer is a forgotten credential.
pub(super) fn de_expiry<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Duration>, D::Error> {
    leaf(d, |value| match value {
        // StackOne takes whole seconds.
        Value::Integer(_) => seconds(&value, 60.0, 7_776_000.0),
        _ => Err("a whole number of seconds from 60 to 7776000 was expected".to_owned()),
    })
}

fn seconds(value: &Value, least: f64, most: f64) -> Result<Option<Duration>, String> {
    let number = match value {
        // Beyond 32 bits it is out of every bound anyway, and below it the conversion is exact.
        Value::Integer(whole) => i32::try_from(*whole).map(f64::from).ok(),
        Value::Float(number) => Some(*number),
        _ => None,
    };
    number
        .filter(|number| (least..=most).contains(number))
        .and_then(|number| Duration::try_from_secs_f64(number).ok())
        .map(Some)
        .ok_or_else(|| format!("a number of seconds from {least} to {most} was expected"))
}

/// Splits a list of scopes or actions as people write them: with spaces, commas, semicolons or line breaks, in their order, each once.
#[must_use]
pub fn split_scopes(list: &str) -> Vec<String> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in list.split(separates) {
        if !scope.is_empty() && !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}
