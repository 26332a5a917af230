//! Everything the sandbox knows: one world that the five sites share.

mod accounts;
mod apps;
mod planday;
mod seed;
mod stackone;
mod state;

pub use planday::{App, Grant};
pub use seed::REDIRECT_URI;
#[cfg(test)]
pub use seed::Seeded;
pub use stackone::{Account, Attempt, Key, Pin, Profile, Reason, Session, categories};
pub use state::{Urls, World};
