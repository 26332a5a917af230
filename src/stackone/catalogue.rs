//! The catalogue of connectors: Planday's actions, and the guides that `StackOne`'s documentation is made from (facts:
//! stackone.md, section 6.1).

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::MapAccess;

use crate::domain::text::{Body, Text};
use crate::http::{Incomplete, Member, Name, ReadAction, reading};
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

members!(Connector {
    key: "key",
    version: "version",
    actions: "actions",
    authentication: "authentication",
});

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

members!(Action {
    id: "id",
    label: "label",
    description: "description",
    required_scopes: "required_scopes",
});

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
