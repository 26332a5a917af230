//! Saved connections: what is kept of each, and never a secret.
//!
//! A [`Profile`] is a connection as a person set it up, with the evidence of its checks. The secrets that belong to it are
//! in a secret store ([`crate::secret`]); a profile knows which store, and since when, and nothing more.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::scope::Scopes;
use crate::domain::{
    ChangeOrigin, CheckId, LinkId, ProfileId, SecretRecord, StepId, StoredEvidence,
};
use crate::scopes::Chosen;

/// How many verifications of a profile are shown, the newest first.
pub const REMEMBERED: usize = 20;

/// A saved connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its identity.
    pub id: ProfileId,
    /// Its name: no two profiles have the same, whatever the case of the letters.
    pub name: String,
    /// How often a person has changed it: a save of an older state than the stored one is refused.
    pub revision: u64,
    /// How often what evidence rests on was changed: the settings that are checked, and the Token. A Token that an
    /// exchange renewed is the same for this. Evidence that was made with another revision does not count.
    pub evidence_revision: u64,
    /// With which change of the library it came to be as it is here.
    pub change: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a person last changed it.
    pub changed_at: Timestamp,
    /// Since when it is archived: kept, and left out of counts and of verifying all.
    pub archived_at: Option<Timestamp>,
    /// What a person entered.
    pub settings: Connection,
    /// Where its Token is kept; none where no store holds one.
    pub token: Option<SecretRecord>,
    /// Where the Token is kept that a rotation replaced and that has not been revoked or dropped.
    pub old_token: Option<SecretRecord>,
    /// What the checks have shown of each step, for the checklist.
    pub steps: BTreeMap<StepId, StoredEvidence>,
    /// What the last verification saw, for the list.
    pub seen: Option<LastSeen>,
    /// What its verifications found, a row for each change, the newest first. Where all profiles are read at once it
    /// holds the newest alone, and without its checks.
    pub history: Vec<Verification>,
    /// The exit codes of its last verifications, the oldest first, at most 24.
    pub recent: Vec<u8>,
}

/// What a person enters of a connection. No secret is among it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Connection {
    /// The customer's Planday site.
    pub portal: Option<String>,
    /// What the Planday app is called.
    pub app_name: Option<String>,
    /// The App Id: public, unlike the Token.
    pub app_id: Option<String>,
    /// The scopes that the app is to have.
    pub scopes: Scopes,
    /// The actions of `StackOne` that the integration will use.
    pub actions: Chosen,
    /// The resources whose personal data may be read to prove a scope.
    pub read_personal: BTreeSet<String>,
    /// The `StackOne` project: the name of an API key. None is the default project.
    pub project: Option<String>,
    /// The connector profile in `StackOne`, by name or id.
    pub connector_profile: Option<String>,
    /// The customer's id in the integrator's own system.
    pub owner_id: Option<String>,
    /// The customer's name.
    pub owner_name: Option<String>,
    /// Words to find it by.
    pub tags: BTreeSet<String>,
    /// Whatever a person wants to remember, in lines.
    pub notes: String,
}

/// What a verification saw of the services, for the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSeen {
    /// When.
    pub at: Timestamp,
    /// The portal's own name for itself.
    pub portal_name: Option<String>,
    /// How many of the wanted scopes are granted; none where that is not known.
    pub granted: Option<usize>,
    /// How many scopes were wanted.
    pub wanted: usize,
    /// The scopes that are wanted or required, and missing.
    pub missing: Scopes,
    /// The connector profile that was found.
    pub connector: Option<Connector>,
    /// The linked accounts by status; none where they were not asked for.
    pub accounts: Option<BTreeMap<String, usize>>,
}

/// A connector profile, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connector {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is enabled; none where `StackOne` did not say.
    #[serde(default)]
    pub active: Option<bool>,
    /// Whether it is the project's default for Planday.
    pub default: bool,
    /// The connector's version in use.
    pub version: Option<String>,
    /// The version that it is pinned to.
    pub pinned: Option<String>,
}

/// One verification, and those after it that found the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// When this was found first.
    pub since: Timestamp,
    /// How often it was found.
    pub looks: u64,
    /// When this was found last.
    pub at: Timestamp,
    /// The exit code that `stackday verify` would have ended with.
    pub exit: u8,
    /// What came of it, in one line.
    pub line: String,
    /// Its checks.
    pub checks: BTreeMap<CheckId, StoredEvidence>,
    /// Who had it looked at when this was found first; none where that was not written down.
    #[serde(default)]
    pub origin: Option<ChangeOrigin>,
}

impl Verification {
    /// Whether everything that was looked at holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.exit == 0
    }
}

/// A `StackOne` project: a named API key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Its name here.
    pub name: String,
    /// Where its API key is kept; none where no store holds one.
    pub key: Option<SecretRecord>,
}

/// An auth link whose address a store keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkSecret {
    /// The link.
    pub id: LinkId,
    /// For whom it was made.
    pub owner_name: String,
    /// Where its address is.
    pub record: SecretRecord,
}

/// Everything that is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LibrarySnapshot {
    /// The profiles, by name.
    pub profiles: Vec<Profile>,
    /// The `StackOne` projects, by name.
    pub projects: Vec<Project>,
    /// The project of profiles that name none.
    pub default_project: Option<String>,
    /// The auth links whose addresses are kept, the newest first.
    pub links: Vec<LinkSecret>,
    /// Up to which change of the library this is what is saved.
    pub change: i64,
}

impl LibrarySnapshot {
    /// A profile by its identity.
    #[must_use]
    pub fn find(&self, id: ProfileId) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }

    /// A profile by its identity, to change it.
    pub fn find_mut(&mut self, id: ProfileId) -> Option<&mut Profile> {
        self.profiles.iter_mut().find(|profile| profile.id == id)
    }

    /// A profile by its name, whatever the case of the letters.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Profile> {
        let name = name.to_lowercase();
        self.profiles
            .iter()
            .find(|profile| profile.name.to_lowercase() == name)
    }

    /// The project of a profile: the one it names, else the default one.
    #[must_use]
    pub fn project_of(&self, profile: &Profile) -> Option<&Project> {
        let name = profile.settings.project.as_ref();
        self.project(name.or(self.default_project.as_ref())?)
    }

    /// A project by its name.
    #[must_use]
    pub fn project(&self, name: &str) -> Option<&Project> {
        self.projects.iter().find(|project| project.name == name)
    }
}

impl Profile {
    /// A new profile of this name, nothing proven.
    #[must_use]
    pub fn new(name: impl Into<String>, settings: Connection, now: Timestamp) -> Self {
        Self {
            id: ProfileId::random(),
            name: name.into(),
            revision: 0,
            evidence_revision: 0,
            change: 0,
            created_at: now,
            changed_at: now,
            archived_at: None,
            settings,
            token: None,
            old_token: None,
            steps: BTreeMap::new(),
            seen: None,
            history: Vec::new(),
            recent: Vec::new(),
        }
    }

    /// The last verification.
    #[must_use]
    pub fn verified(&self) -> Option<&Verification> {
        self.history.first()
    }

    /// Remembers a verification.
    pub fn remember(&mut self, verification: Verification) {
        self.history.insert(0, verification);
        self.history.truncate(REMEMBERED);
    }
}
