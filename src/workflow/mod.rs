//! What the program does for a person, without a screen: check the request, verify one or many, rotate a Token, read
//! `StackOne`'s own guide, wait for the profile, link, rehearse.
//!
//! The background task and the headless commands call the same workflows. Each is async, reports progress to an
//! [`Observer`], can be cancelled at every wait, and returns a typed report.

mod account_repair;
mod accounts;
mod actions;
mod blast_radius;
mod columns;
mod connection_query;
mod connection_state;
mod connection_values;
mod directory;
mod filter;
mod findings;
mod guide;
mod import_export;
mod inputs;
mod library;
mod link;
mod link_message;
mod links;
mod many;
mod pins;
mod polling;
mod profile;
mod proof;
mod rehearse;
mod report;
mod request;
mod require;
mod resolve;
mod rotate;
mod scopes;
pub mod secrets;
mod slips;
mod timeline;
mod token_exchange;
mod verdict;
mod verify;
mod wait;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::cache::Cache;
use crate::domain::exit::Exit;
use crate::domain::guard::Guard;
use crate::domain::text::Text;
use crate::domain::{
    ChangeOrigin, Check, CheckId, Evidence, Link, ProfileId, SecretRecord, StepId,
};
use crate::http::{Door, Listed};
use crate::library::{Changes, Library};
use crate::planday::Planday;
use crate::secret::{Command, Secret, Vault};
use crate::stackone::{ConnectorProfile, StackOne};

pub use account_repair::{ProfileOf, Repair, RepairMove, connection_of};
pub use accounts::{
    ACCOUNT_WORDS, AccountChange, AccountFacts, AccountRow, AccountsReport, AccountsRequest,
    ChangeReport, ChangeRequest, ChangeTarget, ChangedAccount, FailedChange, account_record,
    change_accounts, kept_accounts, list_accounts, read_account,
};
pub use actions::{ActionsRequest, KEPT_FOR, actions, kept_actions};
pub use blast_radius::{BlastRadius, Certainty};
pub use columns::{ScopesRequest, diff, prove_scopes};
pub use connection_query::{CONNECTION_WORDS, ConnectionFacts};
pub use connection_state::{
    Cause, ConnectionState, Explanation, Reason, explain, reason, step_to_repair,
};
pub use connection_values::{ConnectionValues, FieldProblem, judge_name};
pub use filter::{Filter, SortKey, has_tag};
pub use findings::{findings, remember};
pub use guide::{GuideRequest, live_guide};
pub use import_export::{Import, ImportError, read_import};
pub use inputs::{Basis, Inputs};
pub use library::{
    BesideConnections, Done, LibraryCommand, LibraryFault, LibraryOutcome, Opened, ToSave,
    back_up_library, changes, check_library, load_saved, needs_unlocking, remove_traces,
    restore_library, run_command, show, traces,
};
pub use link::{LINK_EXPIRED, LinkRequest, LinkStart, NotedLink, link};
pub use link_message::{link_message, link_message_preview, link_without_token};
pub use links::{
    FollowLinks, LinkOrder, MadeLink, follow_again, follow_links, keep_link_url, kept_links,
    link_url, make_link, remove_link, stop_following, sweep_links,
};
pub use many::{Counts, ManyReport, ManyRequest, ManyRow, verify_many};
pub use pins::{PinReport, PinRequest, pins, set_pin};
pub use profile::{CONNECTOR_PROFILES, describe, judge_profile, usable_profile};
pub use rehearse::{Plan, Rehearsal, StepReport, rehearse};
pub use report::{Renewal, VerifyReport};
pub use request::{Finding, RequestInputs, RequestReport, check_request};
pub use require::{RequireRequest, Requirement, Source, require};
pub use resolve::{
    Layers, Piped, Plan as ResolvePlan, ResolveRequest, Resolved, ResolvedInputs, ResolvedValues,
    ValueSource, Values, Wanted,
};
pub use rotate::{RevokeReport, RotateReport, drop_old, revoke_old, rotate};
pub use scopes::{RowReport, ScopesReport};
pub use secrets::{Environment, ResolvedSecret};
pub use timeline::{TimelineEvent, timeline};
pub use verify::verify;
pub use wait::{WaitRequest, wait_for_profile};

/// The two clients, the door that both go through, what is kept between runs, and the pace of polling.
#[derive(Clone)]
pub struct Services {
    /// The one HTTP door.
    pub door: Door,
    /// Planday.
    pub planday: Planday,
    /// `StackOne`.
    pub stackone: StackOne,
    /// Where `StackOne`'s list of actions is kept between runs; nowhere, if that is not wanted.
    pub cache: Option<Cache>,
    /// The saved connections and all that belongs to them; none where this machine has no place for them.
    pub library: Option<Library>,
    /// The secret stores.
    pub vault: Vault,
    /// The program that knows secrets which neither environment nor store has.
    pub command: Option<Command>,
    /// Polling interval while a person is about to do something.
    pub poll: Duration,
    /// Who has all of this done, for what is remembered of it.
    pub origin: ChangeOrigin,
}

impl Services {
    /// What recognises secrets in texts: those of this run, and their forms.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        match &self.library {
            Some(library) => library.guard(),
            None => self.vault.guard(),
        }
    }
}

/// What a workflow tells while it runs.
#[derive(Debug, Clone)]
pub enum Progress {
    /// A check has begun.
    Checking(CheckId),
    /// A check has ended. For the portal: whether it is the one that was entered, where that can be told.
    Checked {
        /// The check.
        check: Check,
        /// Whether the portal that answered is the one that was entered.
        portal_matches: Option<bool>,
    },
    /// So many of the scope probes are done.
    Probed {
        /// Done so far.
        done: usize,
        /// To do in all.
        total: usize,
    },
    /// Planday returned another Token: the one that was sent may be dead. Keep it at once.
    NewToken(Secret),
    /// The Token of a saved connection was renewed by the server, and was put into the secret store, or could not be.
    Renewed(Renewed),
    /// What has changed in the library: findings or secrets were merged.
    LibraryChanged(Arc<Changes>),
    /// So many saved connections are about to be verified.
    ManyBegun {
        /// How many.
        total: usize,
    },
    /// What the verification of one of many is at.
    Many {
        /// Which connection.
        id: ProfileId,
        /// What it is at, in one line.
        line: String,
    },
    /// The verification of one of many has ended.
    ManyDone {
        /// Which connection.
        id: ProfileId,
        /// How `stackday verify` would have ended.
        exit: Exit,
        /// What came of it, in one line.
        line: String,
        /// Ended so far.
        done: usize,
        /// To do in all.
        total: usize,
    },
    /// The connector profiles for Planday, as they are now.
    Profiles(Listed<ConnectorProfile>),
    /// The list of linked accounts that was kept, before anybody is asked.
    KeptAccounts(Box<AccountsReport>),
    /// So many of several linked accounts were changed or deleted, or could not be.
    AccountChanged {
        /// Done so far.
        done: usize,
        /// To do in all.
        total: usize,
    },
    /// It waits for a person or a server, and for what.
    Waiting(String),
    /// A step of the guide has new evidence.
    Step(StepId, Evidence),
    /// The auth link is there.
    Link(AuthLink),
    /// Something came of a link that is followed; the library has it already.
    LinkFollowed(Box<Link>),
}

/// A Token that the server renewed, of a saved connection. Saving comes first, so this tells how that ended.
#[derive(Debug, Clone)]
pub struct Renewed {
    /// The connection.
    pub profile: ProfileId,
    /// The Token that is good from now on.
    pub token: Secret,
    /// Where it is kept now, or in one sentence why it is not: otherwise the observer holds the only copy.
    pub kept: Result<SecretRecord, String>,
}

/// An auth link: one customer's way in.
#[derive(Debug, Clone)]
pub struct AuthLink {
    /// The connect session that it belongs to.
    pub session: Text,
    /// The address. It carries a token, so it is a secret: shown masked, copied and opened on request.
    pub url: Secret,
    /// When it stops to work.
    pub expires_at: Timestamp,
    /// For whom it was made.
    pub owner_name: String,
}

/// Whoever follows a workflow.
pub trait Observer: Sync {
    /// Takes one piece of news. May wait: a workflow does not run ahead of whoever follows it.
    fn tell(&self, progress: Progress) -> impl Future<Output = ()> + Send;
}

/// Waits, unless cancelled. Says whether the time has passed.
async fn pause(time: Duration, cancel: &CancellationToken) -> bool {
    tokio::select! {
        // Cancelling comes first: a wait of no length must not hide it.
        biased;
        () = cancel.cancelled() => false,
        () = tokio::time::sleep(time) => true,
    }
}
