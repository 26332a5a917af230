//! A run of the program, for those that look whether it still lives.

use stackday::domain::{ProfileId, SecretId, SecretStoreKind};
use stackday::library::Library;

use crate::drafts::typed;
use crate::support::{say, wait};

/// Has a draft, and a secret that is about to be saved, until it is told to end.
pub fn play(library: &Library) {
    library
        .keep_draft(&typed(None, "of the session", 1))
        .expect("kept");
    let id = SecretId::Token(ProfileId::random());
    library
        .reserve(&id, SecretStoreKind::File)
        .expect("reserved");
    say("ready");
    wait();
}
