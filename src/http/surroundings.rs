//! What the environment says of the way out: proxies, and whom to trust.

use std::ffi::OsString;

use super::certificates::RootFiles;
use super::proxy::Proxies;

/// What the environment says of the way out. The default says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    pub(super) proxies: Proxies,
    pub(super) roots: RootFiles,
}

impl Surroundings {
    /// Reads the variables that programs share: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY` (also in lower case),
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR`. What cannot be used is told when a call needs it.
    #[must_use]
    pub fn of(env: &dyn Fn(&str) -> Option<OsString>) -> Self {
        Self {
            proxies: Proxies::of(env),
            // Elsewhere the system is asked, and these variables count for nothing.
            roots: if cfg!(all(
                unix,
                not(target_vendor = "apple"),
                not(target_os = "android")
            )) {
                RootFiles::of(env)
            } else {
                RootFiles::default()
            },
        }
    }
}
