//! What a person sees of the list: which rows, in which order, which one is selected, which ones are marked.

mod answers;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::config::{Credentials, Settings};
use crate::domain::text::Text;
use crate::library::{Connection, LastSeen, Profile, Verification};
use crate::stackone::ConnectorProfile;
use crate::tui::library_view::Progress;
use crate::tui::model::Model;
use crate::tui::remote::Environment;
use crate::tui::screens::profiles::{Part, Row, SortBy};
use crate::tui::shared::ConfigConnection;
use crate::workflow::ConnectionState;

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
        origin: None,
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
fn the_worst_scopes_come_first_and_equals_go_by_name() {
    let with = |name: &str, missing: &[&str]| {
        let mut found = profile(name);
        found.seen = Some(LastSeen {
            at: at(0),
            portal_name: None,
            granted: Some(3),
            wanted: 3,
            missing: missing.iter().map(|scope| (*scope).to_owned()).collect(),
            connector: None,
            accounts: None,
        });
        found
    };
    let mut model = model(vec![
        with("c", &[]),
        with("b", &[]),
        with("a", &["x", "y"]),
        profile("0"),
    ]);
    sort(&mut model, SortBy::Scopes);
    assert_eq!(names(&model), ["a", "b", "c", "0"]);
    model.profiles.reverse(&model.shared);
    assert_eq!(names(&model), ["b", "c", "a", "0"]);
}

#[test]
fn the_worst_state_comes_first_and_archived_ones_last() {
    let mut archived = ended("0", 1, 4);
    archived.archived_at = Some(at(2));
    let mut model = model(vec![
        verified("held", 1),
        profile("new"),
        archived,
        verified("old", -200_000),
        ended("bad", 1, 4),
    ]);
    assert_eq!(names(&model), ["bad", "old", "new", "held", "0"]);
    let counts = ConnectionState::ALL.map(|state| model.profiles.count(state));
    assert_eq!(counts, [1, 1, 1, 1], "without the archived one");
    model.profiles.reverse(&model.shared);
    assert_eq!(names(&model), ["0", "held", "new", "old", "bad"]);
}

#[test]
fn a_connection_that_becomes_stale_while_one_looks_is_counted_so() {
    let mut model = model(vec![verified("a", 0), verified("b", 90)]);
    assert_eq!(model.profiles.count(ConnectionState::Stale), 0);
    model.shared.now = at(24 * 3_600 + 1);
    model.refresh();
    assert_eq!(model.profiles.count(ConnectionState::Stale), 1);
    assert_eq!(names(&model), ["a", "b"], "the worst first");
    model.shared.now = at(24 * 3_600 + 91);
    model.refresh();
    assert_eq!(model.profiles.count(ConnectionState::Stale), 2);
}

#[test]
fn no_row_moves_while_results_come_in() {
    let mut model = model(vec![ended("a", 1, 4), ended("b", 1, 4), profile("c")]);
    model.shared.library.progress = Some(Progress::default());
    model.shared.library.contents.profiles[0] = Profile {
        id: model.shared.library.contents.profiles[0].id,
        ..verified("a", 2)
    };
    refresh(&mut model);
    assert_eq!(names(&model), ["a", "b", "c"]);
    model.shared.library.progress = None;
    refresh(&mut model);
    assert_eq!(names(&model), ["b", "c", "a"]);
}

#[test]
fn the_filter_asks_for_states_tags_and_the_last_check_and_sorting_goes_on() {
    let mut tagged = ended("b", 1, 4);
    tagged.settings.tags = ["Retail".to_owned()].into();
    let mut model = model(vec![
        ended("a", 1, 6),
        tagged,
        verified("c", 1),
        profile("d"),
    ]);
    let filtered = |model: &mut Model, text: &str| {
        model.profiles.set_filter(text);
        names(model).join(" ")
    };
    assert_eq!(filtered(&mut model, "is:failed"), "a b");
    sort(&mut model, SortBy::Name);
    model.profiles.reverse(&model.shared);
    assert_eq!(names(&model), ["b", "a"], "also while a filter is on");
    model.profiles.reverse(&model.shared);
    sort(&mut model, SortBy::State);
    assert_eq!(filtered(&mut model, "is:failed #ret"), "b");
    assert_eq!(filtered(&mut model, "party:network"), "a");
    assert_eq!(filtered(&mut model, "-is:failed"), "d c");
    assert_eq!(filtered(&mut model, "is:fai"), "a b d c", "half typed");
    assert!(model.profiles.filter.mistake().is_some());
    assert_eq!(filtered(&mut model, "is:ok #ret"), "");
    let alone = [("is:ok".to_owned(), 1), ("#ret".to_owned(), 1)];
    assert_eq!(model.profiles.alone(), alone);
    let id = model.shared.library.contents.profiles[2].id;
    model.shared.library.just_checked = [id].into();
    refresh(&mut model);
    assert_eq!(filtered(&mut model, "is:just-checked"), "c");
}

#[test]
fn the_best_answer_comes_first_and_the_selection_stays() {
    let mut model = model(vec![
        profile("nord"),
        profile("acme nord"),
        profile("minor d"),
        profile("south"),
    ]);
    model.profiles.selected = 1;
    assert_eq!(selected(&model), "minor d");
    model.profiles.set_filter("nor");
    assert_eq!(names(&model), ["nord", "acme nord", "minor d"]);
    assert_eq!(selected(&model), "minor d");
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
    sort(&mut model, SortBy::Name);
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
    assert_eq!(names(&model), ["b", "a"], "nothing is known of its state");
    model.profiles.selected = 1;
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
    assert_eq!(names(&model), ["b", "d", "c", "a"]);
    model.profiles.selected = 3;
    let mut go = |by| {
        let found = model.profiles.next_failure(&model.shared, by);
        (found, selected(&model).to_owned())
    };
    assert_eq!(go(1), (true, "b".into()));
    assert_eq!(go(1), (true, "d".into()));
    assert_eq!(go(1), (true, "b".into()), "past the end");
    assert_eq!(go(-1), (true, "d".into()), "past the start");
    assert_eq!(go(-1), (true, "b".into()));
    model.profiles.set_filter("-is:failed");
    model.profiles.selected = 1;
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
