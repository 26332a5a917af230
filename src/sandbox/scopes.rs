//! Planday's scopes, as its discovery document lists them.

/// The 79 `scopes_supported` of Planday's discovery document, in its order (planday.md 5).
pub const SUPPORTED: [&str; 79] = [
    "openid",
    "plandayid",
    "email",
    "bankaccount:create",
    "bankaccount:read",
    "bankaccount:update",
    "birthdate:create",
    "birthdate:read",
    "birthdate:update",
    "department:create",
    "department:delete",
    "department:read",
    "department:update",
    "employee:create",
    "employee:deactivate",
    "employeegroup:create",
    "employeegroup:delete",
    "employeegroup:read",
    "employeegroup:update",
    "employee:history",
    "employee:read",
    "employeetype:read",
    "employee:update",
    "skill:create",
    "skill:delete",
    "skill:read",
    "skill:update",
    "ssn:create",
    "ssn:read",
    "ssn:update",
    "shift:create",
    "shift:delete",
    "shiftposition:create",
    "shiftposition:delete",
    "shiftposition:read",
    "shiftposition:update",
    "shift:read",
    "shifttype:create",
    "shifttype:delete",
    "shifttype:read",
    "shifttype:update",
    "shift:update",
    "timeandcost:read",
    "punchclockkioskdevice:create",
    "punchclockkioskdevice:delete",
    "punchclockkioskdevice:read",
    "punchclockkioskprofile:create",
    "punchclockkioskprofile:read",
    "punchclockshift:create",
    "punchclockshift:read",
    "revenue:delete",
    "revenue:read",
    "revenue:set",
    "revenue:update",
    "payroll:read",
    "portal:create",
    "absence:create",
    "absence:read",
    "absencesettings:create",
    "absencesettings:delete",
    "absencesettings:read",
    "absencesettings:update",
    "absence:update",
    "contractrules:read",
    "contractrules:update",
    "payrates:read",
    "payrates:update",
    "salaries:read",
    "salaries:update",
    "datacenter:create",
    "datacenter:read",
    "securitygroupmembership:delete",
    "securitygroupmembership:read",
    "securitygroupmembership:update",
    "securitygroups:read",
    "platform_access_token",
    "access_token",
    "impersonate",
    "offline_access",
];

/// Scopes that are surely not offered to an app (planday.md 5, inferred); the two that go without saying are here too.
const NOT_FOR_APPS: [&str; 8] = [
    "openid",
    "plandayid",
    "email",
    "offline_access",
    "platform_access_token",
    "access_token",
    "impersonate",
    "portal:create",
];

/// What the example connection wants: what a connector that only reads people and schedules needs.
pub const WANTED: [&str; 12] = [
    "employee:read",
    "department:read",
    "employeegroup:read",
    "employeetype:read",
    "shift:read",
    "shifttype:read",
    "shiftposition:read",
    "punchclockshift:read",
    "absence:read",
    "absencesettings:read",
    "contractrules:read",
    "revenue:read",
];

/// Whether an app can be given this scope.
pub fn for_apps(scope: &str) -> bool {
    SUPPORTED.contains(&scope) && !NOT_FOR_APPS.contains(&scope)
}

/// The rows of the grid on the Create App form: each resource with its verbs.
pub fn grid() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut rows: Vec<(&str, Vec<&str>)> = Vec::new();
    for scope in SUPPORTED.into_iter().filter(|scope| for_apps(scope)) {
        let Some((resource, verb)) = scope.split_once(':') else {
            continue;
        };
        match rows.iter_mut().find(|(name, _)| *name == resource) {
            Some((_, verbs)) => verbs.push(verb),
            None => rows.push((resource, vec![verb])),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_26_read_scopes_and_45_write_scopes() {
        let apps: Vec<&str> = SUPPORTED
            .into_iter()
            .filter(|scope| for_apps(scope))
            .collect();
        assert_eq!(apps.len(), 71);
        let reads = apps
            .iter()
            .filter(|scope| scope.ends_with(":read") || **scope == "employee:history")
            .count();
        assert_eq!((reads, apps.len() - reads), (26, 45));
    }

    #[test]
    fn the_grid_holds_each_scope_of_an_app_once() {
        let cells: usize = grid().iter().map(|(_, verbs)| verbs.len()).sum();
        assert_eq!(cells, 71);
        assert!(WANTED.into_iter().all(for_apps));
    }
}
