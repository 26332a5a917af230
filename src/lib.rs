//! stackday.

pub mod cli;
pub mod config;
pub mod exit;
pub mod http;
pub mod journal;
pub mod output;
pub mod person;
pub mod sandbox;
pub mod secret;
pub mod terminal;
pub mod text;
