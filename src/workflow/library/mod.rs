//! Saving, opening and removing connections together with their secrets.
//!
//! The library ([`crate::library`]) decides; a secret store does what it says. A secret is put beside the old one before
//! the library is changed, and the old one is removed after it: whatever fails on the way, the library's records lead to a
//! secret that works, and name what is still to be removed.

mod access;
mod bookkeeping;
mod command;
mod copying;
mod renewal;
mod save;
mod secrets;
mod types;

pub use access::{changes, load_saved};
pub use command::{
    BesideConnections, Done, LibraryCommand, LibraryOutcome, needs_unlocking, run_command, show,
};
pub use copying::{back_up_library, check_library, remove_traces, restore_library, traces};
pub use secrets::{
    KeepError, Settled, all_recorded, forget_secret, keep_secret, move_secret, recorded,
};
pub use types::{LibraryFault, Opened, ToSave};

pub(super) use access::{exchange_lock, gone, on_library};
pub(super) use bookkeeping::Bookkeeping;
pub(super) use renewal::{Sent, keep_renewed, recover_renewal};
pub(super) use secrets::{refuse_locked, reserve_and_put, sweep_after, tidy};
