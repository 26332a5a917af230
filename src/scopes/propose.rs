//! Which scopes an action probably needs, where `StackOne` does not say: read from its name.
//!
//! Action ids are `planday_<verb>_<noun>` (facts: stackone.md, section 6.4, inferred), so this is a proposal and is
//! shown as one.

use crate::domain::scope::{self, Resource, Scopes};
use crate::stackone::Action;

/// The scopes that this action probably needs; empty where its name says nothing that this program understands.
#[must_use]
pub fn propose(action: &Action) -> Scopes {
    let id = action.id.as_str().to_lowercase();
    let id = id.strip_prefix("planday_").unwrap_or(&id);
    let from_id = of_words(&words(id));
    if from_id.is_some() {
        from_id
    } else {
        of_words(&words(&action.label.as_str().to_lowercase()))
    }
    .into_iter()
    .collect()
}

/// The words of a name, in the singular.
fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(singular)
        .collect()
}

/// A word without the ending of its plural, roughly: the nouns that it is compared with are treated alike.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        format!("{stem}y")
    } else if let Some(stem) = word.strip_suffix("uses") {
        format!("{stem}us")
    } else if word.ends_with("ss") || word.ends_with("us") {
        word.to_owned()
    } else {
        word.strip_suffix('s').unwrap_or(word).to_owned()
    }
}

fn of_words(words: &[String]) -> Option<String> {
    let (verb, rest) = words.split_first()?;
    // "punch in employee" is about the clock, not about the employee.
    if let Some(resource) = named(words) {
        return with_verb(resource, verb);
    }
    // "list employee history": the last word is a verb of what stands before it.
    if let Some((last, before)) = rest.split_last()
        && let Some(resource) = named(before)
        && resource.verbs.contains(last)
    {
        return with_verb(resource, last);
    }
    // The noun stands at the end; the longest that fits is the most particular.
    let resource = (0..rest.len()).find_map(|from| named(&rest[from..]))?;
    with_verb(resource, verb)
}

/// The resource that exactly these words call.
fn named(phrase: &[String]) -> Option<&'static Resource> {
    scope::catalogue()
        .resources
        .iter()
        .find(|resource| resource.nouns.iter().any(|noun| words(noun) == phrase))
}

/// The scope of a resource that lets an action do what its verb says, or the nearest that there is.
fn with_verb(resource: &Resource, verb: &str) -> Option<String> {
    let likely: &[&str] = match verb {
        "list" | "get" | "search" | "find" | "fetch" | "read" | "download" | "export" | "count" => {
            &["read"]
        }
        "create" | "add" | "post" | "submit" | "import" | "start" | "punch" => {
            &["create", "set", "update"]
        }
        "update" | "edit" | "change" | "set" | "modify" | "patch" | "assign" | "approve"
        | "move" | "reactivate" => &["update", "set", "create"],
        "delete" | "remove" => &["delete", "deactivate"],
        "deactivate" => &["deactivate", "update"],
        _ => &[],
    };
    std::iter::once(verb)
        .chain(likely.iter().copied())
        .find(|verb| resource.verbs.iter().any(|known| known == verb))
        .map(|verb| format!("{}:{verb}", resource.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Text;

    fn of(id: &str) -> String {
        let action = Action {
            id: Text::new(id),
            ..Action::default()
        };
        scope::join(&propose(&action))
    }

    #[test]
    fn names_say_what_is_needed() {
        for (id, expected) in [
            ("planday_list_employees", "employee:read"),
            ("planday_get_employee", "employee:read"),
            ("planday_deactivate_employee", "employee:deactivate"),
            ("planday_delete_employee", "employee:deactivate"),
            ("planday_list_employee_history", "employee:history"),
            ("planday_list_employee_groups", "employeegroup:read"),
            ("planday_list_employee_group_employees", "employee:read"),
            ("planday_list_department_employees", "employee:read"),
            (
                "planday_update_employee_contract_rule",
                "contractrules:update",
            ),
            ("planday_list_shift_statuses", "shift:read"),
            ("planday_create_shift_type", "shifttype:create"),
            ("planday_punch_in_employee", "punchclockshift:create"),
            ("planday_list_punch_clock_shifts", "punchclockshift:read"),
            ("planday_list_todays_employee_shifts", "shift:read"),
            ("planday_update_pay_rates", "payrates:update"),
            ("planday_get_employee_salary", "salaries:read"),
            ("planday_list_absence_account_types", "absencesettings:read"),
            ("planday_create_absence_adjustment", "absence:create"),
            ("planday_set_revenue", "revenue:set"),
            ("planday_create_revenue", "revenue:set"),
            ("planday_get_time_and_cost", "timeandcost:read"),
            ("planday_get_payroll", "payroll:read"),
        ] {
            assert_eq!(of(id), expected, "{id}");
        }
    }

    #[test]
    fn a_name_that_says_nothing_proposes_nothing() {
        for id in [
            "planday_get_portal",
            "planday_frobnicate_employee",
            "planday",
            "",
            "42",
        ] {
            assert_eq!(of(id), "", "{id}");
        }
    }

    #[test]
    fn a_label_helps_where_an_id_says_nothing() {
        let action = Action {
            id: Text::new("a-1"),
            label: Text::new("List Shift Types"),
            ..Action::default()
        };
        assert_eq!(scope::join(&propose(&action)), "shifttype:read");
    }

    #[test]
    fn whatever_is_proposed_exists() {
        for resource in &scope::catalogue().resources {
            for noun in &resource.nouns {
                for verb in ["list", "create", "update", "delete", "deactivate"] {
                    for scope in propose(&Action {
                        id: Text::new(&format!("planday_{verb}_{}", noun.replace(' ', "_"))),
                        ..Action::default()
                    }) {
                        assert!(scope::find(&scope).is_some(), "{scope}");
                        assert!(
                            scope.starts_with(&format!("{}:", resource.key)),
                            "{verb} {noun}: {scope}"
                        );
                    }
                }
            }
        }
    }
}
