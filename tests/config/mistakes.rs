//! What a broken file is told, and what is never told.

use std::fs;

use stackday::config::{ConfigError, Overrides, Problem};

use super::Home;

/// What is said of a file, from its name on; the file is untouched afterwards.
fn said(text: impl AsRef<[u8]>) -> String {
    let home = Home::with(&text);
    let error = home
        .load(&Overrides::default(), &[])
        .expect_err("a mistake")
        .to_string();
    assert_eq!(fs::read(home.file()).expect("still there"), text.as_ref());
    let folder = home.folder.path().display().to_string();
    error.replace(&format!("{folder}/"), "")
}

#[test]
fn an_unknown_key_names_the_one_that_was_meant() {
    let cases = [
        (
            "\n\n[planday]\napi_ulr = \"https://x\"",
            "config.toml:4:1: [planday] api_ulr: unknown key; did you mean \"api_url\"?",
        ),
        (
            "plandya.api_url = 'x'",
            "config.toml:1:1: plandya: unknown key; did you mean \"planday\"?",
        ),
        (
            "[profiles.acme]\n  conector_profile = 'x'",
            "config.toml:2:3: [profiles.acme] conector_profile: unknown key; did you mean \"connector_profile\"?",
        ),
        (
            "poll_seconds = 1",
            "config.toml:1:1: poll_seconds: unknown key; it belongs in [network]",
        ),
        (
            "[app]\napp_id = 'x'",
            "config.toml:2:1: [app] app_id: unknown key; it belongs in [profiles.NAME]",
        ),
        (
            "[ui]\nprofile = 'x'",
            "config.toml:2:1: [ui] profile: unknown key; it belongs at the top, before the first [table]",
        ),
        (
            "[log]\nzzz = 1",
            "config.toml:2:1: [log] zzz: unknown key; known here: file",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(said(text), expected);
    }
}

#[test]
fn a_wrong_value_names_its_key_and_what_was_expected() {
    let cases = [
        (
            "[network]\nread_only = 'yes'",
            "2:13: [network] read_only: true or false was expected, without quotes",
        ),
        (
            "[network]\npoll_seconds = 0",
            "2:16: [network] poll_seconds: a number of seconds from 0.05 to 3600 was expected",
        ),
        (
            "[network]\npoll_seconds = nan",
            "2:16: [network] poll_seconds: a number of seconds from 0.05 to 3600 was expected",
        ),
        (
            "[network]\ntotal_timeout_seconds = 9223372036854775807",
            "2:25: [network] total_timeout_seconds: a number of seconds from 0.05 to 600 was expected",
        ),
        (
            "[link]\nexpires_in_seconds = 90.5",
            "2:22: [link] expires_in_seconds: a whole number of seconds from 60 to 7776000 was expected",
        ),
        (
            "[ui]\nstale_after_hours = 0",
            "2:21: [ui] stale_after_hours: a whole number of hours from 1 to 8760 was expected",
        ),
        (
            "[ui]\nlog_lines = -1",
            "2:13: [ui] log_lines: a whole number from 100 to 1000000 was expected",
        ),
        (
            "[ui]\ntheme = '../secret'",
            "2:9: [ui] theme: the name of a theme was expected, such as \"dark\": at most 40 letters, digits, - and _",
        ),
        (
            "[ui]\ncolor = 'red'",
            "2:9: [ui] color: \"auto\", \"always\" or \"never\" was expected",
        ),
        ("profile = 1", "1:11: profile: text in quotes was expected"),
        (
            "[app]\nscopes = 'a:read'",
            "2:10: [app] scopes: a list of texts was expected, such as [\"employee:read\"]",
        ),
        (
            "[app]\nscopes = ['a:read b:read']",
            "2:10: [app] scopes: each entry must be one word, such as \"employee:read\"",
        ),
        (
            "[app]\nname = ''\nactions = ['planday list']",
            "3:11: [app] actions: each entry must be one word, such as \"planday_list_shifts\"",
        ),
        (
            "[stackone]\nkeep_actions = 'no'",
            "2:16: [stackone] keep_actions: true or false was expected, without quotes",
        ),
        (
            "[planday]\nread_personal = 'all'",
            "2:17: [planday] read_personal: a list of texts was expected, such as [\"employee\"]",
        ),
        ("planday = 5", "1:11: [planday]: a table was expected"),
        (
            "planday = ['https://x']",
            "1:11: [planday]: a table was expected",
        ),
        ("profiles = 'x'", "1:12: [profiles]: a table was expected"),
        (
            "profiles.acme = 'x'",
            "1:17: [profiles.acme]: a table was expected",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(said(text), format!("config.toml:{expected}"));
    }
}

#[test]
fn an_address_is_https_or_this_machine() {
    let cases = [
        (
            "nonsense",
            "a URL was expected: relative URL without a base",
        ),
        (
            "http://planday.com",
            "an https address was expected (http only to this machine, such as http://127.0.0.1)",
        ),
        (
            "http://localhost.evil.example",
            "an https address was expected (http only to this machine, such as http://127.0.0.1)",
        ),
        (
            "ftp://localhost",
            "an https address was expected (http only to this machine, such as http://127.0.0.1)",
        ),
        (
            "https://me:pw@x",
            "an address without a user name or password was expected",
        ),
        (
            "https://x/?key=v",
            "an address without a query or fragment was expected",
        ),
    ];
    for (address, expected) in cases {
        assert_eq!(
            said(format!("[stackone]\napi_url = '{address}'")),
            format!("config.toml:2:11: [stackone] api_url: {expected}")
        );
        let error = Home::with("")
            .load(
                &Overrides::default(),
                &[("STACKDAY_STACKONE_API_URL", address)],
            )
            .expect_err("refused");
        assert_eq!(
            error.to_string(),
            format!("STACKDAY_STACKONE_API_URL: {expected}")
        );
    }
}

#[test]
fn what_is_no_toml_names_the_line() {
    for (text, expected) in [
        ("profile = ''\n[planday\n", "config.toml:2:"),
        ("\nprofile = ''\nprofile = ''\n", "config.toml:3:1: "),
        ("[ui]\n[ui]\n", "config.toml:2:"),
        ("profile\n", "config.toml:1:"),
    ] {
        let said = said(text);
        assert!(
            said.starts_with(expected) && said.contains("not valid TOML: "),
            "{said}"
        );
        assert_eq!(said.lines().count(), 1);
    }
    assert_eq!(
        said(b"a = 1\n\xff\xfe"),
        "config.toml:2:1: this is neither UTF-8 nor UTF-16 text; save it as UTF-8"
    );
    assert!(said(vec![b'#'; 2 << 20]).contains("larger than one MiB"));
}

#[test]
fn a_credential_in_the_file_is_turned_away() {
    for (place, key) in [
        ("", "token"),
        ("[planday]", "token_secret"),
        ("[stackone]", "api_key"),
        ("[stackone]", "API-Key"),
        ("[profiles.acme]", "secret"),
        ("[profiles.acme]", "refresh_token"),
    ] {
        let said = said(format!("{place}\n{key} = 'VxLtcy_OWkWoPKqs4uFhTg'"));
        assert!(
            said.contains("credentials do not belong in this file; put them in the environment"),
            "{said}"
        );
        assert!(!said.contains("VxLtcy"), "{said}");
    }
}

#[test]
fn no_message_repeats_a_value() {
    const VALUE: &str = "VxLtcy_OWkWoPKqs4uFhTg";
    for text in [
        format!("planday = '{VALUE}'"),
        format!("profile = ['{VALUE}']"),
        format!("[app]\nscopes = ['a', 1, '{VALUE}']"),
        format!("[app]\nscopes = ['{VALUE} x']"),
        format!("[network]\nread_only = '{VALUE}'"),
        format!("[planday]\nread_personal = ['{VALUE}']"),
        format!("[app]\nactions = [['{VALUE}']]"),
        format!("[network]\npoll_seconds = '{VALUE}'"),
        format!("[ui]\ncolor = '{VALUE}'"),
        format!("[planday]\napi_url = '{VALUE}'"),
        format!("[planday]\napi_url = 'https://{VALUE}:x@y'"),
        format!("[planday]\napi_url = 'https://x:{VALUE}'"),
        format!("token = {VALUE}"),
        format!("token = '{VALUE}"),
        format!("token '{VALUE}'"),
        format!("token = \"\\q{VALUE}\""),
        format!("token = '{VALUE}' '{VALUE}'"),
        format!("profile = '{VALUE}\u{1b}'"),
    ] {
        let said = said(&text);
        assert!(!said.contains("VxLtcy"), "{text}: {said}");
    }
}

#[test]
fn nothing_of_the_file_steers_the_terminal() {
    for text in [
        "\"a\\u001b[2Jb\" = 1",
        "[\"p\\u009b2J\\u202e\"]\nx = 1",
        "[profiles.\"\\u001b]0;x\\u0007\"]\nx = 1",
        "a\u{1b}[2J = 1",
    ] {
        let said = said(text);
        assert!(
            said.chars().all(|c| !c.is_control() && c != '\u{202e}'),
            "{said:?}"
        );
    }
    // A value is refused rather than mended: what is sent must be what was written.
    assert!(
        said("[app]\nname = \"a\\u001b[2J\"").contains("[app] name: one line of at most"),
        "a control character in a value"
    );
    assert!(
        said("[network]\nca_file = \" \"").contains("[network] ca_file: only white space"),
        "blanks are a slip, and no way to say none"
    );
    assert!(
        said("[profiles.\"a\\u001b\"]\n").contains("one line of at most"),
        "a control character in a name"
    );
}

#[test]
fn a_profile_that_is_not_there_names_those_that_are() {
    let said_of = |file: &str, name: &str| {
        let flag = Overrides {
            profile: Some(name.to_owned()),
            ..Overrides::default()
        };
        Home::with(file)
            .load(&flag, &[])
            .expect_err("absent")
            .to_string()
    };
    let two = "[profiles.acme]\n[profiles.globex]\n";
    assert_eq!(
        said_of(two, "acmee"),
        "no profile \"acmee\"; did you mean \"acme\"? (there are: acme, globex)"
    );
    assert_eq!(
        said_of(two, "zz\u{1b}"),
        "no profile \"zz\u{fffd}\" (there are: acme, globex)"
    );
    assert_eq!(
        said_of("", "x"),
        "no profile \"x\": the configuration has no [profiles.NAME]"
    );
    assert_eq!(
        said("profile = 'x'\n[profiles.acme]"),
        "no profile \"x\" (there is: acme)"
    );
}

#[test]
fn a_mistake_can_be_taken_apart() {
    let home = Home::with("[ui]\nascci = true");
    match home.load(&Overrides::default(), &[]) {
        Err(ConfigError::Mistake(mistake)) => {
            assert_eq!((mistake.line, mistake.column), (2, 1));
            assert_eq!(mistake.file, home.file());
            assert_eq!(mistake.keys, ["ui", "ascci"]);
            assert!(
                matches!(&mistake.problem, Problem::UnknownKey { nearest: Some(near), .. } if near == "ascii")
            );
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn leave_for_what_holds_no_personal_data_names_what_does() {
    let file = said("[planday]\n\nread_personal = ['employee', 'departments']");
    let start = "config.toml:3:17: [planday] read_personal: resources that personal data may be read from were expected";
    assert!(
        file.starts_with(start) && file.contains("payroll, ") && file.ends_with("or all"),
        "{file}"
    );
    let error = Home::with("")
        .load(
            &Overrides::default(),
            &[("STACKDAY_READ_PERSONAL", "employee, departments")],
        )
        .expect_err("refused");
    let said = error.to_string();
    assert!(
        said.starts_with("STACKDAY_READ_PERSONAL: resources that") && !said.contains("departments"),
        "{said}"
    );
}
