//! Which scopes are required, by what, and how that is known.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ActionCatalogue, Chosen, propose};
use crate::domain::scope::{self, Preset, Scopes};
use crate::domain::text::Text;
use crate::stackone::Action;

/// How it is known that a scope is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// `StackOne` names it for the action.
    Stackone,
    /// `StackOne` names none; stackday proposes it from the action's name.
    Proposal,
    /// It is part of a preset.
    Preset,
    /// Another required scope does not work without it.
    Dependence,
}

impl Source {
    /// Who says so, in a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Stackone => "StackOne",
            Self::Proposal => "proposed by its name",
            Self::Preset => "preset",
            Self::Dependence => "another scope",
        }
    }
}

/// What requires a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// An action, by its id.
    Action(String),
    /// A preset, by its label.
    Preset(String),
    /// Another scope.
    Scope(String),
}

/// Why a scope is required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// What requires it.
    pub by: By,
    /// How that is known.
    pub source: Source,
}

impl Reason {
    /// In a few words.
    #[must_use]
    pub fn words(&self) -> String {
        match (&self.by, self.source) {
            (By::Action(id), Source::Proposal) => format!("{id} (proposed)"),
            (By::Action(id), _) => id.clone(),
            (By::Preset(label), _) => format!("preset {label}"),
            (By::Scope(scope), _) => format!("for {scope}"),
        }
    }
}

/// The required scopes, each with its reasons.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Required {
    /// The reasons, by scope.
    pub scopes: BTreeMap<String, Vec<Reason>>,
    /// Chosen actions for which neither `StackOne` nor their name says a scope.
    pub unplaced: Vec<String>,
    /// Chosen actions that the catalogue does not list; their scopes are proposed from their names.
    pub unlisted: Vec<String>,
}

impl Required {
    /// What the chosen actions and presets require. Without a catalogue, every scope of an action is a proposal.
    #[must_use]
    pub fn of(chosen: &Chosen, presets: &[&Preset], catalogue: Option<&ActionCatalogue>) -> Self {
        let mut required = Self::default();
        for id in chosen {
            let listed = catalogue.and_then(|catalogue| catalogue.find(id));
            if catalogue.is_some_and(|catalogue| catalogue.lists(id) == Some(false)) {
                required.unlisted.push(id.clone());
            }
            let bare = Action {
                id: Text::new(id),
                ..Action::default()
            };
            let (scopes, source) = scopes_of(listed.unwrap_or(&bare));
            if scopes.is_empty() {
                required.unplaced.push(id.clone());
            }
            for scope in scopes {
                required.add(scope, By::Action(id.clone()), source);
            }
        }
        for preset in presets {
            for scope in &preset.scopes {
                required.add(
                    scope.clone(),
                    By::Preset(preset.label.clone()),
                    Source::Preset,
                );
            }
        }
        let dependent: Vec<_> = required
            .scopes
            .keys()
            .filter_map(|name| Some((name.clone(), scope::find(name)?.needs?)))
            .collect();
        for (name, needed) in dependent {
            required.add(needed.to_owned(), By::Scope(name), Source::Dependence);
        }
        required
    }

    fn add(&mut self, scope: String, by: By, source: Source) {
        self.scopes
            .entry(scope)
            .or_default()
            .push(Reason { by, source });
    }

    /// The names of the required scopes.
    #[must_use]
    pub fn names(&self) -> Scopes {
        self.scopes.keys().cloned().collect()
    }

    /// Why this scope is required; nothing if it is not.
    #[must_use]
    pub fn why(&self, scope: &str) -> &[Reason] {
        self.scopes.get(scope).map_or(&[], Vec::as_slice)
    }

    /// The chosen actions that do not work without this scope, also not for the sake of another.
    #[must_use]
    pub fn actions_needing(&self, scope: &str) -> Vec<&str> {
        let mut actions = Vec::new();
        for reason in self.why(scope) {
            match &reason.by {
                By::Action(id) => actions.push(id.as_str()),
                By::Scope(other) if other != scope => {
                    let direct = self
                        .why(other)
                        .iter()
                        .filter_map(|reason| match &reason.by {
                            By::Action(id) => Some(id.as_str()),
                            By::Preset(_) | By::Scope(_) => None,
                        });
                    actions.extend(direct);
                }
                By::Preset(_) | By::Scope(_) => {}
            }
        }
        actions.sort_unstable();
        actions.dedup();
        actions
    }
}

/// The scopes that an action needs: as `StackOne` says, else as its name lets stackday propose.
#[must_use]
pub fn scopes_of(action: &Action) -> (Scopes, Source) {
    let named: Scopes = action
        .required_scopes
        .iter()
        .flat_map(|scope| scope.as_str().split_whitespace())
        .map(str::to_owned)
        .collect();
    if named.is_empty() {
        (propose(action), Source::Proposal)
    } else {
        (named, Source::Stackone)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Origin, keys_of};
    use super::*;

    fn catalogue() -> ActionCatalogue {
        let action = |id: &str, scopes: &[&str]| Action {
            id: Text::new(id),
            required_scopes: scopes.iter().map(|scope| Text::new(scope)).collect(),
            ..Action::default()
        };
        let actions = vec![
            action("planday_list_shifts", &["shift:read"]),
            action("planday_list_departments", &[]),
            action("planday_get_ssn", &["ssn:read"]),
            action("planday_get_portal", &[]),
        ];
        ActionCatalogue::new(actions, None, Timestamp::UNIX_EPOCH, Origin::Asked)
    }

    #[test]
    fn stackones_word_counts_and_what_it_leaves_out_is_proposed() {
        let chosen = keys_of("planday_list_shifts planday_list_departments");
        let required = Required::of(&chosen, &[], Some(&catalogue()));
        assert_eq!(required.why("shift:read")[0].source, Source::Stackone);
        assert_eq!(required.why("department:read")[0].source, Source::Proposal);
        assert_eq!(
            required.actions_needing("department:read"),
            ["planday_list_departments"]
        );
        // Without the catalogue nothing is StackOne's word.
        let alone = Required::of(&chosen, &[], None);
        assert_eq!(alone.names(), required.names());
        assert_eq!(alone.why("shift:read")[0].source, Source::Proposal);
    }

    #[test]
    fn what_a_scope_needs_is_required_with_it() {
        let required = Required::of(&keys_of("planday_get_ssn"), &[], Some(&catalogue()));
        assert_eq!(scope::join(&required.names()), "employee:read ssn:read");
        let reason = &required.why("employee:read")[0];
        assert_eq!(
            (&reason.by, reason.source),
            (&By::Scope("ssn:read".into()), Source::Dependence)
        );
        assert_eq!(
            required.actions_needing("employee:read"),
            ["planday_get_ssn"]
        );
    }

    #[test]
    fn what_nobody_can_place_is_said() {
        let chosen = keys_of("planday_get_portal planday_list_employees");
        let required = Required::of(&chosen, &[], Some(&catalogue()));
        assert_eq!(required.unplaced, ["planday_get_portal"]);
        assert_eq!(required.unlisted, ["planday_list_employees"]);
        assert_eq!(required.why("employee:read")[0].source, Source::Proposal);
    }

    #[test]
    fn presets_require_their_scopes() {
        let preset = &scope::catalogue().presets[0];
        let required = Required::of(&Chosen::new(), &[preset], None);
        assert_eq!(required.names(), preset.scopes);
        assert_eq!(
            required.why("employee:read")[0].by,
            By::Preset(preset.label.clone())
        );
    }
}
