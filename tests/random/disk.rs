//! The saved connections of this machine, which other programs change as well.

use std::collections::BTreeMap;

use jiff::Timestamp;
use stackday::domain::{
    ProfileId, SecretRecord, SecretStoreKind, Standing, StepId, StoredEvidence,
};
use stackday::library::{Changes, Connection, Edit, Profile};
use stackday::secret::Secret;
use stackday::workflow::secrets::Source;
use stackday::workflow::{Done, LibraryCommand, Opened, ResolvedSecret, ToSave};

use super::build::{many, saved, saved_id};
use super::rng::Rng;

/// An API key that is like no other text.
pub fn api_key(number: usize) -> String {
    format!("v1.eu1.{}", token(number))
}

/// The numbers of the secrets that begin in a text.
pub fn secrets_in(text: &str) -> Vec<usize> {
    let begun = text.match_indices("Zq7");
    let number = |(at, _): (usize, &str)| {
        let number = text.get(at + 3..at + 7)?;
        let behind = text.get(at + 7..at + 11)?;
        (behind == "_vXw").then(|| number.parse().ok()).flatten()
    };
    begun.filter_map(number).collect()
}

pub struct Disk {
    profiles: BTreeMap<ProfileId, Profile>,
    change: i64,
    made: u128,
    /// How many Tokens were made: each is another one.
    tokens: usize,
}

/// A Token that is like no other text.
pub fn token(number: usize) -> String {
    format!("Zq7{number:04}_vXw9KpLmR2tYbH")
}

impl Disk {
    pub fn new(count: u128) -> Self {
        let profiles = many(count).profiles.into_iter();
        Self {
            profiles: profiles.map(|profile| (profile.id, profile)).collect(),
            change: 1,
            made: 10_000,
            tokens: 10,
        }
    }

    pub fn new_token(&mut self) -> Secret {
        self.tokens += 1;
        Secret::new(token(self.tokens))
    }

    /// How many Tokens there are.
    pub fn tokens(&self) -> usize {
        self.tokens
    }

    fn ids(&self) -> Vec<ProfileId> {
        self.profiles.keys().copied().collect()
    }

    pub fn any(&self, rng: &mut Rng) -> Option<ProfileId> {
        let ids = self.ids();
        (!ids.is_empty()).then(|| ids[rng.below(ids.len())])
    }

    pub fn find(&self, id: ProfileId) -> Option<&Profile> {
        self.profiles.get(&id)
    }

    fn touch(&mut self, id: ProfileId) -> Changes {
        self.change += 1;
        let profiles = match self.profiles.get_mut(&id) {
            Some(profile) => {
                profile.change = self.change;
                vec![profile.clone()]
            }
            None => Vec::new(),
        };
        Changes {
            upto: self.change,
            profiles,
            ..Changes::default()
        }
    }

    fn all(&self) -> Changes {
        let mut profiles: Vec<_> = self.profiles.values().cloned().collect();
        profiles.sort_by_key(|profile| profile.name.to_lowercase());
        Changes {
            upto: self.change,
            all: true,
            profiles,
            ..Changes::default()
        }
    }

    /// Another program changes something.
    pub fn changed_elsewhere(
        &mut self,
        rng: &mut Rng,
        open: Option<ProfileId>,
        now: Timestamp,
    ) -> Changes {
        // What is open is what matters most.
        let id = open.filter(|_| rng.below(3) > 0).or_else(|| self.any(rng));
        let Some(id) = id.filter(|id| self.profiles.contains_key(id)) else {
            return self.touch(saved_id(1));
        };
        match rng.below(9) {
            0 => return self.remove(&[id]),
            1 => return self.add("from elsewhere", Connection::default(), now).1,
            which => self.change_one(id, which, now),
        }
        self.touch(id)
    }

    fn change_one(&mut self, id: ProfileId, which: usize, now: Timestamp) {
        let (made, token) = (self.made, record(now));
        let Some(profile) = self.profiles.get_mut(&id) else {
            return;
        };
        let text = format!("elsewhere {made}");
        self.made += 1;
        match which {
            2 => profile.settings.owner_name = Some(text),
            3 => profile.settings.notes = text,
            4 => profile.settings.portal = Some(format!("https://other{made}.planday.com/")),
            5 => profile.token = Some(token),
            6 => profile.name = text,
            _ => {
                let standing = [Standing::Failed, Standing::Verified][which % 2];
                let step = StepId::ALL[usize::try_from(made).unwrap_or(0) % StepId::ALL.len()];
                let evidence = StoredEvidence {
                    standing,
                    line: text,
                    at: Some(now),
                };
                profile.steps.insert(step, evidence);
                return;
            }
        }
        profile.revision += 1;
        if matches!(which, 4 | 5) {
            profile.evidence_revision += 1;
            profile.steps.clear();
        }
    }

    fn remove(&mut self, ids: &[ProfileId]) -> Changes {
        self.profiles.retain(|id, _| !ids.contains(id));
        self.change += 1;
        Changes {
            upto: self.change,
            removed: ids.to_vec(),
            ..Changes::default()
        }
    }

    fn add(&mut self, name: &str, settings: Connection, now: Timestamp) -> (ProfileId, Changes) {
        self.made += 1;
        let profile = Profile {
            id: saved_id(self.made),
            revision: 1,
            evidence_revision: 1,
            ..Profile::new(format!("{name} {}", self.made), settings, now)
        };
        let id = profile.id;
        self.profiles.insert(id, profile);
        (id, self.touch(id))
    }

    /// A verification of a saved connection writes down what it found.
    pub fn found(
        &mut self,
        id: ProfileId,
        step: StepId,
        standing: Standing,
        now: Timestamp,
    ) -> Changes {
        if let Some(profile) = self.profiles.get_mut(&id) {
            let line = format!("found in change {}", self.change);
            let evidence = StoredEvidence {
                standing,
                line,
                at: Some(now),
            };
            profile.steps.insert(step, evidence);
        }
        self.touch(id)
    }

    /// The program keeps evidence that it found.
    pub fn keep_steps(
        &mut self,
        id: ProfileId,
        revision: u64,
        steps: BTreeMap<StepId, StoredEvidence>,
    ) {
        let profile = self.profiles.get_mut(&id);
        if let Some(profile) = profile.filter(|profile| profile.evidence_revision == revision) {
            profile.steps.extend(steps);
        }
    }

    /// A connection with its history.
    pub fn shown(&mut self, id: ProfileId) -> Changes {
        let mut profile = saved(1, "history", 3);
        let Some(known) = self.profiles.get_mut(&id) else {
            return Changes {
                upto: self.change,
                ..Changes::default()
            };
        };
        known.history = std::mem::take(&mut profile.history);
        Changes {
            upto: self.change,
            profiles: vec![known.clone()],
            ..Changes::default()
        }
    }

    fn opened(&mut self, id: ProfileId, locked: bool) -> Option<Opened> {
        let number = self.tokens;
        let profile = self.profiles.get(&id)?.clone();
        let kept = |record: &SecretRecord, secret: String| ResolvedSecret {
            secret: Secret::new(secret),
            source: Source::Kept(record.clone()),
            shadowed: None,
        };
        let token_record = profile.token.clone().filter(|_| !locked);
        Some(Opened {
            token: token_record.map(|record| kept(&record, token(number % 10))),
            api_key: None,
            draft: None,
            locked,
            problems: Vec::new(),
            profile,
        })
    }

    fn save(&mut self, to_save: ToSave, now: Timestamp) -> Option<(Opened, Changes)> {
        let id = match to_save.id {
            Some(id) => {
                let profile = self.profiles.get_mut(&id)?;
                if profile.revision != to_save.revision {
                    return None;
                }
                let rests =
                    |of: &Connection| (of.portal.clone(), of.app_id.clone(), of.scopes.clone());
                if rests(&profile.settings) != rests(&to_save.settings) || to_save.token.is_some() {
                    profile.evidence_revision += 1;
                }
                profile.revision += 1;
                profile.settings = to_save.settings;
                profile.steps = to_save.steps;
                id
            }
            None => self.add(&to_save.name, to_save.settings, now).0,
        };
        if to_save.token.is_some()
            && let Some(profile) = self.profiles.get_mut(&id)
        {
            profile.token = Some(record(now));
        }
        let changes = self.touch(id);
        let mut opened = self.opened(id, false)?;
        let kept = opened.profile.token.clone();
        opened.token = to_save
            .token
            .zip(kept)
            .map(|(secret, record)| ResolvedSecret {
                secret,
                source: Source::Kept(record),
                shadowed: None,
            });
        opened.api_key = to_save.api_key.map(|secret| ResolvedSecret {
            secret,
            source: Source::Kept(record(now)),
            shadowed: None,
        });
        Some((opened, changes))
    }

    /// Does what the program asked for; none where it is refused.
    pub fn run(
        &mut self,
        command: LibraryCommand,
        rng: &mut Rng,
        now: Timestamp,
    ) -> Option<(Done, Changes)> {
        let said = "done".to_owned();
        Some(match command {
            LibraryCommand::Load => (Done::Loaded(Box::default()), self.all()),
            LibraryCommand::Open(id, _) | LibraryCommand::Reopen(id, _) => {
                let locked = rng.below(8) == 0;
                let opened = self.opened(id, locked)?;
                (Done::Opened(Box::new(opened)), self.touch(id))
            }
            LibraryCommand::Refresh(id, _) => {
                let opened = self.opened(id, false)?;
                (Done::Refreshed(Box::new(opened)), self.touch(id))
            }
            LibraryCommand::Save(to_save) => {
                let (opened, changes) = self.save(*to_save, now)?;
                (Done::Saved(Box::new(opened)), changes)
            }
            LibraryCommand::Edit(id, edit) => {
                let profile = self.profiles.get_mut(&id)?;
                profile.revision += 1;
                match edit {
                    Edit::Name(name) => profile.name = name,
                    Edit::Tags(tags) => profile.settings.tags = [tags].into(),
                    Edit::Notes(notes) => profile.settings.notes = notes,
                    Edit::Archived(is) => profile.archived_at = is.then_some(now),
                }
                (Done::Changed(said), self.touch(id))
            }
            LibraryCommand::Duplicate(id, name) => {
                let settings = self.profiles.get(&id)?.settings.clone();
                (Done::Changed(said), self.add(&name, settings, now).1)
            }
            LibraryCommand::Remove(ids) => (Done::Removed(ids.clone(), said), self.remove(&ids)),
        })
    }
}

pub fn record(now: Timestamp) -> SecretRecord {
    SecretRecord {
        place: SecretStoreKind::Keyring,
        at: now,
        generation: 1,
    }
}
