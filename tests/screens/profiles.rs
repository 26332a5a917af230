//! The lists: connections, connector profiles.

mod connections;

use crossterm::event::KeyCode;
use stackday::http::Listed;
use stackday::tui::tasks::TaskKind;
use stackday::tui::worker::TaskOutcome;

pub use connections::everything;

use super::build::*;

fn listed(count: usize) -> Run {
    let profiles = Listed::whole((0..count).map(profile).collect());
    Run::filled()
        .all_verified()
        .keys("2")
        .ended(TaskKind::Profiles, TaskOutcome::Profiles(profiles))
        .key(KeyCode::Tab)
}

#[test]
fn no_key_yet() {
    let run = Run::fresh().keys("2").key(KeyCode::Tab);
    shot("profiles_no_key_80", &run.text(80, 24));
}

#[test]
fn the_list_is_empty() {
    shot("profiles_empty_120", &listed(0).text(120, 40));
}

#[test]
fn the_list_failed() {
    let run = Run::filled()
        .keys("2")
        .ended(
            TaskKind::Profiles,
            TaskOutcome::Failed(Box::new(rate_limited())),
        )
        .key(KeyCode::Tab);
    shot("profiles_failed_80", &run.text(80, 24));
}

#[test]
fn a_list() {
    let run = listed(5).keys("j");
    shot("profiles_120", &run.text(120, 40));
    shot("profiles_80", &run.text(80, 24));
}

#[test]
fn what_stackone_does_not_say_is_not_told_and_a_part_of_a_list_is_said_to_be_one() {
    let mut profiles = Listed::whole((0..3).map(profile).collect());
    (profiles.items[0].active, profiles.items[0].default) = (None, None);
    (profiles.odd, profiles.complete) = (2, Err(stackday::http::Incomplete::Pages));
    let run = Run::filled()
        .all_verified()
        .keys("2")
        .ended(TaskKind::Profiles, TaskOutcome::Profiles(profiles))
        .key(KeyCode::Tab);
    let text = run.text(120, 40);
    for words in [
        "not told: StackOne does not say whether it is enabled",
        "The list of connector profiles is incomplete",
        "2 entries could not be read",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // The third is disabled, the first is not.
    assert_eq!(text.matches("disabled").count(), 1, "{text}");
}

#[test]
fn a_long_list_filtered_and_sorted() {
    let run = listed(10_000).keys("sssS/Planday 12");
    shot("profiles_filtered_120", &run.text(120, 40));
    let run = listed(3).keys("/nobody");
    let text = run.text(80, 24);
    assert!(text.contains("nobody alone matches 0."), "{text}");
}
