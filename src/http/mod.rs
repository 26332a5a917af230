//! The one HTTP door, and the one way of reading what came through it.
//!
//! Every call of this program goes through [`Door::send`]. What is true of all of them lives here and nowhere else: who is trusted,
//! what is sent where, read-only mode, timeouts, what is repeated and when, rate limits, redaction, and the record. The door knows
//! no service but for the names of the POSTs that only read: what a call means is its caller's affair.

mod address;
mod answered;
mod budget;
mod call;
mod certificates;
mod classify;
mod diagnose;
mod door;
mod entities;
mod error_body;
mod failure;
mod forms;
mod learn;
mod lenient;
mod limits;
mod listed;
mod options;
mod path;
mod patterns;
mod proxy;
mod quoted;
mod reads;
mod record;
mod redact;
mod repair;
mod reply;
mod retry;
mod surroundings;
mod tls;
mod tunnel;
mod view;
mod wire;

pub use answered::{Answerer, Between, Manner};
pub use budget::Budget;
pub use call::Call;
pub use diagnose::unclear;
pub use door::Door;
pub use failure::{Failure, Phase, ProxyProblem, TlsProblem};
pub use lenient::{Member, Name, Nested, Scalar, fill, reading};
pub use listed::{Incomplete, ListLimits, Listed, Lister, Page};
pub use options::DoorOptions;
pub use path::{below, below_with};
pub use reads::{ReadAction, ReadPost};
pub(crate) use redact::PLACEHOLDER;
pub use reply::{Reply, Shape};
pub use surroundings::Surroundings;

/// What the standard calls a status: `Bad Request`.
#[must_use]
pub fn status_name(status: u16) -> Option<&'static str> {
    let status = reqwest::StatusCode::from_u16(status).ok()?;
    status.canonical_reason()
}
