//! The answer of the token endpoint, and the lists of scopes in it and in the access token.

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use crate::domain::scope::Scopes;
use crate::domain::text;
use crate::http::{Member, Name, Scalar, fill};
use crate::members;
use crate::secret::Secret;

/// The answer of the token endpoint (facts: planday.md, section 1.3).
#[derive(Default, PartialEq)]
pub(super) struct GrantAnswer {
    pub(super) access_token: Option<Secret>,
    pub(super) refresh_token: Option<Secret>,
    pub(super) expires_in: Option<u64>,
    pub(super) scopes: [ScopeList; 3],
}

impl Member for GrantAnswer {
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut answer = Self::default();
        while let Some(name) = object.next_key::<Name>()? {
            match name.0.as_str() {
                "access_token" => fill(&mut answer.access_token, &mut object)?,
                "refresh_token" => fill(&mut answer.refresh_token, &mut object)?,
                "expires_in" => fill(&mut answer.expires_in, &mut object)?,
                name => match ScopeList::NAMES.iter().position(|known| *known == name) {
                    Some(at) => fill(&mut answer.scopes[at], &mut object)?,
                    None => {
                        object.next_value::<IgnoredAny>()?;
                    }
                },
            }
        }
        Ok(Some(answer))
    }
}

/// The claims of an access token, as far as they are read.
#[derive(Default, PartialEq)]
pub(super) struct Claims {
    scope: ScopeList,
    scopes: ScopeList,
    scp: ScopeList,
}

members!(Claims {
    scope: "scope",
    scopes: "scopes",
    scp: "scp",
});

impl Claims {
    /// All the scopes that it names.
    pub(super) fn all(self) -> Scopes {
        ScopeList::all([self.scope, self.scopes, self.scp])
    }
}

/// Scopes in any usual form: a list, or a text with white space, commas, semicolons or line breaks between them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ScopeList(Scopes);

/// So many scopes are read of one list: Planday has 79 (facts: planday.md, section 5).
const MOST_SCOPES: usize = 1_000;

impl ScopeList {
    /// The members that it stands in.
    const NAMES: [&str; 3] = ["scope", "scopes", "scp"];

    /// What is named by any of them.
    pub(super) fn all(lists: [Self; 3]) -> Scopes {
        lists.into_iter().flat_map(|list| list.0).collect()
    }
}

impl Member for ScopeList {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        let Scalar::Words(words) = value else {
            return None;
        };
        // Brackets and quotes are of a list that was written into a text.
        let between = |c: char| c.is_whitespace() || ",;|[]\"'".contains(c);
        // One by one: gathered first, a megabyte of words would take fifty.
        let mut scopes = Scopes::new();
        for word in words.split(between).filter(|word| !word.is_empty()) {
            scopes.insert(text::line(word, 100));
            if scopes.len() >= MOST_SCOPES {
                break;
            }
        }
        (!scopes.is_empty()).then_some(Self(scopes))
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        let lists = Vec::<Self>::list(list)?.unwrap_or_default();
        let scopes: Scopes = lists.into_iter().flat_map(|list| list.0).collect();
        Ok((!scopes.is_empty()).then_some(Self(scopes)))
    }
}
