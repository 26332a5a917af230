//! The client's list of connector profiles.

use stackday::domain::diagnosis::Kind;
use stackday::http::Listed;
use stackday::sandbox::Scenario;
use stackday::stackone::PLANDAY;
use stackday::workflow::usable_profile;
use tokio_util::sync::CancellationToken;

use super::support::{Stage, within};

#[tokio::test]
async fn all_of_many_are_found_and_the_paging_ends() {
    let stage = Stage::new(&[Scenario::Many]).await;
    let cancel = CancellationToken::new();
    let profiles = within(stage.services.stackone.profiles(&stage.key(), &cancel)).await;
    let profiles = profiles.expect("profiles").items;
    assert_eq!(profiles.len(), 7);
    assert!(
        profiles
            .iter()
            .all(|profile| profile.connector_key.as_str() == PLANDAY)
    );
    // More than fit on a page: the sandbox's people add a hundred to the seven.
    let app = stage.app(&["department:read"]).await;
    for number in 0..100 {
        stage.profile(&format!("Extra {number}"), app.clone()).await;
    }
    let profiles = within(stage.services.stackone.profiles(&stage.key(), &cancel)).await;
    let profiles = profiles.expect("profiles").items;
    assert_eq!(profiles.len(), 107);
    let mut ids: Vec<_> = profiles.iter().map(|profile| &profile.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 107, "each once");
    // One page for the seven, two for the hundred and seven.
    assert_eq!(stage.stackone.requests().len(), 3);
}

#[tokio::test]
async fn an_older_deployment_is_asked_at_its_older_name() {
    let stage = Stage::new(&[Scenario::NoProfilesApi]).await;
    let cancel = CancellationToken::new();
    let profiles = stage
        .services
        .stackone
        .profiles(&stage.key(), &cancel)
        .await;
    assert_eq!(profiles.expect("profiles").items.len(), 1);
    let paths: Vec<_> = stage
        .stackone
        .requests()
        .iter()
        .map(|request| {
            request
                .head
                .split(['?', ' '])
                .nth(1)
                .expect("a path")
                .to_owned()
        })
        .collect();
    assert_eq!(paths, ["/connector_profiles", "/auth_configs"]);
}

#[tokio::test]
async fn nothing_there_is_an_empty_list_and_no_error() {
    for scenarios in [
        vec![Scenario::Fresh],
        vec![Scenario::Fresh, Scenario::NoProfilesApi],
    ] {
        let stage = Stage::new(&scenarios).await;
        let cancel = CancellationToken::new();
        let profiles = stage
            .services
            .stackone
            .profiles(&stage.key(), &cancel)
            .await;
        assert_eq!(profiles, Ok(Listed::whole(Vec::new())));
    }
}

#[tokio::test]
async fn a_key_that_is_refused_or_too_weak_is_told_apart() {
    for (scenario, words) in [
        (Scenario::BadApiKey, "does not accept this API key"),
        (Scenario::WeakApiKey, "does not let it do this"),
    ] {
        let stage = Stage::new(&[scenario]).await;
        let cancel = CancellationToken::new();
        let refused = stage
            .services
            .stackone
            .profiles(&stage.key(), &cancel)
            .await;
        let refused = refused.expect_err("refused");
        assert_eq!(refused.kind, Kind::Rejected);
        assert!(refused.summary.contains(words), "{refused:?}");
    }
}

#[tokio::test]
async fn the_profile_that_is_meant_is_the_active_default_unless_one_is_named() {
    let stage = Stage::new(&[]).await;
    let app = stage.app(&["department:read"]).await;
    stage.profile("Another", app).await;
    let cancel = CancellationToken::new();
    let profiles = stage
        .services
        .stackone
        .profiles(&stage.key(), &cancel)
        .await;
    let profiles = profiles.expect("profiles").items;
    let name = |meant| usable_profile(&profiles, meant).map(|profile| profile.name.as_str());
    assert_eq!(name(None), Some("Planday"));
    assert_eq!(name(Some("Another")), Some("Another"));
    assert_eq!(name(Some("A third")), None);
    let id = profiles[1].id.as_str();
    assert_eq!(name(Some(id)), Some(profiles[1].name.as_str()));
}
