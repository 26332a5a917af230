use serde_json::json;

use super::*;

fn call() -> Call {
    let url = Url::parse("http://localhost/token?key=s3cret").expect("an address");
    Call::token_grant("planday", "fetch a token", url)
}

#[test]
fn basic_is_the_user_with_an_empty_password() {
    let call = call().basic(&Secret::new("v1.eu1.abc"));
    assert_eq!(
        call.headers[0].1.on_the_wire().as_str(),
        "Basic djEuZXUxLmFiYzo="
    );
    assert_eq!(call.headers[0].1.on_record(), "Basic [redacted]");
    assert!(call.secrets().any(|secret| secret.expose() == "v1.eu1.abc"));
}

#[test]
fn a_form_is_encoded_for_the_wire_and_hidden_for_the_record() {
    let call = call()
        .form("grant_type", "refresh token")
        .secret_form("refresh_token", &Secret::new("x&y"));
    assert_eq!(
        String::from_utf8(call.wire_body()).expect("text"),
        "grant_type=refresh+token&refresh_token=x%26y"
    );
    assert_eq!(
        String::from_utf8(call.record_body()).expect("text"),
        "grant_type=refresh+token&refresh_token=[redacted]"
    );
}

#[test]
fn debug_shows_no_secret() {
    let call = call()
        .bearer(&Secret::new("t0ken"))
        .header("Authorization", "Custom v4lue")
        .json(json!({ "inner": "b0dy" }));
    let shown = format!("{call:?}");
    for hidden in ["s3cret", "t0ken", "v4lue", "b0dy"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert_eq!(call.headers[1].1.on_record(), "[redacted]");
}
