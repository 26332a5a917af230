//! The actions and the guide that `StackOne` offers for Planday, and a little of other connectors.
//!
//! There are 69 Planday actions, named `planday_<verb>_<noun>`; the list itself is not published (stackone.md 6.4), so this
//! one is made up from what the Open API can do.

use serde_json::{Value, json};

use super::world::REDIRECT_URI;

/// How an action reads from the Open API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// The path; `{}` is an id.
    pub path: &'static str,
    /// Whether it gives pages.
    pub list: bool,
    /// What is asked when the caller did not say.
    pub defaults: &'static [(&'static str, &'static str)],
}

/// One action.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Its connector's key.
    pub connector: &'static str,
    /// Its id.
    pub id: &'static str,
    /// Its label.
    pub label: &'static str,
    /// The scopes it needs, where they are told.
    pub scopes: &'static [&'static str],
    /// How it reads; `None` for an action that writes.
    pub read: Option<Read>,
}

/// One connector of the catalogue.
#[derive(Debug)]
pub struct Connector {
    /// Its key.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its actions.
    pub actions: &'static [Action],
}

const fn list(
    id: &'static str,
    label: &'static str,
    scopes: &'static [&'static str],
    path: &'static str,
) -> Action {
    Action {
        connector: "planday",
        id,
        label,
        scopes,
        read: Some(Read {
            path,
            list: true,
            defaults: &[("limit", "50")],
        }),
    }
}

const fn get(
    id: &'static str,
    label: &'static str,
    scopes: &'static [&'static str],
    path: &'static str,
) -> Action {
    Action {
        connector: "planday",
        id,
        label,
        scopes,
        read: Some(Read {
            path,
            list: false,
            defaults: &[],
        }),
    }
}

const fn write(id: &'static str, label: &'static str, scopes: &'static [&'static str]) -> Action {
    Action {
        connector: "planday",
        id,
        label,
        scopes,
        read: None,
    }
}

const fn other(connector: &'static str, id: &'static str, label: &'static str) -> Action {
    Action {
        connector,
        id,
        label,
        scopes: &[],
        read: None,
    }
}

static PLANDAY: [Action; 69] = [
    list(
        "planday_list_employees",
        "List Employees",
        &["employee:read"],
        "/hr/v1.0/employees",
    ),
    get(
        "planday_get_employee",
        "Get Employee",
        &["employee:read"],
        "/hr/v1.0/employees/{}",
    ),
    write(
        "planday_create_employee",
        "Create Employee",
        &["employee:create"],
    ),
    write(
        "planday_update_employee",
        "Update Employee",
        &["employee:update"],
    ),
    write(
        "planday_deactivate_employee",
        "Deactivate Employee",
        &["employee:deactivate"],
    ),
    write("planday_reactivate_employee", "Reactivate Employee", &[]),
    list(
        "planday_list_deactivated_employees",
        "List Deactivated Employees",
        &["employee:read"],
        "/hr/v1.0/employees/deactivated",
    ),
    list(
        "planday_list_employee_history",
        "List Employee History",
        &["employee:history"],
        "/hr/v1.0/employees/{}/history",
    ),
    list(
        "planday_list_supervisors",
        "List Supervisors",
        &["employee:read"],
        "/hr/v1.0/employees/supervisors",
    ),
    get(
        "planday_get_employee_field_definitions",
        "Get Employee Field Definitions",
        &["employee:read"],
        "/hr/v1.0/employees/fielddefinitions",
    ),
    get(
        "planday_list_skills",
        "List Skills",
        &["employee:read", "skill:read"],
        "/hr/v1.0/skills",
    ),
    write("planday_create_skill", "Create Skill", &["skill:create"]),
    write("planday_update_skill", "Update Skill", &["skill:update"]),
    list(
        "planday_list_departments",
        "List Departments",
        &["department:read"],
        "/hr/v1.0/departments",
    ),
    get(
        "planday_get_department",
        "Get Department",
        &["department:read"],
        "/hr/v1.0/departments/{}",
    ),
    write(
        "planday_create_department",
        "Create Department",
        &["department:create"],
    ),
    write(
        "planday_update_department",
        "Update Department",
        &["department:update"],
    ),
    write(
        "planday_delete_department",
        "Delete Department",
        &["department:delete"],
    ),
    get(
        "planday_list_department_employees",
        "List Department Employees",
        &["employee:read"],
        "/hr/v1.0/departments/{}/employees",
    ),
    list(
        "planday_list_employee_groups",
        "List Employee Groups",
        &["employeegroup:read"],
        "/hr/v1.0/employeegroups",
    ),
    get(
        "planday_get_employee_group",
        "Get Employee Group",
        &["employeegroup:read"],
        "/hr/v1.0/employeegroups/{}",
    ),
    write(
        "planday_create_employee_group",
        "Create Employee Group",
        &["employeegroup:create"],
    ),
    write(
        "planday_update_employee_group",
        "Update Employee Group",
        &["employeegroup:update"],
    ),
    write(
        "planday_delete_employee_group",
        "Delete Employee Group",
        &["employeegroup:delete"],
    ),
    get(
        "planday_list_employee_group_employees",
        "List Employee Group Employees",
        &["employee:read"],
        "/hr/v1.0/employeegroups/{}/employees",
    ),
    list(
        "planday_list_employee_types",
        "List Employee Types",
        &["employeetype:read"],
        "/hr/v1.0/employeetypes",
    ),
    list(
        "planday_list_shifts",
        "List Shifts",
        &["shift:read"],
        "/scheduling/v1.0/shifts",
    ),
    get(
        "planday_get_shift",
        "Get Shift",
        &["shift:read"],
        "/scheduling/v1.0/shifts/{}",
    ),
    write("planday_create_shift", "Create Shift", &["shift:create"]),
    write("planday_update_shift", "Update Shift", &["shift:update"]),
    write("planday_delete_shift", "Delete Shift", &["shift:delete"]),
    list(
        "planday_list_deleted_shifts",
        "List Deleted Shifts",
        &[],
        "/scheduling/v1.0/shifts/deleted",
    ),
    get(
        "planday_list_shift_statuses",
        "List Shift Statuses",
        &["shift:read"],
        "/scheduling/v1.0/shifts/shiftstatus/all",
    ),
    list(
        "planday_list_shift_types",
        "List Shift Types",
        &["shifttype:read"],
        "/scheduling/v1.0/shifttypes",
    ),
    write(
        "planday_create_shift_type",
        "Create Shift Type",
        &["shifttype:create"],
    ),
    write(
        "planday_update_shift_type",
        "Update Shift Type",
        &["shifttype:update"],
    ),
    write(
        "planday_delete_shift_type",
        "Delete Shift Type",
        &["shifttype:delete"],
    ),
    list(
        "planday_list_positions",
        "List Positions",
        &["shiftposition:read"],
        "/scheduling/v1.0/positions",
    ),
    write(
        "planday_create_position",
        "Create Position",
        &["shiftposition:create"],
    ),
    write(
        "planday_update_position",
        "Update Position",
        &["shiftposition:update"],
    ),
    write(
        "planday_delete_position",
        "Delete Position",
        &["shiftposition:delete"],
    ),
    list(
        "planday_list_sections",
        "List Sections",
        &["shiftposition:read"],
        "/scheduling/v1.0/sections",
    ),
    list(
        "planday_list_schedule_days",
        "List Schedule Days",
        &["shift:read"],
        "/scheduling/v1.0/scheduleDay",
    ),
    get(
        "planday_get_time_and_cost",
        "Get Time and Cost",
        &["timeandcost:read"],
        "/scheduling/v1.0/timeandcost/{}",
    ),
    list(
        "planday_list_punch_clock_shifts",
        "List Punch Clock Shifts",
        &["punchclockshift:read"],
        "/punchclock/v1.0/punchclockshifts",
    ),
    write(
        "planday_punch_in_employee",
        "Punch In Employee",
        &["punchclockshift:create"],
    ),
    write("planday_punch_out_employee", "Punch Out Employee", &[]),
    get(
        "planday_list_todays_employee_shifts",
        "List Today's Employee Shifts",
        &["shift:read"],
        "/punchclock/v1.0/employeeshifts/today",
    ),
    list(
        "planday_list_absence_records",
        "List Absence Records",
        &["absence:read"],
        "/absence/v1.0/absencerecords",
    ),
    list(
        "planday_list_absence_requests",
        "List Absence Requests",
        &["absence:read"],
        "/absence/v1.0/absencerequests",
    ),
    write(
        "planday_create_absence_request",
        "Create Absence Request",
        &["absence:create"],
    ),
    list(
        "planday_list_absence_accounts",
        "List Absence Accounts",
        &["absence:read"],
        "/absence/v1.0/accounts",
    ),
    get(
        "planday_get_absence_account_balance",
        "Get Absence Account Balance",
        &["absence:read"],
        "/absence/v1.0/accounts/{}/balance",
    ),
    list(
        "planday_list_absence_account_types",
        "List Absence Account Types",
        &["absencesettings:read"],
        "/absence/v1.0/accounttypes",
    ),
    list(
        "planday_list_absence_types",
        "List Absence Types",
        &[],
        "/absence/v1.0/absencetypes",
    ),
    write(
        "planday_create_absence_adjustment",
        "Create Absence Adjustment",
        &["absence:update"],
    ),
    list(
        "planday_list_contract_rules",
        "List Contract Rules",
        &["contractrules:read"],
        "/contractrules/v1.0/contractrules",
    ),
    get(
        "planday_get_employee_contract_rule",
        "Get Employee Contract Rule",
        &["contractrules:read"],
        "/contractrules/v1.0/employees/{}",
    ),
    write(
        "planday_update_employee_contract_rule",
        "Update Employee Contract Rule",
        &["contractrules:update"],
    ),
    get(
        "planday_list_default_pay_rates",
        "List Default Pay Rates",
        &["payrates:read"],
        "/pay/v1.0/payrates/employeeGroups/default",
    ),
    get(
        "planday_list_employee_pay_rates",
        "List Employee Pay Rates",
        &["payrates:read"],
        "/pay/v1.0/payrates/employees/{}",
    ),
    write(
        "planday_update_pay_rates",
        "Update Pay Rates",
        &["payrates:update"],
    ),
    list(
        "planday_list_salary_types",
        "List Salary Types",
        &["salaries:read"],
        "/pay/v1.0/salaries/types",
    ),
    get(
        "planday_get_employee_salary",
        "Get Employee Salary",
        &["salaries:read"],
        "/pay/v1.0/salaries/employees/{}",
    ),
    list(
        "planday_list_revenue_units",
        "List Revenue Units",
        &["revenue:read"],
        "/revenue/v1.0/revenueunits",
    ),
    list(
        "planday_list_revenue",
        "List Revenue",
        &["revenue:read"],
        "/revenue/v1.0/revenue",
    ),
    write(
        "planday_update_revenue",
        "Update Revenue",
        &["revenue:set", "revenue:update"],
    ),
    get(
        "planday_get_payroll",
        "Get Payroll",
        &[],
        "/payroll/v1.0/payroll",
    ),
    get("planday_get_portal", "Get Portal", &[], "/portal/v1.0/info"),
];

static BAMBOOHR: [Action; 2] = [
    other("bamboohr", "bamboohr_list_employees", "List Employees"),
    other("bamboohr", "bamboohr_get_employee", "Get Employee"),
];

static SLACK: [Action; 2] = [
    other("slack", "slack_send_message", "Send Message"),
    other("slack", "slack_list_channels", "List Channels"),
];

/// Every connector that the sandbox knows.
pub static CONNECTORS: [Connector; 3] = [
    Connector {
        key: "bamboohr",
        name: "BambooHR",
        actions: &BAMBOOHR,
    },
    Connector {
        key: "planday",
        name: "Planday",
        actions: &PLANDAY,
    },
    Connector {
        key: "slack",
        name: "Slack",
        actions: &SLACK,
    },
];

/// An action by its id.
pub fn action(id: &str) -> Option<Action> {
    CONNECTORS
        .iter()
        .flat_map(|connector| connector.actions)
        .find(|action| action.id == id)
        .copied()
}

/// The guide of the connector profile, in the shape of `AuthenticationMetaItem.support` (stackone.md 6.1 and 10).
pub fn support() -> Value {
    let step = |title: &str, content: String| json!({"title": title, "content": content});
    json!({
        "link": "https://docs.stackone.com/connectors/planday/guides/connector-profile/oauth-2-0",
        "description": "How to set up the connector profile for Planday",
        "guides": {"setup": {
            "warning": "You must be an Administrator of the Planday portal, and it must be on a Plus, Pro or Enterprise subscription.",
            "sections": [
                {"title": "Creating an API Application", "content": "Done in Planday.", "steps": [
                    step("Access API Settings", "Sign in to your portal as an Administrator, choose **Settings**, then **API Access** under **Integrations**.".to_owned()),
                    step("Create New Application", format!("Press **Create App**, name it, tick its **Scopes**, enter the redirect URI `{REDIRECT_URI}`, then **Save**.")),
                    step("Authorize the Application", "Press **Authorize** at the app, read what it asks for, and **Authorize** again.".to_owned()),
                ]},
                {"title": "Retrieving Your Credentials", "content": "Both values are on the app's tile.", "steps": [
                    step("Copy the Application ID", "It is the value called **App Id**.".to_owned()),
                    step("Copy the Token Secret", "It is the token's value, there only once the app is authorised. Keep it safe.".to_owned()),
                ]},
                {"title": "Creating the StackOne Connector Profile", "content": "Done in StackOne.", "steps": [
                    step("Navigate to Connector Profiles", "Log in to StackOne and open **Connector Profiles**.".to_owned()),
                    step("Create New Connector Profile", "Press **+ Connector Profile**, select **Planday** and **OAuth 2.0**, enter **Application ID**, **Token Secret** and, if you like, **Scopes**, then **Create profile**.".to_owned()),
                ]},
            ],
        }},
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sandbox::scopes::for_apps;

    #[test]
    fn there_are_69_planday_actions_each_with_its_own_id() {
        let ids: HashSet<&str> = PLANDAY.iter().map(|action| action.id).collect();
        assert_eq!(ids.len(), 69);
        assert!(
            ids.iter()
                .all(|id| id.starts_with("planday_") && id.split('_').count() >= 3)
        );
    }

    #[test]
    fn some_actions_name_their_scopes_and_some_do_not() {
        assert!(
            PLANDAY
                .iter()
                .flat_map(|action| action.scopes)
                .all(|scope| for_apps(scope))
        );
        let silent = PLANDAY
            .iter()
            .filter(|action| action.scopes.is_empty())
            .count();
        assert!((4..20).contains(&silent), "{silent}");
    }
}
