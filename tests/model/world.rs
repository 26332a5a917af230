//! The world of two programs: the folder, the secret stores, Planday's idea of each Token, and what was acknowledged.

use std::collections::BTreeMap;

use stackday::domain::{ProfileId, SecretId, SecretRecord, SecretStoreKind};
use stackday::library::{Connection, Edit, Leftover, Library, SaveProfile, SavedSecrets};
use stackday::secret::{Secret, Vault};
use tempfile::TempDir;

use crate::mistakes::misplace;
use crate::moving::begin_to_move;
use crate::program::{Doing, MARK, Program, findings, token_of};
use crate::rng::Rng;

/// What was acknowledged of a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acknowledged {
    pub name: String,
    pub app: Option<String>,
    pub notes: String,
    /// The Token that a person entered last, and that was recorded.
    pub token: Option<String>,
}

pub struct World {
    pub folder: TempDir,
    pub vault: Vault,
    pub programs: [Program; 2],
    pub acknowledged: BTreeMap<ProfileId, Acknowledged>,
    /// The Token of each connection that Planday takes.
    pub planday: BTreeMap<ProfileId, String>,
    /// Tokens that were lost, because a program was killed between the answer and the store.
    pub lost: Vec<ProfileId>,
    /// Every secret that was ever put anywhere.
    pub puts: Vec<(SecretId, SecretRecord)>,
    tokens: u32,
    names: u32,
    /// Chooses the mistakes of a person, apart from everything else: a mistake changes nothing that is saved.
    mistakes: Rng,
    /// Makes the ids of connections, by which they are sorted and share locks.
    ids: Rng,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let programs = [Program::start(folder.path()), Program::start(folder.path())];
        Self {
            folder,
            vault: Vault::in_memory(),
            programs,
            acknowledged: BTreeMap::new(),
            planday: BTreeMap::new(),
            lost: Vec::new(),
            puts: Vec::new(),
            tokens: 0,
            names: 0,
            mistakes: Rng::new(!seed),
            ids: Rng::new(seed ^ 0x1d5),
        }
    }

    /// What was acknowledged of each connection that is there, by id.
    pub fn acknowledged(&self) -> String {
        format!("{:?}", self.acknowledged)
    }

    /// One program does one step: of what it has under way, or of something new; or it is killed.
    pub async fn act(&mut self, which: usize, rng: &mut Rng) {
        self.mistake(which);
        match rng.below(20) {
            0 => self.kill(which),
            1 => self.sweep(which).await,
            _ if self.programs[which].doing.is_some() => self.go_on(which).await,
            _ => self.begin(which, rng).await,
        }
    }

    /// The program ends in the middle of whatever it does; another one is started in its place.
    pub fn kill(&mut self, which: usize) {
        let killed = std::mem::replace(
            &mut self.programs[which],
            Program::start(self.folder.path()),
        );
        if let Some(Doing::Exchange {
            id,
            new: Some(_),
            put: false,
            ..
        }) = killed.doing
        {
            self.lost.push(id);
        }
    }

    fn some(&self, rng: &mut Rng) -> Option<ProfileId> {
        let ids: Vec<_> = self.acknowledged.keys().copied().collect();
        (!ids.is_empty()).then(|| ids[rng.below(ids.len())])
    }

    async fn begin(&mut self, which: usize, rng: &mut Rng) {
        let library = self.programs[which].library.clone();
        // Few, so that two programs often meet.
        let more = self.acknowledged.len() < 2 && rng.below(4) == 0;
        let Some(id) = self.some(rng).filter(|_| !more) else {
            self.names += 1;
            let save = SaveProfile {
                id: self.ids.id(),
                new: true,
                name: format!("connection {}", self.names),
                revision: 0,
                evidence_revision: 0,
                settings: Connection {
                    app_id: Some("app 0".into()),
                    ..Connection::default()
                },
                steps: [].into(),
                with_token: true,
                draft: None,
            };
            self.programs[which].doing = Some(Doing::Save {
                save: Box::new(save),
                record: None,
                put: false,
                left: None,
            });
            return;
        };
        let Some(profile) = library.profile(id).expect("readable") else {
            panic!("{id} was acknowledged and is gone");
        };
        let token = self.acknowledged.get(&id).and_then(|it| it.token.clone());
        match rng.below(11) {
            0 => {
                // One transaction: notes.
                let notes = format!("notes {}", rng.below(100));
                library.edit(id, Edit::Notes(notes.clone())).expect("saved");
                self.acknowledged.entry(id).or_default().notes = notes;
            }
            1..=3 => {
                let with_token = rng.below(2) == 0;
                let mut settings = profile.settings.clone();
                settings.app_id = Some(format!("app {}", rng.below(3)));
                let save = SaveProfile {
                    id,
                    new: false,
                    name: profile.name,
                    revision: profile.revision,
                    evidence_revision: profile.evidence_revision,
                    settings,
                    steps: [].into(),
                    with_token,
                    draft: None,
                };
                self.programs[which].doing = Some(Doing::Save {
                    save: Box::new(save),
                    record: None,
                    put: false,
                    left: None,
                });
            }
            4 => {
                let left = library.remove(&[id]).expect("deleted");
                self.acknowledged.remove(&id);
                self.planday.remove(&id);
                self.programs[which].doing = Some(Doing::Remove { left });
            }
            9 => {
                // A person removes the Token, and it works on at Planday.
                let Some(record) = profile.token else { return };
                let left = library.forget(&token_of(id), &record).expect("removed");
                self.acknowledged.entry(id).or_default().token = None;
                let left = left.into_iter().collect();
                self.programs[which].doing = Some(Doing::Remove { left });
            }
            10 => self.programs[which].doing = begin_to_move(&library, id),
            5 | 6 => {
                let app = profile.settings.app_id.clone().unwrap_or_default();
                let token = token.unwrap_or_default();
                let findings = findings(profile.evidence_revision, &token, &app);
                self.programs[which].doing = Some(Doing::Verify {
                    id,
                    findings: Box::new(findings),
                });
            }
            _ => self.programs[which].doing = self.begin_to_exchange(&library, id).await,
        }
    }

    /// Now and then a person types a secret into a field that is no field for it, or a backup is made.
    fn mistake(&mut self, which: usize) {
        let library = &self.programs[which].library;
        let ids: Vec<_> = self.acknowledged.keys().copied().collect();
        let rng = &mut self.mistakes;
        if ids.is_empty() || rng.below(3) > 0 {
            return;
        }
        let id = ids[rng.below(ids.len())];
        let profile = library.profile(id).expect("readable").expect("there");
        if rng.below(6) == 0 {
            // Before an import there is a backup, whatever is imported.
            return library.import(Vec::new()).expect("imported");
        }
        misplace(library, &profile, rng);
    }

    async fn go_on(&mut self, which: usize) {
        let library = self.programs[which].library.clone();
        let doing = self.programs[which].doing.take().expect("under way");
        self.programs[which].doing = match doing {
            Doing::Save {
                save,
                record,
                put,
                left,
            } => self.go_on_saving(&library, *save, record, put, left).await,
            Doing::Verify { id, findings } => {
                let _merged = library
                    .merge_findings(vec![(id, *findings)])
                    .expect("merged");
                None
            }
            Doing::Remove { left } => {
                self.take_away(&library, left).await;
                None
            }
            moving @ Doing::Move { .. } => self.go_on_moving(&library, moving).await,
            exchange @ Doing::Exchange { .. } => self.go_on_exchanging(&library, exchange).await,
        };
    }

    async fn go_on_saving(
        &mut self,
        library: &Library,
        save: SaveProfile,
        record: Option<SecretRecord>,
        put: bool,
        left: Option<Vec<Leftover>>,
    ) -> Option<Doing> {
        if let Some(left) = left {
            self.take_away(library, left).await;
            return None;
        }
        let name = token_of(save.id);
        if save.with_token && record.is_none() {
            if library.check_save(&save).is_err() {
                return None;
            }
            let reserved = library.reserve(&name, SecretStoreKind::Memory);
            let record = Some(reserved.expect("reserved"));
            let save = Box::new(save);
            return Some(Doing::Save {
                save,
                record,
                put,
                left: None,
            });
        }
        if let Some(record) = record.clone().filter(|_| !put) {
            self.tokens += 1;
            let token = Secret::new(format!("{MARK}{}", self.tokens));
            self.vault.put(&name, &record, &token).await.expect("kept");
            self.puts.push((name, record.clone()));
            let (save, record) = (Box::new(save), Some(record));
            return Some(Doing::Save {
                save,
                record,
                put: true,
                left: None,
            });
        }
        let secrets = SavedSecrets {
            token: record.clone(),
            api_key: None,
        };
        let token = match &record {
            Some(record) => self.vault.get(&name, record).await.expect("readable"),
            None => None,
        };
        let saved = library.save(save.clone(), secrets);
        let Ok((profile, left)) = saved else {
            // Refused, because another program was first: what was put is taken away again.
            let record = record?;
            // Its record is gone where the connection was deleted meanwhile, and swept with it.
            library.give_up(&name, &record).ok();
            self.take_away(library, vec![Leftover { id: name, record }])
                .await;
            return None;
        };
        let known = self.acknowledged.entry(profile.id).or_default();
        known.name = profile.name;
        known.app = profile.settings.app_id;
        if let Some(token) = token {
            let token = token.expose().to_owned();
            known.token = Some(token.clone());
            self.planday.insert(profile.id, token);
            self.lost.retain(|id| *id != profile.id);
        }
        Some(Doing::Save {
            save: Box::new(save),
            record,
            put,
            left: Some(left),
        })
    }

    /// Removes secrets from their store, then from what is remembered.
    pub async fn take_away(&self, library: &Library, left: Vec<Leftover>) {
        for Leftover { id, record } in &left {
            self.vault.remove(id, record).await.expect("removed");
        }
        library.removed(&left).expect("noted");
    }

    async fn sweep(&mut self, which: usize) {
        let library = self.programs[which].library.clone();
        self.sweep_library(&library).await;
    }

    async fn sweep_library(&mut self, library: &Library) {
        let left = library.leftovers().expect("readable");
        self.take_away(library, left).await;
    }

    /// Finishes what dead programs have left: renewals are found, leftovers removed.
    pub async fn settle(&mut self) {
        let library = self.programs[0].library.clone();
        for id in self.acknowledged.keys() {
            self.recover(&library, *id).await;
        }
        self.sweep_library(&library).await;
    }

    /// The Token that the record leads to.
    pub async fn kept(&self, library: &Library, id: ProfileId) -> String {
        let name = token_of(id);
        let Some(record) = library.secret(&name).expect("readable") else {
            return String::new();
        };
        let held = self.vault.get(&name, &record).await.expect("readable");
        held.map_or_else(String::new, |secret| secret.expose().to_owned())
    }
}
