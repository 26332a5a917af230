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
            (vec![("via", "1.1 gate.Zscaler.net")], "no"),
            (vec![("proxy-status", "gate; error=x")], ""),
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
    let sentence =
        "Your application isn't assigned to the appropriate scope, so it can't perform this action";
    assert_eq!(api(403, &[], sentence), Answerer::Service);
    let page = format!("<h1>403 Forbidden</h1><p>{sentence}</p>");
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
