//! stackday.

pub mod http;
pub mod journal;
pub mod person;
pub mod sandbox;
pub mod secret;
pub mod text;
