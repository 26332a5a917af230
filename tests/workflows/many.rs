//! Saved connections, verified side by side.

use std::collections::BTreeSet;
use std::sync::Mutex;

use stackday::domain::ProfileId;
use stackday::domain::exit::Exit;
use stackday::library::Connection;
use stackday::library::Library;
use stackday::sandbox::Scenario;
use stackday::secret::Secret;
use stackday::workflow::secrets::Environment;
use stackday::workflow::{Counts, ManyReport, ManyRequest, Observer, Progress, verify_many};
use tokio_util::sync::CancellationToken;

use super::saved::{Shelf, spoil};
use super::support::{Deaf, Ear, within};

/// All of them, with the API key from the environment.
fn all(shelf: &Shelf) -> ManyRequest {
    ManyRequest {
        targets: Vec::new(),
        env: Environment {
            api_key: Some(shelf.stage.key()),
            ..Environment::default()
        },
    }
}

async fn run(shelf: &Shelf, request: &ManyRequest, observer: &impl Observer) -> ManyReport {
    let cancel = CancellationToken::new();
    let ran = verify_many(&shelf.stage.services, request, observer, &cancel);
    within(ran).await.expect("it begins")
}

fn exits(report: &ManyReport) -> Vec<(&str, Exit)> {
    report
        .profiles
        .iter()
        .map(|row| (row.name.as_str(), row.exit))
        .collect()
}

#[tokio::test]
async fn each_ends_by_itself_and_the_worst_ends_the_whole() {
    let shelf = Shelf::new(&[]).await;
    let good = shelf.save_first("Good").await;
    let bad = shelf.save("Bad");
    shelf
        .keep(bad, &Secret::new("VxLtcy_OWkWoPKqs4uFhTg"))
        .await;
    let none = shelf.save("None");
    let short = shelf.save_app("Short", &["department:read"]).await;
    shelf.edit(|saved| {
        let profile = saved.find_mut(short).expect("saved");
        profile.settings.scopes.insert("shift:read".to_owned());
    });
    let (ear, _news) = Ear::new();
    let report = run(&shelf, &all(&shelf), &ear).await;
    assert_eq!(
        exits(&report),
        [
            ("Bad", Exit::Rejected),
            ("Good", Exit::Success),
            ("None", Exit::NotConfigured),
            ("Short", Exit::ScopeMissing)
        ],
        "{report:?}"
    );
    assert_eq!((report.ok, report.exit), (false, Exit::Rejected));
    let counts = Counts {
        hold: 1,
        fail: 3,
        not_reached: 0,
    };
    assert_eq!(report.counts, counts);
    let missing = &report.profiles[2];
    assert_eq!(missing.line, "no Token is stored for it");
    let next = missing.next.as_deref().expect("what to do");
    assert!(next.contains("stackday secrets set token 'None'"), "{next}");
    for (id, exit) in [(good, 0), (bad, 4), (none, 3), (short, 5)] {
        let profile = shelf.profile(id);
        assert_eq!(profile.history.len(), 1, "{}", profile.name);
        assert_eq!(profile.history[0].exit, exit);
        let seen = profile.seen.expect("seen");
        // What StackOne shows is shared by all of them.
        assert!(seen.connector.is_some() && seen.accounts.is_some());
    }
    let seen = shelf.profile(short).seen.expect("seen");
    assert_eq!((seen.granted, seen.wanted), (Some(1), 2));
    assert_eq!(seen.missing, BTreeSet::from(["shift:read".to_owned()]));
}

#[tokio::test]
async fn it_tells_how_many_there_are_what_each_is_at_and_how_each_ended() {
    let shelf = Shelf::new(&[]).await;
    let ids = BTreeSet::from([
        shelf.save_first("One").await,
        shelf.save_app("Two", &["department:read"]).await,
    ]);
    let (ear, _news) = Ear::new();
    shelf.library().followed_to(shelf.saved().change);
    run(&shelf, &all(&shelf), &ear).await;
    let told = ear.told();
    assert!(
        matches!(told[0], Progress::ManyBegun { total: 2 }),
        "{:?}",
        told[0]
    );
    let ended: Vec<_> = told
        .iter()
        .filter_map(|told| match told {
            Progress::ManyDone {
                id, done, total, ..
            } => Some((*id, *done, *total)),
            _ => None,
        })
        .collect();
    assert_eq!(
        ended.iter().map(|(id, ..)| *id).collect::<BTreeSet<_>>(),
        ids
    );
    assert_eq!(
        ended
            .iter()
            .map(|(_, done, total)| (*done, *total))
            .collect::<Vec<_>>(),
        [(1, 2), (2, 2)]
    );
    for id in ids {
        let lines: Vec<_> = lines(&told, id);
        assert!(lines.contains(&"exchanging the Token"), "{lines:?}");
    }
    // Nothing that belongs to the one connection on the screen.
    assert!(!told.iter().any(|told| matches!(
        told,
        Progress::Checking(_)
            | Progress::Checked { .. }
            | Progress::NewToken(_)
            | Progress::Profiles(_)
    )));
    assert!(matches!(told.last(), Some(Progress::LibraryChanged(_))));
}

fn lines(told: &[Progress], of: ProfileId) -> Vec<&str> {
    told.iter()
        .filter_map(|told| match told {
            Progress::Many { id, line } if *id == of => Some(line.as_str()),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn one_api_key_is_asked_once_for_its_lists() {
    let shelf = Shelf::new(&[]).await;
    for number in 0..5 {
        shelf.save_first(&format!("Number {number}")).await;
    }
    let report = run(&shelf, &all(&shelf), &Deaf).await;
    assert_eq!(report.counts.hold, 5, "{report:?}");
    let asked: Vec<_> = shelf
        .stage
        .stackone
        .requests()
        .into_iter()
        .map(|request| request.head.lines().next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
}

#[tokio::test]
async fn the_environment_s_token_belongs_to_one_connection_alone() {
    let shelf = Shelf::new(&[]).await;
    shelf.save("Ours");
    let settings = Connection {
        app_id: Some("6f1f9f3e-0000-4000-8000-000000000000".to_owned()),
        ..Connection::default()
    };
    shelf.save_as("Theirs", settings);
    let request = ManyRequest {
        env: Environment {
            token: Some(shelf.first_token()),
            app_id: shelf.stage.ready.app_id.clone(),
            ..Environment::default()
        },
        ..ManyRequest::default()
    };
    let report = run(&shelf, &request, &Deaf).await;
    assert_eq!(
        exits(&report),
        [("Ours", Exit::Success), ("Theirs", Exit::NotConfigured)]
    );
    assert_eq!(shelf.stage.identity.requests().len(), 1);
}

#[tokio::test]
async fn only_the_chosen_ones_in_the_chosen_order_and_one_that_is_gone_is_said_so() {
    let shelf = Shelf::new(&[]).await;
    let first = shelf.save_first("A").await;
    shelf.save_first("B").await;
    let last = shelf.save_first("C").await;
    let request = ManyRequest {
        targets: vec![last, ProfileId::random(), first],
        ..all(&shelf)
    };
    let report = run(&shelf, &request, &Deaf).await;
    assert_eq!(
        exits(&report),
        [
            ("C", Exit::Success),
            ("", Exit::NotConfigured),
            ("A", Exit::Success)
        ]
    );
    assert!(report.profiles[1].line.contains("not saved any more"));
}

#[tokio::test]
async fn nothing_saved_is_nothing_proven() {
    let shelf = Shelf::new(&[]).await;
    let report = run(&shelf, &all(&shelf), &Deaf).await;
    assert_eq!((report.ok, report.exit), (false, Exit::NotConfigured));
}

#[tokio::test]
async fn renewed_tokens_are_all_saved() {
    let shelf = Shelf::new(&[Scenario::RotatingToken]).await;
    let mut ids = Vec::new();
    for name in ["A", "B", "C", "D", "E"] {
        ids.push(shelf.save_app(name, &["department:read"]).await);
    }
    for round in 0..2 {
        let report = run(&shelf, &all(&shelf), &Deaf).await;
        assert_eq!(report.counts.hold, 5, "round {round}: {report:?}");
    }
    for id in ids {
        // Another look at the same is no change.
        let history = shelf.profile(id).history;
        assert_eq!((history.len(), history[0].looks), (1, 2));
    }
}

#[tokio::test]
async fn cancelled_while_nobody_answers_nothing_has_failed_and_few_were_begun() {
    let shelf = Shelf::new(&[Scenario::Slow]).await;
    for number in 0..7 {
        shelf.save_first(&format!("Number {number}")).await;
    }
    let (ear, _news) = Ear::new();
    let cancel = CancellationToken::new();
    let request = all(&shelf);
    let verifying = verify_many(&shelf.stage.services, &request, &ear, &cancel);
    let person = async {
        shelf.stage.identity.used().await;
        cancel.cancel();
    };
    let (report, ()) = within(async { tokio::join!(verifying, person) }).await;
    let report = report.expect("it begins");
    assert_eq!(report.exit, Exit::Interrupted);
    assert_eq!(report.counts.not_reached, 7, "{report:?}");
    assert!(report.profiles.iter().all(|row| !row.reached));
    let begun: BTreeSet<_> = ear
        .told()
        .iter()
        .filter_map(|told| match told {
            Progress::Many { id, .. } => Some(*id),
            _ => None,
        })
        .collect();
    assert!((1..=4).contains(&begun.len()), "{}", begun.len());
    let saved = shelf.saved();
    assert!(saved.profiles.iter().all(|one| one.history.is_empty()));
}

/// Cancels as soon as the first has ended.
struct Impatient(CancellationToken);

impl Observer for Impatient {
    async fn tell(&self, progress: Progress) {
        if let Progress::ManyDone { .. } = progress {
            self.0.cancel();
        }
    }
}

#[tokio::test]
async fn what_ended_before_the_cancelling_is_saved() {
    let shelf = Shelf::new(&[]).await;
    for number in 0..12 {
        shelf.save_first(&format!("Number {number:02}")).await;
    }
    let cancel = CancellationToken::new();
    let request = all(&shelf);
    let impatient = Impatient(cancel.clone());
    let ran = verify_many(&shelf.stage.services, &request, &impatient, &cancel);
    let report = within(ran).await.expect("it begins");
    assert_eq!(report.exit, Exit::Interrupted);
    let reached: BTreeSet<_> = report
        .profiles
        .iter()
        .filter(|row| row.reached)
        .map(|row| row.id)
        .collect();
    assert!(
        !reached.is_empty() && report.counts.not_reached > 0,
        "{report:?}"
    );
    let saved = shelf.saved();
    let written: BTreeSet<_> = saved
        .profiles
        .iter()
        .filter(|profile| !profile.history.is_empty())
        .map(|profile| profile.id)
        .collect();
    assert_eq!(written, reached);
}

/// Spoils the database once the last Token is exchanged.
struct Vandal(Library, Mutex<bool>);

impl Observer for Vandal {
    async fn tell(&self, progress: Progress) {
        if matches!(progress, Progress::Many { line, .. } if line == "looking for the connector profile")
        {
            let mut done = self.1.lock().expect("a lock");
            if !std::mem::replace(&mut *done, true) {
                spoil(&self.0);
            }
        }
    }
}

#[tokio::test]
async fn findings_that_cannot_be_saved_are_told_once() {
    let shelf = Shelf::new(&[]).await;
    shelf.save_first("A").await;
    let vandal = Vandal(shelf.library().clone(), Mutex::default());
    let report = run(&shelf, &all(&shelf), &vandal).await;
    assert!(vandal.1.into_inner().expect("a lock"));
    assert_eq!(report.counts.hold, 1, "what was found is found");
    assert_eq!((report.ok, report.exit), (false, Exit::Failed));
    assert_eq!(report.trouble.len(), 1, "{:?}", report.trouble);
}

#[tokio::test]
async fn without_a_readable_file_nothing_begins() {
    let shelf = Shelf::new(&[]).await;
    shelf.save_first("A").await;
    shelf.spoil();
    let cancel = CancellationToken::new();
    let ran = verify_many(&shelf.stage.services, &all(&shelf), &Deaf, &cancel).await;
    let problem = ran.expect_err("unreadable");
    assert_eq!(problem.kind.exit(), Exit::NotConfigured);
    assert_eq!(shelf.stage.identity.requests().len(), 0);
    assert!(shelf.folder().exists());
}
