//! The configuration file as it is written: its keys, and where and why it does not fit them.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_path_to_error::Segment;
use url::Url;

use super::error::{Mistake, Problem, nearest};
use super::{ColorChoice, ConfigError, StoreChoice, value};
use crate::domain::PersonalDataConsent;
use crate::domain::decoding::{Decoded, decode};
use crate::secret::Command;

/// Every key of the file. What is absent stays at its default.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Document {
    #[serde(deserialize_with = "value::de_line")]
    pub profile: Option<String>,
    #[serde(deserialize_with = "value::de_path")]
    pub data_dir: Option<PathBuf>,
    pub planday: Table<PlandayKeys>,
    pub stackone: Table<StackOneKeys>,
    pub app: Table<AppKeys>,
    pub link: Table<LinkKeys>,
    pub network: Table<NetworkKeys>,
    pub ui: Table<UiKeys>,
    pub log: Table<LogKeys>,
    pub secrets: Table<SecretsKeys>,
    pub profiles: Table<BTreeMap<ProfileName, Table<ProfileKeys>>>,
    pub keys: Table<BTreeMap<String, toml::Spanned<KeyList>>>,
    /// Where the entries of `[keys]` stand: line and column.
    #[serde(skip)]
    pub key_places: BTreeMap<String, (usize, usize)>,
}

/// The keys of one command: a list, or one alone.
#[derive(Debug)]
pub(super) struct KeyList(pub Vec<String>);

impl<'de> Deserialize<'de> for KeyList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Lists;
        impl<'de> Visitor<'de> for Lists {
            type Value = KeyList;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of keys, such as [\"d\", \"Delete\"]; [] leaves the command to the palette")
            }

            fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<KeyList, E> {
                Ok(KeyList(vec![key.to_owned()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<KeyList, A::Error> {
                let mut keys = Vec::new();
                while let Some(key) = list.next_element()? {
                    keys.push(key);
                }
                Ok(KeyList(keys))
            }

            fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<KeyList, A::Error> {
                Err(A::Error::custom(
                    "put the whole id of the command in quotes, such as \"profiles.delete\" = [\"d\"]",
                ))
            }
        }
        deserializer.deserialize_any(Lists)
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PlandayKeys {
    #[serde(deserialize_with = "value::de_url")]
    pub identity_url: Option<Url>,
    #[serde(deserialize_with = "value::de_url")]
    pub api_url: Option<Url>,
    #[serde(deserialize_with = "value::de_line")]
    pub portal: Option<String>,
    #[serde(deserialize_with = "value::de_leave")]
    pub read_personal: Option<PersonalDataConsent>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct StackOneKeys {
    #[serde(deserialize_with = "value::de_url")]
    pub api_url: Option<Url>,
    #[serde(deserialize_with = "value::de_url")]
    pub dashboard_url: Option<Url>,
    #[serde(deserialize_with = "value::de_flag")]
    pub keep_actions: Option<bool>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AppKeys {
    #[serde(deserialize_with = "value::de_line")]
    pub name: Option<String>,
    #[serde(deserialize_with = "value::de_redirect")]
    pub redirect_uri: Option<String>,
    #[serde(deserialize_with = "value::de_scopes")]
    pub scopes: Option<Vec<String>>,
    #[serde(deserialize_with = "value::de_actions")]
    pub actions: Option<Vec<String>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LinkKeys {
    #[serde(deserialize_with = "value::de_line")]
    pub owner_id: Option<String>,
    #[serde(deserialize_with = "value::de_line")]
    pub owner_name: Option<String>,
    #[serde(deserialize_with = "value::de_expiry")]
    pub expires_in_seconds: Option<Duration>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NetworkKeys {
    #[serde(deserialize_with = "value::de_flag")]
    pub read_only: Option<bool>,
    #[serde(deserialize_with = "value::de_path")]
    pub ca_file: Option<PathBuf>,
    #[serde(deserialize_with = "value::de_timeout")]
    pub connect_timeout_seconds: Option<Duration>,
    #[serde(deserialize_with = "value::de_timeout")]
    pub total_timeout_seconds: Option<Duration>,
    #[serde(deserialize_with = "value::de_poll")]
    pub poll_seconds: Option<Duration>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UiKeys {
    #[serde(deserialize_with = "value::de_color")]
    pub color: Option<ColorChoice>,
    #[serde(deserialize_with = "value::de_flag")]
    pub ascii: Option<bool>,
    #[serde(deserialize_with = "value::de_theme")]
    pub theme: Option<String>,
    #[serde(deserialize_with = "value::de_flag")]
    pub reduced_motion: Option<bool>,
    #[serde(deserialize_with = "value::de_flag")]
    pub mouse: Option<bool>,
    #[serde(deserialize_with = "value::de_hours")]
    pub stale_after_hours: Option<SignedDuration>,
    #[serde(deserialize_with = "value::de_log_lines")]
    pub log_lines: Option<usize>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LogKeys {
    #[serde(deserialize_with = "value::de_path")]
    pub file: Option<PathBuf>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SecretsKeys {
    #[serde(deserialize_with = "value::de_store")]
    pub store: Option<StoreChoice>,
    #[serde(deserialize_with = "value::de_flag")]
    pub plaintext: Option<bool>,
    #[serde(deserialize_with = "value::de_command")]
    pub secret_command: Option<Command>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ProfileKeys {
    #[serde(deserialize_with = "value::de_line")]
    pub portal: Option<String>,
    #[serde(deserialize_with = "value::de_line")]
    pub app_id: Option<String>,
    #[serde(deserialize_with = "value::de_scopes")]
    pub scopes: Option<Vec<String>>,
    #[serde(deserialize_with = "value::de_actions")]
    pub actions: Option<Vec<String>>,
    #[serde(deserialize_with = "value::de_line")]
    pub connector_profile: Option<String>,
    #[serde(deserialize_with = "value::de_line")]
    pub owner_id: Option<String>,
    #[serde(deserialize_with = "value::de_line")]
    pub owner_name: Option<String>,
}

/// The NAME of a `[profiles.NAME]`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(try_from = "String")]
pub(super) struct ProfileName(pub String);

impl TryFrom<String> for ProfileName {
    type Error = String;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        value::name(&raw).map(Self)
    }
}

/// A table and nothing else: a derived struct alone would take a list of values by their position as well.
#[derive(Debug, Default)]
pub(super) struct Table<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyMaps<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyMaps<T> {
            type Value = T;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer
            .deserialize_map(OnlyMaps(PhantomData))
            .map(Self)
    }
}

/// The tables of the file and the keys that each knows, read off the types above so that there is one list only.
pub(super) fn schema() -> [(&'static str, &'static [&'static str]); 10] {
    [
        ("", fields_of::<Document>()),
        ("planday", fields_of::<PlandayKeys>()),
        ("stackone", fields_of::<StackOneKeys>()),
        ("app", fields_of::<AppKeys>()),
        ("link", fields_of::<LinkKeys>()),
        ("network", fields_of::<NetworkKeys>()),
        ("ui", fields_of::<UiKeys>()),
        ("log", fields_of::<LogKeys>()),
        ("secrets", fields_of::<SecretsKeys>()),
        ("profiles.NAME", fields_of::<ProfileKeys>()),
    ]
}

fn keys_of(table: &str) -> &'static [&'static str] {
    schema()
        .into_iter()
        .find_map(|(name, keys)| (name == table).then_some(keys))
        .unwrap_or_default()
}

/// The names of a struct's fields, as serde's derive knows them.
fn fields_of<T: for<'de> Deserialize<'de>>() -> &'static [&'static str] {
    struct Fields<'a>(&'a mut &'static [&'static str]);
    impl<'de> Deserializer<'de> for Fields<'_> {
        type Error = serde::de::value::Error;

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Self::Error> {
            *self.0 = fields;
            Err(Self::Error::custom("only the names were wanted"))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
            Err(Self::Error::custom("not a struct"))
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }
    let mut fields: &'static [&'static str] = &[];
    // Always an error: there is nothing to build the struct from.
    T::deserialize(Fields(&mut fields)).err();
    fields
}

/// A mistake at this place of the text, which is that of the file.
pub(super) fn mistake_at(
    path: &Path,
    text: &str,
    offset: usize,
    keys: Vec<String>,
    problem: Problem,
) -> ConfigError {
    let (line, column) = position(text, offset);
    ConfigError::Mistake(Box::new(Mistake {
        file: path.to_owned(),
        line,
        column,
        keys,
        problem,
    }))
}

/// The text of a file, or where it is none.
pub(super) fn decoded<'a>(bytes: &'a [u8], path: &Path) -> Result<Decoded<'a>, ConfigError> {
    decode(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&bytes[..error.good]);
        mistake_at(path, &good, good.len(), Vec::new(), Problem::NotText(error))
    })
}

/// Reads the file's bytes.
pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<Document, ConfigError> {
    let decoded = decoded(bytes, path)?;
    let text = &*decoded.text;
    let mistake = |text: &str, offset, keys, problem| mistake_at(path, text, offset, keys, problem);
    let syntax = |error: &toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        let problem = Problem::Syntax(error.message().to_owned());
        mistake(text, offset, Vec::new(), problem)
    };
    let document = toml::Deserializer::parse(text).map_err(|error| syntax(&error))?;
    let keys: Document = serde_path_to_error::deserialize(document).map_err(|error| {
        let keys: Vec<String> = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                // What the parser calls a value whose place it keeps is no key of the file.
                Segment::Map { key } if !key.starts_with("$__serde_spanned") => Some(key.clone()),
                _ => None,
            })
            .collect();
        let inner = error.into_inner();
        let offset = inner.span().map_or(0, |span| span.start);
        let problem = diagnose(&keys, inner.message());
        mistake(text, offset, keys, problem)
    })?;
    let places = keys.keys.0.iter().map(|(id, list)| {
        let place = position(text, list.span().start);
        (id.clone(), place)
    });
    let key_places = places.collect();
    Ok(Document { key_places, ..keys })
}

/// What is wrong at the key that `path` leads to. `said` is repeated only where this program worded it.
fn diagnose(path: &[String], said: &str) -> Problem {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (table, key) = match path[..] {
        ["profiles", name] if value::name(name).is_err() => return Problem::Value(said.to_owned()),
        [] | ["profiles"] | ["profiles", _] => return Problem::NotATable,
        ["keys", _, ..] => return Problem::Value(said.to_owned()),
        [key] => ("", key),
        ["profiles", _, key, ..] => ("profiles.NAME", key),
        [table, key, ..] => (table, key),
    };
    let known = keys_of(table);
    if known.contains(&key) {
        return if table.is_empty() && !matches!(key, "profile" | "data_dir") {
            Problem::NotATable
        } else {
            Problem::Value(said.to_owned())
        };
    }
    let elsewhere = schema()
        .into_iter()
        .find(|(other, keys)| *other != table && keys.contains(&key));
    if elsewhere.is_none() && looks_like_a_credential(key) {
        return Problem::Credential;
    }
    Problem::UnknownKey {
        nearest: nearest(key, known.iter().copied()).map(str::to_owned),
        belongs_in: elsewhere.map(|(other, _)| other),
        known,
    }
}

fn looks_like_a_credential(key: &str) -> bool {
    let letters: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    [
        "token",
        "secret",
        "apikey",
        "password",
        "passphrase",
        "credential",
    ]
    .iter()
    .any(|sign| letters.contains(sign))
}

/// Line and column of a byte, both from one, the column in characters.
pub(super) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../config.example.toml");

    /// The example with its sample profile, which stands in it as a comment.
    fn example_with_profile() -> String {
        let (settings, profile) = EXAMPLE
            .split_once("# [profiles.acme]")
            .expect("a sample profile");
        let profile = profile.replace("\n# ", "\n");
        // Given in the file, it would win over the theme that was chosen on the screen.
        let settings = settings.replace("\n# theme = ", "\ntheme = ");
        format!("{settings}[profiles.acme]{profile}")
    }

    #[test]
    fn the_example_has_every_key() {
        let text = example_with_profile();
        parse(text.as_bytes(), Path::new("config.example.toml")).expect("the example is right");
        let example: toml::Table = text.parse().expect("TOML");
        for (table, keys) in schema() {
            let written = match table {
                "" => &example,
                "profiles.NAME" => example["profiles"]["acme"].as_table().expect("a table"),
                table => example[table].as_table().expect("a table"),
            };
            assert!(!keys.is_empty(), "[{table}]");
            for key in keys {
                assert!(written.contains_key(*key), "[{table}] {key}");
            }
        }
    }

    #[test]
    fn every_table_is_in_the_schema() {
        let tables: Vec<_> = schema().iter().map(|(table, _)| *table).collect();
        for key in fields_of::<Document>() {
            assert!(
                matches!(*key, "profile" | "profiles" | "data_dir" | "keys")
                    || tables.contains(key),
                "{key}"
            );
        }
    }

    #[test]
    fn a_place_is_counted_in_lines_and_characters() {
        assert_eq!(position("", 0), (1, 1));
        assert_eq!(position("a\næøå = 1", 6), (2, 3));
        assert_eq!(position("a\n", 2), (2, 1));
    }
}
