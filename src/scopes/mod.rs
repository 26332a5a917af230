//! From what the integration will do to what a call has proven: which scopes are required, wanted, granted and proven,
//! what is wrong between the four, and the way out.
//!
//! Pure: it knows neither HTTP nor the screen. The scopes themselves are catalogued in [`crate::domain::scope`].

mod actions;
mod grid;
mod matrix;
mod propose;
mod report;
mod required;
mod verdict;

#[cfg(test)]
mod properties;

pub use actions::{ActionCatalogue, Chosen, Origin, keys_of};
pub use grid::table;
pub use matrix::{Finding, Granted, Matrix, Proven, Row, Weight};
pub use propose::propose;
pub use report::{Probed, ScopeReport};
pub use required::{By, Reason, Required, Source, scopes_of};
pub use verdict::{Tone, Verdict, WayOut};
