//! Which exchanges are on their way: the program does not end before their answers, which may hold new Tokens.

use tokio::sync::watch;

/// How many there are. Clones count together.
#[derive(Clone, Default)]
pub(super) struct Exchanges(watch::Sender<usize>);

/// One exchange that is under way. Letting go of it ends it.
pub struct UnderWay(watch::Sender<usize>);

impl Exchanges {
    pub(super) fn one_more(&self) -> UnderWay {
        self.0.send_modify(|count| *count += 1);
        UnderWay(self.0.clone())
    }

    pub(super) async fn none_left(&self) {
        // The sender lives as long as this, so the waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
