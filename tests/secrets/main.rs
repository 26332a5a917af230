//! The encrypted file with real files and real processes: killed at every moment of a write, two at once, through links,
//! on a full disk, and ten thousand secrets.
#![cfg(unix)]

mod killed;
mod many;
mod passphrase;
mod refused;
mod support;
mod together;
mod typed;

/// Not a test: what the other processes do.
#[test]
#[ignore = "run by the other tests"]
fn actor() {
    support::play();
}
