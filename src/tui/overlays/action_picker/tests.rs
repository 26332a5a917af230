//! What can be ticked, how it is found, what was changed.

use jiff::Timestamp;

use super::*;
use crate::scopes::{Origin, keys_of};

fn catalogue() -> ActionCatalogue {
    let action = |id: &str, label: &str, scopes: &[&str]| Action {
        id: Text::new(id),
        label: Text::new(label),
        required_scopes: scopes.iter().map(|scope| Text::new(scope)).collect(),
        ..Action::default()
    };
    let actions = vec![
        action("planday_list_shifts", "List Shifts", &["shift:read"]),
        action("planday_get_payroll", "", &[]),
        action("planday_get_portal", "Get Portal", &[]),
    ];
    ActionCatalogue::new(actions, None, Timestamp::UNIX_EPOCH, Origin::Asked)
}

fn typed(picker: &mut ActionPicker, text: &str) {
    for c in text.chars() {
        assert_eq!(picker.edit(|filter| filter.insert(c)), Edit::Changed);
    }
}

fn ids(picker: &ActionPicker) -> Vec<&str> {
    let rows = picker.rows().map(|entry| entry.id.as_str());
    rows.filter(|id| !id.starts_with("preset:")).collect()
}

#[test]
fn each_action_says_which_scopes_it_needs_and_who_says_so() {
    let picker = ActionPicker::new(Chosen::new(), Scopes::new(), Some(&catalogue()));
    let shown: Vec<_> = picker
        .rows()
        .skip(scope::catalogue().presets.len())
        .map(|entry| {
            (
                entry.label.as_str(),
                entry.scopes.as_str(),
                entry.known.word(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("planday_get_payroll", "payroll:read", "proposed"),
            ("Get Portal", "", "unknown"),
            ("List Shifts", "shift:read", "StackOne"),
        ]
    );
}

#[test]
fn words_find_an_action_by_id_name_and_scope() {
    let mut picker = ActionPicker::new(Chosen::new(), Scopes::new(), Some(&catalogue()));
    typed(&mut picker, "LIST shift:read");
    assert_eq!(ids(&picker), ["planday_list_shifts"]);
    picker.tick();
    assert!(picker.chosen().contains("planday_list_shifts"));
    picker.tick();
    assert!(picker.chosen().is_empty());
    typed(&mut picker, " nothing");
    assert_eq!(picker.rows().len(), 0);
    picker.tick();
    assert!(picker.chosen().is_empty(), "nothing is selected");
}

#[test]
fn a_name_is_found_without_its_spaces_because_a_space_ticks() {
    let mut picker = ActionPicker::new(Chosen::new(), Scopes::new(), Some(&catalogue()));
    typed(&mut picker, "getpayroll");
    assert_eq!(ids(&picker), ["planday_get_payroll"]);
    let mut picker = ActionPicker::new(Chosen::new(), Scopes::new(), Some(&catalogue()));
    typed(&mut picker, "#");
    assert_eq!(
        picker.rows().len(),
        0,
        "a sign that is nowhere finds nothing"
    );
}

#[test]
fn what_is_chosen_and_not_listed_stays_on_top() {
    let chosen = keys_of("planday_old_thing planday_list_shifts");
    let mut picker = ActionPicker::new(chosen, Scopes::new(), None);
    assert_eq!(ids(&picker), ["planday_list_shifts", "planday_old_thing"]);
    assert!(picker.rows().all(|entry| entry.listed.is_none()));
    // The catalogue comes while the list is open.
    picker.step(isize::MIN);
    picker.step(isize::try_from(scope::catalogue().presets.len()).expect("few"));
    picker.offer(Some(&catalogue()));
    let unlisted = picker.rows().find(|entry| entry.id == "planday_old_thing");
    assert_eq!(unlisted.map(|entry| entry.listed), Some(Some(false)));
    assert_eq!(
        picker.row().map(|entry| entry.id.as_str()),
        Some("planday_list_shifts")
    );
    assert_eq!(picker.total(), 4);
    // Unticked, it can be ticked again as long as the list is open.
    assert!(picker.list.select(&"planday_old_thing".to_owned()));
    picker.tick();
    assert_eq!(ids(&picker)[0], "planday_old_thing");
    assert_eq!(picker.changed(), [("planday_old_thing".to_owned(), false)]);
}
