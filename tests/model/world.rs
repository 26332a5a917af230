//! The world of two programs: the folder, the secret stores, Planday's idea of each Token, and what was acknowledged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use stackday::domain::{ProfileId, SecretId, SecretRecord, SecretStoreKind, Standing, StepId};
use stackday::library::{Connection, Draft, Profile};
use stackday::library::{
    Edit, Leftover, Library, LibraryError, Purpose, SaveProfile, SavedSecrets,
};
use stackday::secret::{Secret, Vault};
use tempfile::TempDir;

use crate::program::{Doing, MARK, Program, findings, guard, made_with, token_of};
use crate::rng::Rng;

/// What was acknowledged of a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Acknowledged {
    name: String,
    app: Option<String>,
    notes: String,
    /// The Token that a person entered last, and that was recorded.
    token: Option<String>,
}

pub struct World {
    folder: TempDir,
    vault: Vault,
    programs: [Program; 2],
    acknowledged: BTreeMap<ProfileId, Acknowledged>,
    /// The Token of each connection that Planday takes.
    planday: BTreeMap<ProfileId, String>,
    /// Tokens that were lost, because a program was killed between the answer and the store.
    lost: Vec<ProfileId>,
    /// Every secret that was ever put anywhere.
    puts: Vec<(SecretId, SecretRecord)>,
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
        match rng.below(9) {
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
            5 | 6 => {
                let app = profile.settings.app_id.clone().unwrap_or_default();
                let token = token.unwrap_or_default();
                let findings = findings(profile.evidence_revision, &token, &app);
                self.programs[which].doing = Some(Doing::Verify {
                    id,
                    findings: Box::new(findings),
                });
            }
            _ => {
                // Another program may have it: then this one waits, and does something else here.
                let Ok(Some(lock)) = library.try_exchange_lock(id) else {
                    return;
                };
                self.recover(&library, id).await;
                let begun = library.begin_exchange(id).expect("noted");
                let sent = self.kept(&library, id).await;
                self.programs[which].doing = Some(Doing::Exchange {
                    id,
                    lock: Some(lock),
                    sent,
                    from: begun.token,
                    new: None,
                    record: None,
                    put: false,
                    left: None,
                });
            }
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

    async fn go_on_exchanging(&mut self, library: &Library, exchange: Doing) -> Option<Doing> {
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
                    library.give_up(&name, at).expect("noted");
                    let (of, id, record) = (id, name, at.clone());
                    self.take_away(library, vec![Leftover { id, record }]).await;
                    library.end_exchange(of).expect("noted");
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

    /// Removes secrets from their store, then from what is remembered.
    async fn take_away(&self, library: &Library, left: Vec<Leftover>) {
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

    /// Finds the Token of an exchange whose program was killed before it could finish the record.
    async fn recover(&self, library: &Library, id: ProfileId) {
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

    /// The Token that the record leads to.
    async fn kept(&self, library: &Library, id: ProfileId) -> String {
        let name = token_of(id);
        let Some(record) = library.secret(&name).expect("readable") else {
            return String::new();
        };
        let held = self.vault.get(&name, &record).await.expect("readable");
        held.map_or_else(String::new, |secret| secret.expose().to_owned())
    }

    /// What holds after every step.
    pub async fn assert_holds(&self, at: &str) {
        let library = Library::new(self.folder.path(), guard());
        let saved = library
            .load()
            .unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!(
            saved.profiles.len(),
            self.acknowledged.len(),
            "{at}: connections"
        );
        for (id, known) in &self.acknowledged {
            let Some(profile) = saved.find(*id) else {
                panic!("{at}: {} was acknowledged and is gone", known.name);
            };
            assert_eq!(profile.name, known.name, "{at}");
            assert_eq!(profile.settings.app_id, known.app, "{at}: {}", known.name);
            assert_eq!(profile.settings.notes, known.notes, "{at}: {}", known.name);
            // Evidence of another Token or another App Id never ticks.
            if let Some(b2) = profile.steps.get(&StepId::B2)
                && b2.standing == Standing::Verified
            {
                let token = known.token.clone().unwrap_or_default();
                let app = known.app.clone().unwrap_or_default();
                assert_eq!(b2.line, made_with(&token, &app), "{at}: {}", known.name);
            }
            // The record leads to a Token.
            if known.token.is_some() {
                let name = token_of(*id);
                let record = profile.token.as_ref();
                let record = record.unwrap_or_else(|| panic!("{at}: no record"));
                let held = self.vault.get(&name, record).await.expect("readable");
                assert!(
                    held.is_some(),
                    "{at}: the record of {} leads nowhere",
                    known.name
                );
            }
        }
        // No secret outside its store.
        let leaky = files_with_secret(self.folder.path());
        assert!(leaky.is_empty(), "{at}: a secret in {leaky:?}");
    }

    /// What holds once everything is settled.
    pub async fn assert_tidy(&self, at: &str) {
        self.assert_holds(at).await;
        let library = &self.programs[0].library;
        // A Token once read is kept: it is the one that Planday takes, unless no program ever saw it in time.
        for (id, known) in &self.acknowledged {
            let (Some(_), Some(expected)) = (&known.token, self.planday.get(id)) else {
                continue;
            };
            let name = token_of(*id);
            let record = library.secret(&name).expect("readable").expect("recorded");
            let held = self.vault.get(&name, &record).await.expect("readable");
            let held = held.expect("there").expose().to_owned();
            if self.lost.contains(id) {
                continue;
            }
            assert_eq!(&held, expected, "{at}: the Token of {}", known.name);
        }
        // Nothing is in a store that nothing leads to.
        assert_eq!(library.leftovers().expect("readable"), [], "{at}");
        for (name, record) in &self.puts {
            let held = self.vault.get(name, record).await.expect("readable");
            let current = library.secret(name).expect("readable");
            if held.is_some() {
                assert_eq!(current.as_ref(), Some(record), "{at}: a stray secret");
            }
        }
    }
}

/// Types a secret into a field that is no field for it: the library refuses it, or leaves it out of a draft.
fn misplace(library: &Library, profile: &Profile, rng: &mut Rng) {
    // Known by its value, or recognised by its form.
    let secret = match rng.below(2) {
        0 => format!("{MARK}{}", rng.below(100)),
        _ => format!("v1.eu1.{MARK}Zm9vYmFyYmF6cXV{}", rng.below(100)),
    };
    let with = |app_id: &str| Connection {
        app_id: Some(app_id.to_owned()),
        ..profile.settings.clone()
    };
    let refused = match rng.below(5) {
        0 => {
            let save = SaveProfile {
                id: profile.id,
                new: false,
                name: profile.name.clone(),
                revision: profile.revision,
                evidence_revision: profile.evidence_revision,
                settings: with(&secret),
                steps: [].into(),
                with_token: false,
                draft: None,
            };
            library.save(save, SavedSecrets::default()).map(|_| ())
        }
        1 => {
            let edit = Edit::Name(format!("{} {secret}", profile.name));
            library.edit(profile.id, edit).map(|_| ())
        }
        2 => {
            let edit = Edit::Notes(format!("Token: {secret}"));
            library.edit(profile.id, edit).map(|_| ())
        }
        3 => library.import(vec![(profile.name.clone(), with(&secret))]),
        _ => {
            let draft = Draft {
                id: None,
                of: Some(profile.id),
                name: Some(format!("copy {secret}")),
                base_revision: profile.revision,
                settings: with(&secret),
                at: Timestamp::now(),
            };
            let left_out = library.keep_draft(&draft).expect("kept");
            let fields: Vec<_> = left_out.iter().map(|(field, _)| *field).collect();
            assert_eq!(fields, ["Name", "App Id"]);
            return;
        }
    };
    assert!(
        matches!(refused, Err(LibraryError::Secret { .. })),
        "{refused:?}"
    );
}

/// The files in a folder, and in the folders in it, in which a secret stands readable.
fn files_with_secret(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with_secret(&path));
            continue;
        }
        // One that is gone meanwhile holds nothing.
        let bytes = fs::read(&path).unwrap_or_default();
        // As text: its search is fast in a test that is not optimised, and this is done after every step.
        if String::from_utf8_lossy(&bytes).contains(MARK) {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_secret_is_found_in_whichever_folder_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = folder.path().join("backups/older");
    fs::create_dir_all(&inner).expect("a folder");
    fs::write(folder.path().join("clean"), "hush").expect("written");
    assert!(files_with_secret(folder.path()).is_empty());
    let leaky = inner.join("library.db");
    fs::write(&leaky, format!("a {MARK}7 b")).expect("written");
    assert_eq!(files_with_secret(folder.path()), [leaky]);
}
