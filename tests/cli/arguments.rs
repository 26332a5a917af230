//! Nothing that an argument, a path or the environment holds steers the terminal.

use proptest::prelude::*;

use super::hostile::assert_tame;
use super::support::{Ran, home, stackday};

/// Where the text goes is `X`. Wherever there is no X, it is in the environment.
const COMMANDS: [&str; 62] = [
    "X",
    "--X",
    "-X",
    "--config X verify",
    "--config /proc/X verify",
    "--data-dir /proc/X profiles list",
    "--data-dir X profiles list",
    "--log-file /nonexistent/X verify",
    "--ca-file X verify",
    "--color X verify",
    "--secret-store X verify",
    "--passphrase-file /nonexistent/X secrets set token X",
    "--passphrase-fd X verify",
    "--profile X verify",
    "--scenario X --sandbox",
    "sandbox X",
    "sandbox --port X",
    "sandbox --scenario X",
    "rehearse --scenario X",
    "verify X",
    "verify --scopes X",
    "verify --app-id X",
    "verify --portal X",
    "verify --connector-profile X",
    "verify --actions X",
    "verify --read-personal X",
    "verify --tag X",
    "verify --token X",
    "rotate X",
    "rotate X --token-stdin",
    "scopes X",
    "scopes list X",
    "scopes actions X",
    "scopes require --actions X",
    "scopes require --preset X",
    "scopes diff --preset X",
    "scopes prove --scopes X",
    "scopes request --redirect-uri X --app-id X",
    "secrets X",
    "secrets set X X",
    "secrets set token X",
    "secrets rm token X",
    "secrets move --to X --all",
    "secrets doctor --data-dir /proc/X",
    "pins X",
    "pins --to X --profile X",
    "profiles X",
    "profiles show X",
    "profiles add X --portal X --app-id X --scopes X --owner-name X --notes X",
    "profiles add Fine --owner-name X --app-name X --notes X --tag X --scopes X",
    "profiles edit X --name X",
    "profiles duplicate X X",
    "profiles archive X",
    "profiles rm X --confirm X",
    "profiles list X",
    "profiles list --sort X",
    "profiles import X",
    "profiles export /proc/X",
    "library restore X --confirm restore",
    "library restore X",
    "library backup /proc/X",
    "verify",
];

/// Runs it with the text; nothing that a service could answer comes of it.
fn ran(command: &str, text: &str, json: bool) -> Ran {
    prepared(command, text, json, None)
}

/// The same with this Token in the environment.
fn ran_knowing(token: &str, command: &str, text: &str, json: bool) -> Ran {
    prepared(command, text, json, Some(token))
}

fn prepared(command: &str, text: &str, json: bool, token: Option<&str>) -> Ran {
    let home = home();
    let arguments: Vec<String> = command
        .split(' ')
        .map(|word| word.replace('X', text))
        .collect();
    let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if json {
        arguments.push("--json");
    }
    let mut program = stackday(home.path(), &arguments);
    for name in [
        "STACKDAY_PLANDAY_IDENTITY_URL",
        "STACKDAY_PLANDAY_API_URL",
        "STACKDAY_STACKONE_API_URL",
    ] {
        program.env(name, "http://127.0.0.1:1");
    }
    if let Some(token) = token {
        program.env("STACKDAY_TOKEN_SECRET", token);
    } else if !command.contains('X') {
        for name in [
            "STACKDAY_APP_ID",
            "STACKDAY_TOKEN_SECRET",
            "STACKDAY_SCOPES",
            "STACKDAY_ACTIONS",
            "STACKDAY_PROFILE",
        ] {
            program.env(name, text);
        }
    }
    program.output().expect("it starts").into()
}

fn assert_all_tame(command: &str, text: &str, json: bool) {
    // No system passes a zero byte on.
    let text = text.replace('\0', "\u{1}");
    let ran = ran(command, &text, json);
    assert_tame(&format!("{command} {text:?}"), &ran.out);
    assert_tame(&format!("{command} {text:?}"), &ran.err);
    assert!(!ran.err.contains("panicked"), "{command}: {ran:?}");
}

#[test]
fn every_argument_of_every_command_is_tame() {
    let texts = [
        "Zoë\u{1b}]0;pwned\u{7}\u{9b}31m\u{202e}\u{200b}",
        "\u{1b}[2J\r\n\t\u{85}\u{2028}\u{7f}\u{2066}\u{feff}\u{e0041}",
    ];
    for (number, command) in COMMANDS.iter().enumerate() {
        for (at, text) in texts.iter().enumerate() {
            assert_all_tame(command, text, (number + at) % 2 == 0);
        }
    }
}

/// An API key, an access token, a private key, and the Token that the run knows from its environment.
const SECRETS: [&str; 4] = [
    "v1.us1.Fk9reignKeyOfSomebodyElse01",
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwbGFuZGF5In0.c2lnbmF0dXJlLW9mLWl0",
    "-----BEGIN PRIVATE KEY-----MIIEpAIBAAKCAQEA7foreign",
    "VxLtcy_OWkWoPKqs4uFhTg",
];

#[test]
fn a_secret_among_the_arguments_is_repeated_nowhere() {
    for (number, command) in COMMANDS.iter().enumerate() {
        for (at, secret) in SECRETS.iter().enumerate() {
            // The name of a file may be anything, unless it is known for a secret.
            let ran = ran_knowing(SECRETS[3], command, secret, (number + at) % 2 == 0);
            for told in [&ran.out, &ran.err] {
                assert!(!told.contains(&secret[..20]), "{command}: {told}");
            }
        }
    }
}

#[test]
fn what_is_no_control_character_stays() {
    let ran = ran("profiles import X", "Café-København-日本.json", false);
    assert!(ran.err.contains("Café-København-日本.json"), "{ran:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_text_in_no_argument_steers_a_terminal(
        command in proptest::sample::select(&COMMANDS[..]),
        text in "[\u{1}-\u{8}\u{b}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{61c}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}a-z\\[;]{1,30}",
        json in any::<bool>(),
    ) {
        assert_all_tame(command, &text, json);
    }
}
