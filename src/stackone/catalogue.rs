//! The catalogue of connectors: Planday's actions, and the guides that `StackOne`'s documentation is made from (facts:
//! stackone.md, section 6.1).

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::{MapAccess, SeqAccess};

use super::PLANDAY;
use super::wire::names_or_nothing;
use crate::domain::scope::separates;
use crate::domain::text::{Body, Text};
use crate::http::{Incomplete, Listed, Member, Name, Nested, ReadAction, Scalar, reading};
use crate::members;

/// Which part of the catalogue to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Catalogue {
    /// The actions.
    Actions,
    /// The guides that `StackOne`'s documentation is made from.
    Guides,
}

impl Catalogue {
    pub(super) fn purpose(self) -> &'static str {
        match self {
            Self::Actions => "list Planday's actions",
            Self::Guides => "read StackOne's own guide",
        }
    }
}

/// A connector with its actions and guides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connector {
    /// `planday`.
    pub key: Text,
    /// Its version.
    pub version: Option<Text>,
    /// What it can do.
    pub actions: Vec<Action>,
    /// How it authenticates, with guides when asked for.
    pub authentication: Vec<Authentication>,
    /// Why that is not all of it, where it is not.
    pub incomplete: Option<Incomplete>,
}

impl Connector {
    /// One of its actions, as a proof that it only reads; none where it is not listed, or may write.
    #[must_use]
    pub fn read_action(&self, id: &str) -> Option<ReadAction> {
        let listed = self.actions.iter().map(|action| action.id.as_str());
        ReadAction::listed(self.key.as_str(), listed, id)
    }
}

/// A connector as one page of the catalogue has it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Part {
    key: Text,
    version: Option<Text>,
    actions: Nested<Action>,
    pub(super) authentication: Vec<Authentication>,
}

members!(Part {
    key: "key",
    version: "version",
    actions: "actions",
    authentication: "authentication",
});

/// As the one part that there is.
impl Member for Connector {
    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<Option<Self>, A::Error> {
        let part = Part::object(object)?;
        Ok(part.map(|part| Self::of(Listed::whole(vec![part]))))
    }
}

impl Part {
    /// Whether it is Planday's, or names no connector at all: Planday's was asked for.
    pub(super) fn may_be_planday(&self) -> bool {
        names_or_nothing(self.key.as_str(), PLANDAY)
    }
}

impl Connector {
    /// Planday's entry, put together from its parts. What could not be read, or was left out, makes it incomplete.
    pub(super) fn of(list: Listed<Part>) -> Self {
        let mut whole = Self {
            key: Text::new(PLANDAY),
            ..Self::default()
        };
        let mut odd = list.odd > 0;
        let mut cut = false;
        // Where one names Planday, one without a name may be another's.
        let named = list.items.iter().any(|part| !part.key.is_empty());
        for part in list.items {
            if named && part.key.is_empty() {
                odd = true;
                continue;
            }
            if named {
                whole.key = part.key;
            }
            whole.version = part.version.or(whole.version);
            odd = odd || part.actions.odd > 0;
            cut = cut || part.actions.cut;
            whole.actions.extend(part.actions.items);
            whole.authentication.extend(part.authentication);
        }
        let read = whole.actions.len();
        whole.actions.retain(|action| !action.id.is_empty());
        odd = odd || whole.actions.len() < read;
        let why = list.complete.err();
        whole.incomplete = why
            .or(cut.then_some(Incomplete::Items))
            .or(odd.then_some(Incomplete::Odd));
        whole
    }
}

/// One action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Action {
    /// `planday_list_departments`, say.
    pub id: Text,
    /// In words.
    pub label: Text,
    /// In more words.
    pub description: Text,
    /// The provider's scopes that it needs, where `StackOne` names them.
    pub required_scopes: Vec<Text>,
}

impl Member for Action {
    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<Option<Self>, A::Error> {
        Ok(WireAction::object(object)?.map(|read| Self {
            id: read.id,
            label: read.label,
            description: read.description,
            required_scopes: read.required_scopes.0,
        }))
    }

    fn says_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// An action as it comes.
#[derive(Default, PartialEq)]
struct WireAction {
    id: Text,
    label: Text,
    description: Text,
    required_scopes: ScopeNames,
}

members!(WireAction {
    id: "id",
    label: "label",
    description: "description",
    required_scopes: "required_scopes",
});

/// So many scopes are read of one text: Planday has 79 (facts: planday.md, section 5).
const MOST_SCOPES: usize = 1_000;

/// Scopes as they came: a list, or a text with separators between them, or a list of such texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct ScopeNames(Vec<Text>);

impl Member for ScopeNames {
    fn scalar(value: &Scalar<'_>) -> Option<Self> {
        let Scalar::Words(words) = value else {
            return None;
        };
        let between = |c: char| separates(c) || "|[]\"'".contains(c);
        let names = words.split(between).filter(|name| !name.is_empty());
        let names: Vec<_> = names.take(MOST_SCOPES).map(Text::new).collect();
        (!names.is_empty()).then_some(Self(names))
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Option<Self>, A::Error> {
        let lists = Vec::<Self>::list(list)?.unwrap_or_default();
        let names: Vec<_> = lists.into_iter().flat_map(|list| list.0).collect();
        Ok((!names.is_empty()).then_some(Self(names)))
    }
}

/// One way to authenticate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authentication {
    /// `oauth2`.
    pub key: Text,
    /// `OAuth 2.0`.
    pub label: Text,
    /// Links and guides.
    pub support: Option<Support>,
}

members!(Authentication {
    key: "key",
    label: "label",
    support: "support",
});

/// Links and guides of one way to authenticate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Support {
    /// The public page.
    pub link: Option<Text>,
    /// The guides by what they are for (`setup`, `config`: the documents disagree on which is which).
    pub guides: BTreeMap<String, LiveGuide>,
}

members!(Support {
    link: "link",
    guides: "guides",
});

/// The guides that can be read; an odd one among them spoils no other.
impl Member for BTreeMap<String, LiveGuide> {
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Option<Self>, A::Error> {
        let mut guides = Self::new();
        while let Some(name) = object.next_key::<Name>()? {
            if let Some(guide) = object.next_value_seed(reading::<LiveGuide>())? {
                guides.insert(name.0, guide);
            }
        }
        Ok(Some(guides))
    }
}

/// `StackOne`'s own guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveGuide {
    /// What it warns of first, Markdown.
    pub warning: Body,
    /// Its sections.
    pub sections: Vec<LiveSection>,
}

members!(LiveGuide {
    warning: "warning",
    sections: "sections",
});

/// A section of `StackOne`'s own guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveSection {
    /// Its title.
    pub title: Text,
    /// Its steps.
    pub steps: Vec<LiveStep>,
}

members!(LiveSection {
    title: "title",
    steps: "steps",
});

/// A step of `StackOne`'s own guide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveStep {
    /// Its title.
    pub title: Text,
    /// Its text, Markdown.
    pub content: Body,
    /// A list below the text, each member Markdown.
    pub list: Vec<Body>,
    /// A picture below the text.
    pub image: Option<LiveImage>,
}

members!(LiveStep {
    title: "title",
    content: "content",
    list: "list",
    image: "image",
});

/// A picture in `StackOne`'s own guide: here, the words that stand for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveImage {
    /// What it shows.
    pub alt: Text,
}

members!(LiveImage { alt: "alt" });
