//! A `secret_command` that asks on the terminal itself.

use std::path::Path;

use jiff::Timestamp;
use stackday::library::{Connection, Guard, Library, LibrarySnapshot, Profile};

use crate::screen::Program;
use crate::services::Services;

/// Asks for a number on the terminal before it gives the Token.
fn config(folder: &Path, services: &Services) -> String {
    let script = format!(
        "if [ $0 = token ]; then printf 'PIN: ' > /dev/tty; read -r pin < /dev/tty; [ \"$pin\" = 1234 ] && echo {}; else echo {}; fi",
        services.token(),
        services.ready.stackone_api_key,
    );
    let path = folder.join("config.toml");
    let words = serde_json::json!(["/bin/sh", "-c", script, "{kind}"]);
    std::fs::write(&path, format!("[secrets]\nsecret_command = {words}\n")).expect("written");
    path.to_str().expect("a path").to_owned()
}

#[test]
fn without_a_screen_it_can_ask_on_the_terminal() {
    let services = Services::start();
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), &services);
    let mut environment = services.environment().to_vec();
    environment.extend([
        ("STACKDAY_APP_ID", services.app_id()),
        ("STACKDAY_SCOPES", "department:read"),
    ]);
    let mut program = Program::start_in(&["verify", "--config", &config], &environment, 100, 40);
    program.sees("PIN: ");
    program.press("1234\r");
    assert_eq!(program.ends().exit_code(), 0, "{}", program.everything());
}

#[test]
fn ctrl_c_ends_it_while_it_asks() {
    let services = Services::start();
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), &services);
    let mut environment = services.environment().to_vec();
    environment.extend([
        ("STACKDAY_APP_ID", services.app_id()),
        ("STACKDAY_SCOPES", "department:read"),
    ]);
    let mut program = Program::start_in(&["verify", "--config", &config], &environment, 100, 40);
    program.sees("PIN: ");
    program.press("\x03");
    assert_eq!(program.ends().exit_code(), 130, "{}", program.everything());
}

#[test]
fn the_dashboard_keeps_the_terminal_and_says_that_it_asked() {
    let services = Services::start();
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(folder.path(), &services);
    let data = folder.path().join("data");
    let library = Library::new(&data, Guard::default());
    let settings = Connection {
        app_id: Some(services.app_id().to_owned()),
        ..Connection::default()
    };
    let saved = LibrarySnapshot {
        profiles: vec![Profile::new("acme", settings, Timestamp::now())],
        ..LibrarySnapshot::default()
    };
    library.seed(&saved).expect("saved");
    drop(library);
    let arguments = [
        "--config",
        &config,
        "--data-dir",
        data.to_str().expect("a path"),
        "--profile",
        "acme",
    ];
    let mut program = Program::start_in(&arguments, &services.environment(), 120, 40);
    program.sees("asked on the terminal");
    program.press("q");
    assert_eq!(program.ends().exit_code(), 0);
    program.is_restored();
}
