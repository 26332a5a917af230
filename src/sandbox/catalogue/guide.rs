//! `StackOne`'s own guide to the connector profile, as documented or as it may read one day (stackone.md 6.1 and 10).

use serde_json::{Value, json};

use crate::sandbox::world::REDIRECT_URI;

/// The redirect URI of the guide that has moved on.
const OTHER_REDIRECT_URI: &str = "https://api.stackone.com/connect/oauth2/planday/v2/callback";

/// The guide, in the shape of `AuthenticationMetaItem.support`.
pub fn support(changed: bool) -> Value {
    json!({
        "link": "https://docs.stackone.com/connectors/planday/guides/connector-profile/oauth-2-0",
        "description": "How to set up the connector profile for Planday",
        "guides": {"setup": {
            "warning": "You must be an Administrator of the Planday portal, and it must be on a Plus, Pro or Enterprise subscription.",
            "sections": [
                {"title": "Creating an API Application", "content": "Done in Planday.", "steps": application(changed)},
                {"title": "Retrieving Your Credentials", "content": "Both values are on the app's tile.", "steps": [
                    step("Copy the Application ID", "It is the value called **App Id**."),
                    step("Copy the Token Secret", "It is the token's value, there only once the app is authorised. Keep it safe."),
                ]},
                {"title": "Creating the StackOne Connector Profile", "content": "Done in StackOne.", "steps": [
                    step("Navigate to Connector Profiles", "Log in to StackOne and open **Connector Profiles**."),
                    step("Create New Connector Profile", "Press **+ Connector Profile**, select **Planday** and **OAuth 2.0**, enter **Application ID**, **Token Secret** and, if you like, **Scopes**, then **Create profile**."),
                ]},
            ],
        }},
    })
}

fn application(changed: bool) -> Vec<Value> {
    let settings = step(
        "Access API Settings",
        "Sign in to your portal as an Administrator, choose **Settings**, then **API Access** under **Integrations**.",
    );
    let authorize = step(
        "Authorize the Application",
        "Press **Authorize** at the app, read what it asks for, and **Authorize** again.",
    );
    let create = "Create New Application";
    if changed {
        let enable = step("Enable the App", ENABLE);
        let create = step(
            create,
            &CREATE_ANEW.replace("{redirect_uri}", OTHER_REDIRECT_URI),
        );
        vec![settings, create, enable, authorize]
    } else {
        let words = format!(
            "Press **Create App**, name it, tick its **Scopes**, enter the redirect URI `{REDIRECT_URI}`, then **Save**."
        );
        vec![settings, step(create, &words), authorize]
    }
}

fn step(title: &str, content: &str) -> Value {
    json!({"title": title, "content": content})
}

/// Markdown of the kinds that `StackOne`'s other guides use, so that a reader of it meets them all.
const CREATE_ANEW: &str = "\
On the [API Access](https://help.example.com/api-access) page:

1. Press **New App**, top right.
2. Name it, for example `StackOne Integration`.
3. Tick its **Scopes**: *none* can be added later.
4. Enter the redirect URI `{redirect_uri}`.
5. Press **Save**.
";

const ENABLE: &str = "\
### Switch it on

<Warning>An app that is not enabled refuses every request.</Warning>

- Find the app in the list.
- Press **Enable**, and _wait_ until it says **Enabled**.
- Nothing else changes: its `App Id` stays.

![The Enable button on the app's tile](https://docs.example.com/images/enable-app.png)
";

#[cfg(test)]
mod tests {
    use super::*;

    /// Title and content of every step.
    fn steps(changed: bool) -> Vec<(String, String)> {
        let support = support(changed);
        let sections = support["guides"]["setup"]["sections"].as_array().cloned();
        let steps = sections.into_iter().flatten().flat_map(|section| {
            let steps = section["steps"].as_array().cloned().unwrap_or_default();
            steps.into_iter().map(|step| {
                let text = |name: &str| step[name].as_str().unwrap_or_default().to_owned();
                (text("title"), text("content"))
            })
        });
        steps.collect()
    }

    #[test]
    fn only_two_steps_of_the_changed_guide_differ() {
        let (documented, changed) = (steps(false), steps(true));
        let differing: Vec<&str> = changed
            .iter()
            .filter(|step| !documented.contains(step))
            .map(|(title, _)| title.as_str())
            .collect();
        assert_eq!(differing, ["Create New Application", "Enable the App"]);
        let lost: Vec<&str> = documented
            .iter()
            .filter(|step| !changed.contains(step))
            .map(|(title, _)| title.as_str())
            .collect();
        assert_eq!(lost, ["Create New Application"]);
    }
}
