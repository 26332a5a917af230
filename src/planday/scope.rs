//! Planday's scopes: the catalogue of the 79 in its discovery document, the presets, and sets of them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

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
    /// Whether it opens pay or especially personal data.
    #[serde(default)]
    pub sensitive: bool,
}

/// A named choice of scopes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Its name on the command line and in the config file.
    pub key: String,
    /// Its name on the screen.
    pub label: String,
    /// The scopes.
    pub scopes: Scopes,
}

/// The catalogue.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Scopes of the identity server itself.
    pub identity: Vec<String>,
    /// Scopes on a portal's data.
    #[serde(rename = "resource")]
    pub resources: Vec<Resource>,
    /// The presets.
    #[serde(rename = "preset")]
    pub presets: Vec<Preset>,
}

/// One scope of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// `employee:read`.
    pub name: String,
    /// Where it stands in the grid; `Identity` for those that are not on data.
    pub resource: &'static str,
    /// What it opens, in plain words.
    pub what: &'static str,
    /// The verb; empty for identity scopes.
    pub verb: &'static str,
    /// Whether it opens pay or especially personal data.
    pub sensitive: bool,
    /// Whether an app can hold it at all.
    pub identity: bool,
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
                resource: &resource.label,
                what: &resource.what,
                verb,
                sensitive: resource.sensitive,
                identity: false,
            })
        });
        let identity = catalogue.identity.iter().map(|name| Scope {
            name: name.clone(),
            resource: "Identity",
            what: "the identity server itself, not portal data",
            verb: "",
            sensitive: false,
            identity: true,
        });
        data.chain(identity).collect()
    });
    &ALL
}

/// A scope by its name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Scope> {
    all().iter().find(|scope| scope.name == name)
}

/// A list of scopes, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The scopes, presets spelled out.
    pub scopes: Scopes,
    /// One line for each word that is in no list, with the nearest scope. Such a word is kept: Planday may have
    /// added a scope since the catalogue was written.
    pub unknown: Vec<String>,
}

/// Reads a list of scopes and presets, separated by spaces or commas.
#[must_use]
pub fn read(list: &str) -> Read {
    let mut read = Read::default();
    for word in list
        .split([' ', ',', '\n', '\t'])
        .filter(|word| !word.is_empty())
    {
        let word = crate::text::line(&word.to_lowercase(), 60);
        if let Some(preset) = catalogue().presets.iter().find(|preset| preset.key == word) {
            read.scopes.extend(preset.scopes.iter().cloned());
            continue;
        }
        if find(&word).is_none() {
            let alike = |scope: &&Scope| strsim::jaro_winkler(&word, &scope.name);
            let nearest = all().iter().max_by(|a, b| alike(a).total_cmp(&alike(b)));
            let nearest = nearest.map_or("", |scope| scope.name.as_str());
            read.unknown.push(format!(
                "{word} is not among Planday's scopes; the nearest is {nearest}"
            ));
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
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_the_79_scopes_of_the_discovery_document() {
        assert_eq!(all().len(), 79);
        assert_eq!(all().iter().filter(|scope| scope.reads()).count(), 26);
        assert_eq!(all().iter().filter(|scope| scope.identity).count(), 8);
        let names: BTreeSet<_> = all().iter().map(|scope| &scope.name).collect();
        assert_eq!(names.len(), 79, "no scope twice");
    }

    #[test]
    fn presets_hold_scopes_that_exist() {
        for preset in &catalogue().presets {
            assert!(
                preset
                    .scopes
                    .iter()
                    .all(|scope| find(scope).is_some_and(Scope::reads)),
                "{}",
                preset.key
            );
        }
        assert_eq!(
            catalogue().presets.last().expect("presets").scopes.len(),
            26
        );
    }

    #[test]
    fn lists_are_read_and_a_slip_names_the_nearest() {
        assert_eq!(read("shift:read, employee:read").scopes.len(), 2);
        assert_eq!(read("employee-directory").scopes.len(), 4);
        let slip = read("employe:read");
        assert_eq!(
            slip.unknown,
            ["employe:read is not among Planday's scopes; the nearest is employee:read"]
        );
        assert!(
            slip.scopes.contains("employe:read"),
            "kept: the catalogue may be older than Planday"
        );
    }
}
