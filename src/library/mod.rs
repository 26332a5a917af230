//! The library: the one owner of what is kept of connections, on an embedded database.
//!
//! Saved connections, drafts, evidence and its history, the records of secrets, linked accounts as last seen, auth links, and
//! how the screens are arranged are read and written by the calls of [`Library`] alone; nothing else opens the database, and SQL stands nowhere else. Secrets themselves are never in it: they
//! are in a secret store ([`crate::secret`]), and a record here says in which.
//!
//! Every change is one transaction on the newest state, durable when the call returns. Two programs may have the same
//! library open.

mod account_list;
mod account_rows;
mod account_wire;
mod accounts;
mod backup;
mod columns;
mod connections;
mod drafts;
mod error;
mod evidence;
mod exchange;
pub mod export_format;
mod fault;
mod findings;
mod handle;
mod legacy;
mod link_rows;
mod link_sweep;
mod link_wire;
mod links;
mod maintenance;
mod model;
mod open;
mod projects;
mod reading;
mod records;
mod rows;
mod schema;
mod secret_change;
mod secrets;
mod session;
mod takeover;
mod texts;
mod tidy;
mod traces;
mod ui_settings;
mod wire;

pub use crate::domain::guard::{Guard, IsClean, SecretForm};
pub use account_list::{AccountList, KeptAccount, KeptAccounts};
pub use connections::{Edit, SaveProfile, SavedSecrets};
pub use drafts::{Draft, DraftId};
pub use error::{Damage, LibraryError};
pub use evidence::{Findings, Merged};
pub use exchange::{Begun, ExchangeLock};
pub use handle::{Library, Point};
pub use link_sweep::SweptLinks;
pub use links::ChangedLink;
pub use maintenance::{Checked, Copied};
pub use model::{
    Connection, Connector, LastSeen, LibrarySnapshot, LinkSecret, Profile, Project, REMEMBERED,
    Verification,
};
pub use reading::{Changes, Loaded};
pub use records::Leftover;
pub use secret_change::Purpose;
pub use traces::Trace;
pub use ui_settings::{KeptUiSettings, UiSetting, UiSettings};
