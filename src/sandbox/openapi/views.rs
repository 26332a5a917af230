//! Answers made from the portal's data.

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use serde_json::{Value, json};

use super::data::Portal;
use super::failure::Failure;
use super::routes::{Found, View};
use crate::sandbox::call::Call;
use crate::sandbox::scenario::Scenario;
use crate::sandbox::world::World;

/// What most lists give when nothing is asked (planday.md 4.2).
const DEFAULT_LIMIT: usize = 50;

/// The most that one page of shifts holds (planday.md 4.2).
const SHIFTS: usize = 5000;

/// The live punch clock refuses longer ranges (planday.md 4.3).
const PUNCH_CLOCK_DAYS: i32 = 31;

/// Longer ranges of anything else would only make work.
const DAYS: i32 = 366;

/// Statuses of a shift (planday.md 7).
const STATUSES: [&str; 8] = [
    "Open",
    "Assigned",
    "Approved",
    "ForSale",
    "Draft",
    "OnDuty",
    "PendingSwapAcceptance",
    "PendingApproval",
];

type Answer = Result<Value, Failure>;

/// The body of a 200, or what is wrong with the request.
pub fn answer(world: &World, call: &Call, found: &Found, scopes: &[String]) -> Answer {
    let portal = &world.portal;
    let today = world
        .clock
        .now()
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .date();
    match found.route.view {
        View::Info => Ok(json!({"data": portal.info})),
        View::Page(list, most) => paged(call, portal.list(list), DEFAULT_LIMIT, most),
        View::Bare(list) => Ok(json!(portal.list(list))),
        View::Data(list) => Ok(json!({"data": portal.list(list)})),
        View::One(list, what) => {
            one(portal, found, list, what).map(|record| json!({"data": record}))
        }
        View::Of(list, field, other, what) => {
            let id = one(portal, found, other, what)?
                .get("id")
                .cloned()
                .unwrap_or_default();
            let belongs = |record: &&Value| match &record[field] {
                Value::Array(ids) => ids.contains(&id),
                single => *single == id,
            };
            Ok(json!({"data": portal.list(list).iter().filter(belongs).collect::<Vec<_>>()}))
        }
        View::Employees => employees(world, call, scopes),
        View::Employee => {
            let special = specials(world, call, scopes)?;
            let mut record = one(portal, found, "employees", "Employee")?.clone();
            record["isDeactivated"] = json!(false);
            record["jobTitle"] = json!(portal.voice.say("Colleague"));
            add_specials(&mut record, &special, scopes);
            Ok(json!({"data": record}))
        }
        View::History => {
            one(portal, found, "employees", "Employee")?;
            let change = json!({"field": "lastName", "oldValue": portal.voice.say("Smith"), "changedAt": "2025-07-11T13:22:00Z"});
            paged(call, &[change], DEFAULT_LIMIT, DEFAULT_LIMIT)
        }
        View::FieldDefinitions => Ok(json!({"data": {
            "$schema": "http://json-schema.org/draft-04/schema#", "type": "object",
            "required": ["firstName", "lastName", "userName", "departments"],
            "properties": {"firstName": {"type": "string"}}, "definitions": {}, "portalId": 4711, "readOnly": [], "unique": [],
        }})),
        View::Shifts => {
            let (from, to) = range(call, Some((today, today.saturating_add(6.days()))), DAYS)?;
            paged(call, &shifts(portal, from, to), DEFAULT_LIMIT, SHIFTS)
        }
        View::Shift => {
            let id = id_of(found)?;
            let all = shifts(portal, today, today.saturating_add(6.days()));
            let shift = all
                .into_iter()
                .find(|shift| shift["id"] == json!(id))
                .ok_or(Failure::Missing("Shift"))?;
            Ok(json!({"data": shift}))
        }
        View::ShiftStatuses => {
            let named = |(n, name): (usize, &&str)| json!({"id": n + 1, "name": portal.voice.variant(name)});
            Ok(json!({"data": STATUSES.iter().enumerate().map(named).collect::<Vec<_>>()}))
        }
        View::ScheduleDays => {
            let (from, to) = range(call, Some((today, today.saturating_add(6.days()))), DAYS)?;
            let days: Vec<Value> = if portal.list("departments").is_empty() {
                vec![]
            } else {
                days(from, to).collect()
            };
            paged(call, &days, DEFAULT_LIMIT, DEFAULT_LIMIT)
        }
        View::TimeAndCost => {
            one(portal, found, "departments", "Department")?;
            let (from, to) = range(call, None, DAYS)?;
            let cost = |shift: &Value| {
                let mut cost = json!({"shiftId": shift["id"], "duration": "0:07:30", "cost": 1166.25, "date": shift["date"]});
                // An open shift has nobody, and what is null is left out (planday.md 4.2).
                if let Some(employee) = shift.get("employeeId") {
                    cost["employeeId"] = employee.clone();
                }
                cost
            };
            let costs: Vec<Value> = shifts(portal, from, to).iter().map(cost).collect();
            Ok(
                json!({"data": {"costs": costs, "currencySymbol": "kr.", "currencyFormatString": "{0} {1}"}}),
            )
        }
        View::PunchClock => {
            let (from, to) = range(call, None, PUNCH_CLOCK_DAYS)?;
            let clocked: Vec<Value> = shifts(portal, from, to).iter().map(clocked).collect();
            // Its documented default limit is 0 (planday.md 4.2).
            paged(call, &clocked, 0, DEFAULT_LIMIT)
        }
        View::Balance => {
            one(portal, found, "absenceaccounts", "Absence account")?;
            Ok(json!({"data": {"balance": [{"value": 12.5, "unit": {"type": "Hours"}}]}}))
        }
        View::Payroll => payroll(portal, call),
    }
}

fn id_of(found: &Found) -> Result<i64, Failure> {
    let sent = found.ids.first().map(String::as_str).unwrap_or_default();
    sent.parse()
        .map_err(|_| Failure::Parameter("id", format!("The value '{sent}' is not valid.")))
}

fn one<'a>(
    portal: &'a Portal,
    found: &Found,
    list: &str,
    what: &'static str,
) -> Result<&'a Value, Failure> {
    let id = json!(id_of(found)?);
    portal
        .list(list)
        .iter()
        .find(|record| record["id"] == id)
        .ok_or(Failure::Missing(what))
}

fn number(call: &Call, name: &'static str, default: usize) -> Result<usize, Failure> {
    let Some(sent) = call.query(name) else {
        return Ok(default);
    };
    sent.parse().map_err(|_| {
        Failure::Parameter(name, format!("The value '{sent}' is not valid for {name}."))
    })
}

/// One page. A limit that is too large is cut to the most there is, which fits what live clients see (planday.md 4.2).
fn paged(call: &Call, records: &[Value], default: usize, most: usize) -> Answer {
    let limit = number(call, "limit", default)?.min(most);
    let offset = number(call, "offset", 0)?;
    let page: Vec<&Value> = records.iter().skip(offset).take(limit).collect();
    Ok(json!({"paging": {"offset": offset, "limit": limit, "total": records.len()}, "data": page}))
}

/// The special fields that are asked for, in lower case, in which each is also the name of its scope.
fn specials(world: &World, call: &Call, scopes: &[String]) -> Result<Vec<String>, Failure> {
    let asked = call.list("special").into_iter();
    let asked: Vec<String> = asked.map(|name| name.to_ascii_lowercase()).collect();
    let known = |name: &&String| ["bankaccount", "birthdate", "ssn"].contains(&name.as_str());
    if let Some(unknown) = asked.iter().find(|name| !known(name)) {
        // `special=Skills` is refused live (planday.md 5.2).
        return Err(Failure::Parameter(
            "special",
            format!("The value '{unknown}' is not valid for special."),
        ));
    }
    let refused = world.scenarios.has(Scenario::SpecialRefused);
    if refused && asked.iter().any(|name| !holds(scopes, name)) {
        return Err(Failure::Forbidden);
    }
    Ok(asked)
}

fn holds(scopes: &[String], special: &str) -> bool {
    let needed = format!("{special}:read");
    scopes.contains(&needed)
}

/// A field whose scope is missing is left out without a word. Nobody knows whether it is this or a 403 (planday.md 5.2).
fn add_specials(record: &mut Value, special: &[String], scopes: &[String]) {
    let fields = [
        ("ssn", "ssn", json!("010190-1234")),
        ("birthdate", "birthDate", json!("1990-01-01")),
        (
            "bankaccount",
            "bankAccount",
            json!({"registrationNumber": "0000", "accountNumber": "0000000000"}),
        ),
    ];
    for (name, field, value) in fields {
        if special.iter().any(|asked| asked == name) && holds(scopes, name) {
            record[field] = value;
        }
    }
}

fn employees(world: &World, call: &Call, scopes: &[String]) -> Answer {
    let special = specials(world, call, scopes)?;
    let all = world.portal.list("employees");
    let mut body = paged(call, all, DEFAULT_LIMIT, DEFAULT_LIMIT)?;
    if let Some(records) = body["data"].as_array_mut() {
        for record in records {
            add_specials(record, &special, scopes);
        }
    }
    Ok(body)
}

/// A date, with or without a time and a zone behind it.
fn date(call: &Call, name: &'static str) -> Result<Option<Date>, Failure> {
    let Some(sent) = call.query(name).filter(|sent| !sent.is_empty()) else {
        return Ok(None);
    };
    let local = sent.strip_suffix('Z').unwrap_or(sent);
    let date = local
        .parse::<Date>()
        .or_else(|_| local.parse::<DateTime>().map(DateTime::date));
    date.map(Some).map_err(|_| {
        Failure::Parameter(name, format!("The value '{sent}' is not valid for {name}."))
    })
}

/// The dates asked for; without a default both are required.
fn range(
    call: &Call,
    default: Option<(Date, Date)>,
    longest: i32,
) -> Result<(Date, Date), Failure> {
    let required =
        |name: &'static str| Failure::Parameter(name, format!("The {name} field is required."));
    let from = date(call, "from")?
        .or(default.map(|(from, _)| from))
        .ok_or_else(|| required("from"))?;
    let to = date(call, "to")?
        .or(default.map(|(_, to)| to))
        .ok_or_else(|| required("to"))?;
    let days = from
        .until(to)
        .map_or(i32::MAX, |span: Span| span.get_days());
    if days < 0 {
        return Err(Failure::Parameter(
            "to",
            "The end is before the start.".to_owned(),
        ));
    }
    if days > longest {
        return Err(Failure::Parameter(
            "to",
            format!("The range is longer than {longest} days."),
        ));
    }
    Ok((from, to))
}

fn dates(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day()).take_while(move |date| *date <= to)
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Value> {
    dates(from, to).map(|date| {
        json!({"date": date.to_string(), "isVisible": true, "holiday": [], "lockState": "Unlocked",
            "departmentId": 6324, "id": day_number(date)})
    })
}

fn day_number(date: Date) -> i64 {
    i64::from(date.year()) * 1000 + i64::from(date.day_of_year())
}

/// Three shifts a day; the third is open, so it has no employee.
fn shifts(portal: &Portal, from: Date, to: Date) -> Vec<Value> {
    if portal.list("employees").is_empty() {
        return Vec::new();
    }
    let shift = |date: Date, n: i64| {
        let mut shift = json!({
            "id": day_number(date) * 10 + n, "departmentId": 6324 + n, "employeeGroupId": 9663 + n, "positionId": 8 + n,
            "shiftTypeId": 2, "date": date.to_string(), "timeZone": "Europe/Copenhagen",
            "startDateTime": format!("{date}T08:00:00"), "endDateTime": format!("{date}T16:00:00"),
            "status": portal.voice.variant(if n == 2 { "Open" } else { "Assigned" }), "comment": portal.voice.say("Bring keys"),
            "dateTimeCreated": "2025-06-01T10:30:00Z", "dateTimeModified": "2025-06-01T10:30:00Z", "skillIds": [],
        });
        if n < 2 {
            shift["employeeId"] = json!(614_517 + (day_number(date) + n) % 57);
        }
        shift
    };
    dates(from, to)
        .flat_map(|date| (0..3).map(move |n| (date, n)))
        .map(|(date, n)| shift(date, n))
        .collect()
}

fn clocked(shift: &Value) -> Value {
    json!({"id": shift["id"], "shiftId": shift["id"], "departmentId": shift["departmentId"], "employeeId": 614_517,
        "startDateTime": shift["startDateTime"], "endDateTime": shift["endDateTime"],
        "shiftStartDateTime": shift["startDateTime"], "shiftEndDateTime": shift["endDateTime"], "isApproved": false})
}

/// Not wrapped in `data`, unlike everything else (planday.md 4.2).
fn payroll(portal: &Portal, call: &Call) -> Answer {
    let asked = call.list("departmentIds");
    if asked.is_empty() {
        return Err(Failure::Parameter(
            "departmentIds",
            "The departmentIds field is required.".to_owned(),
        ));
    }
    if let Some(bad) = asked.iter().find(|id| id.parse::<i64>().is_err()) {
        return Err(Failure::Parameter(
            "departmentIds",
            format!("The value '{bad}' is not valid."),
        ));
    }
    let (from, to) = range(call, None, DAYS)?;
    let paid =
        |shift: &Value| json!({"shiftId": shift["id"], "date": shift["date"], "salary": 1166.25});
    let shifts: Vec<Value> = shifts(portal, from, to).iter().map(paid).collect();
    Ok(
        json!({"shiftsPayroll": shifts, "supplementsPayroll": [], "salariedPayroll": [], "currencySymbol": "kr.",
        "currencyFormatString": "{0} {1}"}),
    )
}
