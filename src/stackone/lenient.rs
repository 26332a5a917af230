//! Reading members that may be missing, null or of another type: no member shown is worth refusing an answer.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::text::Text;

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
