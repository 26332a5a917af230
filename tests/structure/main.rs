//! The structure of the crate, held: no circle of imports, and who may name whom.

mod finder;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use finder::{Crate, Edge, between_rooms, circles, room, told};

/// The room of the command line: what starts the sandbox is there, and nobody else may name it.
const STARTS_THE_SANDBOX: [&str; 1] = ["cli"];

fn ours() -> &'static BTreeSet<Edge> {
    static OURS: LazyLock<BTreeSet<Edge>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        Crate::read(&folder, "stackday").edges()
    });
    &OURS
}

fn fixture(name: &str) -> BTreeSet<Edge> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/structure/fixtures");
    Crate::read(&folder.join(name), "fixture").edges()
}

/// Fails, and names every circle.
#[track_caller]
fn none_of(kind: &str, circles: &[Vec<Edge>]) {
    let lines: Vec<_> = circles.iter().map(|circle| told(circle)).collect();
    assert!(
        circles.is_empty(),
        "a circle of {kind}:\n{}",
        lines.join("\n\n")
    );
}

/// The members of the only circle that there is.
#[track_caller]
fn the_one(circles: &[Vec<Edge>]) -> Vec<&str> {
    assert_eq!(circles.len(), 1, "{circles:?}");
    circles[0].iter().map(|edge| edge.from.as_str()).collect()
}

#[test]
fn no_circle_of_files() {
    none_of("files", &circles(ours(), &[]));
}

#[test]
fn no_circle_of_rooms() {
    none_of("rooms", &circles(&between_rooms(ours()), &[]));
}

#[test]
fn the_domain_imports_nothing_of_ours() {
    let outside: Vec<_> = ours()
        .iter()
        .filter(|edge| room(&edge.from) == "domain" && room(&edge.to) != "domain")
        .cloned()
        .collect();
    assert!(outside.is_empty(), "{}", told(&outside));
}

#[test]
fn only_the_command_line_names_the_sandbox() {
    let named: Vec<_> = ours()
        .iter()
        .filter(|edge| room(&edge.to) == "sandbox" && room(&edge.from) != "sandbox")
        .filter(|edge| !STARTS_THE_SANDBOX.contains(&room(&edge.from)))
        .cloned()
        .collect();
    assert!(named.is_empty(), "{}", told(&named));
}

/// What opens the database: the room that owns it, and the file that knows how a database is opened.
const OPENS_THE_DATABASE: [&str; 3] = ["library/", "storage/database.rs", "storage/tests.rs"];

/// Whether a text has a statement of SQL in it, or names the engine.
fn speaks_sql(text: &str) -> bool {
    const STATEMENTS: [&str; 8] = [
        "SELECT ",
        "INSERT INTO ",
        "INSERT OR ",
        "DELETE FROM ",
        "CREATE TABLE ",
        "BEGIN IMMEDIATE",
        "VACUUM",
        "PRAGMA ",
    ];
    text.contains("rusqlite") || STATEMENTS.iter().any(|statement| text.contains(statement))
}

#[test]
fn only_the_library_speaks_sql() {
    assert!(speaks_sql("tx.execute(\"DELETE FROM connections\", [])"));
    assert!(speaks_sql("use rusqlite::Connection;"));
    assert!(!speaks_sql(
        "/// Selects a row, deletes one, and updates the rest."
    ));
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = finder::files(&src);
    let speaks = |file: &&String| {
        let text = std::fs::read_to_string(src.join(file)).expect("a source");
        speaks_sql(&text)
    };
    let (own, foreign): (Vec<_>, Vec<_>) = files
        .iter()
        .filter(speaks)
        .partition(|file| OPENS_THE_DATABASE.iter().any(|own| file.starts_with(own)));
    assert!(own.len() > 10, "{own:?}");
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn the_finder_reads_every_file() {
    let edges = ours();
    assert!(edges.len() > 1_000, "{}", edges.len());
    let names = |from: &str, to: &str| edges.iter().any(|edge| edge.from == from && edge.to == to);
    assert!(names("main.rs", "cli/mod.rs"));
    assert!(names("planday/mod.rs", "domain/diagnosis.rs"));
}

#[test]
fn a_circle_through_an_inline_path_is_found() {
    let edges = fixture("inline_path");
    assert_eq!(the_one(&circles(&edges, &[])), ["cellar.rs", "kitchen.rs"]);
    let rooms = circles(&between_rooms(&edges), &[]);
    assert_eq!(the_one(&rooms), ["cellar", "kitchen"]);
    let words = told(&rooms[0]);
    assert!(
        words.contains("cellar names kitchen (crate::kitchen::cook in cellar.rs)"),
        "{words}"
    );
}

#[test]
fn a_circle_through_super_is_found() {
    let edges = fixture("parent");
    let found = circles(&edges, &[]);
    assert_eq!(the_one(&found), ["kitchen/mod.rs", "kitchen/stove.rs"]);
    // One room is no circle of rooms.
    assert!(circles(&between_rooms(&edges), &[]).is_empty());
}

#[test]
fn a_circle_through_a_macro_is_found() {
    let found = circles(&fixture("macro_path"), &[]);
    assert_eq!(the_one(&found), ["cellar.rs", "kitchen.rs"]);
}

#[test]
fn a_name_that_is_passed_on_leads_to_the_file_that_defines_it() {
    let found = circles(&fixture("passed_on"), &[]);
    assert_eq!(the_one(&found), ["cellar.rs", "kitchen/stove.rs"]);
}

#[test]
fn facades_comments_texts_and_tests_make_no_circle() {
    let edges = fixture("none");
    none_of("files", &circles(&edges, &[]));
    none_of("rooms", &circles(&between_rooms(&edges), &[]));
}

#[test]
fn an_exception_holds_only_for_circles_within_it() {
    let edges = fixture("inline_path");
    assert!(circles(&edges, &[&["cellar", "kitchen"]]).is_empty());
    for rooms in [&[&["cellar"][..]][..], &[&["cellar"], &["kitchen"]]] {
        assert_eq!(circles(&edges, rooms).len(), 1, "{rooms:?}");
    }
}
