//! `stackday pins`: the version that a connector profile is pinned to.

use super::support::Stage;

#[tokio::test]
async fn a_pin_is_seen_set_and_cleared_with_what_it_resolves_to() {
    let stage = Stage::new(&[]).await;
    let seen = stage.run(&["pins", "planday", "--json"]).await.json();
    assert!(seen["versions"].as_array().expect("versions").len() > 1);
    assert!(seen["pinned"].is_null() && seen["changed"].is_null());
    let newest = seen["resolved"].clone();

    let set = stage
        .run(&["pins", "Planday", "--set", "1.1.x", "--json"])
        .await
        .json();
    assert_eq!(set["pinned"], "1.1.x");
    assert_eq!(set["changed"]["resolved_before"], newest);
    assert_ne!(set["resolved"], newest, "an older one is in use");

    let told = stage.run(&["pins", "Planday", "--clear"]).await;
    assert_eq!(told.code, Some(0));
    assert!(
        told.out.contains("not pinned") && told.out.contains("before: 1.1.x"),
        "{}",
        told.out
    );
}

#[tokio::test]
async fn what_cannot_be_pinned_changes_nothing() {
    let stage = Stage::new(&[]).await;
    for (arguments, code, said) in [
        (
            &["pins", "Planday", "--set", "^1.2.0"][..],
            3,
            "latest, 1.x.x",
        ),
        (&["pins", "Planday", "--set", "9.9.9"], 1, "pinned_version"),
        (&["pins", "Nobody"], 1, "There are: Planday"),
        (
            &["pins", "Planday", "--clear", "--read-only"],
            1,
            "ead-only",
        ),
    ] {
        let ran = stage.run(arguments).await;
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
    }
    let seen = stage.run(&["pins", "Planday", "--json"]).await.json();
    assert!(seen["pinned"].is_null());
    let keyless = super::support::run(stage.addressed(&["pins", "Planday"])).await;
    assert_eq!(keyless.code, Some(3));
}

#[tokio::test]
async fn a_pin_names_the_accounts_that_it_hits_before_it_is_set_and_a_dry_run_sets_nothing() {
    let stage = Stage::new(&[]).await;
    let tried = stage
        .run(&["pins", "Planday", "--set", "1.1.x", "--dry-run", "--json"])
        .await;
    assert_eq!(tried.code, Some(0), "{tried:?}");
    assert!(
        tried
            .err
            .contains("It hits 6 linked accounts of 6 customers."),
        "{}",
        tried.err
    );
    assert!(tried.err.contains("Nordlys Café ApS (cust-1001), active"));
    assert!(tried.json()["pinned"].is_null(), "nothing was set");
    let set = stage.run(&["pins", "Planday", "--set", "1.1.x"]).await;
    assert!(set.err.contains("It hits 6 linked accounts"), "{}", set.err);
    assert!(set.out.contains("pinned to 1.1.x"), "{}", set.out);
}
