//! Answers of `StackOne` that prove less than they seem to: refused looks at a link that is in use, reads without data, lists
//! that are not whole.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use stackday::domain::diagnosis::Kind;
use stackday::domain::scope::Scopes;
use stackday::domain::{Evidence, Standing, StepId};
use stackday::http::{Door, DoorOptions, Incomplete};
use stackday::journal::Journal;
use stackday::planday::Planday;
use stackday::secret::{Secret, Vault};
use stackday::stackone::{Catalogue, Connector, StackOne};
use stackday::workflow::{AuthLink, LinkRequest, LinkStart, Progress, Services, link};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::support::{Ear, door, within};

/// What is put in the place of the good answer, by path and query; `None` leaves it.
type Put = Arc<dyn Fn(&str, &str) -> Option<(u16, Value)> + Send + Sync>;

async fn answer(State(put): State<Put>, uri: Uri) -> Response {
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    let account = json!({"id": "acc1", "provider": "planday", "status": "active", "origin_owner_id": "own-1",
        "origin_owner_name": "Owner"});
    let (status, body) = put(path, query).unwrap_or_else(|| {
        let body = match path {
            _ if path.contains("/connect_sessions/") => json!({"id": 1,
                "latest_connection_attempt": {"status": "authenticated", "account_secure_id": "acc1"}}),
            _ if path.ends_with("/actions/rpc") => json!({"data": [], "next": null}),
            _ if path.ends_with("/actions") => json!({"next": null, "data": [{"key": "planday",
                "actions": [{"id": "planday_list_departments"}]}]}),
            _ if path.ends_with("/accounts") => json!([account]),
            _ => account,
        };
        (200, body)
    });
    let status = StatusCode::from_u16(status).expect("a status");
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}

async fn services(
    put: impl Fn(&str, &str) -> Option<(u16, Value)> + Send + Sync + 'static,
) -> Services {
    let router = Router::new()
        .fallback(answer)
        .with_state(Arc::new(put) as Put);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let options = DoorOptions {
        attempts: 1,
        ..door()
    };
    let door = Door::new(options, Journal::silent(None));
    let url: url::Url = format!("http://{address}/").parse().expect("an address");
    Services {
        planday: Planday::new(door.clone(), url.clone(), url.clone()),
        stackone: StackOne::new(door.clone(), url),
        door,
        cache: None,
        library: None,
        vault: Vault::in_memory(),
        command: None,
        poll: Duration::from_millis(1),
        origin: stackday::domain::ChangeOrigin::Screen,
    }
}

fn key() -> Secret {
    Secret::new("v1.eu1.abcdefghijklmnopqrstuvwx")
}

/// Follows a link that is out; the last evidence, and the step that it is of.
async fn followed(
    put: impl Fn(&str, &str) -> Option<(u16, Value)> + Send + Sync + 'static,
) -> (StepId, Evidence) {
    let link_out = AuthLink {
        session: stackday::domain::text::Text::new("1"),
        url: Secret::new("https://localhost/?token=t"),
        expires_at: Timestamp::now() + SignedDuration::from_mins(30),
        owner_name: "Owner".to_owned(),
    };
    let request = LinkRequest {
        api_key: key(),
        start: LinkStart::Existing(link_out),
        owner_id: "own-1".to_owned(),
        granted: Scopes::new(),
        noted: None,
    };
    let services = services(put).await;
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let _ = within(link(&services, &request, &ear, &cancel)).await;
    let last = ear.told().into_iter().rev().find_map(|told| match told {
        Progress::Step(step, evidence) => Some((step, evidence)),
        _ => None,
    });
    last.expect("a step")
}

#[tokio::test]
async fn a_look_that_is_refused_is_no_word_about_the_link() {
    for (status, body) in [
        (
            403,
            json!({"statusCode": 403, "message": "Forbidden resource"}),
        ),
        (401, json!({"statusCode": 401, "message": "Unauthorized"})),
        (404, json!({"statusCode": 404, "message": "Not Found"})),
        (
            401,
            json!({"statusCode": 401, "message": "x", "errorCode": "AccountExpiredCredentialsError"}),
        ),
    ] {
        let said = body.to_string();
        let (step, evidence) = followed(move |path, _| {
            let looks = path.contains("/connect_sessions/");
            looks.then(|| (status, body.clone()))
        })
        .await;
        assert_eq!(
            (step, evidence.standing),
            (StepId::D2, Standing::Unknown),
            "{said}"
        );
        assert!(
            evidence.line.contains("may still work"),
            "{said}: {evidence:?}"
        );
        let next = &evidence.diagnosis.expect("why").next;
        assert!(next.contains("Check the link now"), "{said}: {next}");
    }
}

#[tokio::test]
async fn a_read_is_proven_by_data_and_by_nothing_else() {
    for (body, standing) in [
        (json!({"data": []}), Standing::Verified),
        (
            json!({"data": [{"id": 1}], "next": "c"}),
            Standing::Verified,
        ),
        (json!({"data": {"id": 1}}), Standing::Verified),
        (json!({"data": null}), Standing::Verified),
        (json!({}), Standing::Unknown),
        (json!({"error": "blocked"}), Standing::Unknown),
        (
            json!({"statusCode": 401, "message": "Unauthorized"}),
            Standing::Unknown,
        ),
        (json!({"data": 7}), Standing::Unknown),
        (json!({"data": "x"}), Standing::Unknown),
    ] {
        let said = body.to_string();
        let (step, evidence) =
            followed(move |path, _| path.ends_with("/rpc").then(|| (200, body.clone()))).await;
        assert_eq!(
            (step, evidence.standing),
            (StepId::D4, standing),
            "{said}: {evidence:?}"
        );
    }
}

/// An attempt that names no account, and this list of the owner's.
async fn found_among(list: Value) -> (StepId, Evidence) {
    followed(move |path, query| {
        let attempt = json!({"id": 1, "latest_connection_attempt": {"status": "authenticated"}});
        if path.contains("/connect_sessions/") {
            Some((200, attempt))
        } else if path.ends_with("/accounts") && query.contains("own-1") {
            Some((200, list.clone()))
        } else {
            None
        }
    })
    .await
}

#[tokio::test]
async fn an_account_that_names_no_owner_is_the_one_that_was_asked_for() {
    let nameless = json!({"id": "acc1", "provider": "planday", "status": "active"});
    let (step, evidence) = found_among(json!([nameless])).await;
    assert_eq!(
        (step, evidence.standing),
        (StepId::D4, Standing::Verified),
        "{evidence:?}"
    );
    let other = json!({"id": "acc2", "status": "active", "origin_owner_id": "own-2"});
    let (step, evidence) = found_among(json!([other])).await;
    assert_eq!(
        (step, evidence.standing),
        (StepId::D3, Standing::Failed),
        "{evidence:?}"
    );
}

#[tokio::test]
async fn an_account_that_is_not_in_a_part_of_the_list_may_be_in_the_rest() {
    let other = |number: usize| json!({"id": format!("a{number}"), "origin_owner_id": "own-2"});
    let all: Vec<_> = (0..30).map(other).collect();
    let (step, evidence) = found_among(json!(all)).await;
    assert_eq!(
        (step, evidence.standing),
        (StepId::D3, Standing::Unknown),
        "{evidence:?}"
    );
    assert!(evidence.line.contains("is incomplete"), "{evidence:?}");
}

fn number(query: &str, name: &str) -> Option<usize> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(found, _)| found == name)?.1.parse().ok()
}

fn some(from: usize, to: usize) -> Vec<Value> {
    (from..to)
        .map(|at| json!({"id": format!("a{at}"), "provider": "planday", "status": "active"}))
        .collect()
}

/// How many accounts are listed where this answers, and whether that is all.
async fn listed(
    page: impl Fn(usize, &str) -> Value + Send + Sync + 'static,
) -> (usize, Result<(), Incomplete>) {
    let services = services(move |_, query| {
        let at = number(query, "page").unwrap_or_default();
        Some((200, page(at, query)))
    })
    .await;
    let cancel = CancellationToken::new();
    let list = within(services.stackone.accounts(&key(), None, &cancel)).await;
    let list = list.expect("a list");
    (list.items.len(), list.complete)
}

/// One page of so many out of so many.
fn page(all: usize, size: usize, at: usize) -> Vec<Value> {
    some(((at - 1) * size).min(all), (at * size).min(all))
}

#[tokio::test]
async fn a_list_is_whole_only_where_it_came_to_its_end() {
    let whole = |count| (count, Ok(()));
    let part = |count, why| (count, Err(why));
    assert_eq!(listed(|at, _| json!(page(250, 100, at))).await, whole(250));
    assert_eq!(listed(|at, _| json!(page(100, 100, at))).await, whole(100));
    assert_eq!(
        listed(|at, _| json!(page(50, 20, at))).await,
        whole(50),
        "cut to 20"
    );
    let total = |total: i64| move |at, _: &str| json!({"total": total, "data": page(250, 100, at)});
    assert_eq!(listed(total(250)).await, whole(250));
    for wrong in [0, 1, 99, 150, -1] {
        assert_eq!(listed(total(wrong)).await, whole(250), "{wrong}");
    }
    assert_eq!(listed(total(300)).await, part(250, Incomplete::Fewer));
    let empty = |at, _: &str| match at {
        1 => json!({"total": 300, "data": some(0, 100)}),
        _ => json!({"total": 300, "data": null}),
    };
    assert_eq!(listed(empty).await, part(100, Incomplete::Fewer));
    let same = |_, _: &str| json!({"total": 40, "data": some(0, 20)});
    assert_eq!(
        listed(same).await,
        part(20, Incomplete::Repeated),
        "20 twice are not 40"
    );
    assert_eq!(
        listed(|_, _| json!(some(0, 20))).await,
        whole(20),
        "it pays no heed to the number"
    );
    assert_eq!(
        listed(|_, _| json!(some(0, 30))).await,
        part(30, Incomplete::Repeated)
    );
    let nameless: Vec<_> = (0..30)
        .map(|at| json!({"provider": "planday", "status": at}))
        .collect();
    assert_eq!(
        listed(move |_, _| json!(nameless)).await,
        part(30, Incomplete::NoIds)
    );
}

#[tokio::test]
async fn a_cursor_is_followed_wherever_a_page_names_one() {
    let pages = |_, query: &str| {
        if query.contains("next=c2") {
            json!({"next": null, "data": some(10, 15)})
        } else {
            json!({"next": "c2", "data": some(0, 10)})
        }
    };
    assert_eq!(listed(pages).await, (15, Ok(())));
    let deaf = |_, _: &str| json!({"next": "c2", "data": some(0, 10)});
    assert_eq!(listed(deaf).await, (10, Err(Incomplete::Repeated)));
}

async fn catalogue(body: Value) -> Connector {
    let services = services(move |_, _| Some((200, body.clone()))).await;
    let cancel = CancellationToken::new();
    let stackone = &services.stackone;
    let read = within(stackone.connector(&key(), Catalogue::Actions, &cancel)).await;
    read.expect("an entry")
}

#[tokio::test]
async fn what_is_missing_of_the_actions_is_told() {
    let action = |at: usize| json!({"id": format!("planday_list_x{at}")});
    let many: Vec<_> = (0..12_000).map(action).collect();
    let read = catalogue(json!({"data": [{"key": "planday", "actions": many}]})).await;
    assert_eq!((read.actions.len(), read.incomplete), (12_000, None));
    for odd in [
        json!(null),
        json!(7),
        json!({"id": null}),
        json!({"id": {}, "label": "x"}),
    ] {
        let body = json!({"data": [{"key": "planday", "actions": [odd, action(1)]}]});
        let read = catalogue(body).await;
        assert_eq!(
            (read.actions.len(), read.incomplete),
            (1, Some(Incomplete::Odd)),
            "{odd}"
        );
        let read =
            catalogue(json!({"data": [odd, {"key": "planday", "actions": [action(1)]}]})).await;
        assert_eq!(
            (read.actions.len(), read.incomplete),
            (1, Some(Incomplete::Odd)),
            "{odd}"
        );
    }
}

#[tokio::test]
async fn a_connector_that_names_nothing_is_planday_s_which_was_asked_for() {
    let actions = json!([{"id": "planday_list_departments", "required_scopes": "department:read, shift:read"}]);
    let read = catalogue(json!({"data": [{"key": null, "actions": actions}]})).await;
    assert!(read.read_action("planday_list_departments").is_some());
    let scopes: Vec<_> = read.actions[0]
        .required_scopes
        .iter()
        .map(stackday::domain::text::Text::as_str)
        .collect();
    assert_eq!(scopes, ["department:read", "shift:read"]);
    // Beside one that says that it is Planday's, it may be another's.
    let both = json!({"data": [{"actions": [{"id": "x_list_y"}]}, {"key": "Planday", "actions": actions}]});
    let read = catalogue(both).await;
    assert_eq!(
        (read.actions.len(), read.incomplete),
        (1, Some(Incomplete::Odd))
    );
    let other = catalogue(json!({"data": [{"key": "hibob", "actions": actions}]})).await;
    assert!(other.actions.is_empty());
}

#[tokio::test]
async fn no_answer_here_blames_the_key() {
    let (_, evidence) = followed(|path, _| path.ends_with("/rpc").then(|| (200, json!({})))).await;
    assert_eq!(evidence.diagnosis.expect("why").kind, Kind::Unclear);
}
