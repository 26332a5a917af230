//! What Planday's servers send, as far as this program reads it. Every member but the needed one is optional.

use serde::{Deserialize, Serialize};

use crate::domain::text::Text;
use crate::secret::Secret;

/// The answer of the token endpoint (facts: planday.md, section 1.3).
#[derive(Deserialize)]
pub(super) struct GrantAnswer {
    pub(super) access_token: Secret,
    #[serde(default)]
    pub(super) refresh_token: Option<Secret>,
    #[serde(default)]
    pub(super) expires_in: Option<u64>,
    #[serde(default)]
    pub(super) scope: Option<Text>,
}

/// The Token in an answer of the token endpoint, whatever else is in it.
#[derive(Deserialize)]
pub(super) struct NewToken {
    pub(super) refresh_token: Option<Secret>,
}

/// An error of the token endpoint (facts: planday.md, section 1.4).
#[derive(Deserialize)]
pub(super) struct TokenError {
    pub(super) error: Text,
    #[serde(default)]
    pub(super) error_description: Option<Text>,
}

/// `{"data": …}`.
#[derive(Deserialize)]
pub(super) struct Wrapped<T> {
    pub(super) data: T,
}

/// A portal, as `GET /portal/v1.0/info` tells of it (facts: planday.md, section 6).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Portal {
    /// The id: the only one that is unique beyond a portal.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<Text>,
    /// The company's name.
    #[serde(rename(deserialize = "companyName"))]
    pub company_name: Option<Text>,
    /// The country, an English name.
    pub country: Option<Text>,
    /// The time zone, in one of two vocabularies.
    #[serde(rename(deserialize = "timeZone"))]
    pub time_zone: Option<Text>,
    /// The portal's addresses, probably.
    pub aliases: Option<Vec<Text>>,
    /// The portals below a network's master portal.
    pub portals: Option<Vec<SubPortal>>,
}

/// A portal below a network's master portal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct SubPortal {
    /// Its id.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<Text>,
}

impl Portal {
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
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ApiError {
    message: Option<serde_json::Value>,
    title: Option<serde_json::Value>,
    detail: Option<serde_json::Value>,
    error: Option<serde_json::Value>,
    error_description: Option<serde_json::Value>,
}

impl ApiError {
    /// The first sentence in it.
    pub(super) fn sentence(&self) -> Option<Text> {
        let nested = self.error.as_ref().and_then(|error| error.get("message"));
        [
            self.message.as_ref(),
            self.detail.as_ref(),
            self.title.as_ref(),
            nested,
        ]
        .into_iter()
        .chain([self.error_description.as_ref(), self.error.as_ref()])
        .flatten()
        .filter_map(serde_json::Value::as_str)
        .find(|text| !text.is_empty())
        .map(Text::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_in_every_known_form() {
        for body in [
            r#"{"message":"no"}"#,
            r#"{"title":"no","status":403}"#,
            r#"{"detail":"no","title":"Forbidden"}"#,
            r#"{"error":{"code":1,"message":"no"}}"#,
            r#"{"error":"no"}"#,
        ] {
            let error: ApiError = serde_json::from_str(body).expect("JSON");
            assert_eq!(
                error.sentence().as_ref().map(Text::as_str),
                Some("no"),
                "{body}"
            );
        }
    }

    #[test]
    fn a_portal_with_nulls_left_out_is_still_a_portal() {
        let portal: Portal = serde_json::from_str(r#"{"id":7}"#).expect("JSON");
        assert_eq!(portal.title(), "portal 7");
        let address = url::Url::parse("https://acme.planday.com/").expect("URL");
        assert_eq!(portal.is_at(&address), None);
        let named: Portal =
            serde_json::from_str(r#"{"aliases":["Acme"],"companyName":"Acme A/S"}"#).expect("JSON");
        assert_eq!(named.is_at(&address), Some(true));
    }
}
