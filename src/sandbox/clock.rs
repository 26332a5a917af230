//! The sandbox's clock, which a test can hold still.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// What time it is for the sandbox.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's own time.
    #[default]
    System,
    /// A time that moves only when told to, in milliseconds since 1970.
    Pinned(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at this time.
    #[must_use]
    pub fn pinned(at: Timestamp) -> Self {
        Self::Pinned(Arc::new(AtomicI64::new(at.as_millisecond())))
    }

    /// Moves a pinned clock on; the machine's own time stays what it is.
    pub fn advance(&self, by: Duration) {
        if let Self::Pinned(millis) = self {
            let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
            millis.fetch_add(by, Ordering::Relaxed);
        }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => crate::domain::clock::now(),
            Self::Pinned(millis) => Timestamp::from_millisecond(millis.load(Ordering::Relaxed))
                .unwrap_or(Timestamp::MAX),
        }
    }
}

/// A time as both services write it: milliseconds and `Z`.
pub fn written(at: Timestamp) -> String {
    format!("{at:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_clock_moves_only_when_told_to() {
        let clock = Clock::pinned("2026-03-01T09:00:00Z".parse().expect("a timestamp"));
        assert_eq!(written(clock.now()), "2026-03-01T09:00:00.000Z");
        clock.advance(Duration::from_millis(1500));
        assert_eq!(written(clock.now()), "2026-03-01T09:00:01.500Z");
    }
}
