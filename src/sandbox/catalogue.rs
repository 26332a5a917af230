//! The actions and the guide that `StackOne` offers for Planday, and a little of other connectors.
//!
//! There are 69 Planday actions, named `planday_<verb>_<noun>`; the list itself is not published (stackone.md 6.4), so this
//! one is made up from what the Open API can do.

mod action;
mod guide;
mod planday;

pub use action::{Action, Read};
pub use guide::support;

/// One connector of the catalogue.
#[derive(Debug)]
pub struct Connector {
    /// Its key.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its actions.
    pub actions: &'static [Action],
}

const fn other(connector: &'static str, id: &'static str, label: &'static str) -> Action {
    Action {
        connector,
        id,
        label,
        scopes: &[],
        read: None,
    }
}

static BAMBOOHR: [Action; 2] = [
    other("bamboohr", "bamboohr_list_employees", "List Employees"),
    other("bamboohr", "bamboohr_get_employee", "Get Employee"),
];

static SLACK: [Action; 2] = [
    other("slack", "slack_send_message", "Send Message"),
    other("slack", "slack_list_channels", "List Channels"),
];

/// Every connector that the sandbox knows.
pub static CONNECTORS: [Connector; 3] = [
    Connector {
        key: "bamboohr",
        name: "BambooHR",
        actions: &BAMBOOHR,
    },
    Connector {
        key: "planday",
        name: "Planday",
        actions: &planday::ACTIONS,
    },
    Connector {
        key: "slack",
        name: "Slack",
        actions: &SLACK,
    },
];

/// An action by its id.
pub fn action(id: &str) -> Option<Action> {
    CONNECTORS
        .iter()
        .flat_map(|connector| connector.actions)
        .find(|action| action.id == id)
        .copied()
}

/// The place of an action among those of its connector.
pub fn place(action: &Action) -> usize {
    let all = CONNECTORS.iter().flat_map(|connector| connector.actions);
    all.filter(|other| other.connector == action.connector)
        .position(|other| other.id == action.id)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sandbox::scopes::for_apps;

    #[test]
    fn there_are_69_planday_actions_each_with_its_own_id() {
        let ids: HashSet<&str> = planday::ACTIONS.iter().map(|action| action.id).collect();
        assert_eq!(ids.len(), 69);
        assert!(
            ids.iter()
                .all(|id| id.starts_with("planday_") && id.split('_').count() >= 3)
        );
    }

    #[test]
    fn some_actions_name_their_scopes_and_some_do_not() {
        assert!(
            planday::ACTIONS
                .iter()
                .flat_map(|action| action.scopes)
                .all(|scope| for_apps(scope))
        );
        let silent = planday::ACTIONS
            .iter()
            .filter(|action| action.scopes.is_empty())
            .count();
        assert!((4..20).contains(&silent), "{silent}");
    }
}
