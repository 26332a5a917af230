//! The guard of the files: no text goes into one with a secret in it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::StoreError;

/// Says whether a text is free of every secret that the program knows.
pub(super) type IsClean = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// A guard, or none.
#[derive(Clone, Default)]
pub(super) struct Guard(Option<IsClean>);

impl Guard {
    /// A guard that asks this.
    pub(super) fn new(is_clean: IsClean) -> Self {
        Self(Some(is_clean))
    }

    /// Whether the text may be shown and written.
    pub(super) fn lets(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|is_clean| is_clean(text))
    }

    /// Refuses a text that holds a secret. `place` names what the text is of, and is asked only then.
    pub(super) fn check(
        &self,
        path: &Path,
        text: &str,
        place: impl FnOnce() -> String,
    ) -> Result<(), StoreError> {
        if self.lets(text) {
            return Ok(());
        }
        let place = place();
        Err(StoreError::Secret {
            path: path.to_owned(),
            // The name of the place may be where the secret is.
            place: if self.lets(&place) {
                place
            } else {
                "a name in it".to_owned()
            },
        })
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "guarded"
        } else {
            "unguarded"
        })
    }
}
