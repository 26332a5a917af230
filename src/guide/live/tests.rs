//! A guide as `StackOne` serves it, beside the built-in one.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::guide::REDIRECT_URI;

fn connector(sections: &Value) -> Connector {
    let body = json!({
        "key": "planday",
        "version": "1.2.0",
        "authentication": [{"key": "oauth2", "support": {
            "link": "https://docs.stackone.com/connectors/planday",
            "guides": {"setup": {"warning": "An **Administrator** is needed.", "sections": sections}},
        }}],
    });
    of(&body)
}

fn of(body: &Value) -> Connector {
    let reply = crate::http::Reply::made(200, &[], &body.to_string());
    reply.read().expect("a connector")
}

fn read(sections: &Value) -> Result<Live, Unusable> {
    Live::read(&connector(sections), REDIRECT_URI, Timestamp::UNIX_EPOCH)
}

fn step(title: &str, content: &str) -> Value {
    json!({"title": title, "content": content})
}

/// The documented guide, in words of its own.
fn documented() -> Value {
    json!([
        {"title": "Creating an API Application", "content": "In Planday.", "steps": [
            step("Access API Settings", "**Settings**, then **API Access** under **Integrations**."),
            step("Create New Application", &format!("**Create App**, **Scopes**, `{REDIRECT_URI}`, **Save**.")),
            step("Authorize the Application", "**Authorize**, and **Authorize** again."),
        ]},
        {"title": "Retrieving Your Credentials", "steps": [
            step("Copy the Application ID", "It is called **App Id**."),
            step("Copy the Token Secret", "It is the token."),
        ]},
        {"title": "Creating the StackOne Connector Profile", "steps": [
            step("Navigate to Connector Profiles", "Open **Connector Profiles**."),
            step("Create New Connector Profile", "**+ Connector Profile**, **Planday**, **Create profile**."),
        ]},
    ])
}

fn told(live: &Live, id: StepId) -> Vec<String> {
    let differences = live.differences(id).iter().map(Difference::line);
    let extras = live.extras(id).map(Extra::line);
    differences
        .chain(extras)
        .map(|line| line.to_string())
        .collect()
}

#[test]
fn the_documented_guide_agrees_in_every_step() {
    let live = read(&documented()).expect("a guide");
    for id in COMPARED {
        assert!(live.agrees(id), "{id:?}: {:?}", told(&live, id));
    }
    assert_eq!(
        live.differing().count() + live.gone().count() + live.extra.len(),
        0
    );
    assert_eq!(live.version.as_ref().map(Text::as_str), Some("1.2.0"));
    assert!(live.link.is_some());
    assert_eq!(
        live.warning[0].to_string(),
        "An **Administrator** is needed."
    );
    assert!(
        !live.agrees(StepId::D1) && !live.differs(StepId::D1),
        "linking is not part of it"
    );
}

#[test]
fn order_is_no_difference() {
    let mut sections = documented();
    sections.as_array_mut().expect("sections").reverse();
    for section in sections.as_array_mut().expect("sections") {
        section["steps"].as_array_mut().expect("steps").reverse();
    }
    let live = read(&sections).expect("a guide");
    assert_eq!(live.differing().collect::<Vec<_>>(), []);
}

#[test]
fn what_has_changed_is_told_in_words() {
    let mut sections = documented();
    let steps = sections[0]["steps"].as_array_mut().expect("steps");
    steps[1] = json!({
        "title": "Create New Application",
        "content": "<Warning>\nMind the scopes.\n</Warning>\n\n### Steps\n\n1. Press **New App**\n2. Redirect URI `https://api.stackone.com/connect/oauth2/planday/v2/callback`",
        "list": ["Tick the **Scopes**", "Press **Save**"],
        "image": {"alt": "The form", "src": "https://x.example/1.png"},
    });
    steps.push(step(
        "Enable the App",
        "Press **Enable** in [the list](https://help.planday.com/x).",
    ));
    let live = read(&sections).expect("a guide");
    assert_eq!(
        told(&live, StepId::A2),
        [
            format!(
                "StackOne's guide says https://api.stackone.com/connect/oauth2/planday/v2/callback here; this checklist says {REDIRECT_URI}."
            ),
            "StackOne's guide says **New App** here; this checklist says **Create App**."
                .to_owned(),
        ]
    );
    let text: Vec<_> = live
        .text(StepId::A2)
        .expect("a text")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        text,
        [
            "Mind the scopes.",
            "**Steps**",
            "1. Press **New App**",
            "2. Redirect URI https://api.stackone.com/connect/oauth2/planday/v2/callback",
            "- Tick the **Scopes**",
            "- Press **Save**",
            "[The form]",
        ]
    );
    assert_eq!(
        told(&live, StepId::A3),
        ["StackOne's guide has one more step after this: “Enable the App”"]
    );
    let extra = live.extras(StepId::A3).next().expect("a step");
    assert_eq!(
        extra.lines[0].to_string(),
        "Press **Enable** in the list (https://help.planday.com/x)."
    );
    assert_eq!(
        live.differing().collect::<Vec<_>>(),
        [StepId::A2, StepId::A3]
    );
    assert!(live.agrees(StepId::A1));
}

#[test]
fn extra_steps_stand_beside_the_nearest_known_one() {
    let mut sections = documented();
    let steps = sections[1]["steps"].as_array_mut().expect("steps");
    steps.insert(0, step("Open the tile", "Click it."));
    let all = sections.as_array_mut().expect("sections");
    all.insert(
        0,
        json!({"title": "Before you begin", "steps": [step("Be an administrator", "Ask.")]}),
    );
    all.push(json!({"title": "Afterwards", "steps": [step("Tell your team", "Write.")]}));
    let live = read(&sections).expect("a guide");
    assert_eq!(
        told(&live, StepId::B1),
        ["StackOne's guide has one more step before this: “Open the tile”"]
    );
    assert_eq!(
        told(&live, StepId::A1),
        [
            "StackOne's guide has one more step before this, in a section of its own: “Be an administrator” (Before you begin)"
        ]
    );
    assert_eq!(
        told(&live, StepId::C2),
        [
            "StackOne's guide has one more step after this, in a section of its own: “Tell your team” (Afterwards)"
        ]
    );
}

#[test]
fn a_step_that_went_is_told_and_one_that_was_renamed_is_known() {
    let mut sections = documented();
    sections[0]["steps"]
        .as_array_mut()
        .expect("steps")
        .remove(2);
    sections[1]["steps"][0]["title"] = json!("Copy the Client ID");
    let live = read(&sections).expect("a guide");
    assert_eq!(live.gone().collect::<Vec<_>>(), [StepId::A3]);
    assert_eq!(
        told(&live, StepId::A3),
        ["StackOne's guide has no such step; this checklist still has it."]
    );
    assert!(live.text(StepId::A3).is_none());
    assert_eq!(
        told(&live, StepId::B1),
        [
            "StackOne's guide calls this step **Copy the Client ID**; this checklist calls it **Copy the Application ID**."
        ]
    );
    // Two left over on one side: which is which cannot be told.
    sections[1]["steps"][1]["title"] = json!("Copy the other");
    let live = read(&sections).expect("a guide");
    assert_eq!(
        live.gone().collect::<Vec<_>>(),
        [StepId::A3, StepId::B1, StepId::B2]
    );
    assert_eq!(live.extra.len(), 2);
}

#[test]
fn a_title_that_stands_twice_is_the_one_in_its_section() {
    let mut sections = documented();
    let other = step("Authorize the Application", "**Approve** elsewhere.");
    let all = sections.as_array_mut().expect("sections");
    all.insert(0, json!({"title": "Elsewhere", "steps": [other]}));
    let live = read(&sections).expect("a guide");
    assert!(live.agrees(StepId::A3), "{:?}", told(&live, StepId::A3));
    assert_eq!(live.extra.len(), 1);
}

#[test]
fn what_is_no_guide_is_a_surprise_and_says_why() {
    let many: Vec<Value> = (0..61).map(|n| step(&format!("Step {n}"), "x")).collect();
    let mut long = documented();
    long[0]["steps"][0]["content"] = json!("x".repeat(4_001));
    for (sections, unusable) in [
        (json!([]), Unusable::Empty),
        (json!("none"), Unusable::Empty),
        (
            json!([{"title": "A", "steps": [step("…", "x")]}]),
            Unusable::Empty,
        ),
        (
            json!([{"title": "A", "steps": many}]),
            Unusable::TooManySteps(61),
        ),
        (long, Unusable::TooLong("Access API Settings".into())),
        (
            json!([{"title": "A", "steps": [step("Bake a cake", "x")]}]),
            Unusable::NothingMatches,
        ),
    ] {
        assert_eq!(read(&sections), Err(unusable));
    }
    assert_eq!(
        Live::read(&Connector::default(), REDIRECT_URI, Timestamp::UNIX_EPOCH),
        Err(Unusable::Absent)
    );
}

#[test]
fn of_several_guides_the_one_about_these_steps_is_taken_whatever_it_is_called() {
    let account = json!([{"title": "Linking", "steps": [step("Copy the Token Secret", "Here.")]}]);
    for (one, other) in [(documented(), account.clone()), (account, documented())] {
        let body = json!({"authentication": [{"support": {"guides": {
            "config": {"sections": one}, "setup": {"sections": other},
        }}}]});
        let connector = of(&body);
        let live = Live::read(&connector, REDIRECT_URI, Timestamp::UNIX_EPOCH).expect("a guide");
        assert_eq!(live.gone().count(), 0);
    }
}

#[test]
fn hostile_text_stays_text() {
    let mut sections = documented();
    sections[0]["steps"][0] = step(
        "Access API Settings",
        "\u{1b}[2J**\u{202e}Sett\u{1b}]0;owned\u{7}ings** {portal} {redirect_uri} \\*\\*x\\*\\* &#27;[31m",
    );
    let live = read(&sections).expect("a guide");
    let lines = live.text(StepId::A1).expect("a text");
    let text: String = lines.iter().map(ToString::to_string).collect();
    assert!(
        text.chars().all(|c| !c.is_control() && c != '\u{202e}'),
        "{text:?}"
    );
    let plain: String = lines[0]
        .pieces
        .iter()
        .filter(|piece| piece.kind == Kind::Plain)
        .map(|piece| piece.text.as_str())
        .collect();
    assert!(
        plain.contains("{portal} {redirect_uri} **x**"),
        "nothing is markup a second time: {plain}"
    );
    assert!(live.differs(StepId::A1));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_the_texts_are_the_answer_is_a_guide_or_a_reason(texts in proptest::collection::vec("(?s).{0,80}", 21)) {
        let mut sections = documented();
        let mut texts = texts.iter();
        for section in sections.as_array_mut().expect("sections") {
            for step in section["steps"].as_array_mut().expect("steps") {
                let text = texts.next().expect("a text");
                if text.len() % 2 == 0 {
                    step["title"] = json!(text);
                }
                step["content"] = json!(texts.next().expect("a text"));
            }
        }
        if let Ok(live) = read(&sections) {
            for id in COMPARED {
                for line in told(&live, id) {
                    prop_assert!(line.chars().all(|c| !c.is_control()), "{:?}", line);
                    prop_assert!(line.chars().count() < 1_000);
                }
            }
        }
    }
}
