//! Consent to read personal data, by resource: without it no probe asks for a record about a person.

use std::collections::BTreeSet;

use super::probe::Probe;
use super::{scope, text};

/// The resources whose personal records may be read, one record each, to prove a scope. Nothing of them is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalDataConsent(BTreeSet<String>);

/// The word that stands for every resource.
pub const ALL: &str = "all";

impl PersonalDataConsent {
    /// For every resource.
    #[must_use]
    pub fn everything() -> Self {
        Self(personal().map(str::to_owned).collect())
    }

    /// For these resources, as far as they have personal data: what was saved may name others.
    #[must_use]
    pub fn of(resources: &BTreeSet<String>) -> Self {
        let known = |resource: &&String| Self::concerns(resource);
        Self(resources.iter().filter(known).cloned().collect())
    }

    /// Reads resources (`employee`), scopes on them (`employee:read`) and `all`.
    ///
    /// The error is one line that names the word and the resources that there are.
    pub fn read<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut leave = Self::default();
        for word in words.into_iter().filter(|word| !word.is_empty()) {
            let word = text::line(&word.to_lowercase(), 60);
            let resource = word.split(':').next().unwrap_or_default();
            if word == ALL {
                return Ok(Self::everything());
            }
            if !Self::concerns(resource) {
                return Err(format!(
                    "{word} is no resource that personal data is read from; these are: {}",
                    Self::words()
                ));
            }
            leave.0.insert(resource.to_owned());
        }
        Ok(leave)
    }

    /// The words that [`PersonalDataConsent::read`] takes, in one line.
    #[must_use]
    pub fn words() -> String {
        let known: BTreeSet<_> = personal().collect();
        let known: Vec<_> = known.into_iter().collect();
        format!("{}, or {ALL}", known.join(", "))
    }

    /// Whether this probe may be sent.
    #[must_use]
    pub fn allows(&self, probe: &Probe) -> bool {
        !probe.personal || self.0.contains(resource_of(&probe.scope))
    }

    /// Whether there is consent for this resource.
    #[must_use]
    pub fn has(&self, resource: &str) -> bool {
        self.0.contains(resource)
    }

    /// Whether this resource has a probe that may return data about a person, so that consent for it means something.
    #[must_use]
    pub fn concerns(resource: &str) -> bool {
        personal().any(|known| known == resource)
    }

    /// Gives leave for a resource, or takes it back. Says whether there is leave now; `None` where the resource's probes
    /// read nothing personal.
    pub fn toggle(&mut self, resource: &str) -> Option<bool> {
        if !Self::concerns(resource) {
            return None;
        }
        if self.0.remove(resource) {
            Some(false)
        } else {
            Some(self.0.insert(resource.to_owned()))
        }
    }

    /// The resources.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// The resources whose probes may return data about a person.
fn personal() -> impl Iterator<Item = &'static str> {
    scope::probes()
        .iter()
        .filter(|probe| probe.personal)
        .map(|probe| resource_of(&probe.scope))
}

fn resource_of(scope: &str) -> &str {
    scope::find(scope).map_or("", |scope| scope.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_personal_is_read_without_leave() {
        let leave = PersonalDataConsent::default();
        for probe in scope::probes() {
            assert_eq!(leave.allows(probe), !probe.personal, "{}", probe.scope);
            assert!(PersonalDataConsent::everything().allows(probe));
        }
    }

    #[test]
    fn leave_is_given_by_resource() {
        let leave = PersonalDataConsent::read(["employee", "payroll:read"]).expect("resources");
        for (scope, allowed) in [
            ("employee:read", true),
            ("employee:history", true),
            ("payroll:read", true),
            ("ssn:read", false),
            ("department:read", true),
        ] {
            assert_eq!(
                leave.allows(scope::probe_of(scope).expect("a probe")),
                allowed,
                "{scope}"
            );
        }
        assert_eq!(
            PersonalDataConsent::read(["all"]),
            Ok(PersonalDataConsent::everything())
        );
        let wrong = PersonalDataConsent::read(["departments"]).expect_err("no personal data there");
        assert!(
            wrong.contains("employee, ") && wrong.contains("departments"),
            "{wrong}"
        );
    }

    #[test]
    fn leave_is_taken_back_the_way_it_was_given() {
        let mut leave = PersonalDataConsent::default();
        assert_eq!(leave.toggle("ssn"), Some(true));
        assert!(leave.has("ssn"));
        assert_eq!(leave.toggle("ssn"), Some(false));
        assert_eq!(leave.toggle("department"), None);
    }
}
