//! One real read through a linked account: the proof that it works. Of what is read, the count alone is kept.

use tokio_util::sync::CancellationToken;

use crate::domain::LinkRead;
use crate::domain::clock;
use crate::domain::diagnosis::{Diagnosis, Kind, Party};
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::http::ReadAction;
use crate::secret::Secret;
use crate::stackone::{Action, Catalogue, Connector};
use crate::workflow::Services;

/// What actions touch the least personal data, best first.
const IMPERSONAL: [&str; 8] = [
    "department",
    "employee_group",
    "employee_type",
    "shift_type",
    "position",
    "section",
    "skill",
    "absence_type",
];

/// Runs one action that lists, reads as little personal data as possible, and needs no scope but the granted ones; which those
/// are may be unknown.
pub(in crate::workflow) async fn prove_by_read(
    services: &Services,
    key: &Secret,
    account: &Text,
    granted: &Scopes,
    cancel: &CancellationToken,
) -> Result<LinkRead, Diagnosis> {
    let client = &services.stackone;
    let connector = client.connector(key, Catalogue::Actions, cancel).await?;
    let Some(action) = pick(&connector, granted) else {
        return Err(Diagnosis::new(
            Party::StackOne,
            Kind::Failed,
            "StackOne lists no action for Planday that only reads and that these scopes allow.",
            "Run any read in StackOne's playground to prove the account by hand.",
        ));
    };
    let result = client.read_action(key, account, &action, cancel).await?;
    Ok(LinkRead {
        action: Text::new(action.id()),
        records: result
            .records
            .map(|records| u64::try_from(records).unwrap_or(u64::MAX)),
        at: clock::now(),
    })
}

/// The action that proves the link: it lists, the granted scopes allow it, and it touches the least personal data.
fn pick(connector: &Connector, granted: &Scopes) -> Option<ReadAction> {
    let allowed = |action: &&Action| {
        granted.is_empty()
            || action
                .required_scopes
                .iter()
                .all(|scope| granted.contains(scope.as_str()))
    };
    let list = format!("{}_list_", connector.key.as_str().to_ascii_lowercase());
    let lists = |action: &&Action| action.id.as_str().starts_with(&list);
    let rank = |action: &&Action| {
        let what = action.id.as_str().strip_prefix(&list).unwrap_or_default();
        let is_this = |word: &str| matches!(what.strip_prefix(word), Some("" | "s"));
        let known = IMPERSONAL.iter().position(|word| is_this(word));
        // `department_employees` are those of one department, whose id is asked for: one word is a list of all.
        (known.unwrap_or(IMPERSONAL.len()), what.contains('_'))
    };
    let proven = connector.actions.iter().filter(lists).filter(allowed);
    proven
        .min_by_key(rank)
        .and_then(|action| connector.read_action(action.id.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Text;

    fn action(id: &str, scopes: &[&str]) -> Action {
        Action {
            id: Text::new(id),
            required_scopes: scopes.iter().map(|scope| Text::new(scope)).collect(),
            ..Action::default()
        }
    }

    #[test]
    fn the_read_is_allowed_and_touches_the_least_personal_data() {
        let mut planday = Connector {
            key: Text::new("Planday"),
            ..Connector::default()
        };
        planday.actions = vec![
            action("other_list_departments", &[]),
            action("planday_create_department", &[]),
            action("planday_list_employees", &["employee:read"]),
            action("planday_list_departments", &["department:read"]),
            action("planday_list_shift_types", &[]),
        ];
        let all = Scopes::from(["employee:read".into(), "department:read".into()]);
        assert_eq!(
            pick(&planday, &all).expect("one").id(),
            "planday_list_departments"
        );
        let some = Scopes::from(["employee:read".into()]);
        assert_eq!(
            pick(&planday, &some).expect("one").id(),
            "planday_list_shift_types"
        );
        planday.actions = vec![
            action("planday_list_department_employees", &["employee:read"]),
            action("planday_list_employees", &["employee:read"]),
        ];
        assert_eq!(
            pick(&planday, &some).expect("one").id(),
            "planday_list_employees",
            "no id is needed for it"
        );
        planday.actions.truncate(0);
        assert_eq!(pick(&planday, &all), None);
    }
}
