//! Reading what a service says so that a member which decides nothing costs nothing.
//!
//! A member may be missing, null, of another type, or there twice, under its old and its new name: what can be read is
//! taken, the last of several, and nothing else is an error. Each element of a list is read alone. Nothing is built of
//! what is not kept: an answer is read as it stands, without a tree of all its values, which would take fifty times its
//! size.

use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::domain::text::{Body, Text};
use crate::secret::Secret;

/// The most elements of a list within an element: as many as of a whole list, see [`Lister`](super::Lister).
const NESTED: usize = 100_000;

/// A value that is neither a list nor an object.
pub enum Scalar<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(Number),
    /// A string.
    Words(&'a str),
}

/// What a member can be read as. `None` is that it is not of this kind.
pub trait Member: Sized {
    /// From a value that is neither a list nor an object.
    #[must_use]
    fn scalar(_: &Scalar<'_>) -> Option<Self> {
        None
    }

    /// From a list.
    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// From an object.
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// Whether nothing of it could be read, so that a list need not keep it.
    #[must_use]
    fn says_nothing(&self) -> bool {
        false
    }
}

/// What is done with a value. `None` is that it is not of the kind that is wanted.
pub(super) trait Reader: Sized {
    /// What comes of it.
    type Value;

    /// With a value that is neither a list nor an object.
    fn scalar(self, _: &Scalar<'_>) -> Option<Self::Value> {
        None
    }

    /// With a list.
    fn list<'de, A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<Self::Value>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// With an object.
    fn object<'de, A: MapAccess<'de>>(
        self,
        mut object: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// Reads a value, whatever its kind: only what is no JSON is an error.
pub(super) struct Any<R>(pub(super) R);

impl<'de, R: Reader> DeserializeSeed<'de> for Any<R> {
    type Value = Option<R::Value>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de, R: Reader> Visitor<'de> for Any<R> {
    type Value = Option<R::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.0.scalar(&Scalar::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.0.scalar(&Scalar::Flag(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.0.scalar(&Scalar::Number(value.into())))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.0.scalar(&Scalar::Number(value.into())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        let number = Number::from_f64(value);
        Ok(number.and_then(|number| self.0.scalar(&Scalar::Number(number))))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(self.0.scalar(&Scalar::Words(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        self.0.list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        self.0.object(object)
    }
}

/// Reads a value as a [`Member`].
pub(super) struct As<T>(PhantomData<T>);

impl<T: Member> Reader for As<T> {
    type Value = T;

    fn scalar(self, value: &Scalar<'_>) -> Option<T> {
        T::scalar(value)
    }

    fn list<'de, A: SeqAccess<'de>>(self, list: A) -> Result<Option<T>, A::Error> {
        T::list(list)
    }

    fn object<'de, A: MapAccess<'de>>(self, object: A) -> Result<Option<T>, A::Error> {
        T::object(object)
    }
}

/// Reads any value as this kind; `None` is that it is of another.
#[must_use]
pub fn reading<'de, T: Member>() -> impl DeserializeSeed<'de, Value = Option<T>> {
    Any(As(PhantomData))
}

/// Reads the value of a member into its place, and leaves what is there where it cannot be read.
pub fn fill<'de, T: Member, A: MapAccess<'de>>(
    place: &mut T,
    object: &mut A,
) -> Result<(), A::Error> {
    if let Some(value) = object.next_value_seed(reading::<T>())? {
        *place = value;
    }
    Ok(())
}

/// The name of a member, which need not be kept.
pub struct Name(pub String);

impl<'de> serde::Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source).map(Self)
    }
}

/// Reads a type from an object: `members!(Account { id: "id", provider: "provider" | "connector" })`. The type needs a
/// `Default`, for what is not there, and a `PartialEq`.
#[macro_export]
macro_rules! members {
    ($type:ty { $($field:ident: $($name:literal)|+),* $(,)? }) => {
        impl $crate::http::Member for $type {
            fn object<'de, A: serde::de::MapAccess<'de>>(
                mut object: A,
            ) -> Result<Option<Self>, A::Error> {
                let mut read = <Self as Default>::default();
                while let Some(name) = object.next_key::<$crate::http::Name>()? {
                    match name.0.as_str() {
                        $($($name)|+ => $crate::http::fill(&mut read.$field, &mut object)?,)*
                        _ => {
                            object.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Some(read))
            }

            fn says_nothing(&self) -> bool {
                *self == <Self as Default>::default()
            }
        }
    };
}

impl Member for Text {
    /// What is neither a list nor an object is shown as it came. An empty text says nothing.
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        let text = match value {
            Scalar::Null => return None,
            Scalar::Flag(flag) => Self::new(&flag.to_string()),
            Scalar::Number(number) => Self::new(&number.to_string()),
            Scalar::Words(words) => Self::new(words),
        };
        (!text.is_empty()).then_some(text)
    }
}

impl Member for Body {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Words(words) => Some(Self::new(words)),
            _ => None,
        }
    }
}

/// A string as it came: neither cleaned nor cut, so not for showing.
impl Member for String {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Words(words) if !words.is_empty() => Some((*words).to_owned()),
            Scalar::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

impl Member for Secret {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Words(words) if !words.is_empty() => Some(Self::new(*words)),
            _ => None,
        }
    }
}

impl Member for bool {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Flag(flag) => Some(*flag),
            Scalar::Words(words) if words.eq_ignore_ascii_case("true") => Some(true),
            Scalar::Words(words) if words.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

impl Member for i64 {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        let number = match value {
            Scalar::Number(number) => number.clone(),
            Scalar::Words(words) => words.trim().parse().ok()?,
            _ => return None,
        };
        number.as_i64().or_else(|| whole(number.as_f64()?))
    }
}

impl Member for u64 {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        i64::scalar(value).and_then(|number| number.try_into().ok())
    }
}

impl Member for usize {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        i64::scalar(value).and_then(|number| number.try_into().ok())
    }
}

/// The number without its fraction, where it is near enough to zero to be exact.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = number.trunc();
    // Written out and read again: the language has no checked conversion.
    (whole.abs() <= EXACT).then(|| format!("{whole:.0}").parse().ok())?
}

impl Member for Timestamp {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Words(words) => words.parse().ok(),
            _ => None,
        }
    }
}

impl<T: Member> Member for Option<T> {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        T::scalar(value).map(Some)
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        T::list(list).map(|value| value.map(Some))
    }

    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<Option<Self>, A::Error> {
        T::object(object).map(|value| value.map(Some))
    }
}

/// The elements that can be read: an odd one spoils no other.
impl<T: Member> Member for Vec<T> {
    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        Ok(Nested::list(list)?.map(|nested| nested.items))
    }
}

/// A list within an element, and what is missing of it, for whoever must not take it for whole.
#[derive(Debug, PartialEq, Eq)]
pub struct Nested<T> {
    /// The elements that can be read.
    pub items: Vec<T>,
    /// How many could not be read.
    pub odd: usize,
    /// Whether there were more than are kept.
    pub cut: bool,
}

impl<T> Default for Nested<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            odd: 0,
            cut: false,
        }
    }
}

impl<T: Member> Member for Nested<T> {
    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut read = Self::default();
        while read.items.len() < NESTED {
            match list.next_element_seed(reading::<T>())? {
                None => return Ok(Some(read)),
                Some(Some(element)) if !element.says_nothing() => read.items.push(element),
                Some(_) => read.odd += 1,
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            read.cut = true;
        }
        Ok(Some(read))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq)]
    struct Thing {
        name: Text,
        note: Option<Text>,
        on: Option<bool>,
        count: Option<u64>,
        at: Option<Timestamp>,
        parts: Vec<Thing>,
    }

    members!(Thing {
        name: "name" | "title",
        note: "note",
        on: "on",
        count: "count",
        at: "at",
        parts: "parts",
    });

    fn read(json: &str) -> Thing {
        let mut source = serde_json::Deserializer::from_str(json);
        reading::<Thing>()
            .deserialize(&mut source)
            .expect("JSON")
            .expect("an object")
    }

    #[test]
    fn no_member_is_needed_and_none_spoils_another() {
        assert_eq!(read("{}"), Thing::default());
        let odd = read(
            r#"{"name":7,"note":null,"on":"True","count":"12.9","at":"soon","parts":{"a":[1,{}]},"more":[[]]}"#,
        );
        assert_eq!(odd.name.as_str(), "7", "shown as it came");
        assert_eq!((odd.on, odd.count, odd.at), (Some(true), Some(12), None));
        assert!(odd.note.is_none() && odd.parts.is_empty());
        for none in ["-1", "-1.5", "1e300", "[]", "{}", "null", "\"\"", "true"] {
            assert_eq!(read(&format!("{{\"count\":{none}}}")).count, None, "{none}");
        }
        assert_eq!(read(r#"{"count":3600.0}"#).count, Some(3600));
    }

    #[test]
    fn old_and_new_names_stand_side_by_side() {
        for body in [
            r#"{"name":"a","title":"a"}"#,
            r#"{"title":"a","name":null}"#,
            r#"{"title":"a","title":[],"name":{}}"#,
            r#"{"name":"b","name":"a"}"#,
        ] {
            assert_eq!(read(body).name.as_str(), "a", "{body}");
        }
    }

    #[test]
    fn elements_are_read_alone() {
        let thing =
            read(r#"{"parts":[null,7,{"name":"a"},[[]],{},{"name":{"b":1}},{"name":"c"}]}"#);
        let names: Vec<_> = thing.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["a", "c"]);
    }
}
