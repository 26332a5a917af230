//! The one HTTP door.

mod exchange;

pub use exchange::{Exchange, Outcome, Part};
