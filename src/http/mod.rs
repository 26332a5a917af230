//! The one HTTP door.
//!
//! Every call of this program goes through [`Door::send`]. What is true of all of them lives here and nowhere else: who is trusted,
//! what is sent where, read-only mode, timeouts, what is repeated and when, rate limits, redaction, and the record. The door knows
//! no service but for the names of the POSTs that only read: what a call means is its caller's affair.

mod address;
mod budget;
mod call;
mod certificates;
mod classify;
mod diagnose;
mod door;
mod failure;
mod learn;
mod limits;
mod options;
mod path;
mod proxy;
mod reads;
mod record;
mod redact;
mod reply;
mod retry;
mod surroundings;
mod tls;
mod tunnel;
mod view;
mod wire;

pub use budget::Budget;
pub use call::Call;
pub use door::Door;
pub use failure::{Failure, Phase, ProxyProblem, TlsProblem};
pub use options::DoorOptions;
pub use path::{below, below_with};
pub use reads::{ReadAction, ReadPost};
pub use reply::{Reply, Shape};
pub use surroundings::Surroundings;
