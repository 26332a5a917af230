//! Files on disk: private folders and permissions, the one atomic file, limited reading, locks, and opening the database.
//! What is stored is not known here.

mod atomic;
mod database;
mod examine;
mod lock;
mod private;
mod reading;
#[cfg(test)]
mod tests;

pub use atomic::{AtomicFile, Prepared, WritePoint, remove_durably, write_atomically};
pub use database::{
    Database, Identity, OpenError, Options, on_network, open as open_database, open_to_read,
    with_suffix,
};
pub use examine::{exposed_file, oddities};
pub use lock::Lock;
pub use private::{Exposure, check_writable, make_private_file, make_private_folder};
pub use reading::{FileVersion, OpenFile, open_stream, read_limited};
