//! What the background task can be asked to do, and what it reports.

use std::sync::Arc;

use crate::domain::LinkRead;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::domain::{Link, LinkId, ProfileId, StepId};
use crate::guide;
use crate::http::Listed;
use crate::journal::Entry;
use crate::library::Changes;
use crate::sandbox_user::{Click, Clicked};
use crate::scopes::ActionCatalogue;
use crate::secret::{Choice, Secret};
use crate::stackone::{Account, AccountRecord, ConnectorProfile};
use crate::workflow::{
    AccountsReport, AccountsRequest, ActionsRequest, ChangeReport, ChangeRequest, FollowLinks,
    GuideRequest, Inputs, LibraryCommand, LibraryOutcome, LinkOrder, LinkRequest, MadeLink,
    ManyReport, ManyRequest, PinReport, PinRequest, Progress, RequestInputs, RequestReport,
    RevokeReport, RotateReport, VerifyReport, WaitRequest,
};

/// Where to export to, as it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportTo {
    /// The file, as it was typed.
    pub path: String,
    /// Whether a file that is there may be replaced.
    pub overwrite: bool,
}

/// Lines of the log for a file.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// The file, as it was typed.
    pub path: String,
    /// The lines, oldest first.
    pub lines: Vec<Entry>,
    /// Whether a file that is there may be replaced.
    pub overwrite: bool,
}

/// What came of an export that did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exported {
    /// The file is written.
    Written {
        /// The file.
        path: String,
        /// How many lines it has.
        lines: usize,
    },
    /// There is a file already. It is as it was.
    Exists {
        /// The file.
        path: String,
    },
}

/// The number of a job, chosen by the screen. Reports carry it, so that those of a superseded job are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// The number of what is no job of the screen.
pub(crate) const NO_JOB: JobId = JobId(0);

/// Something to do.
#[derive(Debug, Clone)]
pub enum Job {
    /// Check the request before anybody signs in.
    Request(RequestInputs),
    /// Verify what was entered; of a saved connection, what was found is written down as well.
    Verify(Box<Inputs>),
    /// Verify saved connections side by side.
    VerifyMany(ManyRequest),
    /// Prove a new Token of a saved connection, and use it from then on.
    Rotate(ProfileId, Secret),
    /// Revoke the Token that a rotation replaced, if this is the connection's name. It dies for everybody.
    Revoke(ProfileId, String),
    /// Forget the Token that a rotation replaced, without revoking it.
    DropOld(ProfileId),
    /// Wait for a connector profile to appear.
    Wait(WaitRequest),
    /// Make an auth link and follow it.
    Link(Box<LinkRequest>),
    /// List the connector profiles.
    Profiles(Secret),
    /// Show the list of linked accounts that was kept, and read it anew.
    Accounts(AccountsRequest),
    /// Read one linked account with its record.
    AccountRecord(AccountsRequest, Text),
    /// Read once through a linked account; the granted scopes, where they are known.
    ReadAccount(AccountsRequest, Text, Scopes),
    /// Change or delete linked accounts.
    ChangeAccounts(Box<ChangeRequest>),
    /// Put the kept links in order, and read them.
    Links,
    /// Make an auth link.
    MakeLink(Box<LinkOrder>),
    /// Follow the links in flight.
    FollowLinks(Box<FollowLinks>),
    /// Stop following a link.
    StopLink(LinkId),
    /// Follow a link again that was stopped.
    ResumeLink(LinkId),
    /// Read the address of a link.
    LinkUrl(Box<Link>),
    /// Put the address of a link that is in memory alone into its store, or, without one, read it from its store. A person
    /// who asks for this is asked for the passphrase of the encrypted file where that is locked.
    UnlockLink(Box<Link>, Option<Secret>),
    /// List the actions for Planday.
    Actions(ActionsRequest),
    /// Read `StackOne`'s own guide.
    Guide(GuideRequest),
    /// Do something with what is saved.
    Library(Box<LibraryCommand>),
    /// Find out which store new secrets go to.
    ChooseStore,
    /// Unlock the encrypted file with this passphrase.
    Unlock(Secret),
    /// Look at the versions and the pin of a connector profile.
    Pins(PinRequest),
    /// Pin a connector profile to this version, or clear its pin.
    SetPin(PinRequest, Option<String>),
    /// Write lines of the log to a file.
    ExportLog(ExportRequest),
    /// Do a person's click, in a rehearsal.
    Click(StepId, Click),
}

impl Job {
    /// Whether it may find the encrypted file locked, so that it is done once more after it was unlocked.
    #[must_use]
    pub fn may_need_unlocking(&self) -> bool {
        matches!(
            self,
            Self::Library(_)
                | Self::VerifyMany(_)
                | Self::Rotate(..)
                | Self::Revoke(..)
                | Self::UnlockLink(..)
        )
    }
}

impl Job {
    /// What it writes, as a person calls it, where it must not be left half done; none where it can be cancelled.
    pub(crate) fn writes(&self) -> Option<&'static str> {
        match self {
            Self::Library(command) => written_by(command),
            Self::ExportLog(_) => Some("Exporting the log"),
            Self::UnlockLink(_, Some(_)) => Some("Keeping the link"),
            _ => None,
        }
    }
}

/// The same of a command of the library.
pub(crate) fn written_by(command: &LibraryCommand) -> Option<&'static str> {
    match command {
        LibraryCommand::Save(_) => Some("Saving the connection"),
        LibraryCommand::Edit(..) => Some("Saving the change"),
        LibraryCommand::Duplicate(..) => Some("Copying the connection"),
        LibraryCommand::Remove(_) => Some("Deleting"),
        LibraryCommand::Reopen(..) => Some("Discarding the draft"),
        LibraryCommand::Load | LibraryCommand::Open(..) | LibraryCommand::Refresh(..) => None,
    }
}

/// An order to the task.
#[derive(Debug, Clone)]
pub enum WorkerRequest {
    /// Start a job; the lines of the log that it writes name the connection.
    Start(JobId, Job, Option<Arc<str>>),
    /// Cancel a job.
    Cancel(JobId),
    /// Read a connection with all of its history.
    Show(ProfileId),
}

/// How a job ended.
#[derive(Debug, Clone)]
pub enum TaskOutcome {
    /// A check of the request, with what it found.
    Request(Box<RequestReport>),
    /// A verification, with what it found.
    Verified(Box<VerifyReport>),
    /// A verification of many, with how each ended.
    Many(Box<ManyReport>),
    /// A rotation, with what came of it.
    Rotated(Box<RotateReport>),
    /// A revocation, or the forgetting of a replaced Token, with what came of it.
    Revoked(Box<RevokeReport>),
    /// The profile that was waited for.
    Found(Box<ConnectorProfile>),
    /// The account that was linked.
    Linked(Box<Account>),
    /// The profiles.
    Profiles(Listed<ConnectorProfile>),
    /// The linked accounts.
    Accounts(Box<AccountsReport>),
    /// One linked account with its record.
    AccountRecord(Box<AccountRecord>),
    /// What one read through a linked account came to.
    AccountRead(Text, Result<LinkRead, Box<Diagnosis>>),
    /// The links that are kept.
    Links(Vec<Link>),
    /// A link that was made.
    LinkMade(Box<MadeLink>),
    /// No link is left to follow.
    LinksFollowed,
    /// A link that a person stopped following, or follows again.
    LinkChanged(Box<Link>),
    /// The address of a link, if it is kept; else why it could not be read.
    LinkUrl(LinkId, Result<Option<Secret>, String>),
    /// A link whose address is in its store by now.
    LinkKept(Box<Link>),
    /// What was changed or deleted of linked accounts; the word says which.
    AccountsChanged(&'static str, Box<ChangeReport>),
    /// The actions for Planday.
    Actions(Box<ActionCatalogue>),
    /// The log in a file, or why it is not there yet.
    Exported(Exported),
    /// `StackOne`'s own guide.
    Guide(Box<guide::Live>),
    /// What has changed in the library, and what was done.
    Library(Box<LibraryOutcome>),
    /// The store that new secrets go to.
    Store(Choice),
    /// The encrypted file has to be unlocked first; `new` where its passphrase is yet to be chosen.
    Locked {
        /// Whether there is no file yet.
        new: bool,
    },
    /// The encrypted file is open.
    Unlocked,
    /// The versions and the pin of a connector profile, as they are or as they were changed.
    Pins(Box<PinReport>),
    /// A click, with what the page said.
    Clicked(StepId, Box<Clicked>),
    /// It failed, or was cancelled.
    Failed(Box<Diagnosis>),
}

/// What the background task reports.
#[derive(Debug, Clone)]
pub enum TaskEvent {
    /// A job goes on.
    Progress(JobId, Progress),
    /// A job has ended; nothing more comes of it.
    Ended(JobId, TaskOutcome),
    /// The library has changed, here or in another program, or more of it was read.
    Library(Arc<Changes>),
}
