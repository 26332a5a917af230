//! The people and schedules of a made-up portal.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::hostile::Voice;
use crate::sandbox::scenario::{Scenario, Scenarios};

const FIRST: [&str; 12] = [
    "Mindy", "Aksel", "Freja", "Noor", "Emil", "Sofia", "Youssef", "Ida", "Lars", "Zofia",
    "Malthe", "Astrid",
];
const LAST: [&str; 11] = [
    "Haynes",
    "Holm",
    "Lund",
    "Rahimi",
    "Krogh",
    "Østergaard",
    "Amrani",
    "Bisgaard",
    "Vestergaard",
    "Nowak",
    "Skov",
];
const DEPARTMENTS: [&str; 4] = ["Kitchen", "Café floor", "Bakery", "Office"];
const GROUPS: [&str; 6] = [
    "Waiter",
    "Cook",
    "Baker",
    "Barista",
    "Dishwasher",
    "Manager",
];

/// More than one page of 50, which is what integrations get wrong first (planday.md 9.4).
const EMPLOYEES: i64 = 57;

/// How many departments there are when there are many.
const MANY_DEPARTMENTS: i64 = 500;

const FIRST_DEPARTMENT: i64 = 6324;
const FIRST_GROUP: i64 = 9663;
const FIRST_EMPLOYEE: i64 = 614_517;
const FIRST_TYPE: i64 = 5322;

/// One portal's data, as lists by name.
#[derive(Debug)]
pub struct Portal {
    /// How texts are said.
    pub voice: Voice,
    /// What `/portal/v1.0/info` tells, in `data`.
    pub info: Value,
    lists: HashMap<&'static str, Vec<Value>>,
}

impl Portal {
    /// The portal that the scenarios ask for.
    pub fn new(scenarios: &Scenarios, voice: Voice, now: Timestamp) -> Self {
        let mut portal = Self {
            voice,
            info: info(voice),
            lists: HashMap::new(),
        };
        if !scenarios.has(Scenario::EmptyPortal) {
            let departments = if scenarios.has(Scenario::Many) {
                MANY_DEPARTMENTS
            } else {
                4
            };
            portal.fill_people(departments);
            portal.fill_schedule(now);
            portal.fill_pay();
        }
        portal
    }

    /// A list; one that nobody filled is empty.
    pub fn list(&self, name: &str) -> &[Value] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    fn fill<F: Fn(i64) -> Value>(&mut self, name: &'static str, count: i64, record: F) {
        let voice = self.voice;
        let records = (0..count)
            .map(record)
            .map(|record| voice.unasked(record))
            .collect();
        self.lists.insert(name, records);
    }

    fn fill_people(&mut self, departments: i64) {
        let voice = self.voice;
        self.fill("departments", departments, |n| {
            let name = if n < 4 { pick(&DEPARTMENTS, n).to_owned() } else { format!("Branch {n}") };
            json!({"id": FIRST_DEPARTMENT + n, "name": voice.say(&name), "number": voice.loose(json!(format!("{:03}", n + 1)))})
        });
        self.fill(
            "employeegroups",
            6,
            |n| json!({"id": FIRST_GROUP + n, "name": voice.say(pick(&GROUPS, n))}),
        );
        self.fill("employeetypes", 3, |n| {
            let name = pick(&["Full-time", "Part-time", "Hourly"], n);
            json!({"id": FIRST_TYPE + n, "name": voice.say(name), "description": voice.say(&format!("{name} staff"))})
        });
        self.fill("employees", EMPLOYEES, |n| employee(voice, n));
        self.fill("deactivated", 2, |n| {
            let mut gone = employee(voice, EMPLOYEES + n);
            gone["deactivationDate"] = json!("2025-11-30");
            gone
        });
        self.fill("supervisors", 2, |n| {
            json!({"id": 71 + n, "employeeId": FIRST_EMPLOYEE + n, "name": voice.say(&full_name(n))})
        });
        self.fill("skills", 2, |n| {
            let name = pick(&["Latte art", "First aid"], n);
            json!({"skillId": 1 + n, "name": voice.say(name), "description": voice.say("A skill"), "isTimeLimited": n == 1})
        });
        self.fill("securitygroups", 2, |n| json!({"id": 31 + n, "name": voice.say(pick(&["Administrators", "Schedulers"], n))}));
    }

    fn fill_schedule(&mut self, now: Timestamp) {
        let voice = self.voice;
        self.fill("shifttypes", 3, |n| {
            json!({"id": 2 + n, "name": voice.say(pick(&["Normal", "Training", "On call"], n)), "color": "#21E56E",
                "isActive": true, "allowsBreaks": true, "allowBooking": false, "paymentType": "Percentage",
                "payPercentage": 100, "includeInSchedulePrint": true})
        });
        self.fill("positions", 3, |n| {
            json!({"id": 8 + n, "name": voice.say(pick(&["Bar", "Grill", "Till"], n)), "isActive": true,
                "departmentId": FIRST_DEPARTMENT + n, "affectRevenue": false, "skillIds": []})
        });
        self.fill("sections", 2, |n| {
            json!({"id": 12 + n, "name": voice.say(pick(&["Ground floor", "Terrace"], n)), "departmentId": FIRST_DEPARTMENT})
        });
        let day = now.to_string()[..10].to_owned();
        self.fill("absencerecords", 3, |n| {
            json!({"id": 501 + n, "employeeId": FIRST_EMPLOYEE + n, "status": voice.variant("Approved"),
                "note": voice.say("Away"), "absencePeriod": {"start": day, "end": day}, "registrations": []})
        });
        self.fill("absencerequests", 1, |n| {
            json!({"id": 551 + n, "employeeId": FIRST_EMPLOYEE + 4, "status": "Pending", "absencePeriod": {"start": day, "end": day}})
        });
        self.fill("accounttypes", 2, |n| {
            let name = pick(&["Vacation", "Flextime"], n);
            json!({"id": 1 + n, "name": voice.say(name), "unit": "Days", "absenceType": voice.variant(name),
                "accruingRate": {"value": 2.08, "unit": {"type": "Percent"}}})
        });
        self.fill(
            "absencetypes",
            2,
            |n| json!({"id": 1 + n, "name": voice.say(pick(&["Vacation", "Sickness"], n))}),
        );
        self.fill("absenceaccounts", 3, |n| {
            json!({"id": 801 + n, "employeeId": FIRST_EMPLOYEE + n, "name": voice.say("Vacation 2026"), "typeId": 1,
                "validityPeriod": {"start": "2026-01-01", "end": "2026-12-31"}})
        });
        self.fill("revenueunits", 2, |n| {
            json!({"id": 41 + n, "name": voice.say(pick(&["Café till", "Bakery till"], n)), "departmentId": FIRST_DEPARTMENT + 1 + n})
        });
        self.fill(
            "revenue",
            3,
            |n| json!({"id": 901 + n, "revenueUnitId": 41, "date": day, "turnover": 12_500.5}),
        );
    }

    fn fill_pay(&mut self) {
        let voice = self.voice;
        self.fill(
            "contractrules",
            2,
            |n| json!({"id": 21 + n, "name": voice.say(pick(&["37 hours", "20 hours"], n))}),
        );
        self.fill(
            "employeerules",
            3,
            |n| json!({"id": FIRST_EMPLOYEE + n, "name": voice.say("37 hours")}),
        );
        self.fill("defaultrates", 6, |n| json!({"employeeGroupId": FIRST_GROUP + n, "rate": 150.0, "wageType": "HourlyRate"}));
        self.fill("payrates", 12, |n| {
            json!({"employeeId": FIRST_EMPLOYEE + n, "employeeGroupId": FIRST_GROUP + n % 6, "rate": 155.5, "wageType": "HourlyRate"})
        });
        self.fill(
            "salarytypes",
            2,
            |n| json!({"id": 61 + n, "name": voice.say(pick(&["Monthly", "Every 14 days"], n))}),
        );
        self.fill("salaries", 2, |n| {
            json!({"id": FIRST_EMPLOYEE + n, "salaryTypeId": 61, "hours": 160, "salary": 31_000, "validFrom": "2025-01-01"})
        });
    }
}

fn info(voice: Voice) -> Value {
    voice.unasked(json!({
        "id": 4711,
        "name": voice.say("nordlys"),
        "companyName": voice.say("Nordlys Café ApS"),
        "country": voice.say("Denmark"),
        "timeZone": voice.say("Europe/Copenhagen"),
        "maxDepartments": voice.loose(json!(25)),
        // The last is the portal of every example.
        "aliases": [voice.say("nordlys"), voice.say("nordlys-cafe"), voice.say("acme")],
    }))
}

fn pick<'a>(names: &[&'a str], n: i64) -> &'a str {
    let at = usize::try_from(n).unwrap_or_default() % names.len().max(1);
    names.get(at).copied().unwrap_or_default()
}

fn full_name(n: i64) -> String {
    format!("{} {}", pick(&FIRST, n), pick(&LAST, n))
}

/// The live shape, with its fields that are null left out (planday.md 4.2 and 7). The names are made up.
fn employee(voice: Voice, n: i64) -> Value {
    let id = FIRST_EMPLOYEE + n;
    let address = format!("{}.{n}@nordlys.example", pick(&FIRST, n).to_lowercase());
    json!({
        "securityGroups": [],
        "id": id,
        "dateTimeCreated": "2024-03-18",
        "dateTimeModified": "2025-07-11T13:22:00.967Z",
        "employeeTypeId": FIRST_TYPE + n % 3,
        "salaryIdentifier": voice.loose(json!(format!("DKF{id}"))),
        "firstName": voice.say(pick(&FIRST, n)),
        "lastName": voice.say(pick(&LAST, n)),
        "userName": voice.say(&address),
        "email": voice.say(&address),
        "cellPhone": format!("+45{:08}", 20_000_000 + n),
        "phone": "",
        "departments": [FIRST_DEPARTMENT + n % 4],
        "employeeGroups": [FIRST_GROUP + n % 6],
        "cellPhoneCountryPrefix": "+45",
        "cellPhoneCountryCode": "DK",
    })
}
