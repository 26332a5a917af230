use super::*;

fn proxies(pairs: &[(&str, &str)]) -> Proxies {
    Proxies::of(&|name| {
        let pair = pairs.iter().find(|(known, _)| *known == name);
        pair.map(|(_, value)| OsString::from(value))
    })
}

fn shown(pairs: &[(&str, &str)]) -> Option<String> {
    let proxies = proxies(pairs);
    let server = proxies.server().expect("a usable setting");
    server.map(Server::shown)
}

fn problem(pairs: &[(&str, &str)]) -> String {
    let proxies = proxies(pairs);
    proxies.server().expect_err("a problem").to_owned()
}

const BAD: [(&str, &str); 24] = [
    ("\"http://127.0.0.1:9\"", "quotes"),
    ("'http://127.0.0.1:9'", "quotes"),
    ("“http://127.0.0.1:9”", "quotes"),
    (" http://127.0.0.1:9 ", "white space around"),
    ("http://127.0.0.1:9\n", "white space around"),
    ("http://127.0.0.1: 9", "white space in"),
    ("http:/127.0.0.1:9", "two slashes"),
    ("http:127.0.0.1:9", "two slashes"),
    ("https:/127.0.0.1:9", "two slashes"),
    ("http/127.0.0.1:9", "two slashes"),
    ("htp://127.0.0.1:9", "another scheme"),
    ("ftp://127.0.0.1:9", "another scheme"),
    ("://127.0.0.1:9", "another scheme"),
    ("socks5://127.0.0.1:9", "SOCKS"),
    ("socks://127.0.0.1:9", "SOCKS"),
    ("http://127.0.0.1:99999", "port"),
    ("http://127.0.0.1:port", "port"),
    ("http://127.0.0.1:0", "port"),
    ("http://", "no host"),
    ("//127.0.0.1:9", "no host"),
    ("http://wpad/proxy.pac", "path"),
    ("http://u:geheim#1@127.0.0.1:9", "%23"),
    ("http://u:geheim?1@127.0.0.1:9", ""),
    ("http://exa mple", "white space in"),
];

#[test]
fn what_cannot_be_used_is_named_with_its_variable_and_not_repeated() {
    for variable in [
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        for (value, why) in BAD {
            let said = problem(&[(variable, value)]);
            assert!(
                said.starts_with(&format!("{variable}: ")),
                "{value}: {said}"
            );
            assert!(said.contains(why), "{value}: {said}");
            assert!(!said.contains("geheim") && !said.contains("127"), "{said}");
        }
    }
    for value in ["\"localhost\"", "http://a.example", "a@b"] {
        for variable in ["NO_PROXY", "no_proxy"] {
            let said = problem(&[("HTTPS_PROXY", "http://p:1"), (variable, value)]);
            assert!(said.starts_with(&format!("{variable}: ")), "{said}");
        }
    }
}

#[test]
fn what_can_be_used_is_used() {
    for (value, expected) in [
        ("http://proxy.corp:3128", "proxy.corp:3128"),
        ("HTTP://proxy.corp:3128/", "proxy.corp:3128"),
        ("https://proxy.corp", "proxy.corp:443"),
        ("proxy.corp:3128", "proxy.corp:3128"),
        ("proxy.corp", "proxy.corp:80"),
        ("10.0.0.1:3128", "10.0.0.1:3128"),
        ("http://[::1]:3128", "[::1]:3128"),
        ("http://kari:geheim@proxy.corp:3128", "proxy.corp:3128"),
        ("kari:geheim@proxy.corp:3128", "proxy.corp:3128"),
    ] {
        for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let expected = format!("{expected} (from {variable})");
            assert_eq!(shown(&[(variable, value)]), Some(expected), "{value}");
        }
        assert_eq!(shown(&[("HTTP_PROXY", value)]), None, "only for plain http");
    }
    assert_eq!(shown(&[("HTTPS_PROXY", "")]), None, "unset for one command");
    for variable in ["HTTPS_PROXY", "ALL_PROXY"] {
        let said = problem(&[(variable, "  ")]);
        assert!(
            said.starts_with(variable) && said.contains("white space"),
            "{said}"
        );
    }
}

#[test]
fn the_variable_of_the_scheme_wins_and_what_is_not_used_need_not_be_usable() {
    let both = [
        ("ALL_PROXY", "socks5://127.0.0.1:9"),
        ("https_proxy", "http://b:2"),
    ];
    assert_eq!(shown(&both), Some("b:2 (from https_proxy)".to_owned()));
    let cases = [("HTTPS_PROXY", "http://a:1"), ("https_proxy", "http://b:2")];
    assert_eq!(shown(&cases), Some("a:1 (from HTTPS_PROXY)".to_owned()));
}

#[test]
fn hosts_are_excepted_as_people_write_them() {
    let goes = |without: &str, address: &str| {
        let pairs = [("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", without)];
        let proxies = proxies(&pairs);
        let server = proxies.server().expect("usable").expect("a proxy");
        let matcher = server.matcher();
        matcher
            .intercept(&address.parse().expect("an address"))
            .is_some()
    };
    let api = "https://api.corp.com/";
    for without in [
        "corp.com",
        ".corp.com",
        "*.corp.com",
        "*",
        "a.com,corp.com",
        "a.com corp.com",
        "a.com; CORP.com:443",
    ] {
        assert!(!goes(without, api), "{without}");
    }
    for without in ["", "corp.org", "other.com,::1,[::1]:8080,10.0.0.0/8"] {
        assert!(goes(without, api), "{without}");
    }
    assert!(!goes("10.0.0.0/8", "https://10.1.2.3/"));
    assert!(!goes("[fd00::1]:443", "https://[fd00::1]/"));
}

#[test]
fn user_and_password_are_sent_and_shown_nowhere() {
    let proxies = proxies(&[("HTTPS_PROXY", "http://kari:ge%40heim@p:1")]);
    let server = proxies.server().expect("usable").expect("a proxy");
    let expected = format!("Basic {}", STANDARD.encode("kari:ge@heim"));
    assert_eq!(server.authorization(), Some(expected));
    assert!(server.has_user());
    let secrets = server.secrets();
    assert!(secrets.iter().any(|secret| secret.expose() == "ge@heim"));
    for text in [format!("{proxies:?}"), server.shown()] {
        assert!(!text.contains("heim") && !text.contains("kari"), "{text}");
    }
}
