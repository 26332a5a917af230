use super::*;

fn saved(names: &[&str]) -> LibrarySnapshot {
    let profiles = names.iter().map(|name| {
        let settings = Connection {
            app_id: Some("0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef".into()),
            tags: ["live".to_owned()].into(),
            ..Connection::default()
        };
        Profile::new(*name, settings, jiff::Timestamp::UNIX_EPOCH)
    });
    LibrarySnapshot {
        profiles: profiles.collect(),
        ..LibrarySnapshot::default()
    }
}

#[test]
fn what_is_exported_is_read_again() {
    let text = Export::of(&saved(&["b", "A"])).to_text();
    let export = Export::read(&text).expect("our own");
    assert_eq!(export.to_text(), text);
    assert_eq!(export.plan(&LibrarySnapshot::default()).new, ["A", "b"]);
    assert!(export.plan(&saved(&["b", "A"])).is_empty());
}

#[test]
fn a_change_is_told_field_by_field_and_nothing_is_deleted() {
    let here = saved(&["acme", "other"]);
    let mut theirs = saved(&["ACME"]);
    theirs.profiles[0].settings.tags = ["live".to_owned(), "north".into()].into();
    let export = Export::of(&theirs);
    let plan = export.plan(&here);
    let fields: Vec<_> = plan.changed[0].fields.iter().map(|it| it.field).collect();
    assert_eq!(fields, ["name", "tags"]);
}

#[test]
fn what_is_not_an_export_is_refused_with_its_place() {
    for (text, said) in [
        ("{}", "missing field"),
        ("[]", "invalid"),
        (r#"{"format":"x","version":1,"profiles":[]}"#, "no export"),
        (
            r#"{"format":"stackday export","version":9,"profiles":[]}"#,
            "newer",
        ),
        (
            r#"{"format":"stackday export","version":1,"profiles":[{"name":"a","tokn":"x"}]}"#,
            "profiles[0]",
        ),
        (
            r#"{"format":"stackday export","version":1,"profiles":[{"name":"a"},{"name":"A"}]}"#,
            "twice",
        ),
    ] {
        let error = Export::read(text).expect_err("refused");
        assert!(error.contains(said), "{text}: {error}");
    }
}
