//! `stackday accounts link` and `relink`, and what `stackday links` shows of them.

use jiff::{SignedDuration, Timestamp};
use stackday::library::{Connection, Guard, Library};
use stackday::sandbox::Scenario;

use super::super::hostile::assert_tame;
use super::super::leaks::{assert_none, members};
use super::super::support::{Stage, run, text};
use super::super::tap::Tap;
use super::super::verify_all::save;
use super::{command, kept, made, ran, stage, url};

const LINK: [&str; 6] = [
    "accounts",
    "link",
    "--owner-id",
    "c9",
    "--owner-name",
    "Nine ApS",
];

#[tokio::test]
async fn the_link_alone_is_on_standard_output_and_the_rest_beside_it() {
    let stage = stage(&[]).await;
    let link = ran(&stage, &[&LINK[..], &["--expires", "7d"]].concat()).await;
    assert_eq!(link.code, Some(0), "{link:?}");
    assert_eq!(link.out.lines().count(), 1, "{link:?}");
    assert!(link.out.starts_with("http://127.0.0.1"), "{link:?}");
    assert!(
        link.err
            .contains("A link for Nine ApS (c9) with the profile Planday. It works until"),
        "{link:?}"
    );
    let message = ran(&stage, &[&LINK[..], &["--message"]].concat()).await;
    for part in [
        "Hello,\n\nplease connect Planday here, as an Administrator of your Planday portal:\nhttp://",
        "\n\nThe link works until ",
    ] {
        assert!(message.out.contains(part), "{part}: {message:?}");
    }
    assert!(message.err.contains("under way already"), "{message:?}");
    let json = made(&stage, "c10").await;
    assert_eq!(json["ok"], true);
    assert_eq!(json["link"]["state"], "sent");
    assert_eq!(json["link"]["owner_id"], "c10");
    assert!(url(&json).starts_with("http://") && json["not_kept"].is_null());
    assert!(text(&json["message"]).contains(&url(&json)));
}

#[tokio::test]
async fn what_is_asked_for_is_what_the_session_is_made_from() {
    let mut stage = stage(&[]).await;
    let tap = Tap::before(&stage.ready.stackone_url).await;
    stage.ready.stackone_url = tap.url();
    let more = [
        "--label",
        "Main",
        "--type",
        "test",
        "--expires",
        "1d",
        "--multiple",
        "--connector-profile",
        "planday",
        "--json",
    ];
    let link = ran(&stage, &[&LINK[..], &more].concat()).await;
    assert_eq!(link.code, Some(0), "{link:?}");
    let requests = tap.requests();
    let mut posts = requests
        .iter()
        .filter(|it| it.head.starts_with("POST /connect_sessions"));
    let post = posts.next().expect("one");
    let body: serde_json::Value = serde_json::from_str(&post.body).expect("JSON");
    for (member, value) in [
        ("origin_owner_id", "c9".into()),
        ("origin_owner_name", "Nine ApS".into()),
        ("label", "Main".into()),
        ("type", "test".into()),
        ("multiple", true.into()),
        ("expires_in", serde_json::json!(86_400)),
    ] {
        assert_eq!(body[member], value, "{body}");
    }
    assert!(posts.next().is_none(), "one session");
}

#[tokio::test]
async fn an_active_account_is_shown_before_another_is_made() {
    let mut stage = stage(&[]).await;
    let tap = Tap::before(&stage.ready.stackone_url).await;
    stage.ready.stackone_url = tap.url();
    let link = [
        "accounts",
        "link",
        "--owner-id",
        "cust-1001",
        "--owner-name",
        "Nordlys Café ApS",
    ];
    let refused = ran(&stage, &link).await;
    assert_eq!(
        (refused.code, refused.out.as_str()),
        (Some(2), ""),
        "{refused:?}"
    );
    assert!(
        refused.err.contains("has an active account already") && refused.err.contains("--multiple"),
        "{refused:?}"
    );
    let posts = || {
        let requests = tap.requests();
        requests
            .iter()
            .filter(|it| it.head.starts_with("POST"))
            .count()
    };
    assert_eq!(posts(), 0);
    for more in ["--yes", "--multiple"] {
        let link = ran(&stage, &[&link[..], &[more]].concat()).await;
        assert_eq!(link.code, Some(0), "{more}: {link:?}");
        assert!(link.err.contains("an active account already"), "{link:?}");
    }
    assert_eq!(posts(), 2);
}

#[tokio::test]
async fn the_owner_comes_from_the_saved_connection_where_none_is_given() {
    let stage = stage(&[]).await;
    let connection = Connection {
        owner_id: Some("c7".to_owned()),
        owner_name: Some("Seven".to_owned()),
        ..Connection::default()
    };
    let (_, folder) = save(&stage, vec![("Seven", connection)]);
    let link = ["accounts", "link", "--json", "--data-dir", &folder];
    let of_nobody = ran(&stage, &link).await;
    assert_eq!(
        (of_nobody.code, &*of_nobody.failure()),
        (Some(3), "not_configured")
    );
    let of_profile = ran(&stage, &[&link[..], &["--profile", "Seven"]].concat()).await;
    assert_eq!(
        of_profile.json()["link"]["owner_name"],
        "Seven",
        "{of_profile:?}"
    );
}

#[tokio::test]
async fn nothing_is_made_where_it_must_not_or_cannot() {
    let stage = stage(&[]).await;
    for (more, code, said) in [
        (&["--read-only"][..], 1, "ead-only"),
        (&["--connector-profile", "nobody"], 1, "none is named"),
        (&["--expires", "59"], 2, "90 days"),
        (&["--expires", "91d"], 2, "90 days"),
        (&["--owners", "x.csv"], 2, "--owners"),
    ] {
        let link = ran(&stage, &[&LINK[..], more].concat()).await;
        assert_eq!(link.code, Some(code), "{more:?}: {link:?}");
        assert!(link.err.contains(said), "{more:?}: {link:?}");
        assert_eq!(link.out, "", "{more:?}");
    }
    let nameless = ran(&stage, &["accounts", "link", "--owner-id", "c9"]).await;
    assert_eq!(nameless.code, Some(2), "{nameless:?}");
    assert!(kept(&stage).await.is_empty(), "nothing is left half made");
    let off = Stage::new(&[Scenario::ProfileDisabled]).await;
    let link = run(command(&off, &LINK)).await;
    assert_eq!(link.code, Some(1), "{link:?}");
    assert!(link.err.contains("is disabled"), "{link:?}");
}

#[tokio::test]
async fn a_link_is_listed_without_its_address_which_is_shown_on_request_alone() {
    let mut stage = stage(&[]).await;
    let log = stage.home.path().join("log.ndjson");
    let tap = Tap::before(&stage.ready.stackone_url).await;
    stage.ready.stackone_url = tap.url();
    let logged = ["--log-file", log.to_str().expect("UTF-8")];
    let made = ran(&stage, &[&LINK[..], &["--json"], &logged].concat())
        .await
        .json();
    let (id, address) = (text(&made["link"]["id"]), url(&made));
    let listed = ran(&stage, &["links"]).await;
    for part in [
        &id[..8],
        "Nine ApS",
        "c9",
        "Planday",
        "sent",
        "has to open it",
        "1 under way",
    ] {
        assert!(listed.out.contains(part), "{part}: {listed:?}");
    }
    let json = ran(&stage, &["links", "list", "--in-flight", "--json"]).await;
    let shown = ran(&stage, &["links", "show", &id]).await;
    assert!(shown.out.contains("--url shows it"), "{shown:?}");
    let shown_json = ran(&stage, &["links", "show", &id, "--json"]).await;
    assert_eq!(shown_json.json()["id"], id.as_str());
    let token = members(&tap.answers(), "token");
    let written = std::fs::read_to_string(&log).expect("a log");
    assert!(written.contains("connect_sessions"), "{written}");
    assert_none(
        &token,
        &[
            ("list", &listed.out),
            ("JSON", &json.out),
            ("link", &shown.out),
            ("JSON of the link", &shown_json.out),
            ("errors", &shown.err),
            ("log", &written),
        ],
    );
    for word in [&id[..4], "c9"] {
        let asked = ran(&stage, &["links", "show", word, "--url"]).await;
        assert_eq!(asked.out.trim_end(), address, "{asked:?}");
    }
    let empty = super::stage(&[]).await;
    let none = ran(&empty, &["links", "show", &id]).await;
    assert_eq!(none.code, Some(3), "{none:?}");
    let asked = ran(&stage, &["links", "show", &id, "--message"]).await;
    assert!(
        asked.out.contains(&address) && asked.out.starts_with("Hello,"),
        "{asked:?}"
    );
    let nobody = ran(&stage, &["links", "show", "ffffffff"]).await;
    assert_eq!(nobody.code, Some(2), "{nobody:?}");
}

#[tokio::test]
async fn an_address_that_no_store_takes_is_shown_once_and_said() {
    let stage = stage(&[]).await;
    // The encrypted file is locked, and nobody can be asked.
    let link = run(stage.command(&[&LINK[..], &["--json"]].concat())).await;
    assert_eq!(link.code, Some(0), "{link:?}");
    let json = link.json();
    assert!(
        json["not_kept"].is_string() && url(&json).starts_with("http://"),
        "{json}"
    );
    assert_eq!(json["link"]["has_url"], false);
    let asked = ran(&stage, &["links", "show", "c9", "--url"]).await;
    assert_eq!(asked.code, Some(1), "{asked:?}");
    assert!(asked.err.contains("is not kept"), "{asked:?}");
}

#[tokio::test]
async fn a_link_that_is_stopped_gives_up_its_address() {
    let stage = stage(&[]).await;
    let link = made(&stage, "c9").await;
    let stopped = ran(&stage, &["links", "stop", "c9", "--json"]).await.json();
    assert_eq!(stopped["link"]["state"], "stopped");
    assert_eq!(stopped["link"]["id"], link["link"]["id"]);
    let asked = ran(&stage, &["links", "show", "c9", "--url"]).await;
    assert_eq!(asked.code, Some(1), "{asked:?}");
    assert!(asked.err.contains("over"), "{asked:?}");
    let again = ran(&stage, &["links", "stop", "c9"]).await;
    assert!(again.out.contains("over already"), "{again:?}");
    let open = ran(&stage, &["links", "list", "--in-flight", "--json"]).await;
    assert_eq!(open.json()["links"], serde_json::json!([]));
}

#[tokio::test]
async fn sweeping_says_what_it_would_do_and_does_it() {
    let stage = stage(&[]).await;
    let empty = ran(&stage, &["links", "sweep"]).await;
    assert_eq!(empty.out, "Nothing to put in order.\n", "{empty:?}");
    made(&stage, "c9").await;
    // Its end passed an hour ago, and nobody followed it.
    let library = library(&stage);
    let link = library.links().expect("readable").remove(0);
    let now = Timestamp::now();
    let ended = library.change_link(link.id, now, |link| {
        link.expires_at = now - SignedDuration::from_hours(1);
    });
    assert!(ended.expect("changed").changed);
    let would = ran(&stage, &["links", "sweep", "--dry-run", "--json"])
        .await
        .json();
    assert_eq!(would["expired"][0]["owner_id"], "c9", "{would}");
    assert_eq!(
        kept(&stage).await[0]["state"],
        "sent",
        "nothing was changed"
    );
    let told = ran(&stage, &["links", "sweep"]).await;
    assert!(told.out.contains("Nine ApS (c9): expired"), "{told:?}");
    let link = kept(&stage).await.remove(0);
    assert_eq!(
        (&link["state"], &link["has_url"]),
        (&"expired".into(), &false.into())
    );
}

/// The library that the program uses.
fn library(stage: &Stage) -> Library {
    let folder = stage.home.path().join(".local/share/stackday");
    Library::new(&folder, Guard::default())
}

#[tokio::test]
async fn a_broken_account_is_linked_again_by_its_id() {
    for scenarios in [&[][..], &[Scenario::OldApi]] {
        let mut stage = stage(scenarios).await;
        let tap = Tap::before(&stage.ready.stackone_url).await;
        stage.ready.stackone_url = tap.url();
        let listed = stage
            .run(&["accounts", "list", "is:error", "--json"])
            .await
            .json();
        let id = text(&listed["accounts"][0]["id"]);
        let link = ran(&stage, &["accounts", "relink", &id, "--json"]).await;
        assert_eq!(link.code, Some(0), "{link:?}");
        assert_eq!(link.json()["link"]["relinks"], id.as_str());
        let requests = tap.requests();
        let post = requests.iter().find(|it| it.head.starts_with("POST"));
        let body: serde_json::Value = serde_json::from_str(&post.expect("one").body).expect("JSON");
        assert_eq!(body["account_id"], id.as_str());
        assert_eq!(body["origin_owner_id"], "cust-1003");
        let nobody = ran(&stage, &["accounts", "relink", "4711"]).await;
        assert_eq!(
            (nobody.code, nobody.out.as_str()),
            (Some(2), ""),
            "{nobody:?}"
        );
        assert!(nobody.err.contains("4711"), "{nobody:?}");
    }
}

#[tokio::test]
async fn nothing_that_the_services_say_of_a_link_steers_the_terminal() {
    let stage = stage(&[Scenario::HostileText, Scenario::LinkFails]).await;
    let link = made(&stage, "c9").await;
    super::press(&url(&link), "connect").await;
    for arguments in [
        &["links", "follow"][..],
        &["links"],
        &["links", "list", "--json"],
        &["links", "show", "c9"],
        &LINK,
    ] {
        let shown = ran(&stage, arguments).await;
        assert_tame(&format!("{arguments:?}"), &shown.out);
        assert_tame(&format!("{arguments:?}"), &shown.err);
    }
}
