use super::super::reply::tests::reply;
use super::*;

const PAGE: &str = "<!DOCTYPE html><title>Access denied</title>Blocked";

fn who(manner: Manner, status: u16, headers: &[(&str, &str)], body: &str) -> Answerer {
    reply(status, headers, body).answerer(manner)
}

fn is_between(answerer: &Answerer) -> bool {
    matches!(answerer, Answerer::Between(_))
}

#[test]
fn what_no_service_sends_is_the_networks_whatever_is_in_it() {
    for manner in [Manner::Json, Manner::OpenApi, Manner::Pages] {
        for body in ["", PAGE, "{\"error\":\"invalid_client\"}", "text"] {
            assert_eq!(
                who(manner, 407, &[], body),
                Answerer::Between(Between::ProxyLogin)
            );
            assert_eq!(
                who(manner, 511, &[], body),
                Answerer::Between(Between::SignIn)
            );
        }
        for (headers, body) in [
            (vec![("www-authenticate", "Negotiate")], ""),
            (vec![("www-authenticate", "NTLM")], PAGE),
            (vec![("server", "squid/5.2")], PAGE),
            (vec![("www-authenticate", "Basic realm=\"proxy\"")], ""),
            (vec![("x-squid-error", "ERR_ACCESS_DENIED 0")], ""),
            (
                vec![("x-squid-error", "ERR_ACCESS_DENIED 0")],
                "{\"error\":\"invalid_grant\"}",
            ),
            (vec![], "<p>Blocked by FortiGuard</p>"),
        ] {
            for status in [200, 401, 403, 404, 429, 500, 503] {
                let answerer = who(manner, status, &headers, body);
                assert!(
                    is_between(&answerer),
                    "{manner:?} {status} {headers:?} {body}"
                );
            }
        }
    }
}

const PASSED_ON: [(&str, &str); 2] = [
    ("via", "1.1 gate.Zscaler.net (squid/5.2)"),
    ("proxy-status", "gate; received-status=403"),
];

const SENTENCE: &str =
    "Your application isn't assigned to the appropriate scope, so it can't perform this action";

#[test]
fn who_passed_an_answer_on_did_not_write_it() {
    let text = ("content-type", "text/plain");
    let json = ("content-type", "application/json");
    let rate = ("x-ratelimit-limit", "100");
    for (manner, status, header, body) in [
        (
            Manner::OpenApi,
            401,
            ("www-authenticate", "Bearer error=\"invalid_token\""),
            "",
        ),
        (Manner::OpenApi, 401, ("www-authenticate", "Bearer"), ""),
        (Manner::OpenApi, 403, rate, ""),
        (Manner::OpenApi, 403, rate, "Squid Bar is closed"),
        (Manner::OpenApi, 403, text, SENTENCE),
        (
            Manner::OpenApi,
            403,
            text,
            &format!("{{\"detail\":\"{SENTENCE}\"}}"),
        ),
        (Manner::OpenApi, 403, json, "{\"message\":\"no\"}"),
        (Manner::OpenApi, 429, ("retry-after", "7"), ""),
        (Manner::OpenApi, 500, ("content-type", "text/html"), PAGE),
        (
            Manner::OpenApi,
            200,
            json,
            "{\"data\":[{\"name\":\"Squid Bar\"}]}",
        ),
        (Manner::Json, 200, json, "[{\"name\":\"Barracuda\"}]"),
        (Manner::Json, 400, json, "{\"error\":\"invalid_grant\"}"),
        (Manner::Json, 400, text, "{\"error\":\"invalid_grant\"}"),
        (
            Manner::Json,
            401,
            json,
            "{\"statusCode\":401,\"message\":\"Unauthorized\"}",
        ),
        (
            Manner::Json,
            401,
            ("www-authenticate", "Basic"),
            "{\"statusCode\":401,\"message\":\"Unauthorized\"}",
        ),
        (
            Manner::Json,
            400,
            json,
            "{\"statusCode\":400,\"message\":\"no Zscaler here\",\"timestamp\":\"2026-01-01T00:00:00Z\"}",
        ),
        (Manner::Json, 429, ("retry-after", "7"), ""),
    ] {
        let headers = [PASSED_ON[0], PASSED_ON[1], header];
        let answerer = who(manner, status, &headers, body);
        assert_eq!(
            answerer,
            Answerer::Service,
            "{manner:?} {status} {header:?} {body}"
        );
    }
}

#[test]
fn json_with_a_filters_marks_is_the_filters() {
    let plain = ("content-type", "text/plain");
    let json = ("content-type", "application/json");
    let blocked = "{\"message\":\"Access to this site is blocked by Zscaler\",\"statusCode\":403}";
    let problem =
        "{\"title\":\"Error 1020: Access denied\",\"status\":403,\"cloudflare_error\":true}";
    for manner in [Manner::Json, Manner::OpenApi] {
        for (header, body) in [
            (json, blocked),
            (("server", "squid/5.7"), "{\"message\":\"denied\"}"),
            (
                ("x-squid-error", "ERR_ACCESS_DENIED 0"),
                "{\"message\":\"denied\"}",
            ),
            (("content-type", "application/problem+json"), problem),
            (("www-authenticate", "NTLM"), "{\"message\":\"denied\"}"),
        ] {
            for status in [400, 401, 403, 404] {
                let answerer = who(manner, status, &[header], body);
                assert!(
                    is_between(&answerer),
                    "{manner:?} {status} {header:?} {body}"
                );
            }
        }
        // Of the service behind it.
        for status in [429, 503] {
            assert_eq!(who(manner, status, &[json], problem), Answerer::Service);
        }
    }
    let said = "{\"message\":\"Unauthorized\"}";
    assert!(is_between(&who(Manner::Json, 401, &[plain], said)));
    assert_eq!(who(Manner::OpenApi, 401, &[plain], said), Answerer::Unclear);
    let false_mark = "{\"message\":\"no\",\"cloudflare_error\":false}";
    assert_eq!(
        who(Manner::Json, 403, &[json], false_mark),
        Answerer::Service
    );
}

#[test]
fn a_redirect_leads_away_except_where_pages_are_the_manner() {
    let to = [("location", "http://login.hotspot.test/?back=1")];
    for manner in [Manner::Json, Manner::OpenApi] {
        assert_eq!(
            who(manner, 302, &to, ""),
            Answerer::Between(Between::Elsewhere {
                host: Some(Text::new("login.hotspot.test"))
            })
        );
    }
    assert_eq!(who(Manner::Pages, 302, &to, ""), Answerer::Service);
}

#[test]
fn where_only_json_is_spoken_nothing_else_is_believed() {
    for status in [400, 401, 403, 404, 410, 429, 451, 502] {
        for body in ["", " \n", PAGE, "Unauthorized", "{\"error\":"] {
            let answerer = who(Manner::Json, status, &[], body);
            assert!(is_between(&answerer), "{status} {body:?}");
        }
        let json = [("content-type", "text/html")];
        assert!(is_between(&who(Manner::Json, status, &json, "{}")));
        assert_eq!(who(Manner::Json, status, &[], "{}"), Answerer::Service);
    }
    for status in [500, 503, 504] {
        assert_eq!(who(Manner::Json, status, &[], PAGE), Answerer::Service);
    }
    let limited = [("retry-after", "7")];
    assert_eq!(who(Manner::Json, 429, &limited, ""), Answerer::Service);
    let bearer = [("www-authenticate", "Bearer error=\"invalid_client\"")];
    assert_eq!(who(Manner::Json, 401, &bearer, ""), Answerer::Service);
}

#[test]
fn of_the_open_api_headers_and_known_words_decide() {
    let api = |status, headers: &[(&str, &str)], body| who(Manner::OpenApi, status, headers, body);
    let bearer = [("www-authenticate", "bearer realm=x")];
    let rate = [("x-ratelimit-limit", "100, 20;w=1")];
    for status in [401, 403] {
        assert_eq!(api(status, &[], ""), Answerer::Unclear);
        assert_eq!(api(status, &[], "Forbidden"), Answerer::Unclear);
        assert_eq!(api(status, &[], "{\"blocked\":true}"), Answerer::Unclear);
        assert_eq!(api(status, &[], "{\"message\":null}"), Answerer::Unclear);
        assert_eq!(api(status, &bearer, ""), Answerer::Service);
        assert_eq!(api(status, &rate, ""), Answerer::Service);
        let expired = [("www-authenticate", "Bearer error=\"invalid_token\"")];
        for status in [400, status] {
            assert_eq!(api(status, &expired, ""), Answerer::Service);
        }
        assert_eq!(api(status, &[], "{\"Title\":\"no\"}"), Answerer::Service);
        for headers in [&bearer[..], &rate, &[]] {
            assert!(
                is_between(&api(status, headers, PAGE)),
                "{status} {headers:?}"
            );
        }
    }
    assert_eq!(api(403, &[], SENTENCE), Answerer::Service);
    let page = format!("<h1>403 Forbidden</h1><p>{SENTENCE}</p>");
    assert_eq!(api(403, &[], &page), Answerer::Service);
    assert_eq!(api(429, &[], ""), Answerer::Service);
    assert!(is_between(&api(429, &[], PAGE)));
    assert_eq!(api(404, &[], PAGE), Answerer::Unclear);
    assert_eq!(api(500, &[], PAGE), Answerer::Service);
    assert!(is_between(&api(502, &[], PAGE)));
    assert!(is_between(&api(200, &[], PAGE)));
    assert_eq!(api(200, &[], "{}"), Answerer::Service);
}

#[test]
fn an_oauth_error_stands_in_a_challenge() {
    let error = |value| reply(401, &[("www-authenticate", value)], "").challenge_error();
    for value in [
        "Bearer realm=\"x\", error=\"invalid_token\", error_description=\"a, b\"",
        "Bearer error_description=\"no\", error = invalid_token",
        "bearer ERROR=invalid_token,x=y",
    ] {
        assert_eq!(error(value).as_deref(), Some("invalid_token"), "{value}");
    }
    for value in [
        "Bearer",
        "Bearer error",
        "Bearer error=",
        "Bearer error=\"\"",
        "",
    ] {
        assert_eq!(error(value), None, "{value}");
    }
}
