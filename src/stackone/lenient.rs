//! Reading members that may be missing, null or of another type: no member shown is worth refusing an answer.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::domain::text::{Body, Text};

/// A text, from a string; anything else reads as empty, because no member shown is worth refusing an answer.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    optional_text(deserializer).map(Option::unwrap_or_default)
}

pub(super) fn optional_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Text>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => Some(Text::new(&text)),
        _ => None,
    })
}

/// A text of several lines, from a string; anything else reads as empty.
pub(super) fn body<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Body, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => Body::new(&text),
        _ => Body::default(),
    })
}

/// The texts of a list; what is no text is left out, and so is whatever stands in place of a list.
pub(super) fn bodies<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Body>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().map(Body::new))
            .collect(),
        _ => Vec::new(),
    })
}

/// A member that may be of another kind than expected: then it is not there.
pub(super) fn optional<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

/// An id, which is a number in one place and a string in another.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::String(text) => Text::new(&text),
        serde_json::Value::Number(number) => Text::new(&number.to_string()),
        _ => Text::default(),
    })
}

/// A time; a form that is none is no time.
pub(super) fn time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(|text| text.parse().ok()))
}

/// A list whose odd members are left out; null is an empty list.
pub(super) fn list<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Array(items) => items
            .into_iter()
            .filter_map(|item| serde_json::from_value(item).ok())
            .collect(),
        _ => Vec::new(),
    })
}

/// Yes or no; whatever is neither is no.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value.as_bool().unwrap_or_default())
}
