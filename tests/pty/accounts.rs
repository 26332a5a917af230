//! Linked accounts: linked by a QR code to a proven read, found broken and repaired, stopped by a disabled profile, and a
//! link that outlives the program.

use std::path::Path;
use std::process::Command;

use crate::screen::Program;
use crate::services::Services;

/// The program with an API key, in this folder.
fn start(services: &Services, folder: &Path, columns: u16, rows: u16) -> Program {
    let data = folder.to_str().expect("a path");
    let mut environment = services.environment().to_vec();
    environment.extend([
        (
            "STACKDAY_STACKONE_API_KEY",
            services.ready.stackone_api_key.as_str(),
        ),
        ("STACKDAY_APP_ID", services.app_id()),
        ("STACKDAY_TOKEN_SECRET", services.token()),
    ]);
    let arguments = [
        "--data-dir",
        data,
        "--plaintext-secrets",
        "--secret-store",
        "plaintext",
    ];
    Program::start_in(&arguments, &environment, columns, rows)
}

/// The customer opens the link, and agrees.
fn agrees(services: &Services, url: &str) {
    let (address, token) = url.split_once("?token=").expect("a token");
    services.open(url);
    services.press(address, &[("token", token), ("do", "connect")]);
}

/// Makes a link for a new customer, and reads it off the screen as a phone does.
fn link(program: &mut Program, is_small: bool) -> String {
    program.press("l");
    program.sees("New link");
    program.press("acme-1042\tAcme Ejendomme A/S");
    program.sees("Acme Ejendomme A/S");
    program.press("\r");
    program.sees("Waiting until Acme Ejendomme A/S opens the link.");
    if is_small {
        program.press("Q");
    }
    let url = program.code();
    if is_small {
        program.press("Q");
        program.sees("Send it");
    }
    url
}

/// Walks from no account to a proven read.
pub fn walk_link(columns: u16, rows: u16, mut at: impl FnMut(&Program, &str)) {
    let services = Services::start();
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = start(&services, folder.path(), columns, rows);
    program.sees("Access API Settings");
    program.press("3");
    program.sees("Nordlys");
    at(&program, "accounts");
    let url = link(&mut program, rows < 30);
    at(&program, "account-link");
    services.open(&url);
    program.sees("The link was opened.");
    agrees(&services, &url);
    program.sees("One read through the account was answered.");
    program.press("\r");
    program.sees("This account is active.");
    program.sees("only counted");
    let shown = program.everything();
    let (_, token) = url.split_once("?token=").expect("a token");
    assert!(!shown.contains(token), "the token in clear on the screen");
    program.press("\x03");
    assert_eq!(program.ends().exit_code(), 0);
    program.is_restored();
}

#[test]
fn a_customer_scans_the_code_and_one_read_proves_the_account() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        walk_link(columns, rows, |_, _| ());
    }
}

/// Saves a connection for the customer whose account is in error.
fn save_connection(services: &Services, folder: &Path) {
    let saved = Command::new(env!("CARGO_BIN_EXE_stackday"))
        .args(["profiles", "add", "Fjord", "--app-id", services.app_id()])
        .args(["--owner-id", "cust-1003", "--connector-profile", "Planday"])
        .arg("--data-dir")
        .arg(folder)
        .env_clear()
        .env("HOME", folder)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&saved.stderr);
    assert!(saved.status.success(), "{said}");
}

/// Walks from an account in error to the same one, linked again.
pub fn walk_repair(columns: u16, rows: u16, mut at: impl FnMut(&Program, &str)) {
    let services = Services::start();
    let folder = tempfile::tempdir().expect("a folder");
    save_connection(&services, folder.path());
    let mut program = start(&services, folder.path(), columns, rows);
    program.sees("Access API Settings");
    program.press("3");
    // The worst account stands first: what is wrong, whose move it is, what mends it.
    program.sees("Planday refused the");
    program.sees("Reads through this account are refused.");
    program.sees("Verify the connection first.");
    program.press("v");
    program.sees("Verified 1 connection");
    at(&program, "account-repair");
    program.press("r");
    program.sees("Link Fjord & Fad again");
    program.press("\r");
    program.sees("Waiting until Fjord & Fad opens the link.");
    if rows < 30 {
        program.press("Q");
    }
    let url = program.code();
    agrees(&services, &url);
    if rows < 30 {
        program.press("Q");
    }
    program.sees("One read through the account was answered.");
    program.press("\r");
    program.sees("This account is active.");
    program.press("\x03");
    assert_eq!(program.ends().exit_code(), 0);
}

#[test]
fn a_broken_account_is_found_understood_and_linked_again() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        walk_repair(columns, rows, |_, _| ());
    }
}

/// Walks from a disabled profile, with whom it hits, to its accounts active again.
pub fn walk_disabled(columns: u16, rows: u16, mut at: impl FnMut(&Program, &str)) {
    let services = Services::start();
    let folder = tempfile::tempdir().expect("a folder");
    let page = services.open(&format!(
        "{}/connector_profiles",
        services.ready.dashboard_url
    ));
    let (_, rest) = page.split_once("data-profile-id=\"").expect("a profile");
    let (id, _) = rest.split_once('"').expect("its id");
    let button = |verb: &str| {
        let url = format!(
            "{}/connector_profiles/{id}/{verb}",
            services.ready.dashboard_url
        );
        services.press(&url, &[]);
    };
    button("disable");
    let mut program = start(&services, folder.path(), columns, rows);
    program.sees("Access API Settings");
    program.press("3");
    program.sees("Profile “Planday” is disabled.");
    program.sees("6 linked accounts of 6");
    program.sees("Enable the profile.");
    at(&program, "account-disabled");
    button("enable");
    program.press("R");
    program.sees("active 6");
    program.press("\x03");
    assert_eq!(program.ends().exit_code(), 0);
}

#[test]
fn a_disabled_profile_is_found_with_the_accounts_that_it_hits() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        walk_disabled(columns, rows, |_, _| ());
    }
}

#[test]
fn a_link_outlives_a_program_that_was_killed() {
    let services = Services::start();
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = start(&services, folder.path(), 120, 40);
    program.sees("Access API Settings");
    program.press("3");
    program.sees("Nordlys");
    let url = link(&mut program, false);
    program.signal("KILL");
    program.ends();

    // Nobody goes to the screen of links: it is followed all the same.
    let mut program = start(&services, folder.path(), 120, 40);
    program.sees("Access API Settings");
    agrees(&services, &url);
    program.sees("Acme Ejendomme A/S is linked");
    program.press("3");
    program.sees("Nordlys");
    program.press("\t");
    program.sees("proven");
    program.press("\x03");
    assert_eq!(program.ends().exit_code(), 0);
}
