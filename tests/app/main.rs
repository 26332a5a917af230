//! The whole program without a terminal: scripted keys in, frames out, the sandbox over real HTTP behind it.

mod guide;
mod harness;
mod journeys;
mod keys;
mod misplaced;
mod pins;
mod request;
mod saved;
mod scopes;
mod two_programs;
