//! Who wins: a flag, the environment, the file, the default.

use std::path::Path;
use std::time::Duration;

use stackday::config::{ColorChoice, Credentials, Overrides, Settings, StoreChoice};
use stackday::secret::{PassphraseSource, Secret};
use stackday::workflow::Layers;

use super::{Home, Pairs, env};

fn settings(text: &str, pairs: Pairs<'_>) -> Settings {
    Home::with(text)
        .load(&Overrides::default(), pairs)
        .expect("settings")
}

#[test]
fn the_example_is_the_defaults() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    let overrides = Overrides {
        config: Some(example.clone()),
        ..Overrides::default()
    };
    let expected = Settings {
        source: Some(example),
        ..Settings::default()
    };
    assert_eq!(
        Settings::load(&overrides, &|_| None).expect("the example"),
        expected
    );
}

#[test]
fn without_a_file_there_are_the_defaults() {
    let folder = tempfile::tempdir().expect("a folder");
    let absent = folder.path().join("none").join("config.toml");
    let loaded = Settings::load_beside(&Overrides::default(), &|_| None, Some(&absent));
    assert_eq!(loaded.expect("defaults"), Settings::default());
    assert!(!absent.exists());
}

#[test]
fn a_file_asked_for_by_name_must_be_there() {
    let asked = Overrides {
        config: Some("/nowhere/x.toml".into()),
        ..Overrides::default()
    };
    for error in [
        Settings::load(&asked, &|_| None),
        Settings::load(
            &Overrides::default(),
            &env(&[("STACKDAY_CONFIG", "/nowhere/x.toml")]),
        ),
    ] {
        let said = error.expect_err("absent").to_string();
        assert!(said.starts_with("/nowhere/x.toml: cannot read"), "{said}");
    }
}

#[test]
fn every_key_of_the_file_arrives() {
    let home = Home::with(
        r#"
        profile = "acme"
        data_dir = "kept"
        [planday]
        identity_url = "http://127.0.0.1:1/id"
        api_url = "http://[::1]:2"
        portal = "acme.planday.com"
        read_personal = ["payroll:read", "employee"]
        [stackone]
        api_url = "http://localhost:3"
        dashboard_url = "https://dash.example"
        keep_actions = false
        [app]
        name = "Løn"
        redirect_uri = "https://HOST.example/Back"
        scopes = ["employee:read"]
        actions = ["planday_list_shifts"]
        [link]
        owner_id = "7"
        owner_name = "Acme A/S"
        expires_in_seconds = 60
        [network]
        read_only = true
        ca_file = "ca.pem"
        connect_timeout_seconds = 0.5
        total_timeout_seconds = 2
        poll_seconds = 0.05
        [ui]
        color = "never"
        ascii = true
        theme = "sea"
        reduced_motion = true
        mouse = true
        log_lines = 100
        stale_after_hours = 48
        [log]
        file = "log.ndjson"
        [secrets]
        store = "file"
        plaintext = true
        secret_command = ["op", "{kind}"]
        [profiles.acme]
        portal = "p"
        app_id = "i"
        scopes = ["shift:read"]
        actions = ["planday_get_payroll"]
        connector_profile = "c"
        owner_id = "o"
        owner_name = "n"
        "#,
    );
    let all = home.load(&Overrides::default(), &[]).expect("settings");
    // A path in the file is beside the file, wherever stackday is started.
    let beside = |name: &str| Some(home.file().with_file_name(name));
    assert_eq!(all.data_dir, beside("kept"));
    assert_eq!(all.log.file, beside("log.ndjson"));
    assert_eq!(all.planday.identity_url.as_str(), "http://127.0.0.1:1/id");
    assert_eq!(all.planday.api_url.as_str(), "http://[::1]:2/");
    assert_eq!(all.planday.portal.as_deref(), Some("acme.planday.com"));
    let leave: Vec<_> = all.planday.read_personal.resources().collect();
    assert_eq!(leave, ["employee", "payroll"]);
    assert!(!all.stackone.keep_actions);
    assert_eq!(all.stackone.api_url.as_str(), "http://localhost:3/");
    assert_eq!(all.stackone.dashboard_url.as_str(), "https://dash.example/");
    assert_eq!(all.app.name, "Løn");
    // SecretRecord as written: a URL type would have lowered the host.
    assert_eq!(all.app.redirect_uri, "https://HOST.example/Back");
    assert_eq!(all.app.scopes, ["employee:read"]);
    assert_eq!(all.app.actions, ["planday_list_shifts"]);
    assert_eq!(all.link.owner_id.as_deref(), Some("7"));
    assert_eq!(all.link.owner_name.as_deref(), Some("Acme A/S"));
    assert_eq!(all.link.expires_in, Duration::from_secs(60));
    assert!(all.network.read_only && all.ui.ascii);
    assert_eq!(all.network.ca_file, beside("ca.pem"));
    assert_eq!(all.network.ca_file_source, "[network] ca_file");
    assert_eq!(all.network.connect_timeout, Duration::from_millis(500));
    assert_eq!(all.network.total_timeout, Duration::from_secs(2));
    assert_eq!(all.network.poll, Duration::from_millis(50));
    assert_eq!(all.ui.theme, "sea");
    assert!(all.ui.reduced_motion && all.ui.mouse);
    assert_eq!((all.ui.color, all.ui.log_lines), (ColorChoice::Never, 100));
    assert_eq!(all.ui.stale_after.as_hours(), 48);
    assert_eq!(all.secrets.store, StoreChoice::File);
    assert!(all.secrets.plaintext && all.secrets.command.is_some());
    let (name, profile) = all.chosen_profile().expect("a profile");
    assert_eq!((name, profile.app_id.as_deref()), ("acme", Some("i")));
    assert_eq!(profile.scopes, ["shift:read"]);
    assert_eq!(profile.actions, ["planday_get_payroll"]);
    assert_eq!(profile.portal.as_deref(), Some("p"));
    assert_eq!(profile.connector_profile.as_deref(), Some("c"));
    assert_eq!(profile.owner_id.as_deref(), Some("o"));
    assert_eq!(profile.owner_name.as_deref(), Some("n"));
}

/// A setting as text, wherever it is.
type Shown = fn(&Settings) -> String;

#[test]
fn the_environment_wins_over_the_file() {
    let cases: [(&str, &str, &str, Shown); 13] = [
        (
            "STACKDAY_SECRET_STORE",
            "file",
            "secrets.store = 'keyring'",
            |s| format!("{:?}", s.secrets.store),
        ),
        ("STACKDAY_PROFILE", "b", "profile = 'a'", |s| {
            format!("{:?}", s.profile)
        }),
        (
            "STACKDAY_PLANDAY_IDENTITY_URL",
            "https://b/",
            "planday.identity_url = 'https://a/'",
            |s| s.planday.identity_url.to_string(),
        ),
        (
            "STACKDAY_PLANDAY_API_URL",
            "https://b/",
            "planday.api_url = 'https://a/'",
            |s| s.planday.api_url.to_string(),
        ),
        (
            "STACKDAY_STACKONE_API_URL",
            "https://b/",
            "stackone.api_url = 'https://a/'",
            |s| s.stackone.api_url.to_string(),
        ),
        (
            "STACKDAY_STACKONE_DASHBOARD_URL",
            "https://b/",
            "stackone.dashboard_url = 'https://a/'",
            |s| s.stackone.dashboard_url.to_string(),
        ),
        ("STACKDAY_PORTAL", "b", "planday.portal = 'a'", |s| {
            format!("{:?}", s.planday.portal)
        }),
        (
            "STACKDAY_READ_PERSONAL",
            "ssn",
            "planday.read_personal = ['employee']",
            |s| format!("{:?}", s.planday.read_personal),
        ),
        (
            "STACKDAY_KEEP_ACTIONS",
            "true",
            "stackone.keep_actions = false",
            |s| s.stackone.keep_actions.to_string(),
        ),
        ("STACKDAY_CA_FILE", "b", "network.ca_file = 'a'", |s| {
            // The one of the file is beside it, in a folder of each run's own.
            let file = s.network.ca_file.as_deref().and_then(Path::file_name);
            format!("{file:?}")
        }),
        ("STACKDAY_LOG_FILE", "b", "log.file = 'a'", |s| {
            format!("{:?}", s.log.file.as_deref().and_then(Path::file_name))
        }),
        ("STACKDAY_COLOR", "always", "ui.color = 'never'", |s| {
            format!("{:?}", s.ui.color)
        }),
        ("STACKDAY_THEME", "light", "ui.theme = 'dark'", |s| {
            s.ui.theme.clone()
        }),
    ];
    for (name, value, file, shown) in cases {
        let text = format!("{file}\n[profiles.a]\n[profiles.b]\n");
        let (from_file, from_env) = (
            shown(&settings(&text, &[])),
            shown(&settings(&text, &[(name, value)])),
        );
        assert_ne!(
            from_file,
            shown(&Settings::default()),
            "{name}: the file counts"
        );
        assert_ne!(from_file, from_env, "{name}: the environment wins");
        assert!(from_env.to_lowercase().contains(value), "{name}");
        assert_eq!(
            shown(&settings(&text, &[(name, "")])),
            from_file,
            "{name}: empty is absent"
        );
    }
}

#[test]
fn read_only_is_said_in_several_ways() {
    for yes in ["1", "true", "YES"] {
        assert!(
            settings("", &[("STACKDAY_READ_ONLY", yes)])
                .network
                .read_only
        );
    }
    let file = "network.read_only = true";
    assert!(
        !settings(file, &[("STACKDAY_READ_ONLY", "0")])
            .network
            .read_only
    );
    let flag = Overrides {
        read_only: true,
        ..Overrides::default()
    };
    let loaded = Home::with("").load(&flag, &[("STACKDAY_READ_ONLY", "0")]);
    assert!(loaded.expect("settings").network.read_only);
}

#[test]
fn a_wish_for_no_colour_yields_to_one_for_this_program() {
    assert_eq!(
        settings("ui.color = 'always'", &[("NO_COLOR", "1")])
            .ui
            .color,
        ColorChoice::Never
    );
    assert_eq!(
        settings("", &[("NO_COLOR", "1"), ("STACKDAY_COLOR", "always")])
            .ui
            .color,
        ColorChoice::Always
    );
    assert_eq!(
        settings("", &[("NO_COLOR", "")]).ui.color,
        ColorChoice::Auto
    );
}

#[test]
fn a_flag_wins_over_everything() {
    let other = Home::with("log.file = 'other'\n[profiles.flag]\n");
    let flags = Overrides {
        config: Some(other.file()),
        read_only: false,
        color: Some(ColorChoice::Always),
        theme: Some("flag".into()),
        ca_file: Some("flag".into()),
        log_file: Some("flag".into()),
        data_dir: Some("flag".into()),
        profile: Some("flag".into()),
        secret_store: Some(StoreChoice::File),
        plaintext_secrets: true,
        passphrase: Some(PassphraseSource::File("flag".into())),
    };
    let loaded = Home::with("not even TOML")
        .load(
            &flags,
            &[
                ("STACKDAY_CONFIG", "/nowhere"),
                ("STACKDAY_COLOR", "never"),
                ("STACKDAY_THEME", "env"),
                ("STACKDAY_CA_FILE", "env"),
                ("STACKDAY_LOG_FILE", "env"),
                ("STACKDAY_DATA_DIR", "env"),
                ("STACKDAY_PROFILE", "env"),
                ("STACKDAY_SECRET_STORE", "keyring"),
                ("STACKDAY_PASSPHRASE", "env"),
            ],
        )
        .expect("settings");
    assert_eq!(loaded.source, Some(other.file()));
    assert_eq!(loaded.ui.color, ColorChoice::Always);
    assert_eq!(loaded.ui.theme, "flag");
    assert_eq!(loaded.network.ca_file.as_deref(), Some(Path::new("flag")));
    assert_eq!(loaded.log.file.as_deref(), Some(Path::new("flag")));
    assert_eq!(loaded.data_dir.as_deref(), Some(Path::new("flag")));
    assert_eq!(loaded.profile.as_deref(), Some("flag"));
    assert_eq!(loaded.secrets.store, StoreChoice::File);
    assert!(loaded.secrets.plaintext);
    let passphrase = PassphraseSource::File("flag".into());
    assert_eq!(loaded.secrets.passphrase, Some(passphrase));
}

#[test]
fn the_passphrase_is_taken_as_it_is_and_never_shown() {
    let loaded = settings("", &[("STACKDAY_PASSPHRASE", " hush ")]);
    let expected = PassphraseSource::Environment(Secret::new(" hush "));
    assert_eq!(loaded.secrets.passphrase, Some(expected));
    assert!(!format!("{loaded:?}").contains("hush"));
}

#[test]
fn actions_come_from_the_environment_else_the_profile_else_the_app() {
    let app = "[app]\nactions = ['planday_list_shifts']\n";
    let both = format!("profile = 'a'\n{app}[profiles.a]\nactions = ['Planday_Get_Payroll']\n");
    let other = format!("profile = 'a'\n{app}[profiles.a]\n");
    for (file, environment, expected) in [
        (app, &[][..], "planday_list_shifts"),
        (&both, &[], "planday_get_payroll"),
        (&other, &[], "planday_list_shifts"),
        (
            &both,
            &[(
                "STACKDAY_ACTIONS",
                "planday_list_skills, planday_list_skills",
            )],
            "planday_list_skills",
        ),
        ("", &[], ""),
    ] {
        let credentials = Credentials::from_env(&env(environment));
        let layers = Layers::of_run(&settings(file, environment), &credentials);
        let actions: Vec<_> = layers.resolve().actions.value.into_iter().collect();
        assert_eq!(actions.join(" "), expected, "{file}");
    }
}
