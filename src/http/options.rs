//! How the door behaves.

use std::path::PathBuf;
use std::time::Duration;

use super::surroundings::Surroundings;

/// How the door behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorOptions {
    /// Refuse every call that could change something.
    pub read_only: bool,
    /// A file of root certificates to trust besides the platform's.
    pub ca_file: Option<PathBuf>,
    /// What names that file: a key, a variable or a flag.
    pub ca_file_source: &'static str,
    /// What the environment says of the way out.
    pub surroundings: Surroundings,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// How long one attempt may take, from connecting to the last byte of the answer.
    pub total_timeout: Duration,
    /// How many attempts a call has.
    pub attempts: u32,
    /// The longest wait that a server may ask for; where it asks for more, its answer is returned instead.
    pub longest_wait: Duration,
    /// The longest wait before the second attempt; it doubles from one attempt to the next.
    pub first_delay: Duration,
    /// The largest answer taken, in bytes, decompressed.
    pub body_cap: usize,
}

impl Default for DoorOptions {
    fn default() -> Self {
        Self {
            read_only: false,
            ca_file: None,
            ca_file_source: "ca_file",
            surroundings: Surroundings::default(),
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(30),
            attempts: 4,
            longest_wait: Duration::from_secs(20),
            first_delay: Duration::from_millis(300),
            body_cap: 8 * 1024 * 1024,
        }
    }
}
