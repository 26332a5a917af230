mod commands;

use crate::domain::{Input, scope};
use crate::planday::{GrantedBy, ProbeYield, Proof};
use crate::scopes::{ScopeReport, keys_of};
use crate::tui::screens::scopes::*;

/// A view of these chosen actions and wanted scopes, with what a verification found.
fn view(actions: &str, wanted: &str, seen: &RemoteData) -> ScopesView {
    let mut view = ScopesView::default();
    refresh(&mut view, actions, wanted, seen);
    view
}

fn refresh(view: &mut ScopesView, actions: &str, wanted: &str, seen: &RemoteData) {
    let mut form = Form::default();
    form.fill(Input::AppName, "an app");
    form.set_scopes(scope::read(wanted).scopes);
    let required = Required::of(&keys_of(actions), &[], None);
    view.rebuild(required, &form, seen);
}

fn granting(list: &str, proven: &str) -> RemoteData {
    let mut report = ScopeReport {
        granted: scope::read(list).scopes,
        granted_by: Some(GrantedBy::Response),
        ..ScopeReport::default()
    };
    for name in scope::read(proven).scopes {
        let probe = scope::probe_of(&name).expect("a probe");
        report.note(probe, Proof::Proven(ProbeYield::default()));
    }
    RemoteData {
        scopes: report,
        ..RemoteData::default()
    }
}

/// The list as it reads: headings in brackets, names of scopes.
fn list(view: &ScopesView) -> Vec<String> {
    let line = |line: &Line| match (line, view.row_of(*line)) {
        (Line::Heading(text), _) => format!("[{text}]"),
        (_, Some(row)) => row.scope.clone(),
        (_, None) => unreachable!("every row of the list is one of the matrix"),
    };
    view.lines().iter().map(line).collect()
}

fn selected(view: &ScopesView) -> &str {
    view.row().map_or("", |row| row.scope.as_str())
}

#[test]
fn what_is_in_use_stands_worst_first_and_the_selection_stops_at_its_ends() {
    let mut view = view(
        "planday_list_shifts",
        "shift:read department:read",
        &granting("shift:read department:read openid", ""),
    );
    assert_eq!(list(&view), ["department:read", "shift:read", "openid"]);
    assert_eq!(selected(&view), "department:read");
    view.step(1);
    assert_eq!(selected(&view), "shift:read", "one row on");
    view.step(-1);
    assert_eq!(selected(&view), "department:read");
    view.step(-1);
    assert_eq!(selected(&view), "department:read", "and no further");
    view.step(isize::MAX / 2);
    assert_eq!(selected(&view), "openid");
    view.step(isize::MIN / 2);
    assert_eq!(selected(&view), "department:read");
    assert_eq!(view.listed(), 3);
}

#[test]
fn all_lists_every_scope_with_those_that_cannot_be_ticked_at_the_end() {
    let mut view = view("", "", &RemoteData::default());
    assert!(view.lines().is_empty() && view.row().is_none());
    view.step(1);
    view.next_view();
    view.next_view();
    assert_eq!((view.view, view.listed()), (View::All, 79));
    let headings: Vec<_> = view
        .lines()
        .iter()
        .filter_map(|line| match line {
            Line::Heading(text) => Some(*text),
            Line::Row(_) => None,
        })
        .collect();
    assert_eq!(headings[0], "Absence");
    assert_eq!(
        headings[headings.len() - 2..],
        ["Signing in", "Not for apps"]
    );
}

#[test]
fn what_will_not_work_comes_before_what_is_to_be_thought_about() {
    let mut view = view(
        "planday_list_shifts planday_list_departments",
        "shift:read department:read absence:read",
        &granting("department:read absence:read skill:read", ""),
    );
    view.next_view();
    assert_eq!(list(&view), ["shift:read", "absence:read", "skill:read"]);
}

#[test]
fn what_was_unticked_by_a_slip_can_be_ticked_again_where_it_was() {
    let none = RemoteData::default();
    let mut view = view("", "shift:read department:read", &none);
    view.touch("department:read");
    refresh(&mut view, "", "shift:read", &none);
    assert_eq!(selected(&view), "department:read");
    assert!(view.row().is_some_and(|row| !row.wanted));
    view.enter();
    assert_eq!(list(&view), ["shift:read"]);
    assert_eq!(selected(&view), "shift:read");
}

#[test]
fn the_filter_finds_names_resources_and_meanings() {
    let mut view = view(
        "",
        "shift:read payroll:read ssn:read",
        &RemoteData::default(),
    );
    for (filter, found) in [
        ("PAYROLL", "payroll:read"),
        ("social", "ssn:read"),
        ("shift:r", "shift:read"),
        ("is:ticked -shift -social", "payroll:read"),
    ] {
        view.set_filter(filter);
        assert_eq!((view.listed(), selected(&view)), (1, found), "{filter}");
    }
    view.set_filter("nothing like it");
    assert!(view.lines().is_empty() && view.row().is_none());
    view.set_filter("");
    assert_eq!(view.listed(), 3);
}

#[test]
fn a_change_keeps_the_selected_scope() {
    let none = RemoteData::default();
    let mut view = view("", "shift:read", &none);
    assert_eq!(selected(&view), "shift:read");
    refresh(
        &mut view,
        "",
        "shift:read department:read absence:read",
        &none,
    );
    assert_eq!(selected(&view), "shift:read");
}

#[test]
fn what_can_be_taken_over_and_trimmed_goes_by_the_chosen_actions() {
    let none = RemoteData::default();
    let names = |scopes: Scopes| scope::join(&scopes);
    let chosen = view(
        "planday_get_employee_ssn",
        "shift:read ssn:read openid",
        &none,
    );
    assert_eq!(names(chosen.to_take_over()), "employee:read");
    assert_eq!(names(chosen.unused()), "shift:read");
    let nothing = view("", "shift:read", &none);
    assert!(nothing.to_take_over().is_empty());
    assert!(nothing.unused().is_empty(), "nothing is known to be unused");
}

#[test]
fn the_list_to_tick_is_the_whole_one_of_the_new_app_where_one_is_needed() {
    let wanted = "shift:read openid";
    let before = view("planday_get_payroll", wanted, &RemoteData::default());
    assert_eq!(scope::join(&before.to_tick()), "openid shift:read");
    let after = view("planday_get_payroll", wanted, &granting("shift:read", ""));
    assert!(after.new_app().is_some());
    assert_eq!(scope::join(&after.to_tick()), "payroll:read shift:read");
}

#[test]
fn leave_is_offered_where_a_call_reads_personal_data() {
    let mut view = view(
        "",
        "employee:update department:read",
        &RemoteData::default(),
    );
    assert_eq!(view.personal(), None);
    view.step(1);
    assert_eq!(view.personal(), Some("employee"));
}

#[test]
fn the_next_open_scope_is_one_that_something_is_to_be_said_about() {
    let mut view = view(
        "planday_list_shifts planday_list_departments",
        "shift:read department:read absence:read",
        &granting("department:read absence:read skill:read", ""),
    );
    let mut visited = Vec::new();
    for by in [1, 1, 1, -1] {
        assert!(view.next_open(by));
        visited.push(selected(&view).to_owned());
    }
    let mut sorted = visited[..3].to_vec();
    sorted.sort();
    assert_eq!(sorted, ["absence:read", "shift:read", "skill:read"]);
    assert_eq!(visited[3], visited[1], "and back");
    view.set_filter("department");
    assert!(!view.next_open(1), "none of those that are shown");
    assert_eq!(selected(&view), "department:read");
}
