//! What a person sees of the list: which rows, in which order, which one is selected, which ones are marked.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::app::seen::Environment;
use crate::config::{Credentials, Settings};
use crate::domain::text::Text;
use crate::library::{Connection as Entered, LastSeen, Verification};

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

fn state(profiles: Vec<Profile>) -> State {
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
    let mut state = State::new(environment, &settings, &Credentials::default(), at(0));
    state.saved.open = profiles.first().map(|profile| profile.id);
    state.saved.contents.profiles = profiles;
    state.profiles_changed();
    state
}

fn names(state: &State) -> Vec<&str> {
    let name = |row: &Row| match row {
        Row::ThisRun => "this run",
        Row::Saved(at) => &state.saved.contents.profiles[*at].name,
        Row::Config(at) => &state.connections[*at].name,
        Row::Connector(at) => state.seen.profiles[*at].name.as_str(),
    };
    state.profiles.rows().iter().map(name).collect()
}

fn selected(state: &State) -> &str {
    names(state)[state.profiles.selected]
}

fn sort(state: &mut State, by: SortBy) {
    for _ in 0..SortBy::of(state.profiles.part).len() {
        if state.profiles.sort != by {
            state.sort_profiles();
        }
    }
    assert_eq!(state.profiles.sort, by);
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
    let mut state = state(vec![
        profile("never"),
        verified("old", 10),
        verified("new", 20),
        profile("also never"),
    ]);
    assert_eq!(names(&state), ["also never", "never", "new", "old"]);
    sort(&mut state, SortBy::Verified);
    assert_eq!(names(&state), ["new", "old", "also never", "never"]);
    state.reverse_profiles();
    assert_eq!(names(&state), ["old", "new", "also never", "never"]);
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
    let mut state = state(vec![
        with("c", &[], 1),
        with("b", &[], 0),
        with("a", &["x", "y"], 0),
        profile("0"),
    ]);
    sort(&mut state, SortBy::Scopes);
    assert_eq!(names(&state), ["a", "b", "c", "0"]);
    state.reverse_profiles();
    assert_eq!(names(&state), ["b", "c", "a", "0"]);
    state.reverse_profiles();
    sort(&mut state, SortBy::Accounts);
    assert_eq!(names(&state), ["c", "a", "b", "0"]);
}

#[test]
fn the_best_answer_comes_first_and_the_selection_stays() {
    let mut state = state(vec![
        profile("nord"),
        profile("acme nord"),
        profile("n o r d"),
        profile("south"),
    ]);
    state.profiles.selected = 1;
    assert_eq!(selected(&state), "n o r d");
    state.filter_profiles("nor".into());
    assert_eq!(names(&state), ["nord", "acme nord", "n o r d"]);
    assert_eq!(selected(&state), "n o r d");
    state.filter_profiles("NORD ac".into());
    assert_eq!(names(&state), ["acme nord"]);
    assert_eq!(selected(&state), "acme nord");
    state.filter_profiles(String::new());
    assert_eq!(selected(&state), "acme nord", "also without a filter");
    assert_eq!(names(&state)[0], "acme nord", "and the column rules again");
}

#[test]
fn the_selection_follows_a_connection_that_moves_and_stays_in_place_when_it_goes() {
    let mut state = state(vec![profile("a"), profile("b"), profile("c")]);
    state.profiles.selected = 1;
    state.saved.contents.profiles[1].name = "z".into();
    state.profiles_changed();
    assert_eq!(
        (names(&state), selected(&state)),
        (vec!["a", "c", "z"], "z")
    );
    state.profiles.selected = 1;
    state.saved.contents.profiles.remove(2);
    state.profiles_changed();
    assert_eq!((names(&state), selected(&state)), (vec!["a", "z"], "z"));
}

#[test]
fn this_run_stands_first_as_long_as_nothing_is_open() {
    let mut state = state(vec![profile("a"), profile("b")]);
    assert_eq!(names(&state), ["a", "b"]);
    state.saved.open = None;
    state.profiles_changed();
    state.reverse_profiles();
    assert_eq!(names(&state), ["this run", "b", "a"]);
    state.profiles.selected = 0;
    state.saved.open = Some(state.saved.contents.profiles[0].id);
    state.profiles_changed();
    assert_eq!(selected(&state), "a", "what was this run is open now");
}

#[test]
fn marks_stay_behind_a_filter_and_go_with_their_connection() {
    let mut state = state(vec![profile("ab"), profile("ac"), profile("b")]);
    state.profiles.selected = 2;
    state.mark_profile();
    state.filter_profiles("a".into());
    assert_eq!(names(&state), ["ab", "ac"]);
    state.mark_profiles();
    assert_eq!(state.profiles.marked.len(), 3);
    state.mark_profiles();
    assert_eq!(state.profiles.marked.len(), 1, "those that are shown alone");
    state.filter_profiles(String::new());
    state.saved.contents.profiles.remove(2);
    state.profiles_changed();
    assert!(state.profiles.marked.is_empty());
    state.profiles.selected = 0;
    state.mark_profile();
    state.mark_profile();
    assert!(state.profiles.marked.is_empty(), "a second time unmarks");
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
    let mut state = state(vec![profile("a"), profile("b")]);
    state.seen.profiles = vec![connector("y", "1.10.0"), connector("x", "1.9.0")];
    sort(&mut state, SortBy::Portal);
    state.profiles.selected = 1;
    state.turn_profiles();
    assert_eq!((names(&state), selected(&state)), (vec!["x", "y"], "x"));
    sort(&mut state, SortBy::Version);
    state.reverse_profiles();
    assert_eq!(names(&state), ["y", "x"], "1.10 is newer than 1.9");
    state.turn_profiles();
    assert_eq!((names(&state), selected(&state)), (vec!["a", "b"], "b"));
    assert_eq!(state.profiles.sort, SortBy::Portal);
    state.turn_profiles();
    assert_eq!((selected(&state), state.profiles.reversed), ("x", true));
}

#[test]
fn connections_of_the_config_file_can_be_read_and_not_marked() {
    let mut state = state(vec![profile("b")]);
    state.connections = vec![Connection {
        name: "a".into(),
        portal: None,
        app_id: None,
        wanted: 2,
        settings: crate::library::Connection::default(),
    }];
    state.profiles_changed();
    assert_eq!(names(&state), ["a", "b"]);
    state.profiles.selected = 0;
    state.mark_profile();
    state.mark_profiles();
    assert_eq!(state.profiles.marked.len(), 1);
}
