//! The customers whose accounts are linked before anybody did anything: seven, each in another way of standing, and as many
//! more as are wanted.

use jiff::{SignedDuration, Timestamp};

use super::account::{Account, INACTIVE, Reason, SUSPENDED};
use super::stackone::Profile;
use crate::sandbox::dice::Dice;

/// One customer's account: owner id, owner name, status, and the code and words of the reason for it.
type Customer = (
    &'static str,
    &'static str,
    &'static str,
    Option<(&'static str, &'static str)>,
);

const CUSTOMERS: [Customer; 7] = [
    ("cust-1001", "Nordlys Café ApS", "active", None),
    ("cust-1002", "Havnens Bageri", "active", None),
    ("cust-1003", "Fjord & Fad", "error", Some(FAILURES[0])),
    ("cust-1004", "Hotel Kystvejen", "suspended", Some(SUSPENDED)),
    (
        "cust-1005",
        "Biograf Lumen",
        // Not credentials: a test account whose time is over (newer.md 2.1).
        "expired",
        None,
    ),
    (
        "cust-1006",
        "Svanemøllens Cykler",
        "inactive",
        Some(("AccountIntegrationInactiveError", "Deactivated")),
    ),
    ("cust-1007", "Gamle Pakhus", "archived", None),
];

/// Why accounts fail: codes and words. No list of codes is documented (stackone.md 3).
pub const FAILURES: [(&str, &str); 4] = [
    (
        "AccountInvalidCredentialsError",
        "Planday refused the stored credentials (invalid_grant)",
    ),
    (
        "AccountExpiredCredentialsError",
        "The stored credentials have expired",
    ),
    (
        "AccountAuthenticationFailedError",
        "Planday answered 401 to the test request",
    ),
    (
        "AccountInvalidCredentialsError",
        "Planday does not know the Application ID (invalid_client)",
    ),
];

/// The three parts of an owner's name: 25 x 20 x 20 of them, so 10,000 are all different.
const HOUSES: [&str; 25] = [
    "Nordlys",
    "Havnens",
    "Skovly",
    "Strandvejens",
    "Æblegårdens",
    "Kystens",
    "Fjordens",
    "Lunden",
    "Østerbro",
    "Sølvsøens",
    "Møllens",
    "Klosterets",
    "Lindegårdens",
    "Rosenvangs",
    "Birkely",
    "Åløkkens",
    "Vesterhavets",
    "Solsikkens",
    "Grønnegades",
    "Torvets",
    "Kanalens",
    "Fyrtårnets",
    "Egeskovens",
    "Parkens",
    "Kongevejens",
];
const TRADES: [&str; 20] = [
    "Café",
    "Bageri",
    "Hotel",
    "Biograf",
    "Cykler",
    "Apotek",
    "Bryghus",
    "Svømmehal",
    "Tandklinik",
    "Supermarked",
    "Fitness",
    "Plejehjem",
    "Boghandel",
    "Blomster",
    "Rengøring",
    "Vikarbureau",
    "Museum",
    "Teater",
    "Isbod",
    "Værksted",
];
const TOWNS: [&str; 20] = [
    "Aarhus",
    "Odense",
    "Aalborg",
    "Esbjerg",
    "Randers",
    "Kolding",
    "Horsens",
    "Vejle",
    "Roskilde",
    "Herning",
    "Malmö",
    "Lund",
    "Göteborg",
    "Oslo",
    "Bergen",
    "Tromsø",
    "Hamburg",
    "Leeds",
    "København",
    "Svendborg",
];

const LABELS: [&str; 5] = [
    "Main portal",
    "Second portal",
    "Pilot",
    "Migrated",
    "Ask for Lone",
];

/// Another customer's name for each number below 10,000.
pub fn owner_name(number: usize) -> String {
    let house = HOUSES[number % HOUSES.len()];
    let trade = TRADES[number / HOUSES.len() % TRADES.len()];
    let town = TOWNS[number / (HOUSES.len() * TRADES.len()) % TOWNS.len()];
    format!("{house} {trade}, {town}")
}

/// Seven customers, with every documented status among them.
pub fn few(dice: &mut Dice, profile: &Profile, now: Timestamp) -> Vec<Account> {
    let linked = |place: usize| {
        let days = i64::try_from(place).unwrap_or_default();
        hours_before(now, 24 * (40 - 5 * days))
    };
    CUSTOMERS
        .into_iter()
        .enumerate()
        .map(|(place, customer)| {
            one_of_few(dice.account_id(), customer, profile, linked(place), now)
        })
        .collect()
}

fn one_of_few(
    id: String,
    customer: Customer,
    profile: &Profile,
    linked: Timestamp,
    now: Timestamp,
) -> Account {
    let (owner_id, owner_name, status, why) = customer;
    let since = hours_before(now, 7);
    let mut account = new(id, profile, (owner_id, owner_name), linked);
    account.username = (owner_id == "cust-1002").then(|| "lone@havnens-bageri.example".to_owned());
    account.label = (owner_id == "cust-1001").then(|| "Main portal".to_owned());
    if owner_id == "cust-1002" || status == "expired" {
        "test".clone_into(&mut account.kind);
    }
    let changed = why.is_some() || status == "expired";
    account.set_status(status, why, if changed { since } else { linked });
    account
}

/// As many customers as are wanted in all, without the first seven: about nine of ten are active, most use one of
/// Planday's profiles, the others those of other connectors.
pub fn many(profiles: &[Profile], wanted: usize, now: Timestamp) -> Vec<Account> {
    let mut dice = Dice::seeded(0x0010_0000_ACC0_0047);
    let (planday, others): (Vec<&Profile>, Vec<&Profile>) = profiles
        .iter()
        .partition(|profile| profile.connector_key == "planday");
    let others: Vec<_> = others.into_iter().filter(|one| one.active).collect();
    (CUSTOMERS.len()..wanted)
        .filter_map(|number| {
            let profile = match dice.below(100) {
                0..15 => others.get(dice.below(others.len())).copied(),
                // The first profile is the oldest and the default, so it has the most.
                15..60 => planday.first().copied(),
                _ => planday.get(dice.below(planday.len())).copied(),
            };
            // Few are left of those whose profile was given up.
            let left = profile.is_none_or(|one| one.active) || dice.below(3) == 0;
            let profile = if left {
                profile
            } else {
                planday.first().copied()
            };
            profile.map(|profile| one_of_many(&mut dice, number, profile, now))
        })
        .collect()
}

fn one_of_many(dice: &mut Dice, number: usize, profile: &Profile, now: Timestamp) -> Account {
    let (owner_id, owner_name) = (format!("cust-{}", 1001 + number), owner_name(number));
    let hours = i64::try_from(20_000 - 2 * number.min(9_900) + dice.below(48)).unwrap_or_default();
    let linked = hours_before(now, hours);
    let mut account = new(dice.account_id(), profile, (&owner_id, &owner_name), linked);
    if dice.below(5) == 0 {
        account.label = Some(LABELS[dice.below(LABELS.len())].to_owned());
    }
    if dice.below(10) == 0 {
        account.username = Some(format!("manager@{owner_id}.example"));
    }
    account.shared = dice.below(50) == 0;
    if dice.below(20) == 0 {
        "test".clone_into(&mut account.kind);
    }
    let back = 1 + dice.below(usize::try_from(hours).unwrap_or_default().clamp(1, 720));
    let since = hours_before(now, i64::try_from(back).unwrap_or_default());
    let drawn = dice.below(1000);
    if !profile.active {
        account.set_status("inactive", Some(INACTIVE), since);
    } else if account.kind == "test" && drawn < 300 {
        account.set_status("expired", None, since);
    } else {
        match drawn {
            0..40 => {
                let why = FAILURES[dice.below(FAILURES.len())];
                account.set_status("error", Some(why), since);
                if dice.below(4) == 0 {
                    account
                        .reasons
                        .push(reason(FAILURES[2], hours_before(since, 3)));
                }
            }
            40..60 => account.set_status("suspended", Some(SUSPENDED), since),
            60..80 => account.set_status("archived", None, since),
            _ => {}
        }
    }
    account
}

/// An account just linked.
pub fn new(id: String, profile: &Profile, owner: (&str, &str), linked: Timestamp) -> Account {
    Account {
        serial: 0,
        id,
        profile_id: profile.id.clone(),
        provider: profile.connector_key.clone(),
        status: "active".to_owned(),
        reasons: Vec::new(),
        owner_id: owner.0.to_owned(),
        owner_name: owner.1.to_owned(),
        username: None,
        label: None,
        kind: "production".to_owned(),
        shared: false,
        created_at: linked,
        updated_at: linked,
        access_token: None,
    }
}

/// A reason with its time.
pub fn reason((code, description): (&str, &str), timestamp: Timestamp) -> Reason {
    Reason {
        code: code.to_owned(),
        description: description.to_owned(),
        timestamp,
    }
}

fn hours_before(now: Timestamp, hours: i64) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(hours))
        .unwrap_or(now)
}
