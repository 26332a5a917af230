//! Auth links against a sandbox, in a library of their own.

use jiff::{SignedDuration, Timestamp};
use stackday::domain::scope::Scopes;
use stackday::domain::{Link, LinkState};
use stackday::library::Library;
use stackday::sandbox::Scenario;
use stackday::sandbox_user::{Click, SandboxUser as _};
use stackday::secret::Secret;
use stackday::stackone::SessionRequest;
use stackday::workflow::{FollowLinks, LinkOrder, MadeLink, Progress, follow_links, make_link};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::support::{Ear, Stage, within};

/// A stage whose links are kept.
pub struct Desk {
    pub stage: Stage,
    pub folder: TempDir,
}

impl Desk {
    pub async fn new(scenarios: &[Scenario]) -> Self {
        Self::on(Stage::new(scenarios).await)
    }

    pub fn on(stage: Stage) -> Self {
        let (stage, folder) = stage.kept();
        Self { stage, folder }
    }

    pub fn library(&self) -> &Library {
        self.stage.library()
    }

    pub async fn order(&self, owner: &str) -> LinkOrder {
        let cancel = CancellationToken::new();
        let key = self.stage.key();
        // The list of a flaky StackOne comes at last.
        let profiles = loop {
            let listed = self.stage.services.stackone.profiles(&key, &cancel).await;
            if let Ok(listed) = listed {
                break listed;
            }
        };
        LinkOrder {
            api_key: key,
            project: Some("main".to_owned()),
            session: SessionRequest {
                owner_id: owner.to_owned(),
                owner_name: format!("Owner {owner}"),
                profile_id: profiles.items[0].id.as_str().to_owned(),
                expires_in: 1_800,
                label: Some("Main portal".to_owned()),
                ..SessionRequest::default()
            },
            profile_name: "Planday".to_owned(),
            alone: false,
        }
    }

    pub async fn make(&self, owner: &str) -> MadeLink {
        let order = self.order(owner).await;
        let made = make_link(&self.stage.services, &order, &CancellationToken::new()).await;
        made.expect("a link")
    }

    pub fn all(&self) -> FollowLinks {
        FollowLinks {
            api_key: self.stage.key(),
            project: Some("main".to_owned()),
            granted: Scopes::new(),
            only: None,
            unkept: Vec::new(),
        }
    }

    /// Follows all links to their end.
    pub async fn follow(&self, ear: &Ear) {
        let request = self.all();
        let cancel = CancellationToken::new();
        let ended = within(follow_links(&self.stage.services, &request, ear, &cancel)).await;
        ended.expect("followed");
    }

    pub async fn open(&self, url: &Secret) {
        // What the page says to the customer is not what is tried here.
        let click = Click::OpenAuthLink { url: url.clone() };
        self.stage.person.click(click).await.ok();
    }

    pub fn stored(&self, link: &Link) -> Link {
        self.library()
            .link(link.id)
            .expect("read")
            .expect("it is kept")
    }

    /// Makes the link one that was made long ago.
    pub fn ended(&self, link: &Link, ago: SignedDuration) {
        let changed = self
            .library()
            .change_link(link.id, Timestamp::now(), |link| {
                link.expires_at = Timestamp::now() - ago;
            });
        changed.expect("changed");
    }
}

/// The states that were told, of one link.
pub fn states(ear: &Ear, link: &Link) -> Vec<LinkState> {
    let told = ear.told().into_iter();
    let mut states: Vec<_> = told
        .filter_map(|told| match told {
            Progress::LinkFollowed(told) if told.id == link.id => Some(told.state),
            _ => None,
        })
        .collect();
    states.dedup();
    states
}

pub fn in_state(wanted: LinkState) -> impl FnMut(Progress) -> Option<Link> {
    move |told| match told {
        Progress::LinkFollowed(link) if link.state == wanted => Some(*link),
        _ => None,
    }
}

/// A link of which this is known, kept as if it had come so far.
pub fn came_to(desk: &Desk, link: &Link, state: LinkState, account: &str) {
    let at = Timestamp::now();
    let changed = desk.library().change_link(link.id, at, |link| {
        link.account = Some(account.into());
        link.reach(state, at);
    });
    changed.expect("changed");
}
