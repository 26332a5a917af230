//! stackday.

pub mod app;
pub mod cli;
pub mod config;
pub mod diagnosis;
pub mod exit;
pub mod guide;
pub mod http;
pub mod input;
pub mod journal;
pub mod person;
pub mod planday;
pub mod sandbox;
pub mod secret;
pub mod stackone;
pub mod text;
pub mod ui;
pub mod worker;
pub mod workflow;
