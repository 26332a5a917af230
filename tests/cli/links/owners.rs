//! `stackday accounts link --owners`: a link for each customer of a table, resumable.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;

use serde_json::Value;
use stackday::sandbox::Scenario;

use super::super::interrupted::signal;
use super::super::support::{Ran, Stage, text};
use super::super::tap::Tap;
use super::{command, kept, press, ran, stage};

const TABLE: &str = "owner_id,owner_name,label,type\n\
    c1,\"One, ApS\",,\n\
    cust-1001,Nordlys,,\n\
    c2,Two,Main,test\n";

/// How many customers there are where one run is not enough.
const MANY: usize = 200;

/// A table in a file.
fn table(stage: &Stage, text: &str) -> String {
    let file = stage.home.path().join("owners.csv");
    std::fs::write(&file, text).expect("written");
    file.to_str().expect("UTF-8").to_owned()
}

async fn link(stage: &Stage, text: &str, more: &[&str]) -> Ran {
    let file = table(stage, text);
    let link = ["accounts", "link", "--owners", &file];
    ran(stage, &[&link[..], more].concat()).await
}

/// The records of a CSV, by its columns.
fn records(csv: &str) -> Vec<Value> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records = reader.deserialize::<std::collections::BTreeMap<String, String>>();
    records
        .map(|record| serde_json::to_value(record.expect("a record")).expect("JSON"))
        .collect()
}

fn results(rows: &[Value]) -> String {
    let results: Vec<_> = rows.iter().map(|row| text(&row["result"])).collect();
    results.join(" ")
}

async fn watched(scenarios: &[Scenario]) -> (Stage, Tap) {
    let mut stage = stage(scenarios).await;
    let tap = Tap::before(&stage.ready.stackone_url).await;
    stage.ready.stackone_url = tap.url();
    (stage, tap)
}

fn posts(tap: &Tap) -> usize {
    let requests = tap.requests();
    requests
        .iter()
        .filter(|it| it.head.starts_with("POST"))
        .count()
}

#[tokio::test]
async fn each_owner_gets_one_link_and_a_message_and_a_second_run_makes_none() {
    let (stage, tap) = watched(&[]).await;
    let dry = link(&stage, TABLE, &["--dry-run"]).await;
    assert_eq!(dry.code, Some(0), "{dry:?}");
    assert_eq!(results(&records(&dry.out)), "to_make linked to_make");
    assert_eq!(posts(&tap), 0);
    let first = link(&stage, TABLE, &["--expires", "7d"]).await;
    assert_eq!(first.code, Some(0), "{first:?}");
    let made = records(&first.out);
    assert_eq!(results(&made), "made linked made");
    assert_eq!(made[0]["owner_name"], "One, ApS");
    let (url, message) = (text(&made[0]["url"]), text(&made[0]["message"]));
    assert!(
        url.starts_with("http://") && message.contains(&url),
        "{made:?}"
    );
    assert!(made[1]["url"] == "" && made[1]["account"] != "", "{made:?}");
    for part in [
        "… 1 of 3, line 2, One, ApS: a link was made",
        "3 owners: 2 made, 1 linked already.",
    ] {
        assert!(first.err.contains(part), "{part}: {first:?}");
    }
    assert!(!first.err.contains(&url), "{first:?}");
    assert_eq!(posts(&tap), 2);
    let again = link(&stage, TABLE, &[]).await;
    assert_eq!(again.code, Some(0), "{again:?}");
    let rows = records(&again.out);
    assert_eq!(results(&rows), "in_flight linked in_flight");
    assert_eq!(rows[0]["url"], url, "the same address");
    assert_eq!(posts(&tap), 2, "no second link");
    // One more customer, and one who has connected meanwhile.
    press(&url, "connect").await;
    ran(&stage, &["links", "stop", "c1"]).await;
    let more = link(&stage, &format!("{TABLE}c3,Three,,\n"), &["--json"]).await;
    let json = more.json();
    let rows = json["owners"].as_array().expect("rows");
    assert_eq!(results(rows), "linked linked in_flight made", "{json}");
    assert_eq!(rows[3]["line"], 5);
    let labels: Vec<_> = kept(&stage)
        .await
        .iter()
        .map(|it| it["type"].clone())
        .collect();
    assert_eq!(labels, [Value::Null, "test".into(), Value::Null]);
}

#[tokio::test]
async fn a_file_with_links_is_for_its_owner_alone_and_kept_whole() {
    let stage = stage(&[]).await;
    let out = stage.home.path().join("links.csv");
    let written = ["--out", out.to_str().expect("UTF-8")];
    let first = link(&stage, TABLE, &written).await;
    assert_eq!((first.code, first.out.as_str()), (Some(0), ""), "{first:?}");
    let before = std::fs::read_to_string(&out).expect("written");
    assert_eq!(results(&records(&before)), "made linked made");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&out).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = link(&stage, TABLE, &[&written[..], &["--json"]].concat()).await;
    let json = again.json();
    assert_eq!(json["file"], out.to_str().expect("UTF-8"));
    let after = std::fs::read_to_string(&out).expect("written");
    let urls =
        |csv: &str| -> Vec<Value> { records(csv).iter().map(|row| row["url"].clone()).collect() };
    assert_eq!(urls(&before), urls(&after));
    assert_eq!(results(&records(&after)), "in_flight linked in_flight");
    // Another file is not written over.
    std::fs::write(&out, "my notes\n").expect("written");
    let refused = link(&stage, TABLE, &written).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("no list of links"), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&out).expect("there"), "my notes\n");
}

#[tokio::test]
async fn addresses_that_no_store_keeps_come_from_the_file_of_before() {
    let stage = stage(&[]).await;
    let file = table(&stage, TABLE);
    let out: PathBuf = stage.home.path().join("links.csv");
    // The encrypted file is locked, and nobody can be asked.
    let link = [
        "accounts",
        "link",
        "--owners",
        &file,
        "--out",
        out.to_str().expect("UTF-8"),
    ];
    let first = stage.run(&link).await;
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.err.contains("kept nowhere but here"), "{first:?}");
    let before = records(&std::fs::read_to_string(&out).expect("written"));
    let second = stage.run(&link).await;
    assert_eq!(second.code, Some(0), "{second:?}");
    let after = records(&std::fs::read_to_string(&out).expect("written"));
    assert_eq!(before[0]["url"], after[0]["url"]);
    assert_eq!(after[0]["problem"], "");
}

#[tokio::test]
async fn a_wrong_row_is_named_by_its_line_and_nothing_is_sent() {
    let (stage, tap) = watched(&[]).await;
    for (text, said) in [
        (format!("{TABLE}c4,\n"), "line 5: 2 values"),
        (format!("{TABLE}c4,,,\n"), "line 5: owner_name is empty"),
        (
            format!("{TABLE}c1,Again,,\n"),
            "line 5: its owner_id stands in line 2 already",
        ),
        (format!("{TABLE}c4,Four,,live\n"), "line 5: type is neither"),
        ("name\nx\n".to_owned(), "line 1, column 1"),
    ] {
        let wrong = link(&stage, &text, &["--json"]).await;
        assert_eq!(
            (wrong.code, &*wrong.failure()),
            (Some(1), "failed"),
            "{wrong:?}"
        );
        assert!(wrong.err.contains(said), "{said}: {wrong:?}");
        assert!(wrong.err.contains("owners.csv") && wrong.err.contains("Nothing was sent"));
    }
    assert!(tap.requests().is_empty(), "nobody was asked");
    let missing = ["accounts", "link", "--owners", "/nowhere/owners.csv"];
    let missing = ran(&stage, &missing).await;
    assert_eq!(missing.code, Some(1), "{missing:?}");
}

#[tokio::test]
async fn what_would_fail_alike_ends_it_and_the_rest_is_named() {
    let (stage, tap) = watched(&[]).await;
    let refused = link(&stage, TABLE, &["--read-only", "--json"]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    let json = refused.json();
    let rows = json["owners"].as_array().expect("rows");
    assert_eq!(results(rows), "failed not_tried not_tried");
    assert!(text(&rows[0]["problem"]).contains("ead-only"), "{json}");
    assert!(
        text(&json["line"]).contains("1 failed, 2 not tried"),
        "{json}"
    );
    assert_eq!(posts(&tap), 0);
    assert!(kept(&stage).await.is_empty());
    let weak = super::stage(&[Scenario::BadApiKey]).await;
    let rejected = link(&weak, TABLE, &["--json"]).await;
    assert_eq!((rejected.code, &*rejected.failure()), (Some(4), "rejected"));
}

#[tokio::test]
async fn owners_with_an_account_get_another_where_that_is_asked_for() {
    let stage = stage(&[]).await;
    let all = link(&stage, TABLE, &["--multiple", "--json"]).await.json();
    let rows = all["owners"].as_array().expect("rows");
    assert_eq!(results(rows), "made made made");
    let again = link(&stage, TABLE, &["--multiple", "--json"]).await.json();
    let rows = again["owners"].as_array().expect("rows");
    assert_eq!(results(rows), "in_flight in_flight in_flight");
}

#[tokio::test]
async fn a_signal_ends_it_between_two_and_the_next_run_does_the_rest() {
    let (stage, tap) = watched(&[]).await;
    let rows = (0..MANY).map(|at| format!("c{at},Customer {at}\n"));
    let file = table(
        &stage,
        &format!("owner_id,owner_name\n{}", rows.collect::<String>()),
    );
    let link = ["accounts", "link", "--owners", &file];
    let mut child = command(&stage, &link).spawn().expect("it starts");
    // Read to its end elsewhere, so that nobody waits for a full pipe.
    let errors = child.stderr.take().expect("a pipe");
    let errors = tokio::task::spawn_blocking(move || std::io::read_to_string(errors));
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
    let read = tokio::task::spawn_blocking(move || {
        let mut read = String::new();
        while !read.contains("made") {
            assert!(
                lines.read_line(&mut read).expect("a line") > 0,
                "it goes on"
            );
        }
        (lines, read)
    });
    let (mut lines, mut csv) = read.await.expect("no panic");
    signal(&child, "INT");
    let read = tokio::task::spawn_blocking(move || {
        lines.read_to_string(&mut csv).expect("text");
        csv
    });
    let csv = read.await.expect("no panic");
    let status = child.wait().expect("it ends");
    let errors = errors.await.expect("no panic").expect("text");
    assert_eq!(status.code(), Some(130), "{errors}");
    let rows = records(&csv);
    assert_eq!(rows.len(), MANY, "each is named");
    let count =
        |rows: &[Value], result: &str| rows.iter().filter(|row| row["result"] == result).count();
    let made = count(&rows, "made");
    assert_eq!(count(&rows, "not_tried"), MANY - made, "{errors}");
    assert!(made > 0 && made < MANY, "{made}");
    let summary = format!("{made} made, {} not tried.", MANY - made);
    assert!(errors.contains(&summary), "{errors}");
    assert_eq!(posts(&tap), made, "what was asked for was made");
    let again = ran(&stage, &[&link[..], &["--json"]].concat()).await;
    assert_eq!(again.code, Some(0), "{again:?}");
    let json = again.json();
    let rows = json["owners"].as_array().expect("rows");
    assert_eq!(count(rows, "in_flight"), made);
    assert_eq!(count(rows, "made"), MANY - made);
    assert_eq!(posts(&tap), MANY, "one for each");
}
