//! The 69 Planday actions: what the Open API can do, in the names that the catalogue would give it.

use super::action::{Action, Read};

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

/// All of them. Some do not tell their scopes, as in the real catalogue.
pub static ACTIONS: [Action; 69] = [
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
