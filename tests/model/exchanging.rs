//! Exchanging a Token, which renews it, step by step.

use stackday::domain::{ProfileId, SecretStoreKind};
use stackday::library::{Leftover, Library, Purpose};
use stackday::secret::Secret;

use crate::program::{Doing, token_of};
use crate::world::World;

impl World {
    /// Begins to exchange a Token. None where another program has it: then this one waits, and does something else here.
    pub async fn begin_to_exchange(&mut self, library: &Library, id: ProfileId) -> Option<Doing> {
        let lock = library.try_exchange_lock(id).expect("asked")?;
        self.recover(library, id).await;
        let begun = library.begin_exchange(id).expect("noted");
        let sent = self.kept(library, id).await;
        Some(Doing::Exchange {
            id,
            lock: Some(lock),
            sent,
            from: begun.token,
            new: None,
            record: None,
            put: false,
            left: None,
        })
    }

    pub async fn go_on_exchanging(&mut self, library: &Library, exchange: Doing) -> Option<Doing> {
        let Doing::Exchange {
            id,
            lock,
            sent,
            from,
            mut new,
            mut record,
            mut put,
            mut left,
        } = exchange
        else {
            return None;
        };
        let name = token_of(id);
        if let Some(left) = left {
            self.take_away(library, left).await;
            library.end_exchange(id).expect("noted");
            return None;
        }
        match (&new, &record, put) {
            (None, ..) => {
                // Planday renews the Token, if it is the one it knows.
                if self.planday.get(&id) != Some(&sent) || sent.is_empty() {
                    library.end_exchange(id).expect("noted");
                    return None;
                }
                let times = sent.split('.').nth(1).and_then(|it| it.parse::<u32>().ok());
                let base = sent.split('.').next().unwrap_or_default();
                let renewed = format!("{base}.{}", times.unwrap_or(0) + 1);
                self.planday.insert(id, renewed.clone());
                new = Some(renewed);
            }
            (Some(_), None, _) => {
                let reserved = library.reserve_renewal(id, SecretStoreKind::Memory, from.as_ref());
                let Ok(reserved) = reserved else {
                    // Another Token was entered meanwhile, or the connection was deleted: whoever verifies is told.
                    library.end_exchange(id).expect("noted");
                    return None;
                };
                record = Some(reserved);
            }
            (Some(token), Some(at), false) => {
                let token = Secret::new(token.clone());
                self.vault.put(&name, at, &token).await.expect("kept");
                self.puts.push((name, at.clone()));
                put = true;
            }
            (Some(_), Some(at), true) => {
                if let Ok(old) = library.adopt(&name, at, Purpose::Renewal) {
                    left = Some(old);
                } else {
                    // So here.
                    let record = at.clone();
                    self.leave(library, Leftover { id: name, record }).await;
                    library.end_exchange(id).expect("noted");
                    return None;
                }
            }
        }
        Some(Doing::Exchange {
            id,
            lock,
            sent,
            from,
            new,
            record,
            put,
            left,
        })
    }

    /// Finds the Token of an exchange whose program was killed before it could finish the record.
    pub async fn recover(&self, library: &Library, id: ProfileId) {
        if let Some(record) = library.unfinished_renewal(id).expect("readable") {
            let name = token_of(id);
            let held = self.vault.get(&name, &record).await.expect("readable");
            let left = if held.is_some() {
                let adopted = library.adopt(&name, &record, Purpose::Renewal);
                adopted.expect("found")
            } else {
                library.give_up(&name, &record).expect("noted");
                vec![Leftover { id: name, record }]
            };
            self.take_away(library, left).await;
        }
    }
}
