//! What a person sees of the list: which rows, in which order, which one is selected, which ones are marked.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::config::{Credentials, Settings};
use crate::domain::text::Text;
use crate::library::{Connection, LastSeen, Profile, Verification};
use crate::stackone::ConnectorProfile;
use crate::tui::autosave::AutosaveRequest;
use crate::tui::layers::Overlay;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::overlays::prompt::PromptKind;
use crate::tui::remote::Environment;
use crate::tui::screens::profiles::{Part, Row, SortBy, prompts, saving};
use crate::tui::shared::ConfigConnection;
use crate::tui::widgets::text_field::{Edit, TextField};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

fn profile(name: &str) -> Profile {
    let settings = Connection {
        portal: Some(format!("https://{name}.planday.com/")),
        ..Connection::default()
    };
    Profile::new(name, settings, at(0))
}

fn model(profiles: Vec<Profile>) -> Model {
    let settings = Settings::default();
    let environment = Environment {
        rehearsal: false,
        read_only: false,
        ascii: false,
        color: false,
        zone: TimeZone::UTC,
        dashboard: settings.stackone.dashboard_url.clone(),
        redirect_uri: settings.app.redirect_uri.clone(),
        link_seconds: 60,
        profile: None,
        fresh_for: SignedDuration::from_hours(24),
        has_store: true,
        keeps: true,
    };
    let mut model = Model::new(environment, &settings, &Credentials::default(), at(0));
    model.shared.library.open = profiles.first().map(|profile| profile.id);
    model.shared.library.contents.profiles = profiles;
    refresh(&mut model);
    model
}

fn refresh(model: &mut Model) {
    model.shared.profiles_stale = true;
    model.refresh();
}

fn names(model: &Model) -> Vec<&str> {
    let name = |row: &Row| match row {
        Row::ThisRun => "this run",
        Row::Saved(at) => &model.shared.library.contents.profiles[*at].name,
        Row::Config(at) => &model.shared.connections[*at].name,
        Row::Connector(at) => model.shared.remote.profiles[*at].name.as_str(),
    };
    model.profiles.rows().iter().map(name).collect()
}

fn selected(model: &Model) -> &str {
    names(model)[model.profiles.selected]
}

fn sort(model: &mut Model, by: SortBy) {
    for _ in 0..SortBy::of(model.profiles.part).len() {
        if model.profiles.sort != by {
            model.profiles.sort(&model.shared);
        }
    }
    assert_eq!(model.profiles.sort, by);
}

fn verified(name: &str, second: i64) -> Profile {
    ended(name, second, 0)
}

fn ended(name: &str, second: i64, exit: u8) -> Profile {
    let mut found = profile(name);
    found.remember(Verification {
        since: at(second),
        looks: 1,
        at: at(second),
        exit,
        line: String::new(),
        checks: [].into(),
    });
    found
}

#[test]
fn what_is_missing_comes_last_in_both_directions() {
    let mut model = model(vec![
        profile("never"),
        verified("old", 10),
        verified("new", 20),
        profile("also never"),
    ]);
    assert_eq!(names(&model), ["also never", "never", "new", "old"]);
    sort(&mut model, SortBy::Verified);
    assert_eq!(names(&model), ["new", "old", "also never", "never"]);
    model.profiles.reverse(&model.shared);
    assert_eq!(names(&model), ["old", "new", "also never", "never"]);
}

#[test]
fn the_worst_scopes_and_accounts_come_first_and_equals_go_by_name() {
    let with = |name: &str, missing: &[&str], broken: usize| {
        let mut found = profile(name);
        found.seen = Some(LastSeen {
            at: at(0),
            portal_name: None,
            granted: Some(3),
            wanted: 3,
            missing: missing.iter().map(|scope| (*scope).to_owned()).collect(),
            connector: None,
            accounts: Some([("active".to_owned(), 9), ("error".to_owned(), broken)].into()),
        });
        found
    };
    let mut model = model(vec![
        with("c", &[], 1),
        with("b", &[], 0),
        with("a", &["x", "y"], 0),
        profile("0"),
    ]);
    sort(&mut model, SortBy::Scopes);
    assert_eq!(names(&model), ["a", "b", "c", "0"]);
    model.profiles.reverse(&model.shared);
    assert_eq!(names(&model), ["b", "c", "a", "0"]);
    model.profiles.reverse(&model.shared);
    sort(&mut model, SortBy::Accounts);
    assert_eq!(names(&model), ["c", "a", "b", "0"]);
}

#[test]
fn the_best_answer_comes_first_and_the_selection_stays() {
    let mut model = model(vec![
        profile("nord"),
        profile("acme nord"),
        profile("n o r d"),
        profile("south"),
    ]);
    model.profiles.selected = 1;
    assert_eq!(selected(&model), "n o r d");
    model.profiles.set_filter("nor");
    assert_eq!(names(&model), ["nord", "acme nord", "n o r d"]);
    assert_eq!(selected(&model), "n o r d");
    model.profiles.set_filter("NORD ac");
    assert_eq!(names(&model), ["acme nord"]);
    assert_eq!(selected(&model), "acme nord");
    model.profiles.set_filter("");
    assert_eq!(selected(&model), "acme nord", "also without a filter");
    assert_eq!(names(&model)[0], "acme nord", "and the column rules again");
}

#[test]
fn the_selection_follows_a_connection_that_moves_and_stays_in_place_when_it_goes() {
    let mut model = model(vec![profile("a"), profile("b"), profile("c")]);
    model.profiles.selected = 1;
    model.shared.library.contents.profiles[1].name = "z".into();
    refresh(&mut model);
    assert_eq!(
        (names(&model), selected(&model)),
        (vec!["a", "c", "z"], "z")
    );
    model.profiles.selected = 1;
    model.shared.library.contents.profiles.remove(2);
    refresh(&mut model);
    assert_eq!((names(&model), selected(&model)), (vec!["a", "z"], "z"));
}

#[test]
fn this_run_stands_first_as_long_as_nothing_is_open() {
    let mut model = model(vec![profile("a"), profile("b")]);
    assert_eq!(names(&model), ["a", "b"]);
    model.shared.library.open = None;
    refresh(&mut model);
    model.profiles.reverse(&model.shared);
    assert_eq!(names(&model), ["this run", "b", "a"]);
    model.profiles.selected = 0;
    model.shared.library.open = Some(model.shared.library.contents.profiles[0].id);
    refresh(&mut model);
    assert_eq!(selected(&model), "a", "what was this run is open now");
}

#[test]
fn marks_stay_behind_a_filter_and_go_with_their_connection() {
    let mut model = model(vec![profile("ab"), profile("ac"), profile("b")]);
    model.profiles.selected = 2;
    model.profiles.mark(&model.shared);
    model.profiles.set_filter("a");
    assert_eq!(names(&model), ["ab", "ac"]);
    model.profiles.mark_all(&mut model.shared);
    assert_eq!(model.profiles.marked.len(), 3);
    model.profiles.mark_all(&mut model.shared);
    assert_eq!(model.profiles.marked.len(), 1, "those that are shown alone");
    model.profiles.set_filter("");
    model.shared.library.contents.profiles.remove(2);
    refresh(&mut model);
    assert!(model.profiles.marked.is_empty());
    model.profiles.selected = 0;
    model.profiles.mark(&model.shared);
    model.profiles.mark(&model.shared);
    assert!(model.profiles.marked.is_empty(), "a second time unmarks");
}

fn connector(name: &str, version: &str) -> ConnectorProfile {
    ConnectorProfile {
        id: Text::new(name),
        name: Text::new(name),
        connector_version: Some(Text::new(version)),
        ..ConnectorProfile::default()
    }
}

#[test]
fn each_part_keeps_its_row_and_its_column() {
    let mut model = model(vec![profile("a"), profile("b")]);
    model.shared.remote.profiles = vec![connector("y", "1.10.0"), connector("x", "1.9.0")];
    sort(&mut model, SortBy::Portal);
    model.profiles.selected = 1;
    model.profiles.turn(&model.shared);
    assert_eq!((names(&model), selected(&model)), (vec!["x", "y"], "x"));
    sort(&mut model, SortBy::Version);
    model.profiles.reverse(&model.shared);
    assert_eq!(names(&model), ["y", "x"], "1.10 is newer than 1.9");
    model.profiles.turn(&model.shared);
    assert_eq!((names(&model), selected(&model)), (vec!["a", "b"], "b"));
    assert_eq!(model.profiles.sort, SortBy::Portal);
    model.profiles.turn(&model.shared);
    assert_eq!((selected(&model), model.profiles.reversed), ("x", true));
}

#[test]
fn connections_of_the_config_file_can_be_read_and_not_marked() {
    let mut model = model(vec![profile("b")]);
    model.shared.connections = vec![ConfigConnection {
        name: "a".into(),
        portal: None,
        app_id: None,
        wanted: 2,
        settings: Connection::default(),
    }];
    refresh(&mut model);
    assert_eq!(names(&model), ["a", "b"]);
    model.profiles.selected = 0;
    model.profiles.mark(&model.shared);
    model.profiles.mark_all(&mut model.shared);
    assert_eq!(model.profiles.marked.len(), 1);
}

#[test]
fn the_next_failure_is_found_in_both_directions_and_past_the_end() {
    let mut model = model(vec![
        verified("a", 1),
        ended("b", 1, 1),
        profile("c"),
        ended("d", 1, 4),
    ]);
    let mut go = |by| {
        let found = model.profiles.next_failure(&model.shared, by);
        (found, selected(&model).to_owned())
    };
    assert_eq!(go(1), (true, "b".into()));
    assert_eq!(go(1), (true, "d".into()));
    assert_eq!(go(1), (true, "b".into()), "past the end");
    assert_eq!(go(-1), (true, "d".into()), "past the start");
    assert_eq!(go(-1), (true, "b".into()));
    model.profiles.set_filter("a");
    assert!(!model.profiles.next_failure(&model.shared, 1));
    assert_eq!(selected(&model), "a", "the selection stays where it was");
    model.profiles.set_filter("nothing like it");
    assert!(!model.profiles.next_failure(&model.shared, 1), "of no rows");
}

#[test]
fn what_is_done_with_many_is_done_with_the_marked_ones_else_with_the_selected_one() {
    let mut model = model(vec![profile("a"), profile("b")]);
    let ids: Vec<_> = model
        .shared
        .library
        .contents
        .profiles
        .iter()
        .map(|found| found.id)
        .collect();
    assert_eq!(model.profiles.targets(&model.shared), ids[..1]);
    model.profiles.selected = 1;
    model.profiles.mark(&model.shared);
    model.profiles.selected = 0;
    assert_eq!(model.profiles.targets(&model.shared), ids[1..]);
    model.profiles.turn(&model.shared);
    assert_eq!(model.profiles.part, Part::Connectors);
    assert!(model.profiles.selected_profile(&model.shared).is_none());
}

fn type_answer(model: &mut Model, text: &str) {
    let Some(Overlay::Prompt(prompt)) = model.shared.layers.top_mut() else {
        panic!("a question");
    };
    let _ = prompt.edit(TextField::clear);
    for c in text.chars() {
        assert_eq!(prompt.edit(|line| line.insert(c)), Edit::Changed);
    }
    prompts::answer(&mut model.shared);
}

fn problem(model: &Model) -> Option<&str> {
    match model.shared.layers.top() {
        Some(Overlay::Prompt(prompt)) => prompt.problem.as_deref(),
        _ => None,
    }
}

#[test]
fn an_answer_that_will_not_do_leaves_the_question_with_the_reason() {
    let mut model = model(vec![profile("acme")]);
    prompts::delete(&mut model.profiles, &mut model.shared);
    type_answer(&mut model, "acm");
    assert_eq!(problem(&model), Some("type exactly: acme"));
    assert!(model.shared.effects.is_empty());
    type_answer(&mut model, "acme");
    assert!(model.shared.layers.is_empty());
    assert!(matches!(model.shared.effects[..], [Effect::Start(..)]));

    prompts::rename(&mut model.profiles, &mut model.shared);
    type_answer(&mut model, " ");
    assert_eq!(problem(&model), Some("type something, or Esc steps back"));
}

#[test]
fn the_passphrase_is_asked_for_once_and_a_new_one_twice() {
    let mut model = model(Vec::new());
    prompts::ask_for_passphrase(&mut model.shared, true);
    prompts::ask_for_passphrase(&mut model.shared, true);
    model.shared.layers.settle(false);
    assert!(model.shared.layers.next_waiting().is_none());
    type_answer(&mut model, "correct horse");
    type_answer(&mut model, "battery staple");
    assert_eq!(
        problem(&model),
        Some("the two were not the same; choose it again")
    );
    type_answer(&mut model, "correct horse");
    type_answer(&mut model, "correct horse");
    assert!(model.shared.layers.is_empty());
    assert!(matches!(model.shared.effects[..], [Effect::Start(..)]));
    prompts::not_unlocked(&mut model.shared, "wrong".into());
    model.shared.layers.settle(false);
    assert_eq!(problem(&model), Some("wrong"));
}

#[test]
fn saving_before_quitting_takes_the_place_of_the_question() {
    let mut model = model(Vec::new());
    model.shared.layers.open(Overlay::Quit);
    saving::save(&mut model.shared);
    let shown: Vec<_> = model.shared.layers.shown().collect();
    assert!(
        matches!(&shown[..], [Overlay::Prompt(prompt)] if prompt.kind == PromptKind::SaveAs),
        "{shown:?}"
    );
}

#[test]
fn a_draft_that_is_discarded_does_not_come_back() {
    let mut model = model(Vec::new());
    model
        .shared
        .form
        .fill(crate::domain::Input::AppName, "Half done");
    super::results::autosave(&mut model.shared);
    assert!(model.shared.library.changed);
    let saved = model.shared.effects.pop();
    assert!(matches!(
        saved,
        Some(Effect::Autosave(AutosaveRequest::Draft(_)))
    ));
    saving::discard(&mut model.shared);
    let discarded = model.shared.effects.pop();
    assert!(
        matches!(
            discarded,
            Some(Effect::Autosave(AutosaveRequest::Discard(None, None)))
        ),
        "{discarded:?}"
    );
    super::results::autosave(&mut model.shared);
    assert!(!model.shared.library.changed && model.shared.effects.is_empty());
}
