//! What a person sees of the list: which rows, in which order, which one is selected, which ones are marked.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::config::{Credentials, Settings};
use crate::domain::text::Text;
use crate::library::{Connection as Entered, LastSeen, Verification};
use crate::tui::remote::Environment;
use crate::tui::screens::profiles::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

fn profile(name: &str) -> Profile {
    let settings = Entered {
        portal: Some(format!("https://{name}.planday.com/")),
        ..Entered::default()
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
    model.library.open = profiles.first().map(|profile| profile.id);
    model.library.contents.profiles = profiles;
    model.profiles_changed();
    model
}

fn names(model: &Model) -> Vec<&str> {
    let name = |row: &Row| match row {
        Row::ThisRun => "this run",
        Row::Saved(at) => &model.library.contents.profiles[*at].name,
        Row::Config(at) => &model.connections[*at].name,
        Row::Connector(at) => model.remote.profiles[*at].name.as_str(),
    };
    model.profiles.rows().iter().map(name).collect()
}

fn selected(model: &Model) -> &str {
    names(model)[model.profiles.selected]
}

fn sort(model: &mut Model, by: SortBy) {
    for _ in 0..SortBy::of(model.profiles.part).len() {
        if model.profiles.sort != by {
            model.sort_profiles();
        }
    }
    assert_eq!(model.profiles.sort, by);
}

fn verified(name: &str, second: i64) -> Profile {
    let mut found = profile(name);
    found.remember(Verification {
        since: at(second),
        looks: 1,
        at: at(second),
        exit: 0,
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
    model.reverse_profiles();
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
    model.reverse_profiles();
    assert_eq!(names(&model), ["b", "c", "a", "0"]);
    model.reverse_profiles();
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
    model.filter_profiles("nor".into());
    assert_eq!(names(&model), ["nord", "acme nord", "n o r d"]);
    assert_eq!(selected(&model), "n o r d");
    model.filter_profiles("NORD ac".into());
    assert_eq!(names(&model), ["acme nord"]);
    assert_eq!(selected(&model), "acme nord");
    model.filter_profiles(String::new());
    assert_eq!(selected(&model), "acme nord", "also without a filter");
    assert_eq!(names(&model)[0], "acme nord", "and the column rules again");
}

#[test]
fn the_selection_follows_a_connection_that_moves_and_stays_in_place_when_it_goes() {
    let mut model = model(vec![profile("a"), profile("b"), profile("c")]);
    model.profiles.selected = 1;
    model.library.contents.profiles[1].name = "z".into();
    model.profiles_changed();
    assert_eq!(
        (names(&model), selected(&model)),
        (vec!["a", "c", "z"], "z")
    );
    model.profiles.selected = 1;
    model.library.contents.profiles.remove(2);
    model.profiles_changed();
    assert_eq!((names(&model), selected(&model)), (vec!["a", "z"], "z"));
}

#[test]
fn this_run_stands_first_as_long_as_nothing_is_open() {
    let mut model = model(vec![profile("a"), profile("b")]);
    assert_eq!(names(&model), ["a", "b"]);
    model.library.open = None;
    model.profiles_changed();
    model.reverse_profiles();
    assert_eq!(names(&model), ["this run", "b", "a"]);
    model.profiles.selected = 0;
    model.library.open = Some(model.library.contents.profiles[0].id);
    model.profiles_changed();
    assert_eq!(selected(&model), "a", "what was this run is open now");
}

#[test]
fn marks_stay_behind_a_filter_and_go_with_their_connection() {
    let mut model = model(vec![profile("ab"), profile("ac"), profile("b")]);
    model.profiles.selected = 2;
    model.mark_profile();
    model.filter_profiles("a".into());
    assert_eq!(names(&model), ["ab", "ac"]);
    model.mark_profiles();
    assert_eq!(model.profiles.marked.len(), 3);
    model.mark_profiles();
    assert_eq!(model.profiles.marked.len(), 1, "those that are shown alone");
    model.filter_profiles(String::new());
    model.library.contents.profiles.remove(2);
    model.profiles_changed();
    assert!(model.profiles.marked.is_empty());
    model.profiles.selected = 0;
    model.mark_profile();
    model.mark_profile();
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
    model.remote.profiles = vec![connector("y", "1.10.0"), connector("x", "1.9.0")];
    sort(&mut model, SortBy::Portal);
    model.profiles.selected = 1;
    model.turn_profiles();
    assert_eq!((names(&model), selected(&model)), (vec!["x", "y"], "x"));
    sort(&mut model, SortBy::Version);
    model.reverse_profiles();
    assert_eq!(names(&model), ["y", "x"], "1.10 is newer than 1.9");
    model.turn_profiles();
    assert_eq!((names(&model), selected(&model)), (vec!["a", "b"], "b"));
    assert_eq!(model.profiles.sort, SortBy::Portal);
    model.turn_profiles();
    assert_eq!((selected(&model), model.profiles.reversed), ("x", true));
}

#[test]
fn connections_of_the_config_file_can_be_read_and_not_marked() {
    let mut model = model(vec![profile("b")]);
    model.connections = vec![Connection {
        name: "a".into(),
        portal: None,
        app_id: None,
        wanted: 2,
        settings: crate::library::Connection::default(),
    }];
    model.profiles_changed();
    assert_eq!(names(&model), ["a", "b"]);
    model.profiles.selected = 0;
    model.mark_profile();
    model.mark_profiles();
    assert_eq!(model.profiles.marked.len(), 1);
}
