//! What `StackOne` tells about its Planday connector: the actions' scopes, and the guide.

use serde_json::Value;
use stackday::sandbox::Scenario;

use super::Stage;

const GUIDE: &str =
    "/actions?filter[connectors]=planday&include=authentication_guides&exclude=actions";

/// Every action of a connector.
async fn actions(stage: &Stage, connector: &str) -> Vec<Value> {
    let path = format!("/actions?filter[connectors]={connector}&page_size=100");
    let (_, body) = stage.get(&path).await;
    body["data"][0]["actions"]
        .as_array()
        .expect("actions")
        .clone()
}

#[tokio::test]
async fn silent_actions_name_no_scope_in_three_ways() {
    let stage = Stage::new(&[Scenario::SilentActions]).await;
    let all = actions(&stage, "planday").await;
    assert_eq!(all.len(), 69);
    let like = |wanted: Option<&Value>| {
        let same = |action: &&Value| action.get("required_scopes") == wanted;
        all.iter().filter(same).count()
    };
    let empty = Value::Array(Vec::new());
    assert_eq!(
        (like(Some(&empty)), like(Some(&Value::Null)), like(None)),
        (23, 23, 23)
    );
    // Each action is silent in its own way, whichever way it is asked for.
    let one = "/actions?filter[action_key]=planday_create_employee";
    let (_, body) = stage.get(one).await;
    let same = all
        .iter()
        .find(|action| action["id"] == "planday_create_employee");
    assert_eq!(Some(&body["data"][0]["actions"][0]), same);
    // Only Planday's are silent by this scenario.
    let others = actions(&stage, "slack").await;
    assert!(
        others
            .iter()
            .all(|action| action["required_scopes"].is_array())
    );
    let talkative = actions(&Stage::new(&[]).await, "planday").await;
    assert!(
        talkative
            .iter()
            .any(|action| action["required_scopes"][0] == "employee:read")
    );
}

/// Title and content of each step of the first section.
async fn first_section(stage: &Stage) -> Vec<(String, String)> {
    let (_, body) = stage.get(GUIDE).await;
    let guide = &body["data"][0]["authentication"][0]["support"]["guides"]["setup"];
    let steps = guide["sections"][0]["steps"].as_array().expect("steps");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    steps
        .iter()
        .map(|step| (text(&step["title"]), text(&step["content"])))
        .collect()
}

#[tokio::test]
async fn the_changed_guide_has_other_values_a_step_more_and_all_kinds_of_markdown() {
    let documented = first_section(&Stage::new(&[]).await).await;
    let changed = first_section(&Stage::new(&[Scenario::GuideChanged]).await).await;
    let titles: Vec<&str> = changed.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Access API Settings",
            "Create New Application",
            "Enable the App",
            "Authorize the Application"
        ]
    );
    assert_eq!((&changed[0], &changed[3]), (&documented[0], &documented[2]));
    let (before, after) = (&documented[1].1, &changed[1].1);
    for (old, new) in [
        ("**Create App**", "**New App**"),
        (
            "`https://api.stackone.com/connect/oauth2/planday/callback`",
            "`https://api.stackone.com/connect/oauth2/planday/v2/callback`",
        ),
    ] {
        assert!(before.contains(old) && !after.contains(old), "{after}");
        assert!(after.contains(new) && !before.contains(new), "{after}");
    }
    let text = format!("{after}\n{}", changed[2].1);
    for kind in [
        "\n1. ",
        "\n- ",
        "[API Access](https://help.example.com/api-access)",
        "`App Id`",
        "*none*",
        "_wait_",
        "\n### ",
        "<Warning>",
        "</Warning>",
        "![",
    ] {
        assert!(text.contains(kind), "{kind}: {text}");
    }
}
