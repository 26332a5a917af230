//! The whole program without a terminal: scripted keys in, frames out, the sandbox over real HTTP behind it.

mod accounts;
mod arranged;
#[path = "../screens/build/mod.rs"]
#[expect(dead_code, reason = "the screens' tests use the rest of it")]
mod build;
mod commands;
mod editor;
mod faults;
mod guide;
mod harness;
mod journeys;
mod keyboard;
mod keys;
mod losses;
mod many;
mod misplaced;
mod mouse;
mod pins;
mod pure;
mod request;
mod saved;
mod scopes;
mod two_programs;
