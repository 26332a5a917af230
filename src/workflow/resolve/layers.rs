//! The values of a connection besides its secrets: which source says what, and which of them wins.

use crate::config::{self, Credentials, Settings};
use crate::domain::PersonalDataConsent;
use crate::domain::scope::{self, Scopes, UnknownScope};
use crate::library::Connection;
use crate::scopes::{Chosen, keys_of};

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueSource {
    /// A flag of this command.
    Flag,
    /// A form of the Setup screen.
    Form,
    /// The environment.
    Environment,
    /// The saved profile.
    LibrarySnapshot,
    /// `[profiles.NAME]` of the configuration.
    Template,
    /// The rest of the configuration.
    Config,
}

/// What one source says of a connection. What it does not say is left to the next.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// The portal's address.
    pub portal: Option<String>,
    /// The App Id.
    pub app_id: Option<String>,
    /// The wanted scopes, and what was not understood of the list.
    pub scopes: Option<scope::Read>,
    /// The actions that the integration will use.
    pub actions: Option<Chosen>,
    /// Consent to read personal data.
    pub personal_data: Option<PersonalDataConsent>,
    /// The connector profile in `StackOne`.
    pub connector_profile: Option<String>,
    /// The customer's id in the integrator's own system.
    pub owner_id: Option<String>,
    /// The customer's name.
    pub owner_name: Option<String>,
}

/// A list of scopes and presets as it is written; nothing, where it is empty.
fn scopes(words: &[String]) -> Option<scope::Read> {
    let words = words.join(" ");
    (!words.trim().is_empty()).then(|| scope::read(&words))
}

/// The same of actions.
fn actions(words: &[String]) -> Option<Chosen> {
    Some(keys_of(&words.join(" "))).filter(|actions| !actions.is_empty())
}

fn consent(consent: &PersonalDataConsent) -> Option<PersonalDataConsent> {
    Some(consent.clone()).filter(|consent| *consent != PersonalDataConsent::default())
}

impl Values {
    /// What a saved profile says.
    #[must_use]
    pub fn of_saved(settings: &Connection) -> Self {
        let is_there = |scopes: &&Scopes| !scopes.is_empty();
        Self {
            portal: settings.portal.clone(),
            app_id: settings.app_id.clone(),
            scopes: Some(&settings.scopes)
                .filter(is_there)
                .map(|scopes| scope::Read {
                    scopes: scopes.clone(),
                    unknown: Vec::new(),
                }),
            actions: Some(settings.actions.clone()).filter(|actions| !actions.is_empty()),
            // A resource that this version does not know is no consent to anything.
            personal_data: consent(&PersonalDataConsent::of(&settings.read_personal)),
            connector_profile: settings.connector_profile.clone(),
            owner_id: settings.owner_id.clone(),
            owner_name: settings.owner_name.clone(),
        }
    }

    fn of_environment(credentials: &Credentials) -> Self {
        Self {
            app_id: credentials.app_id.clone(),
            scopes: credentials.scopes.as_deref().and_then(scopes),
            actions: credentials.actions.as_deref().and_then(actions),
            ..Self::default()
        }
    }

    fn of_template(template: &config::Profile) -> Self {
        Self {
            portal: template.portal.clone(),
            app_id: template.app_id.clone(),
            scopes: scopes(&template.scopes),
            actions: actions(&template.actions),
            personal_data: consent(&template.read_personal),
            connector_profile: template.connector_profile.clone(),
            owner_id: template.owner_id.clone(),
            owner_name: template.owner_name.clone(),
        }
    }

    fn of_config(settings: &Settings) -> Self {
        Self {
            portal: settings.planday.portal.clone(),
            scopes: scopes(&settings.app.scopes),
            actions: actions(&settings.app.actions),
            personal_data: consent(&settings.planday.read_personal),
            owner_id: settings.link.owner_id.clone(),
            owner_name: settings.link.owner_name.clone(),
            ..Self::default()
        }
    }
}

/// The sources that count, the strongest first.
#[derive(Debug, Clone, Default)]
pub struct Layers(Vec<(ValueSource, Values)>);

impl Layers {
    /// These sources, the strongest first.
    #[must_use]
    pub fn new(layers: impl IntoIterator<Item = (ValueSource, Values)>) -> Self {
        Self(layers.into_iter().collect())
    }

    /// A saved profile and nothing else: what the list verifies.
    #[must_use]
    pub fn of_saved(settings: &Connection) -> Self {
        Self::new([(ValueSource::LibrarySnapshot, Values::of_saved(settings))])
    }

    /// What the environment and the configuration say of the connection that a run is started with: a saved profile, else
    /// `[profiles.NAME]`, else none.
    #[must_use]
    pub fn of_run(settings: &Settings, credentials: &Credentials) -> Self {
        let environment = Values::of_environment(credentials);
        let config = Values::of_config(settings);
        let mut layers = vec![(ValueSource::Environment, environment)];
        if let Some((_, chosen)) = settings.chosen_profile() {
            let mut values = Values::of_template(chosen);
            // Consent that the settings give is not widened by a profile.
            if config.personal_data.is_some() {
                values.personal_data = None;
            }
            let source = match chosen.id {
                Some(_) => ValueSource::LibrarySnapshot,
                None => ValueSource::Template,
            };
            layers.push((source, values));
        }
        layers.push((ValueSource::Config, config));
        Self(layers)
    }

    /// These, and the flags of a command above them.
    #[must_use]
    pub fn under_flags(mut self, flags: Values) -> Self {
        self.0.insert(0, (ValueSource::Flag, flags));
        self
    }

    /// The strongest value of each.
    #[must_use]
    pub fn resolve(&self) -> ResolvedValues {
        let text = |pick: fn(&Values) -> &Option<String>| {
            self.first(|values| pick(values).clone().filter(|text| !text.trim().is_empty()))
        };
        let wanted = self.first(|values| values.scopes.clone());
        ResolvedValues {
            portal: text(|values| &values.portal),
            app_id: text(|values| &values.app_id).map(Option::unwrap_or_default),
            unknown_scopes: wanted
                .value
                .as_ref()
                .map(|read| read.unknown.clone())
                .unwrap_or_default(),
            scopes: wanted.map(|read| read.unwrap_or_default().scopes),
            actions: self
                .first(|values| values.actions.clone())
                .map(Option::unwrap_or_default),
            personal_data: self
                .first(|values| values.personal_data.clone())
                .map(Option::unwrap_or_default),
            connector_profile: text(|values| &values.connector_profile),
            owner_id: text(|values| &values.owner_id),
            owner_name: text(|values| &values.owner_name),
        }
    }

    fn first<T>(&self, pick: impl Fn(&Values) -> Option<T>) -> Resolved<Option<T>> {
        let mut found = self
            .0
            .iter()
            .filter_map(|(source, values)| Some((*source, pick(values)?)));
        match found.next() {
            Some((source, value)) => Resolved {
                value: Some(value),
                source: Some(source),
            },
            None => Resolved {
                value: None,
                source: None,
            },
        }
    }
}

/// A value, and where it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved<T> {
    /// The value.
    pub value: T,
    /// Where it comes from; none where no source says anything.
    pub source: Option<ValueSource>,
}

impl<T> Resolved<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Resolved<U> {
        Resolved {
            value: change(self.value),
            source: self.source,
        }
    }

    /// Whether it was given for this run alone, by a flag or the environment.
    fn is_of_this_run(&self) -> bool {
        matches!(
            self.source,
            Some(ValueSource::Flag | ValueSource::Environment)
        )
    }
}

/// The values of a connection besides its secrets, and where each comes from.
#[derive(Debug, Clone, Default)]
pub struct ResolvedValues {
    /// The portal's address.
    pub portal: Resolved<Option<String>>,
    /// The App Id; empty where no source names one.
    pub app_id: Resolved<String>,
    /// The wanted scopes.
    pub scopes: Resolved<Scopes>,
    /// The words of the list of scopes that the catalogue does not hold. They are checked as they stand.
    pub unknown_scopes: Vec<UnknownScope>,
    /// The actions that the integration will use.
    pub actions: Resolved<Chosen>,
    /// Consent to read personal data.
    pub personal_data: Resolved<PersonalDataConsent>,
    /// The connector profile in `StackOne`.
    pub connector_profile: Resolved<Option<String>>,
    /// The customer's id in the integrator's own system.
    pub owner_id: Resolved<Option<String>>,
    /// The customer's name.
    pub owner_name: Resolved<Option<String>>,
}

impl ResolvedValues {
    /// Whether these are the values of a saved profile, as far as they were not given by the configuration: then what is
    /// found with them is evidence about it.
    pub(super) fn is_saved(&self, settings: &Connection) -> bool {
        let app_id = settings.app_id.as_deref().unwrap_or_default();
        let other = [
            !self.app_id.value.trim().eq_ignore_ascii_case(app_id),
            self.scopes.is_of_this_run() && self.scopes.value != settings.scopes,
            self.actions.is_of_this_run() && self.actions.value != settings.actions,
            self.connector_profile.is_of_this_run()
                && self.connector_profile.value != settings.connector_profile,
        ];
        !other.contains(&true)
    }
}
