//! Planday's scopes: the catalogue of the 79 in its discovery document, the presets, and sets of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::probe::Probe;
use super::text;

/// A set of scope names, in order.
pub type Scopes = BTreeSet<String>;

/// A resource and the scopes on it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// The part before the colon.
    pub key: String,
    /// Its name in the grid of Planday's Create App form.
    pub label: String,
    /// What data it opens, in plain words.
    pub what: String,
    /// The parts behind the colon.
    pub verbs: Vec<String>,
    /// What its records hold.
    #[serde(default)]
    pub opens: Opens,
    /// A scope without which these do not work.
    pub needs: Option<String>,
    /// Words for a verb, where verb and `what` do not make a sentence.
    #[serde(default)]
    means: BTreeMap<String, String>,
    /// What the name of an action calls it, in the singular.
    pub nouns: Vec<String>,
}

/// What the records of a resource hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Opens {
    /// Nothing about a person.
    #[default]
    Things,
    /// Who somebody is, where and when they work.
    Personal,
    /// What is especially protected: bank account, birth date, social security number.
    Private,
    /// What somebody earns or costs.
    Pay,
}

impl Opens {
    /// Whether it takes a second thought before an app is given it.
    #[must_use]
    pub fn is_sensitive(self) -> bool {
        matches!(self, Self::Private | Self::Pay)
    }

    /// In one word, for a column; nothing where there is nothing to say.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Things => "",
            Self::Personal => "personal",
            Self::Private => "private",
            Self::Pay => "pay",
        }
    }

    /// In words; nothing where there is nothing to say.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Things => "",
            Self::Personal => "personal data",
            Self::Private => "especially protected personal data",
            Self::Pay => "pay",
        }
    }
}

/// A named choice of scopes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Its name on the command line and in the config file.
    pub key: String,
    /// Its name on the screen.
    pub label: String,
    /// What an integration does with it, in plain words.
    pub does: String,
    /// The scopes.
    pub scopes: Scopes,
}

/// The catalogue.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Scopes that an authorization asks for besides those of the grid.
    identity: Vec<String>,
    /// Scopes that are surely not offered to an app (inferred).
    not_for_apps: Vec<String>,
    /// Scopes on a portal's data.
    #[serde(rename = "resource")]
    pub resources: Vec<Resource>,
    /// The reads that prove a scope.
    #[serde(rename = "probe")]
    probes: Vec<Probe>,
    /// The presets.
    #[serde(rename = "preset")]
    pub presets: Vec<Preset>,
}

/// Where a scope belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// In the grid of the Create App form: it is on data.
    Data,
    /// About signing in; nobody ticks it.
    Identity,
    /// In the discovery document, and surely not offered to an app (inferred).
    NotForApps,
}

/// One scope of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// `employee:read`.
    pub name: String,
    /// The part before the colon, of a scope on data.
    pub key: &'static str,
    /// Where it stands in the grid, or the group that it is kept in.
    pub resource: &'static str,
    /// What it is for, in plain words.
    pub means: String,
    /// The verb; empty for those that are not on data.
    pub verb: &'static str,
    /// What the records behind it hold.
    pub opens: Opens,
    /// Where it belongs.
    pub kind: Kind,
    /// A scope without which it does not work.
    pub needs: Option<&'static str>,
}

impl Scope {
    /// Whether it only reads.
    #[must_use]
    pub fn reads(&self) -> bool {
        matches!(self.verb, "read" | "history")
    }
}

/// The built-in catalogue.
///
/// # Panics
/// Never in a built program: the text is part of it, and a test reads it.
#[must_use]
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let mut catalogue: Catalogue = toml::from_str(include_str!("../../assets/scopes.toml"))
            .expect("the built-in catalogue is valid");
        let readable = catalogue
            .resources
            .iter()
            .flat_map(|resource| resource.verbs.iter().map(move |verb| (resource, verb)))
            .filter(|(_, verb)| matches!(verb.as_str(), "read" | "history"))
            .map(|(resource, verb)| format!("{}:{verb}", resource.key))
            .collect();
        catalogue.presets.push(Preset {
            key: "everything-readable".into(),
            label: "Everything readable".into(),
            does: "Read everything that can be read".into(),
            scopes: readable,
        });
        catalogue
    });
    &CATALOGUE
}

/// Every scope, data first, in the order of the grid.
#[must_use]
pub fn all() -> &'static [Scope] {
    static ALL: LazyLock<Vec<Scope>> = LazyLock::new(|| {
        let catalogue = catalogue();
        let data = catalogue.resources.iter().flat_map(|resource| {
            resource.verbs.iter().map(move |verb| Scope {
                name: format!("{}:{verb}", resource.key),
                key: &resource.key,
                resource: &resource.label,
                means: resource.means(verb),
                verb,
                opens: resource.opens,
                kind: Kind::Data,
                needs: resource.needs.as_deref(),
            })
        });
        let apart = |names: &'static [String], kind, resource, means: &'static str| {
            names.iter().map(move |name| Scope {
                name: name.clone(),
                key: "",
                resource,
                means: means.to_owned(),
                verb: "",
                opens: Opens::Things,
                kind,
                needs: None,
            })
        };
        data.chain(apart(
            &catalogue.identity,
            Kind::Identity,
            "Signing in",
            "asked for when somebody authorises; not in the grid",
        ))
        .chain(apart(
            &catalogue.not_for_apps,
            Kind::NotForApps,
            "Not for apps",
            "the identity server's own; probably not offered to an app",
        ))
        .collect()
    });
    &ALL
}

impl Resource {
    fn means(&self, verb: &str) -> String {
        match (self.means.get(verb), verb) {
            (Some(words), _) => words.clone(),
            (None, "update") => format!("change {}", self.what),
            (None, verb) => format!("{verb} {}", self.what),
        }
    }
}

/// A scope by its name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Scope> {
    all().iter().find(|scope| scope.name == name)
}

/// The probes.
#[must_use]
pub fn probes() -> &'static [Probe] {
    &catalogue().probes
}

/// The probe of a scope, where it has a known path.
#[must_use]
pub fn probe_of(scope: &str) -> Option<&'static Probe> {
    probes().iter().find(|probe| probe.scope == scope)
}

/// A preset by its key.
///
/// The error is one line that names the nearest and all that there are. It does not repeat the word, which may be
/// anything.
pub fn preset(key: &str) -> Result<&'static Preset, String> {
    let presets = &catalogue().presets;
    let key = key.to_lowercase();
    if let Some(preset) = presets.iter().find(|preset| preset.key == key) {
        return Ok(preset);
    }
    let alike = |preset: &&Preset| strsim::jaro_winkler(&key, &preset.key);
    let nearest = presets.iter().max_by(|a, b| alike(a).total_cmp(&alike(b)));
    let nearest = nearest.map_or("", |preset| preset.key.as_str());
    let all: Vec<_> = presets.iter().map(|preset| preset.key.as_str()).collect();
    Err(format!(
        "no such preset; the nearest is {nearest} (there are: {})",
        all.join(", ")
    ))
}

/// A list of scopes, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The scopes, presets spelled out.
    pub scopes: Scopes,
    /// The words that are in no list. They are among the scopes all the same: Planday may have added a scope since the
    /// catalogue was written.
    pub unknown: Vec<UnknownScope>,
}

/// A word that is no scope and no preset of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownScope {
    /// The word.
    pub name: String,
    /// The preset or the reading scope most like it, where one is near enough to be meant. A slip must not lead to a scope
    /// that changes or deletes.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for UnknownScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.may_be_shown() {
            self.name.as_str()
        } else {
            "a word that is not repeated here"
        };
        write!(f, "{name} is not among Planday's scopes")?;
        match self.nearest {
            Some(nearest) => write!(f, "; the nearest is {nearest}"),
            None => Ok(()),
        }
    }
}

impl UnknownScope {
    fn of(name: String) -> Self {
        let presets = catalogue().presets.iter().map(|preset| preset.key.as_str());
        let reading = all().iter().filter(|scope| scope.reads());
        let names = presets.chain(reading.map(|scope| scope.name.as_str()));
        // What the scope is on counts for more than what it allows, and is all that a word without a verb says.
        let on = |name: &str| name.split(':').next().unwrap_or_default().to_owned();
        let alike = |candidate: &str| {
            let whole = strsim::jaro_winkler(&name, candidate);
            if candidate.contains(':') {
                0.8 * strsim::jaro_winkler(&on(&name), &on(candidate)) + 0.2 * whole
            } else {
                whole
            }
        };
        let nearest = names
            .max_by(|a, b| alike(a).total_cmp(&alike(b)))
            .filter(|nearest| alike(nearest) >= NEAR);
        Self { name, nearest }
    }

    /// Whether it has the form of a scope, or is too short for a credential in the wrong place.
    fn may_be_shown(&self) -> bool {
        let form = |part: &str| part.chars().all(|c| c.is_ascii_lowercase());
        let is_a_scope = self
            .name
            .split_once(':')
            .is_some_and(|(resource, verb)| form(resource) && form(verb));
        is_a_scope || self.name.chars().count() < SHORTEST_CREDENTIAL
    }
}

/// How much alike two names are, from 0 to 1, where the one may be a slip for the other.
const NEAR: f64 = 0.75;

/// From how many characters on a word without a scope's form may be a credential.
const SHORTEST_CREDENTIAL: usize = 16;

/// The scopes among these that the catalogue does not hold.
pub fn unknown(scopes: &Scopes) -> impl Iterator<Item = &str> {
    scopes
        .iter()
        .map(String::as_str)
        .filter(|name| find(name).is_none())
}

/// Whether a character separates the entries of a list, as people write and paste them.
#[must_use]
pub fn separates(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';')
}

/// Reads a list of scopes and presets, separated by white space, commas or semicolons.
#[must_use]
pub fn read(list: &str) -> Read {
    let mut read = Read::default();
    for word in list.split(separates).filter(|word| !word.is_empty()) {
        let word = text::line(&word.to_lowercase(), 60);
        if let Some(preset) = catalogue().presets.iter().find(|preset| preset.key == word) {
            read.scopes.extend(preset.scopes.iter().cloned());
            continue;
        }
        if find(&word).is_none() && !read.scopes.contains(&word) {
            read.unknown.push(UnknownScope::of(word.clone()));
        }
        read.scopes.insert(word);
    }
    read
}

/// The scopes as one string, separated by spaces, as OAuth writes them.
#[must_use]
pub fn join(scopes: &Scopes) -> String {
    scopes
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
