//! The file of saved connections with real files and real processes: killed, at once, on a full disk, damaged, newer,
//! older, and ten thousand.

mod damaged;
mod drafts;
#[cfg(unix)]
mod killed;
mod many;
mod refused;
mod round_trip;
mod saving;
mod support;
mod together;
mod versions;

/// Not a test: what the other processes do.
#[test]
#[ignore = "played by the other tests"]
fn actor() {
    support::play();
}
