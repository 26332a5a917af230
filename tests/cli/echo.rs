//! Servers that say back what they were sent: in every member, in every writing. None of it is on the screen, in a file or in a log.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures::StreamExt as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::support::{Ran, home, run, stackday};

const APP_ID: &str = "0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef";
const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";
const KEY: &str = "v1.eu1.Zm9v+mFyYmF6/XV4MTIzNA";
const ACCESS: &str = "Ab3kd9sLq0XyZw71mNbVcEr5";

/// What a service says back, in how many ways.
fn writings(secret: &str) -> Vec<(&'static str, String)> {
    let each = |form: &dyn Fn(char) -> String| secret.chars().map(form).collect::<String>();
    let json_twice = serde_json::to_string(&each(&|c| format!("\\u{:04x}", u32::from(c))));
    let shared = if secret == KEY { 7 } else { 0 };
    vec![
        ("plain", secret.to_owned()),
        (
            "percent",
            utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        ),
        (
            "every byte percent",
            each(&|c| format!("%{:02X}", u32::from(c))),
        ),
        ("json in json", json_twice.expect("JSON")),
        ("base64", STANDARD.encode(secret)),
        ("basic", STANDARD.encode(format!("{secret}:"))),
        (
            "within base64",
            URL_SAFE_NO_PAD.encode(format!("{{\"key\":\"{secret}\"}}")),
        ),
        ("hex", each(&|c| format!("{:02x}", u32::from(c)))),
        (
            "decimal references",
            each(&|c| format!("&#{};", u32::from(c))),
        ),
        (
            "hexadecimal references",
            each(&|c| format!("&#x{:x};", u32::from(c))),
        ),
        (
            "named references",
            secret
                .replace('_', "&lowbar;")
                .replace('+', "&plus;")
                .replace('/', "&sol;"),
        ),
        ("upper case", secret.to_uppercase()),
        ("lower case", secret.to_lowercase()),
        ("cut", format!("{}...", &secret[..shared + 12])),
        ("broken up", each(&|c| format!("{c}\u{200b}"))),
    ]
}

/// Where a service says it, and how.
#[derive(Clone)]
struct Lie {
    /// `identity`, `planday` or `stackone`.
    who: &'static str,
    status: u16,
    /// How the body is made of what is said.
    form: &'static str,
    said: String,
}

impl Lie {
    fn answer(&self) -> Response {
        let status = StatusCode::from_u16(self.status).expect("a status");
        let said = format!("You sent {}", self.said);
        let body = match self.form {
            "text" => return (status, said).into_response(),
            "page" => {
                let page = format!("<title>{said}</title><h1>{said}</h1><p>{said}</p>");
                return (status, [(header::CONTENT_TYPE, "text/html")], page).into_response();
            }
            "header" => {
                let challenge = format!("Bearer error=\"{}\"", self.said);
                let challenge = challenge.replace('\u{200b}', "");
                return (status, [(header::WWW_AUTHENTICATE, challenge)], "").into_response();
            }
            "oauth" => json!({ "error": "invalid_grant", "error_description": said }),
            "oauth error" => json!({ "error": said }),
            "problem" => json!({ "title": said, "detail": said, "status": self.status }),
            "nested" => json!({ "error": { "code": self.status, "message": said } }),
            "errors" => json!({ "message": "No", "errors": [said, { "message": said }] }),
            "message list" => json!({ "message": [said] }),
            "details" => {
                json!({ "statusCode": self.status, "message": said, "errorCode": said, "details": said,
                "provider_errors": [{ "status": 403, "message": said, "url": said }] })
            }
            "wrong kind" => {
                json!({ "access_token": [said], "data": said, "message": { said.clone(): 1 } })
            }
            "message" => json!({ "message": said }),
            other => panic!("no form {other}"),
        };
        (status, axum::Json(body)).into_response()
    }

    /// What a service says that answers as it should, with what it was sent in every text.
    fn good(&self, path: &str) -> Value {
        let said = |who: &str, else_: &str| {
            let lies = who == self.who && self.form == "good";
            if lies {
                format!("{else_} {}", self.said)
            } else {
                else_.to_owned()
            }
        };
        if path.ends_with("connect/token") {
            let claims = json!({ "scope": [said("identity", "department:read")] });
            let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
            let token = if self.form == "good" {
                format!("{ACCESS}.{claims}.c2ln")
            } else {
                ACCESS.to_owned()
            };
            return json!({ "access_token": token, "expires_in": 3600, "token_type": said("identity", "Bearer") });
        }
        if path.ends_with("portal/v1.0/info") {
            let name = said("planday", "Acme");
            return json!({ "data": { "id": 7, "name": name, "companyName": name, "country": name, "timeZone": name,
                "aliases": [name], "portals": [{ "id": 8, "name": name }] } });
        }
        if path.contains("connector_profiles") {
            let name = said("stackone", "Planday");
            return json!({ "data": [{ "id": said("stackone", "p1"), "name": name, "connector_key": "planday", "active": true,
                "default": false, "connector_version": name, "connector_pinned_version": name, "release_stage": name,
                "environment": name, "authentication_config_key": name, "authentication_config_label": name }] });
        }
        if path.contains("accounts") {
            let name = said("stackone", "o1");
            return json!([{ "id": name, "provider": "planday", "origin_owner_id": name, "origin_owner_name": name,
                "status": name, "status_reasons": [{ "code": name, "description": name }] }]);
        }
        if path.contains("actions") {
            let name = said("stackone", "List");
            return json!({ "data": [{ "key": "planday", "version": name, "actions":
                [{ "id": "planday_list_departments", "label": name, "description": name, "required_scopes": [name] }] }] });
        }
        json!({ "data": [], "paging": { "total": 0 } })
    }
}

async fn serve(State(lie): State<Arc<Lie>>, uri: Uri) -> Response {
    let path = uri.path();
    let (who, path) = path
        .trim_start_matches('/')
        .split_once('/')
        .unwrap_or((path, ""));
    if who == lie.who && lie.form != "good" {
        lie.answer()
    } else {
        axum::Json(lie.good(path)).into_response()
    }
}

async fn listen(lie: Lie) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().fallback(serve).with_state(Arc::new(lie));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// Everything that one run leaves behind.
struct Left {
    ran: Vec<Ran>,
    files: Vec<(String, Vec<u8>)>,
}

fn files_below(folder: &std::path::Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, into);
        } else {
            into.push((
                path.display().to_string(),
                std::fs::read(&path).expect("a file"),
            ));
        }
    }
}

/// A saved connection, verified and looked at, and what `StackOne` lists.
async fn play(lie: Lie) -> Left {
    let stackone = lie.who == "stackone";
    let address = listen(lie).await;
    let home = home();
    let log = home.path().join("log.ndjson");
    let data = home.path().join("data");
    let command = |arguments: &[&str]| {
        let mut command = stackday(home.path(), arguments);
        command
            .env(
                "STACKDAY_PLANDAY_IDENTITY_URL",
                format!("{address}/identity"),
            )
            .env("STACKDAY_PLANDAY_API_URL", format!("{address}/planday"))
            .env("STACKDAY_STACKONE_API_URL", format!("{address}/stackone"))
            .env("STACKDAY_TOKEN_SECRET", TOKEN)
            .env("STACKDAY_STACKONE_API_KEY", KEY)
            .env("STACKDAY_SCOPES", "department:read")
            .arg("--data-dir")
            .arg(&data)
            .arg("--log-file")
            .arg(&log);
        command
    };
    let mut ran = Vec::new();
    ran.push(run(command(&["profiles", "add", "A", "--app-id", APP_ID])).await);
    assert_eq!(ran[0].code, Some(0), "{:?}", ran[0]);
    for arguments in [
        &["verify", "--profile", "A"][..],
        &["verify", "--profile", "A", "--json"],
        &["verify", "--all"],
        &["profiles", "show", "A", "--json"],
        &["pins", "--json"],
        &["scopes", "actions"],
    ] {
        // Only StackOne is asked for these.
        if !stackone && matches!(arguments[0], "pins" | "scopes") {
            continue;
        }
        ran.push(run(command(arguments)).await);
    }
    let mut files = Vec::new();
    files_below(home.path(), &mut files);
    Left { ran, files }
}

/// Nothing of it is left, in any writing.
fn assert_nothing_left(name: &str, left: &Left) {
    for secret in [TOKEN, KEY, ACCESS] {
        for (writing, said) in writings(secret) {
            let said = said.trim_end_matches('.');
            for ran in &left.ran {
                for text in [&ran.out, &ran.err] {
                    assert!(!text.contains(said), "{name}: {writing} in {text}");
                }
            }
            for (path, bytes) in &left.files {
                let found = bytes
                    .windows(said.len())
                    .any(|window| window == said.as_bytes());
                assert!(
                    !found,
                    "{name}: {writing} in {path}: {}",
                    String::from_utf8_lossy(bytes)
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_says_back_is_nowhere_whatever_member_it_is_in() {
    let errors = [
        (
            "identity",
            400,
            &["oauth", "oauth error", "text", "page", "message", "problem"][..],
        ),
        (
            "planday",
            403,
            &[
                "message",
                "problem",
                "nested",
                "oauth error",
                "text",
                "page",
                "errors",
            ],
        ),
        ("planday", 401, &["header", "problem"]),
        (
            "stackone",
            422,
            &[
                "message",
                "errors",
                "message list",
                "details",
                "nested",
                "text",
            ],
        ),
        ("stackone", 401, &["details", "page"]),
        ("stackone", 412, &["details"]),
        ("planday", 200, &["wrong kind", "good"]),
        ("identity", 200, &["wrong kind", "good"]),
        ("stackone", 200, &["wrong kind", "good"]),
    ];
    let mut lies = Vec::new();
    for (who, status, forms) in errors {
        for form in forms {
            let secret = match who {
                "identity" => TOKEN,
                "planday" => ACCESS,
                _ => KEY,
            };
            // A few in one answer: a line has room for them.
            for said in writings(secret).chunks(5) {
                let said: Vec<_> = said.iter().map(|(_, said)| said.as_str()).collect();
                lies.push(Lie {
                    who,
                    status,
                    form,
                    said: said.join(" | "),
                });
            }
        }
    }
    let played = futures::stream::iter(lies.into_iter().map(|lie| async move {
        let name = format!("{} {} {} {}", lie.who, lie.status, lie.form, lie.said);
        (name, tokio::spawn(play(lie)).await.expect("no panic"))
    }));
    let mut played = std::pin::pin!(played.buffer_unordered(8));
    let mut redacted = 0;
    while let Some((name, left)) = played.next().await {
        assert_nothing_left(&name, &left);
        redacted += usize::from(left.ran.iter().any(|ran| ran.out.contains("[redacted]")));
    }
    // What was said did reach the screen, but for the secret in it.
    assert!(redacted > 60, "{redacted}");
}

/// A line that cannot be kept as it came costs that line, and not the run.
#[tokio::test]
async fn one_echoed_secret_costs_no_other_profile_its_findings() {
    let address = listen(Lie {
        who: "stackone",
        status: 422,
        form: "message",
        said: KEY.to_owned(),
    })
    .await;
    let home = home();
    let command = |arguments: &[&str]| {
        let mut command = stackday(home.path(), arguments);
        command
            .env(
                "STACKDAY_PLANDAY_IDENTITY_URL",
                format!("{address}/identity"),
            )
            .env("STACKDAY_PLANDAY_API_URL", format!("{address}/planday"))
            .env("STACKDAY_STACKONE_API_URL", format!("{address}/stackone"))
            .env("STACKDAY_PASSPHRASE", "a passphrase of some words")
            .env("STACKDAY_TOKEN_SECRET", TOKEN)
            .env("STACKDAY_STACKONE_API_KEY", KEY)
            .args(["--secret-store", "file"]);
        command
    };
    for name in ["A", "B"] {
        let added = run(command(&[
            "profiles",
            "add",
            name,
            "--app-id",
            APP_ID,
            "--scopes",
            "department:read",
        ]))
        .await;
        assert_eq!(added.code, Some(0), "{added:?}");
        let mut kept = command(&["secrets", "set", "token", name]);
        kept.stdin(std::process::Stdio::piped());
        let mut child = kept.spawn().expect("it starts");
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), TOKEN.as_bytes())
            .expect("written");
        let kept = super::interrupted::ended(child).await;
        assert_eq!(kept.code, Some(0), "{kept:?}");
    }
    let verified = run(command(&["verify", "--all"])).await;
    assert!(!verified.out.contains("could not be saved"), "{verified:?}");
    assert!(!verified.out.contains("not saved"), "{verified:?}");
    for name in ["A", "B"] {
        let shown = run(command(&["profiles", "show", name, "--json"])).await;
        assert!(!shown.out.contains(KEY), "{shown:?}");
        assert!(shown.out.contains("You sent [redacted]"), "{shown:?}");
    }
}
