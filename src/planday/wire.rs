//! What Planday's servers send, as far as this program reads it. Every member but the needed one is optional.

use serde::Serialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use crate::domain::text::Text;
use crate::http::{Member, Name, Scalar, fill, reading};
use crate::members;

/// `{"data": …}`, or what would stand in it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Wrapped(Option<Portal>);

impl Member for Wrapped {
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut bare = Portal::default();
        let mut data = None;
        while let Some(name) = object.next_key::<Name>()? {
            if name.0 == "data" {
                fill(&mut data, &mut object)?;
            } else {
                bare.take(&name.0, &mut object)?;
            }
        }
        Ok(Some(Self(data.or((!bare.says_nothing()).then_some(bare)))))
    }
}

impl Wrapped {
    pub(super) fn into_portal(self) -> Option<Portal> {
        self.0
    }
}

/// A portal, as `GET /portal/v1.0/info` tells of it (facts: planday.md, section 6).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Portal {
    /// The id: the only one that is unique beyond a portal.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<Text>,
    /// The company's name.
    pub company_name: Option<Text>,
    /// The country, an English name.
    pub country: Option<Text>,
    /// The time zone, in one of two vocabularies.
    pub time_zone: Option<Text>,
    /// The portal's addresses, probably.
    pub aliases: Option<Vec<Text>>,
    /// The portals below a network's master portal.
    pub portals: Option<Vec<SubPortal>>,
}

/// A portal below a network's master portal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SubPortal {
    /// Its id.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<Text>,
}

members!(SubPortal {
    id: "id",
    name: "name",
});

impl Member for Portal {
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut portal = Self::default();
        while let Some(name) = object.next_key::<Name>()? {
            portal.take(&name.0, &mut object)?;
        }
        Ok(Some(portal))
    }

    fn says_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Portal {
    fn take<'de, A: MapAccess<'de>>(&mut self, name: &str, object: &mut A) -> Result<(), A::Error> {
        match name {
            "id" => fill(&mut self.id, object),
            "name" => fill(&mut self.name, object),
            "companyName" => fill(&mut self.company_name, object),
            "country" => fill(&mut self.country, object),
            "timeZone" => fill(&mut self.time_zone, object),
            "aliases" => fill(&mut self.aliases, object),
            "portals" => fill(&mut self.portals, object),
            _ => object.next_value::<IgnoredAny>().map(|_| ()),
        }
    }

    /// What to call it: the company, else the portal's name, else its id.
    #[must_use]
    pub fn title(&self) -> String {
        let named = [&self.company_name, &self.name]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty());
        match (named, self.id) {
            (Some(name), _) => name.to_string(),
            (None, Some(id)) => format!("portal {id}"),
            (None, None) => "a portal without a name".into(),
        }
    }

    /// Whether this is the portal at `address`: by its aliases, which are probably the first label of the address
    /// (facts: planday.md, section 6). `None` where that cannot be told.
    #[must_use]
    pub fn is_at(&self, address: &url::Url) -> Option<bool> {
        let aliases = self
            .aliases
            .as_ref()
            .filter(|aliases| !aliases.is_empty())?;
        let host = address.host_str()?;
        let label = host.strip_suffix(".planday.com")?;
        let is_it = |alias: &Text| {
            [label, host]
                .iter()
                .any(|name| alias.as_str().eq_ignore_ascii_case(name))
        };
        Some(aliases.iter().any(is_it))
    }
}

/// The forms that an error body of the Open API has been seen in (facts: planday.md, section 4.4).
#[derive(Default, PartialEq)]
pub(super) struct ApiError {
    message: Option<Text>,
    title: Option<Text>,
    detail: Option<Text>,
    error: ErrorMember,
    error_description: Option<Text>,
}

members!(ApiError {
    message: "message",
    title: "title",
    detail: "detail",
    error: "error",
    error_description: "error_description",
});

/// An `error`: words, or an object with a message.
#[derive(Default, PartialEq)]
struct ErrorMember {
    words: Option<Text>,
    message: Option<Text>,
}

impl Member for ErrorMember {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        Text::scalar(value).map(|words| Self {
            words: Some(words),
            message: None,
        })
    }

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut error = Self::default();
        while let Some(name) = object.next_key::<Name>()? {
            if name.0 == "message" {
                fill(&mut error.message, &mut object)?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Some(error))
    }
}

impl ApiError {
    /// The first sentence in it.
    pub(super) fn sentence(self) -> Option<Text> {
        self.message
            .or(self.detail)
            .or(self.title)
            .or(self.error.message)
            .or(self.error_description)
            .or(self.error.words)
    }
}

/// What a list begins with: its first record that is one.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FirstRecord {
    /// Its id.
    pub(super) id: Option<i64>,
    /// The names of its members.
    pub(super) names: Vec<String>,
}

/// So many names of a record's members are looked at.
const MOST_NAMES: usize = 1_000;

impl Member for FirstRecord {
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut record = Self::default();
        while let Some(name) = object.next_key::<Name>()? {
            if name.0 == "id" {
                fill(&mut record.id, &mut object)?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
            if record.names.len() < MOST_NAMES {
                record.names.push(name.0);
            }
        }
        Ok(Some(record))
    }

    fn says_nothing(&self) -> bool {
        self.names.is_empty()
    }
}

/// An answer of the Open API with data in it: `{"data": […]}`, a bare list, or the object of payroll (facts: planday.md,
/// section 4.2).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Answered {
    /// The first record, where there is a list of them.
    pub(super) first: Option<FirstRecord>,
    /// Whether it says that something is wrong, and brings no data.
    pub(super) only_an_error: bool,
}

/// The first record of a list.
struct First(Option<FirstRecord>);

impl Member for First {
    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut first = None;
        while first.is_none() {
            match list.next_element_seed(reading::<FirstRecord>())? {
                None => return Ok(Some(Self(None))),
                Some(record) => first = record.filter(|record| !record.says_nothing()),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Some(Self(first)))
    }
}

impl Member for Answered {
    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        let first = First::list(list)?.and_then(|first| first.0);
        Ok(Some(Self {
            first,
            only_an_error: false,
        }))
    }

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut answered = Self::default();
        let (mut error, mut more) = (None::<Text>, false);
        while let Some(name) = object.next_key::<Name>()? {
            match name.0.as_str() {
                "data" => {
                    more = true;
                    if let Some(found) = object.next_value_seed(reading::<First>())? {
                        answered.first = found.0.or(answered.first);
                    }
                }
                "error" | "message" => fill(&mut error, &mut object)?,
                _ => {
                    more |= object.next_value_seed(reading::<Container>())?.is_some();
                }
            }
        }
        answered.only_an_error = error.is_some() && !more;
        Ok(Some(answered))
    }
}

/// A list or an object.
struct Container;

impl Member for Container {
    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Some(Self))
    }

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Some(Self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Reply;

    fn read<T: Member>(body: &str) -> T {
        Reply::made(200, &[], body).read().expect("JSON")
    }

    #[test]
    fn a_sentence_is_found_in_every_known_form() {
        for body in [
            r#"{"message":"no"}"#,
            r#"{"title":"no","status":403}"#,
            r#"{"detail":"no","title":"Forbidden"}"#,
            r#"{"error":{"code":1,"message":"no"}}"#,
            r#"{"error":"no"}"#,
            r#"{"message":[],"title":null,"error":"no"}"#,
        ] {
            let said = read::<ApiError>(body).sentence();
            assert_eq!(said.as_ref().map(Text::as_str), Some("no"), "{body}");
        }
    }

    #[test]
    fn a_portal_with_nulls_left_out_is_still_a_portal() {
        let portal = |body| read::<Wrapped>(body).into_portal();
        let bare = portal(r#"{"id":7}"#).expect("a portal");
        assert_eq!(bare.title(), "portal 7");
        let address = url::Url::parse("https://acme.planday.com/").expect("URL");
        assert_eq!(bare.is_at(&address), None);
        let named =
            portal(r#"{"data":{"aliases":[7,"Acme",{}],"companyName":"Acme A/S","id":{}}}"#)
                .expect("a portal");
        assert_eq!(named.is_at(&address), Some(true));
        assert!(portal(r#"{"data":null}"#).is_none());
        assert!(portal(r#"{"blocked":true}"#).is_none());
    }

    #[test]
    fn the_first_record_is_the_first_that_is_one() {
        for body in [
            r#"{"data":[{"id":"7","ssn":null},{"id":8}]}"#,
            r#"[null,3,{},{"id":7,"ssn":1}]"#,
            r#"{"data":7,"data":[{"id":7.0,"ssn":""}]}"#,
        ] {
            let first = read::<Answered>(body).first.expect("a record");
            assert_eq!(
                (first.id, first.names),
                (Some(7), vec!["id".into(), "ssn".into()])
            );
        }
        for (body, only_an_error) in [
            (r#"{"data":[]}"#, false),
            (r#"{"data":null}"#, false),
            (r#"{"data":{"id":5}}"#, false),
            (r#"{"shiftsPayroll":[],"message":"none"}"#, false),
            (r#"{"error":"blocked","code":3}"#, true),
            (r#"{"message":"no"}"#, true),
            ("{}", false),
        ] {
            let answered = read::<Answered>(body);
            assert_eq!(
                (answered.first, answered.only_an_error),
                (None, only_an_error),
                "{body}"
            );
        }
    }
}
