//! What is read from arguments, and what is refused.

use super::lists::{ScopeList, UnknownScopes};
use super::sandbox::Sandbox;
use super::verify::{Verify, Which};
use super::*;
use crate::config::{ColorChoice, Overrides, StoreChoice};
use crate::secret::PassphraseSource;

const SECRET: &str = "VxLtcy_OWkWoPKqs4uFhTg";

fn read(line: &str) -> Result<Cli, clap::Error> {
    Cli::read(std::iter::once("stackday").chain(line.split_whitespace()))
}

fn refusal(line: &str) -> String {
    let error = read(line).expect_err("refused");
    assert_eq!(error.exit_code(), 2, "{line}");
    error.render().to_string()
}

#[test]
fn the_definitions_hold_together() {
    Cli::command().debug_assert();
}

#[test]
fn nothing_at_all_is_the_dashboard() {
    let cli = read("").expect("fine");
    assert_eq!((cli.command, cli.sandbox), (None, false));
    assert_eq!(cli.global.overrides(), Overrides::default());
}

#[test]
fn global_flags_stand_before_or_after_the_command() {
    for line in [
        "--config c --read-only --color never --theme light --ca-file a --log-file l --profile p --data-dir d --secret-store file --plaintext-secrets --passphrase-fd 3 verify",
        "verify --config c --read-only --color never --theme light --ca-file a --log-file l --profile p --data-dir d --secret-store file --plaintext-secrets --passphrase-fd 3",
    ] {
        let cli = read(line).expect("fine");
        assert_eq!(
            cli.global.overrides(),
            Overrides {
                config: Some("c".into()),
                read_only: true,
                color: Some(ColorChoice::Never),
                theme: Some("light".into()),
                ca_file: Some("a".into()),
                log_file: Some("l".into()),
                profile: Some("p".into()),
                data_dir: Some("d".into()),
                secret_store: Some(StoreChoice::File),
                plaintext_secrets: true,
                passphrase: Some(PassphraseSource::Descriptor(3)),
            }
        );
    }
}

#[test]
fn each_command_takes_its_options() {
    assert_eq!(
        read("sandbox --port 4010 --scenario slow --scenario flaky")
            .expect("fine")
            .command,
        Some(Command::Sandbox(Sandbox {
            port: 4010,
            scenario: vec![Scenario::Slow, Scenario::Flaky]
        }))
    );
    assert_eq!(
        read("verify --json --app-id x --scopes a:read,b:read --token-stdin --connector-profile c")
            .expect("fine")
            .command,
        Some(Command::Verify(Verify {
            many: Which::default(),
            app_id: Some("x".into()),
            scopes: Some(ScopeList(vec!["a:read".into(), "b:read".into()])),
            unknown: UnknownScopes::default(),
            actions: None,
            read_personal: None,
            token_stdin: true,
            api_key_stdin: false,
            connector_profile: Some("c".into()),
        }))
    );
}

#[test]
fn what_does_not_go_together_is_refused() {
    for line in [
        "--scenario slow",
        "--sandbox verify",
        "--json",
        "verify --token-stdin --api-key-stdin",
        "verify --all --token-stdin",
        "verify --all --tag x",
        "verify --tag x --app-id y",
        "rotate",
        "rotate Acme --revoke-old",
        "rotate Acme --confirm Acme",
        "rotate Acme --revoke-old --confirm Acme --token-stdin",
        "rotate Acme --forget-old --revoke-old --confirm Acme",
        "verify --scopes ,",
        "verify --actions ,",
        "verify --read-personal departments",
        "scopes lst",
        "secrets",
        "secrets set",
        "secrets set password acme",
        "secrets move",
        "secrets move --to keyring",
        "secrets move --to keyring --all acme",
        "secrets set token acme --default",
        "--passphrase-file a --passphrase-fd 3",
        "scopes require --preset payroll",
        "scopes diff --token-stdin --api-key-stdin",
        "accounts edit 1",
        "accounts edit 1 --label x --no-label",
        "accounts delete 1 --yes --dry-run",
        "accounts link --owner-id 1",
        "accounts link --owners x --wait",
        "accounts link --out x",
        "accounts relink",
        "links show",
        "links show 1 --url --message",
        "sandbox --port 70000",
        "--color pink",
        "nonsense",
    ] {
        refusal(line);
    }
}

#[test]
fn a_secret_among_the_arguments_is_refused_and_not_repeated() {
    for (line, instead) in [
        (format!("--token {SECRET}"), "--token-stdin"),
        (format!("--token={SECRET} verify"), "--token-stdin"),
        (format!("verify --token-secret {SECRET}"), "--token-stdin"),
        (format!("verify --token -{SECRET}"), "--token-stdin"),
        ("verify --token".to_owned(), "STACKDAY_TOKEN_SECRET"),
        (format!("verify --api-key {SECRET}"), "--api-key-stdin"),
        (format!("verify --token-stdin={SECRET}"), "--token-stdin"),
        (format!("verify --token-stdin {SECRET}"), ""),
        (format!("verify --tokn={SECRET}"), ""),
        (format!("verify {SECRET}"), ""),
        (format!("verify --read-personal {SECRET}"), "employee, "),
        (format!("scopes {SECRET}"), ""),
        (format!("scopes diff --token {SECRET}"), "--token-stdin"),
        (
            format!("scopes require --preset {SECRET}"),
            "the nearest is",
        ),
        (SECRET.to_owned(), ""),
        (format!("secrets set token acme {SECRET}"), ""),
        (
            format!("secrets set token acme --token {SECRET}"),
            "secrets set",
        ),
        (format!("--passphrase {SECRET}"), "STACKDAY_PASSPHRASE"),
        (format!("secrets passphrase --new-passphrase {SECRET}"), ""),
        (format!("secrets passphrase {SECRET}"), ""),
        (
            format!("secrets set token acme --passphrase-fd {SECRET}"),
            "",
        ),
        (format!("--color {SECRET}"), ""),
    ] {
        let said = refusal(&line);
        assert!(
            !said.contains(&SECRET[..8]) && said.contains(instead),
            "{line}: {said}"
        );
    }
}

#[test]
fn a_command_that_says_too_little_is_told_what_there_is() {
    let said = refusal("secrets");
    assert!(
        said.contains("'stackday secrets' requires a subcommand"),
        "{said}"
    );
}

#[test]
fn the_help_shows_no_refused_option_and_no_markup() {
    for line in [
        "--help",
        "verify --help",
        "sandbox --help",
        "rehearse --help",
        "scopes --help",
        "scopes list --help",
        "scopes actions --help",
        "scopes require --help",
        "scopes diff --help",
        "scopes prove --help",
        "pins --help",
        "profiles --help",
        "profiles add --help",
        "profiles edit --help",
        "profiles rm --help",
        "profiles import --help",
        "accounts --help",
        "accounts list --help",
        "accounts show --help",
        "accounts edit --help",
        "accounts delete --help",
        "accounts link --help",
        "accounts relink --help",
        "links --help",
        "links list --help",
        "links show --help",
        "links follow --help",
        "links stop --help",
        "links sweep --help",
        "secrets --help",
        "secrets list --help",
        "secrets set --help",
        "secrets rm --help",
        "secrets move --help",
        "secrets passphrase --help",
        "secrets doctor --help",
        "rotate --help",
    ] {
        let error = read(line).expect_err("help");
        assert_eq!(error.exit_code(), 0);
        let help = error.render().to_string();
        assert!(
            help.contains("Examples:") && !help.contains('`') && !help.contains("--token "),
            "{help}"
        );
    }
}

#[test]
fn json_is_asked_for_whatever_else_is_wrong() {
    let asks = |line: &str| {
        let words = std::iter::once("stackday").chain(line.split_whitespace());
        asks_for_json(&words.map(OsString::from).collect::<Vec<_>>())
    };
    assert!(asks("--json nonsense") && asks("verify --nope --json"));
    assert!(!asks("verify") && !asks("scopes list -- --json"));
}
