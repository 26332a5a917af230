//! Everything the sandbox knows: one world that the five sites share.

mod account;
mod accounts;
mod apps;
mod customers;
mod planday;
mod restless;
mod seed;
mod stackone;
mod state;

pub use account::{Account, Reason, SUSPENDED, categories};
pub use planday::{App, Grant};
pub use seed::REDIRECT_URI;
#[cfg(test)]
pub use seed::Seeded;
pub use stackone::{Attempt, Key, Pin, Profile, Session};
pub use state::{Urls, World};
