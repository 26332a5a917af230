//! The actions and the guide that `StackOne` offers for Planday, and a little of other connectors.
//!
//! There are 69 Planday actions, named `planday_<verb>_<noun>`; the list itself is not published (stackone.md 6.4), so this
//! one is made up from what the Open API can do.

mod planday;

use serde_json::{Value, json};

use super::world::REDIRECT_URI;

/// How an action reads from the Open API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The path; `{}` is an id.
    pub path: &'static str,
    /// Whether it gives pages.
    pub list: bool,
    /// What is asked when the caller did not say.
    pub defaults: &'static [(&'static str, &'static str)],
}

/// One action.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Its connector's key.
    pub connector: &'static str,
    /// Its id.
    pub id: &'static str,
    /// Its label.
    pub label: &'static str,
    /// The scopes it needs, where they are told.
    pub scopes: &'static [&'static str],
    /// How it reads; `None` for an action that writes.
    pub read: Option<Read>,
}

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

/// The guide of the connector profile, in the shape of `AuthenticationMetaItem.support` (stackone.md 6.1 and 10).
pub fn support() -> Value {
    let step = |title: &str, content: String| json!({"title": title, "content": content});
    json!({
        "link": "https://docs.stackone.com/connectors/planday/guides/connector-profile/oauth-2-0",
        "description": "How to set up the connector profile for Planday",
        "guides": {"setup": {
            "warning": "You must be an Administrator of the Planday portal, and it must be on a Plus, Pro or Enterprise subscription.",
            "sections": [
                {"title": "Creating an API Application", "content": "Done in Planday.", "steps": [
                    step("Access API Settings", "Sign in to your portal as an Administrator, choose **Settings**, then **API Access** under **Integrations**.".to_owned()),
                    step("Create New Application", format!("Press **Create App**, name it, tick its **Scopes**, enter the redirect URI `{REDIRECT_URI}`, then **Save**.")),
                    step("Authorize the Application", "Press **Authorize** at the app, read what it asks for, and **Authorize** again.".to_owned()),
                ]},
                {"title": "Retrieving Your Credentials", "content": "Both values are on the app's tile.", "steps": [
                    step("Copy the Application ID", "It is the value called **App Id**.".to_owned()),
                    step("Copy the Token Secret", "It is the token's value, there only once the app is authorised. Keep it safe.".to_owned()),
                ]},
                {"title": "Creating the StackOne Connector Profile", "content": "Done in StackOne.", "steps": [
                    step("Navigate to Connector Profiles", "Log in to StackOne and open **Connector Profiles**.".to_owned()),
                    step("Create New Connector Profile", "Press **+ Connector Profile**, select **Planday** and **OAuth 2.0**, enter **Application ID**, **Token Secret** and, if you like, **Scopes**, then **Create profile**.".to_owned()),
                ]},
            ],
        }},
    })
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
