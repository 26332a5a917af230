//! Which path needs which scope, and what it answers with (planday.md 5.1 and 7).

/// How a path is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// About the portal.
    Info,
    /// A paged list, with the most records a page may hold.
    Page(&'static str, usize),
    /// A list with no envelope.
    Bare(&'static str),
    /// A list in `data`, with no paging.
    Data(&'static str),
    /// One record of a list, and what it is called when it is not there.
    One(&'static str, &'static str),
    /// The records of a list that belong to a record of another: list, its field, the other list, its name.
    Of(&'static str, &'static str, &'static str, &'static str),
    /// Active employees, with the `special` fields.
    Employees,
    /// One employee.
    Employee,
    /// What changed about an employee.
    History,
    /// Which fields an employee has.
    FieldDefinitions,
    /// Shifts between two dates.
    Shifts,
    /// One shift.
    Shift,
    /// The names of the shift statuses.
    ShiftStatuses,
    /// A department's days between two dates.
    ScheduleDays,
    /// What a department's schedule costs.
    TimeAndCost,
    /// Clock records between two times.
    PunchClock,
    /// An absence account's balance.
    Balance,
    /// Payroll of departments between two dates.
    Payroll,
}

/// One path.
#[derive(Debug)]
pub struct Route {
    /// The path after the domain's version; `{}` is an id.
    pattern: &'static str,
    /// What a token must grant.
    pub scopes: &'static [&'static str],
    /// What it answers with.
    pub view: View,
}

/// A route that a path leads to, with the ids in it.
#[derive(Debug)]
pub struct Found {
    /// The route.
    pub route: &'static Route,
    /// The ids, as they were sent.
    pub ids: Vec<String>,
}

const fn route(pattern: &'static str, scopes: &'static [&'static str], view: View) -> Route {
    Route {
        pattern,
        scopes,
        view,
    }
}

const HR: usize = 50;

/// Fixed words come before ids, so that `/employees/deactivated` is not an employee.
static ROUTES: [Route; 45] = [
    route("portal/info", &[], View::Info),
    route("hr/employees", &["employee:read"], View::Employees),
    route(
        "hr/employees/deactivated",
        &["employee:read"],
        View::Page("deactivated", HR),
    ),
    route(
        "hr/employees/fielddefinitions",
        &["employee:read"],
        View::FieldDefinitions,
    ),
    route(
        "hr/employees/supervisors",
        &["employee:read"],
        View::Page("supervisors", HR),
    ),
    route("hr/employees/{}", &["employee:read"], View::Employee),
    route(
        "hr/employees/{}/history",
        &["employee:history"],
        View::History,
    ),
    route(
        "hr/departments",
        &["department:read"],
        View::Page("departments", HR),
    ),
    route(
        "hr/departments/{}",
        &["department:read"],
        View::One("departments", "Department"),
    ),
    route(
        "hr/departments/{}/employees",
        &["employee:read"],
        View::Of("employees", "departments", "departments", "Department"),
    ),
    route(
        "hr/employeegroups",
        &["employeegroup:read"],
        View::Page("employeegroups", HR),
    ),
    route(
        "hr/employeegroups/{}",
        &["employeegroup:read"],
        View::One("employeegroups", "Employee group"),
    ),
    route(
        "hr/employeegroups/{}/employees",
        &["employee:read"],
        View::Of(
            "employees",
            "employeeGroups",
            "employeegroups",
            "Employee group",
        ),
    ),
    route(
        "hr/employeetypes",
        &["employeetype:read"],
        View::Page("employeetypes", HR),
    ),
    // The policy's name asks for both (planday.md 5.1, row 21).
    route(
        "hr/skills",
        &["employee:read", "skill:read"],
        View::Bare("skills"),
    ),
    route("scheduling/shifts", &["shift:read"], View::Shifts),
    route(
        "scheduling/shifts/shiftstatus/all",
        &["shift:read"],
        View::ShiftStatuses,
    ),
    route(
        "scheduling/shifts/deleted",
        &["shift:read"],
        View::Page("deletedshifts", 1000),
    ),
    route("scheduling/shifts/{}", &["shift:read"], View::Shift),
    route(
        "scheduling/shifttypes",
        &["shifttype:read"],
        View::Page("shifttypes", HR),
    ),
    route(
        "scheduling/positions",
        &["shiftposition:read"],
        View::Page("positions", HR),
    ),
    route(
        "scheduling/sections",
        &["shiftposition:read"],
        View::Page("sections", HR),
    ),
    route(
        "scheduling/scheduleday",
        &["shift:read"],
        View::ScheduleDays,
    ),
    route(
        "scheduling/skills",
        &["shifttype:read"],
        View::Page("skills", HR),
    ),
    route(
        "scheduling/timeandcost/{}",
        &["timeandcost:read"],
        View::TimeAndCost,
    ),
    route(
        "punchclock/punchclockshifts",
        &["punchclockshift:read"],
        View::PunchClock,
    ),
    route(
        "punchclock/employeeshifts/today",
        &["shift:read"],
        View::Data("nothing"),
    ),
    route(
        "absence/absencerecords",
        &["absence:read"],
        View::Page("absencerecords", HR),
    ),
    route(
        "absence/absencerequests",
        &["absence:read"],
        View::Page("absencerequests", HR),
    ),
    route(
        "absence/accounts",
        &["absence:read"],
        View::Page("absenceaccounts", HR),
    ),
    route(
        "absence/accounts/{}/balance",
        &["absence:read"],
        View::Balance,
    ),
    route(
        "absence/accounttypes",
        &["absencesettings:read"],
        View::Page("accounttypes", HR),
    ),
    route(
        "absence/absencetypes",
        &["absencesettings:read"],
        View::Page("absencetypes", HR),
    ),
    route(
        "contractrules/contractrules",
        &["contractrules:read"],
        View::Page("contractrules", HR),
    ),
    route(
        "contractrules/employees/{}",
        &["contractrules:read"],
        View::One("employeerules", "Contract rule"),
    ),
    route(
        "pay/payrates/employeegroups/default",
        &["payrates:read"],
        View::Data("defaultrates"),
    ),
    route(
        "pay/payrates/employees/{}",
        &["payrates:read"],
        View::Of("payrates", "employeeId", "employees", "Employee"),
    ),
    route(
        "pay/salaries/types",
        &["salaries:read"],
        View::Page("salarytypes", HR),
    ),
    route(
        "pay/salaries/employees/{}",
        &["salaries:read"],
        View::One("salaries", "Salary"),
    ),
    route(
        "revenue/revenueunits",
        &["revenue:read"],
        View::Page("revenueunits", HR),
    ),
    route(
        "revenue/revenue",
        &["revenue:read"],
        View::Page("revenue", HR),
    ),
    route(
        "revenue/departments/{}/revenueunits",
        &["revenue:read"],
        View::Of("revenueunits", "departmentId", "departments", "Department"),
    ),
    route("payroll/payroll", &["payroll:read"], View::Payroll),
    // Its path is not confirmed (planday.md 5.1, row 22).
    route(
        "security/securitygroups",
        &["securitygroups:read"],
        View::Page("securitygroups", HR),
    ),
    route(
        "absence/accounts/{}",
        &["absence:read"],
        View::One("absenceaccounts", "Absence account"),
    ),
];

/// The route of a path: a domain, `v1` or `v1.0`, and the rest, in any casing (planday.md 4).
pub fn find(segments: &[String]) -> Option<Found> {
    let [domain, version, rest @ ..] = segments else {
        return None;
    };
    if !matches!(version.to_ascii_lowercase().as_str(), "v1" | "v1.0") {
        return None;
    }
    let sent: Vec<&String> = std::iter::once(domain).chain(rest).collect();
    ROUTES.iter().find_map(|route| {
        let parts: Vec<&str> = route.pattern.split('/').collect();
        let fits = parts.len() == sent.len()
            && parts
                .iter()
                .zip(&sent)
                .all(|(part, sent)| *part == "{}" || part.eq_ignore_ascii_case(sent));
        let ids = || {
            parts
                .iter()
                .zip(&sent)
                .filter(|(part, _)| **part == "{}")
                .map(|(_, id)| (*id).clone())
                .collect()
        };
        fits.then(|| Found { route, ids: ids() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::scopes::for_apps;

    fn view(path: &str) -> Option<View> {
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        find(&segments).map(|found| found.route.view)
    }

    #[test]
    fn versions_and_casings_do_not_matter() {
        assert_eq!(view("hr/v1/Employees"), Some(View::Employees));
        assert_eq!(view("HR/V1.0/employees/12"), Some(View::Employee));
        assert_eq!(
            view("hr/v1.0/employees/Supervisors"),
            Some(View::Page("supervisors", 50))
        );
        assert_eq!(
            view("scheduling/v1.0/scheduleDay"),
            Some(View::ScheduleDays)
        );
        assert_eq!(view("hr/v2/employees"), None);
        assert_eq!(view("hr/v1.0/employees/1/2"), None);
        assert_eq!(view("pay/v1.0/salarytypes"), None);
    }

    #[test]
    fn every_scope_is_one_that_planday_has() {
        assert!(
            ROUTES
                .iter()
                .flat_map(|route| route.scopes)
                .all(|scope| for_apps(scope))
        );
    }
}
