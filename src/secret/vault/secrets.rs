//! Reading, keeping and removing secrets, one or many.

use super::{Inner, Vault};
use crate::domain::{SecretId, SecretRecord, SecretStoreKind};
use crate::secret::entries::Entry;
use crate::secret::{Secret, VaultError};

impl Vault {
    /// Reads a secret from the store that it was put into. `None` where the store does not hold it.
    pub async fn get(
        &self,
        name: &SecretId,
        record: &SecretRecord,
    ) -> Result<Option<Secret>, VaultError> {
        let names = vec![name.key(record.generation)];
        let got = self.inner.get_many(record.place, names).await?;
        Ok(got.into_iter().next().flatten())
    }

    /// Puts a secret where its record says, and reads it back to be sure.
    pub async fn put(
        &self,
        name: &SecretId,
        record: &SecretRecord,
        secret: &Secret,
    ) -> Result<(), VaultError> {
        let new = [(name.clone(), record.clone(), secret.clone())];
        self.put_many(&new).await
    }

    /// Puts secrets where their records say, and reads them back to be sure. Those of one file are one write: all of them are
    /// in it, or none. The stores are written one after the other, up to the first error. No name may occur twice.
    pub async fn put_many(
        &self,
        secrets: &[(SecretId, SecretRecord, Secret)],
    ) -> Result<(), VaultError> {
        for place in places(secrets.iter().map(|(_, record, _)| record)) {
            let of_place = || {
                let secrets = secrets.iter();
                secrets.filter(move |(_, record, _)| record.place == place)
            };
            let new = of_place().map(|(name, record, secret)| {
                let (secret, at) = (secret.clone(), record.at);
                (name.key(record.generation), Entry { secret, at })
            });
            self.inner.set_many(place, new.collect()).await?;
            let names = of_place().map(|(name, record, _)| name.key(record.generation));
            let got = self.inner.get_many(place, names.collect()).await?;
            let put = of_place().map(|(_, _, secret)| Some(secret));
            if !put.eq(got.iter().map(Option::as_ref)) {
                return Err(VaultError::unusable(
                    place,
                    "What was kept did not come back.",
                    "Use another store; nothing else was changed.",
                ));
            }
        }
        Ok(())
    }

    /// Takes a secret out of a store. Says whether it was there.
    pub async fn remove(&self, name: &SecretId, record: &SecretRecord) -> Result<bool, VaultError> {
        let removed = self.remove_many(&[(name.clone(), record.clone())]).await;
        removed.into_iter().next().unwrap_or(Ok(false))
    }

    /// Takes secrets out of their stores, those of one file in one write. Says of each, in their order, whether it was there,
    /// or why it is still there.
    pub async fn remove_many(
        &self,
        secrets: &[(SecretId, SecretRecord)],
    ) -> Vec<Result<bool, VaultError>> {
        let mut outcomes = vec![Ok(false); secrets.len()];
        for place in places(secrets.iter().map(|(_, record)| record)) {
            let of_place = || {
                let secrets = secrets.iter().enumerate();
                secrets.filter(move |(_, (_, record))| record.place == place)
            };
            let names = of_place().map(|(_, (name, record))| name.key(record.generation));
            let removed = self.inner.delete_many(place, names.collect()).await;
            for ((number, _), outcome) in of_place().zip(removed) {
                outcomes[number] = outcome;
            }
        }
        outcomes
    }
}

/// The stores of these records, each once.
fn places<'a>(records: impl Iterator<Item = &'a SecretRecord>) -> Vec<SecretStoreKind> {
    let mut places = Vec::new();
    for record in records {
        if !places.contains(&record.place) {
            places.push(record.place);
        }
    }
    places
}

impl Inner {
    async fn get_many(
        &self,
        place: SecretStoreKind,
        names: Vec<String>,
    ) -> Result<Vec<Option<Secret>>, VaultError> {
        match place {
            _ if self.plays(place) => {
                let memory = self.memory();
                let get = |name| memory.get(&(place, name)).cloned();
                Ok(names.into_iter().map(get).collect())
            }
            SecretStoreKind::Keyring => {
                let mut got = Vec::with_capacity(names.len());
                for name in names {
                    got.push(self.keyring.get(name).await?);
                }
                Ok(got)
            }
            SecretStoreKind::File => self.file()?.get_many(names).await,
            SecretStoreKind::Plaintext => self.plain()?.get_many(names).await,
            SecretStoreKind::Memory => Ok(vec![None; names.len()]),
        }
    }

    async fn set_many(
        &self,
        place: SecretStoreKind,
        new: Vec<(String, Entry)>,
    ) -> Result<(), VaultError> {
        match place {
            _ if self.plays(place) => {
                let new = new.into_iter();
                let new = new.map(|(name, entry)| ((place, name), entry.secret));
                self.memory().extend(new);
                Ok(())
            }
            SecretStoreKind::Keyring => {
                for (name, entry) in new {
                    self.keyring.set(name, entry.secret).await?;
                }
                Ok(())
            }
            SecretStoreKind::File => self.file()?.set_many(new).await,
            SecretStoreKind::Plaintext => self.plain()?.set_many(new).await,
            SecretStoreKind::Memory => Ok(()),
        }
    }

    /// One outcome for each name.
    async fn delete_many(
        &self,
        place: SecretStoreKind,
        names: Vec<String>,
    ) -> Vec<Result<bool, VaultError>> {
        let number = names.len();
        let of_file = match place {
            _ if self.plays(place) => {
                let mut memory = self.memory();
                let delete = |name| Ok(memory.remove(&(place, name)).is_some());
                return names.into_iter().map(delete).collect();
            }
            SecretStoreKind::Keyring => {
                let mut outcomes = Vec::with_capacity(number);
                for name in names {
                    outcomes.push(self.keyring.delete(name).await);
                }
                return outcomes;
            }
            SecretStoreKind::File => match self.file() {
                Ok(file) => file.delete_many(names).await,
                Err(error) => Err(error),
            },
            SecretStoreKind::Plaintext => match self.plain() {
                Ok(plain) => plain.delete_many(names).await,
                Err(error) => Err(error),
            },
            SecretStoreKind::Memory => Ok(vec![false; number]),
        };
        match of_file {
            Ok(removed) => removed.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error); number],
        }
    }
}
