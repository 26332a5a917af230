//! The whole main job in process: what is proven, and that no secret of it is told.

use std::sync::Mutex;

use clap::ValueEnum as _;
use futures::future::join_all;
use stackday::domain::Standing;
use stackday::sandbox::{Options, SandboxPerson, Scenario};
use stackday::sandbox_user::{Click, Clicked, Clicking, SandboxUser};
use stackday::workflow::{Plan, Rehearsal, rehearse};
use tokio_util::sync::CancellationToken;

use super::leaks::assert_none;
use super::leaks::members;
use super::support::Ear;
use super::support::Stage;
use super::support::door;
use super::support::scopes;

/// Somebody who remembers what the pages showed.
struct Remembering {
    person: SandboxPerson,
    secrets: Mutex<Vec<String>>,
    clicks: Mutex<Vec<Click>>,
}

impl SandboxUser for Remembering {
    fn click(&self, click: Click) -> Clicking<'_> {
        Box::pin(async move {
            self.clicks.lock().expect("a lock").push(click.clone());
            let clicked: Clicked = self.person.click(click).await?;
            let shown = [&clicked.token, &clicked.api_key];
            let shown = shown.into_iter().flatten();
            self.secrets
                .lock()
                .expect("a lock")
                .extend(shown.map(|secret| secret.expose().to_owned()));
            Ok(clicked)
        })
    }
}

async fn played(stage: &Stage, link_life: u64) -> (Rehearsal, Ear, Remembering) {
    let plan = Plan {
        portal: stage.ready.portal_url.parse().expect("an address"),
        app_name: "Our app".to_owned(),
        scopes: scopes(&["department:read", "employee:read", "shift:read"]),
        profile_name: "Our profile".to_owned(),
        owner_id: "owner-1".to_owned(),
        owner_name: "An owner".to_owned(),
        expires_in: link_life,
    };
    let person = Remembering {
        person: stage.person.clone(),
        secrets: Mutex::default(),
        clicks: Mutex::default(),
    };
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let rehearsal = rehearse(&stage.services, &person, &plan, &ear, &cancel).await;
    (rehearsal, ear, person)
}

#[tokio::test]
async fn every_step_is_proven_by_an_api_even_where_answers_are_slow() {
    let options = Options {
        scenarios: vec![Scenario::Fresh, Scenario::Slow],
        delay: std::time::Duration::from_millis(1),
        ..Options::default()
    };
    let stage = Stage::of(options, door()).await;
    let (rehearsal, _, person) = played(&stage, 1_800).await;
    assert!(rehearsal.ok, "{rehearsal:?}");
    for step in &rehearsal.steps {
        assert_eq!(step.state, Standing::Verified, "{step:?}");
    }
    let clicks = person.clicks.into_inner().expect("a lock");
    assert!(
        matches!(&clicks[1], Click::CreateApp { redirect_uri, name, .. }
            if redirect_uri == super::support::REDIRECT_URI && name == "Our app")
    );
    assert_eq!(clicks.len(), 7, "each click once: {clicks:?}");
}

#[tokio::test]
async fn no_secret_is_told_in_any_form_whatever_goes_wrong() {
    let scenarios = Scenario::value_variants()
        .iter()
        .filter(|scenario| !matches!(scenario, Scenario::Slow | Scenario::Flaky));
    join_all(scenarios.map(|scenario| async move {
        let mut stage = Stage::new(&[Scenario::Fresh, *scenario]).await;
        // A link that nobody completes is followed to its end.
        let life = if *scenario == Scenario::LinkExpires {
            1
        } else {
            1_800
        };
        let (rehearsal, ear, person) = played(&stage, life).await;
        let mut secrets = person.secrets.into_inner().expect("a lock");
        let answers = stage.identity.answers() + &stage.stackone.answers();
        for name in ["access_token", "refresh_token", "token"] {
            secrets.extend(members(&answers, name));
        }
        let whole = if rehearsal.ok { 5 } else { 1 };
        assert!(secrets.len() >= whole, "{scenario:?}: {secrets:?}");
        let log = stage.log();
        let json = serde_json::to_string(&rehearsal).expect("JSON");
        let told = format!("{:?} {rehearsal:?}", ear.told());
        assert_none(
            &secrets,
            &[("log", &log), ("report", &json), ("progress", &told)],
        );
    }))
    .await;
}
