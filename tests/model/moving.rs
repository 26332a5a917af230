//! Moving a Token to another store, step by step.

use stackday::domain::{ProfileId, SecretStoreKind};
use stackday::library::{Leftover, Library};

use crate::program::{Doing, token_of};
use crate::world::World;

/// Begins to move a Token: as long as it is moved, it is not exchanged. None where that is under way, or there is none.
pub fn begin_to_move(library: &Library, id: ProfileId) -> Option<Doing> {
    let lock = library.try_exchange_lock(id).expect("asked")?;
    let from = library.secret(&token_of(id)).expect("readable")?;
    Some(Doing::Move {
        id,
        lock,
        from,
        record: None,
        put: false,
    })
}

impl World {
    pub async fn go_on_moving(&mut self, library: &Library, moving: Doing) -> Option<Doing> {
        let Doing::Move {
            id,
            lock,
            from,
            mut record,
            mut put,
        } = moving
        else {
            return None;
        };
        let name = token_of(id);
        match &record {
            None => {
                let to = match from.place {
                    SecretStoreKind::Memory => SecretStoreKind::Plaintext,
                    _ => SecretStoreKind::Memory,
                };
                record = Some(library.reserve(&name, to).expect("reserved"));
            }
            Some(to) if !put => {
                let held = self.vault.get(&name, &from).await.expect("readable");
                let Some(token) = held else {
                    self.leave(
                        library,
                        Leftover {
                            id: name,
                            record: to.clone(),
                        },
                    )
                    .await;
                    return None;
                };
                self.vault.put(&name, to, &token).await.expect("kept");
                self.puts.push((name, to.clone()));
                put = true;
            }
            Some(to) => {
                let Ok(left) = library.moved(&name, &from, to) else {
                    // A person entered another one meanwhile, or the connection was deleted.
                    self.leave(
                        library,
                        Leftover {
                            id: name,
                            record: to.clone(),
                        },
                    )
                    .await;
                    return None;
                };
                return Some(Doing::Remove { left });
            }
        }
        Some(Doing::Move {
            id,
            lock,
            from,
            record,
            put,
        })
    }

    /// What was reserved comes to nothing.
    pub async fn leave(&self, library: &Library, left: Leftover) {
        library.give_up(&left.id, &left.record).expect("noted");
        self.take_away(library, vec![left]).await;
    }
}
