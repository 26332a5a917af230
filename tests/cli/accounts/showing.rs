//! `stackday accounts show`.

use stackday::library::Connection;
use stackday::sandbox::Scenario;

use super::super::support::Stage;
use super::super::verify_all::save;
use super::{account_of, id_of};

#[tokio::test]
async fn an_account_is_shown_by_id_or_owner_with_what_to_do() {
    let stage = Stage::new(&[]).await;
    let id = id_of(&stage, "cust-1003").await;
    for word in [&*id, "cust-1003", "fjord & fad"] {
        let ran = stage.run(&["accounts", "show", word]).await;
        assert_eq!(ran.code, Some(0), "{word}: {ran:?}");
        for part in [
            &*format!("Id           {id}"),
            "Status       error",
            "enabled)",
            "AccountInvalidCredentialsError: Planday refused",
            "Cause   StackOne says:",
            "Who     you, then the customer's administrator",
            "Fix     Verify the connection first.",
        ] {
            assert!(ran.out.contains(part), "{word}: {part}: {}", ran.out);
        }
        assert!(!ran.out.contains('{'), "the record only with --raw");
    }
    let json = stage.run(&["accounts", "show", &id, "--json"]).await.json();
    assert_eq!(json["status"], "error");
    assert_eq!(json["connector_profile"], "Planday");
    assert_eq!(json["api"], "v2");
    assert!(json["repair"]["fix"].is_string() && json.get("raw").is_none());
    let healthy = stage
        .run(&["accounts", "show", "cust-1001", "--json"])
        .await
        .json();
    assert!(healthy["repair"].is_null());
}

#[tokio::test]
async fn the_record_is_shown_as_it_came_on_request() {
    for (scenarios, member) in [
        (&[][..], "origin_owner_id"),
        (&[Scenario::OldApi], "origin_owner_id"),
    ] {
        let stage = Stage::new(scenarios).await;
        let id = id_of(&stage, "cust-1001").await;
        let show = ["accounts", "show", &id, "--raw", "--json"];
        let json = stage.run(&show).await.json();
        assert_eq!(json["raw"]["id"], id.as_str());
        let told = stage.run(&["accounts", "show", &id, "--raw"]).await;
        assert!(told.out.contains("\"id\": "), "{member}: {told:?}");
    }
}

#[tokio::test]
async fn a_name_that_several_have_lists_them_and_one_that_nobody_has_names_the_near_ones() {
    let stage = Stage::new(&[]).await;
    let (first, second) = (
        id_of(&stage, "cust-1001").await,
        id_of(&stage, "cust-1002").await,
    );
    let edit = [
        "accounts", "edit", &first, &second, "--label", "Main", "--yes",
    ];
    assert_eq!(stage.run(&edit).await.code, Some(0));
    let ran = stage.run(&["accounts", "show", "main"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
    assert!(
        ran.err.contains("2 linked accounts")
            && ran.err.contains(&first)
            && ran.err.contains(&second),
        "{ran:?}"
    );
    let near = stage.run(&["accounts", "show", "nordly", "--json"]).await;
    assert_eq!((near.code, &*near.failure()), (Some(2), "usage"));
    assert!(near.err.contains(&first), "{near:?}");
    let nobody = stage.run(&["accounts", "show", "zzz"]).await;
    assert_eq!(nobody.code, Some(2), "{nobody:?}");
}

#[tokio::test]
async fn the_saved_connection_that_it_belongs_to_is_named() {
    let stage = Stage::new(&[]).await;
    let connection = Connection {
        owner_id: Some("cust-1003".to_owned()),
        ..Connection::default()
    };
    let (_, folder) = save(&stage, vec![("Fjord", connection)]);
    let show = ["accounts", "show", "cust-1003", "--data-dir", &folder];
    let ran = stage.run(&show).await;
    assert!(ran.out.contains("Connection   Fjord"), "{ran:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_is_still_known_and_says_what_to_do() {
    let stage = Stage::new(&[]).await;
    let folder = stage.home.path().join("data");
    let data = ["--data-dir", folder.to_str().expect("UTF-8")];
    let id = id_of(&stage, "cust-1002").await;
    stage
        .run(&[&["accounts", "list"][..], &data].concat())
        .await;
    // Another program deletes it: its library is another one.
    let delete = ["accounts", "delete", &id, "--yes"];
    assert_eq!(stage.run(&delete).await.code, Some(0));
    let show = [&["accounts", "show", "cust-1002", "--json"][..], &data].concat();
    let ran = stage.run(&show).await;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let json = ran.json();
    assert!(json["gone_since"].is_string(), "{json}");
    assert!(
        json["repair"]["fix"]
            .as_str()
            .expect("a fix")
            .contains("new link")
    );
    let list = [&["accounts", "list", "is:gone"][..], &data].concat();
    let listed = stage.run(&list).await;
    assert!(listed.out.contains("gone since 20"), "{listed:?}");
    let other = account_of(&stage, "cust-1001").await;
    assert!(other["gone_since"].is_null());
}
