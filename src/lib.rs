//! stackday.

pub mod person;
pub mod sandbox;
pub mod secret;
