//! Keyrings that behave as the real ones do on a bad day.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::{Keyring, Ring, RingError};
use crate::secret::Secret;

/// How a played keyring behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Fine,
    /// Nobody answers the call that sets a secret, until it is let go.
    Hanging,
    Locked,
    Absent,
    /// Keeps something else than it was given, of everything but the probe.
    Mangling,
    /// Does not delete anything but the probe.
    Clinging,
}

/// A played keyring.
pub(crate) struct FakeRing {
    pub(crate) mood: Mutex<Mood>,
    pub(crate) held: Mutex<HashMap<String, String>>,
    asked: AtomicUsize,
    free: (Mutex<bool>, Condvar),
}

impl FakeRing {
    pub(crate) fn new(mood: Mood) -> Arc<Self> {
        Arc::new(Self {
            mood: Mutex::new(mood),
            held: Mutex::default(),
            asked: AtomicUsize::new(0),
            free: (Mutex::new(false), Condvar::new()),
        })
    }

    pub(crate) fn become_(&self, mood: Mood) {
        *self.mood.lock().expect("a lock") = mood;
    }

    fn let_go(&self) {
        *self.free.0.lock().expect("a lock") = true;
        self.free.1.notify_all();
    }

    fn mood(&self) -> Mood {
        self.asked.fetch_add(1, Ordering::SeqCst);
        *self.mood.lock().expect("a lock")
    }
}

impl Ring for FakeRing {
    fn status(&self) -> Result<(), RingError> {
        match self.mood() {
            Mood::Absent => Err(RingError::Absent("no session bus".to_owned())),
            _ => Ok(()),
        }
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<(), RingError> {
        let mut value = secret.expose().to_owned();
        match self.mood() {
            Mood::Locked => return Err(RingError::Locked),
            Mood::Hanging => {
                let mut free = self.free.0.lock().expect("a lock");
                while !*free {
                    free = self.free.1.wait(free).expect("a lock");
                }
            }
            Mood::Mangling if !name.starts_with("probe/") => value.push('x'),
            _ => {}
        }
        self.held
            .lock()
            .expect("a lock")
            .insert(name.to_owned(), value);
        Ok(())
    }

    fn get(&self, name: &str) -> Result<Option<Secret>, RingError> {
        let held = self.held.lock().expect("a lock");
        Ok(held.get(name).map(Secret::new))
    }

    fn delete(&self, name: &str) -> Result<bool, RingError> {
        if self.mood() == Mood::Clinging && !name.starts_with("probe/") {
            return Err(RingError::Failed("it does not let go.".to_owned()));
        }
        Ok(self.held.lock().expect("a lock").remove(name).is_some())
    }
}

const SHORT: Duration = Duration::from_millis(50);

/// A keyring that must answer, however busy the machine is, and one that must not.
fn keyring(ring: &Arc<FakeRing>, patience: Duration) -> Keyring {
    Keyring::new(Arc::clone(ring) as Arc<dyn Ring>, patience)
}

#[tokio::test]
async fn a_keyring_that_works_keeps_a_secret_and_nothing_of_the_probe() {
    let ring = FakeRing::new(Mood::Fine);
    let keyring = keyring(&ring, Duration::from_secs(60));
    let name = || "token/1".to_owned();
    keyring
        .set(name(), Secret::new("hush"))
        .await
        .expect("kept");
    assert_eq!(keyring.get(name()).await, Ok(Some(Secret::new("hush"))));
    assert_eq!(ring.held.lock().expect("a lock").len(), 1);
    assert_eq!(keyring.delete(name()).await, Ok(true));
    assert_eq!(keyring.get(name()).await, Ok(None));
}

#[tokio::test]
async fn a_keyring_that_hangs_is_given_up_and_asked_no_more() {
    let ring = FakeRing::new(Mood::Hanging);
    let keyring = keyring(&ring, SHORT);
    let refusal = keyring.probe().await.expect_err("given up");
    assert_eq!(refusal.why, "The keyring did not answer within 0.05 s.");
    let asked = ring.asked.load(Ordering::SeqCst);
    keyring
        .set("a".to_owned(), Secret::new("b"))
        .await
        .expect_err("known");
    assert_eq!(
        ring.asked.load(Ordering::SeqCst),
        asked,
        "the answer is remembered"
    );
    ring.let_go();
}

#[tokio::test]
async fn a_call_that_was_given_up_is_not_overtaken() {
    let ring = FakeRing::new(Mood::Fine);
    let keyring = keyring(&ring, SHORT);
    // A probe could take longer than this on a busy machine.
    keyring.probe.set(Ok(())).expect("not probed yet");
    ring.become_(Mood::Hanging);
    let name = || "token/1".to_owned();
    keyring
        .set(name(), Secret::new("first"))
        .await
        .expect_err("given up");
    // Only a call that the keyring has begun can hang in it.
    while ring.asked.load(Ordering::SeqCst) == 0 {
        std::thread::yield_now();
    }
    ring.become_(Mood::Fine);
    keyring
        .set(name(), Secret::new("second"))
        .await
        .expect_err("waits for the first");
    ring.let_go();
    let patient = Keyring {
        patience: Duration::from_secs(60),
        ..keyring
    };
    assert_eq!(patient.get(name()).await, Ok(Some(Secret::new("first"))));
}

#[tokio::test]
async fn locked_absent_and_mangling_are_told_apart() {
    for (mood, expected) in [
        (
            Mood::Locked,
            "The keyring is locked, and its password cannot be asked for here.",
        ),
        (Mood::Absent, "No keyring answers here (no session bus)."),
    ] {
        let keyring = keyring(&FakeRing::new(mood), Duration::from_secs(60));
        assert_eq!(keyring.probe().await.expect_err("refused").why, expected);
    }
}

#[test]
fn a_hanging_keyring_does_not_hold_up_the_end_of_the_program() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let ring = FakeRing::new(Mood::Hanging);
    let keyring = keyring(&ring, SHORT);
    runtime.block_on(keyring.probe()).expect_err("given up");
    // Waits for every task that blocks one of the runtime's own threads.
    drop(runtime);
    ring.let_go();
}
