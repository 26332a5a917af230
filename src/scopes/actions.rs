//! What `StackOne` can do at Planday, and which of it the integration will do.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::scope::separates;
use crate::domain::text::Text;
use crate::http::Incomplete;
use crate::stackone::Action;

/// The ids of the actions that the integration will use.
pub type Chosen = BTreeSet<String>;

/// Where a catalogue of actions comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// `StackOne` was asked in this run.
    Asked,
    /// An earlier run kept it on disk.
    Kept,
}

/// `StackOne`'s actions for Planday, as they were at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionCatalogue {
    /// The actions, in the order of their ids.
    pub actions: Vec<Action>,
    /// The connector's version.
    pub version: Option<Text>,
    /// When `StackOne` was asked.
    pub read_at: Timestamp,
    /// Where it comes from.
    pub origin: Origin,
    /// Why it is not the whole list, where it is not: an action that is not in it may exist all the same.
    pub incomplete: Option<Incomplete>,
}

impl ActionCatalogue {
    /// A catalogue of these actions. One that is listed twice, or has no id, is listed once or not at all.
    #[must_use]
    pub fn new(
        mut actions: Vec<Action>,
        version: Option<Text>,
        read_at: Timestamp,
        origin: Origin,
    ) -> Self {
        actions.retain(|action| !action.id.is_empty());
        actions.sort_by(|a, b| a.id.cmp(&b.id));
        actions.dedup_by(|a, b| a.id == b.id);
        Self {
            actions,
            version,
            read_at,
            origin,
            incomplete: None,
        }
    }

    /// Says why it is not the whole list.
    #[must_use]
    pub fn cut(mut self, why: Option<Incomplete>) -> Self {
        self.incomplete = why;
        self
    }

    /// Whether `StackOne` lists an action of this id; `None` where only a part of the list is known, and it is not there.
    #[must_use]
    pub fn lists(&self, id: &str) -> Option<bool> {
        match (self.find(id), self.incomplete) {
            (Some(_), _) => Some(true),
            (None, None) => Some(false),
            (None, Some(_)) => None,
        }
    }

    /// An action by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id.as_str() == id)
    }
}

/// The ids in a list that a person wrote, separated by white space, commas or semicolons.
#[must_use]
pub fn keys_of(list: &str) -> Chosen {
    list.split(separates)
        .filter(|word| !word.is_empty())
        .map(|word| crate::domain::text::line(&word.to_lowercase(), 120))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_listed_once_and_found_by_its_id() {
        let action = |id: &str| Action {
            id: Text::new(id),
            ..Action::default()
        };
        let all = vec![action("b"), action("a"), action(""), action("b")];
        let catalogue = ActionCatalogue::new(all, None, Timestamp::UNIX_EPOCH, Origin::Asked);
        let ids: Vec<_> = catalogue
            .actions
            .iter()
            .map(|found| found.id.as_str())
            .collect();
        assert_eq!(ids, ["a", "b"]);
        assert!(catalogue.find("a").is_some() && catalogue.find("c").is_none());
    }

    #[test]
    fn lists_of_actions_are_read_as_people_write_them() {
        let ids = keys_of("planday_list_shifts, planday_get_payroll\n PLANDAY_LIST_SHIFTS");
        assert_eq!(
            ids.into_iter().collect::<Vec<_>>(),
            ["planday_get_payroll", "planday_list_shifts"]
        );
    }
}
