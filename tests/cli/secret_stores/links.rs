//! The address of an auth link is a secret like the others: listed, examined, moved, and told where it is left behind.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use stackday::domain::{Link, LinkId, LinkState, SecretId, SecretStoreKind};
use stackday::library::Purpose;
use stackday::secret::{Secret, Vault, VaultOptions};

use super::{House, run};

/// What stands in no output and in no file but the store.
const ADDRESS: &str = "https://app.stackone.com/embedded/integrations?token=Y2FuYXJ5LW9mLWEtbGluaw";

/// A link whose address is in the plaintext file, as an earlier run left it.
async fn link(house: &House) -> LinkId {
    let library = house.library();
    let api = "https://api.stackone.com".parse().expect("an address");
    let key = Secret::new("a key");
    let source = library.account_source(&api, None, &key).expect("a source");
    let now = Timestamp::now();
    let end = now + SignedDuration::from_mins(30);
    let link = Link {
        session: Some("17".into()),
        profile_id: "cp-1".into(),
        profile_name: "Planday".into(),
        owner_id: "cust-1".into(),
        owner_name: "Café Nord".into(),
        seconds: 1_800,
        state: LinkState::Sent,
        ..Link::new(LinkId::random(), source, now, end)
    };
    library.add_link(&link).expect("kept");
    let id = SecretId::AuthLink(link.id);
    let record = library.reserve(&id, SecretStoreKind::Plaintext);
    let record = record.expect("reserved");
    let vault = Vault::new(VaultOptions {
        folder: Some(house.data()),
        plaintext: true,
        ..VaultOptions::default()
    });
    let put = vault.put(&id, &record, &Secret::new(ADDRESS)).await;
    put.expect("put");
    library.adopt(&id, &record, Purpose::Save).expect("adopted");
    library.close().expect("closed");
    link.id
}

#[tokio::test]
async fn the_address_of_a_link_is_listed_examined_and_moved() {
    let house = House::new();
    link(&house).await;
    let listed = run(house.open("list")).await;
    let entry = |ran: &super::Ran| {
        let all = ran.json()["secrets"].as_array().expect("a list").clone();
        all.into_iter()
            .find(|entry| entry["kind"] == "auth-link")
            .expect("the link")
    };
    let found = entry(&listed);
    assert_eq!(
        (&found["name"], &found["place"]),
        (&json!("Café Nord"), &json!("plaintext"))
    );
    let doctor = run(house.open("doctor --plaintext-secrets")).await;
    assert_eq!(doctor.json()["orphans"], json!([]), "{doctor:?}");
    let moved = run(house.open("move --to file --plaintext-secrets --all")).await;
    assert_eq!(entry(&moved)["outcome"], "moved", "{moved:?}");
    assert_eq!(entry(&run(house.open("list")).await)["place"], "file");
    assert!(!house.data().join("secrets.plaintext.json").exists());
    for (name, text) in house.files() {
        assert!(!text.contains(ADDRESS), "{name}");
    }
    for ran in [listed, doctor, moved] {
        assert!(!ran.out.contains(ADDRESS) && !ran.err.contains(ADDRESS));
    }
}

#[tokio::test]
async fn an_address_that_is_left_behind_is_told() {
    let house = House::new();
    let id = link(&house).await;
    // The program ended between the change of the link and the removal.
    let library = house.library();
    library.stop_link(id, Timestamp::now()).expect("stopped");
    library.close().expect("closed");
    let doctor = run(house.open("doctor --plaintext-secrets")).await;
    let notices = doctor.json()["notices"].to_string();
    assert!(notices.contains("nothing uses any more"), "{notices}");
}
