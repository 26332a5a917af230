//! Reading what is saved: all of it, one connection, or what has changed since.

use rusqlite::{OptionalExtension as _, params};

use super::error::{Damage, LibraryError};
use super::fault::Outcome;
use super::handle::Library;
use super::link_rows;
use super::records::current_secrets;
use super::rows;
use super::rows::name_key;
use super::{columns, projects};
use crate::domain::ProfileId;
use crate::library::model::{LibrarySnapshot, LinkSecret, Profile, Project};

/// The most changed connections that are told one by one; of more, everything is read anew.
const MOST_CHANGES: usize = 1_000;

/// What is saved, and whether that is all of it.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Everything that can be read.
    pub saved: LibrarySnapshot,
    /// Why that is perhaps not all, and why nothing can be changed.
    pub trouble: Option<LibraryError>,
    /// What a person should know about the files in the folder, in sentences.
    pub notices: Vec<String>,
}

/// What has changed since a certain change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Up to which change this tells.
    pub upto: i64,
    /// Whether `profiles` is everything that is saved, in order of name, instead of what changed.
    pub all: bool,
    /// Whether another database was put in the place of the one that was followed.
    pub replaced: bool,
    /// The connections as they are now.
    pub profiles: Vec<Profile>,
    /// Those that are deleted.
    pub removed: Vec<ProfileId>,
    /// The projects and the default one, where they changed.
    pub projects: Option<(Vec<Project>, Option<String>)>,
}

impl Library {
    /// Reads what is saved. Damage and a newer database are errors. Blocks.
    pub fn load(&self) -> Result<LibrarySnapshot, LibraryError> {
        let Loaded { saved, trouble, .. } = self.read()?;
        trouble.map_or(Ok(saved), Err)
    }

    /// Reads what is saved, as far as a damaged or newer database can be read. Blocks.
    pub fn read(&self) -> Result<Loaded, LibraryError> {
        let read = self.read_with(|open| {
            let database = &open.connection;
            let mut saved = LibrarySnapshot::default();
            let mut trouble = rows::each(database, |profile| saved.profiles.push(profile));
            let rest = || -> Outcome<_> {
                let change = database.query_row(
                    "SELECT value FROM counter WHERE name = 'change'",
                    [],
                    |row| row.get(0),
                )?;
                let secrets = current_secrets(database)?;
                let links = link_rows::all(database)?.0.into_iter();
                let links = links.filter_map(|row| {
                    Some(LinkSecret {
                        id: row.link.id,
                        record: row.link.url?,
                        owner_name: row.link.owner_name.as_str().to_owned(),
                    })
                });
                Ok((change, projects::all(database, &secrets)?, links.collect()))
            };
            match rest() {
                Ok((change, (projects, default), links)) => {
                    saved.links = links;
                    saved.change = change;
                    saved.projects = projects;
                    saved.default_project = default;
                }
                Err(fault) => {
                    let what = self.error(fault).to_string();
                    trouble.get_or_insert(what);
                }
            }
            let trouble = match (open.newer, trouble) {
                (Some(found), _) => Some(self.newer(found)),
                (None, Some(what)) => Some(LibraryError::Damaged(Damage {
                    path: self.file(),
                    what,
                    backup: self.newest_backup(),
                })),
                (None, None) => None,
            };
            Ok(Loaded {
                saved,
                trouble,
                notices: open.notices.clone(),
            })
        });
        match read {
            Ok(loaded) => Ok(loaded.unwrap_or_default()),
            Err(damaged @ LibraryError::Damaged(_)) => Ok(Loaded {
                trouble: Some(damaged),
                ..Loaded::default()
            }),
            Err(error) => Err(error),
        }
    }

    /// Reads every connection one after the other, by name: for what shows many and needs to keep none. Blocks.
    pub fn for_each(&self, take: impl FnMut(Profile)) -> Result<(), LibraryError> {
        let trouble = self.read_with(|open| Ok(rows::each(&open.connection, take)))?;
        match trouble.flatten() {
            None => Ok(()),
            Some(what) => Err(LibraryError::Damaged(Damage {
                path: self.file(),
                what,
                backup: self.newest_backup(),
            })),
        }
    }

    /// One connection, with its history. Blocks.
    pub fn profile(&self, id: ProfileId) -> Result<Option<Profile>, LibraryError> {
        let found = self.read_with(|open| rows::find(&open.connection, id))?;
        Ok(found.flatten())
    }

    /// The connection of this name, whatever the case of the letters, with its history. Blocks.
    pub fn named(&self, name: &str) -> Result<Option<Profile>, LibraryError> {
        let found = self.read_with(|open| {
            let id = open
                .connection
                .prepare_cached("SELECT id FROM connection WHERE name_key = ?1")?
                .query_row([name_key(name)], |row| columns::id(row, 0))
                .optional()?;
            id.map_or(Ok(None), |id| rows::find(&open.connection, id))
        })?;
        Ok(found.flatten())
    }

    /// The projects, and the default one. Blocks.
    pub fn projects(&self) -> Result<(Vec<Project>, Option<String>), LibraryError> {
        let found = self.read_with(|open| {
            let secrets = current_secrets(&open.connection)?;
            projects::all(&open.connection, &secrets)
        })?;
        Ok(found.unwrap_or_default())
    }

    /// What has changed since, whoever changed it. Blocks.
    pub fn changes(&self, since: i64) -> Result<Changes, LibraryError> {
        let changes = self.read_with(|open| {
            let database = &open.connection;
            let upto: i64 = database
                .prepare_cached("SELECT value FROM counter WHERE name = 'change'")?
                .query_row([], |row| row.get(0))?;
            let mut changes = Changes {
                upto,
                ..Changes::default()
            };
            // Less than before is another database in its place.
            if upto == since {
                return Ok(changes);
            }
            let mut query = database.prepare_cached(
                "SELECT id FROM connection WHERE change > ?1 ORDER BY change LIMIT ?2",
            )?;
            let limit = i64::try_from(MOST_CHANGES + 1).unwrap_or(i64::MAX);
            let ids: Vec<ProfileId> = query
                .query_map(params![since, limit], |row| columns::id(row, 0))?
                .collect::<rusqlite::Result<_>>()?;
            if upto < since || ids.len() > MOST_CHANGES {
                changes.all = true;
                changes.replaced = upto < since;
                rows::each(database, |profile| changes.profiles.push(profile));
            } else {
                for id in ids {
                    changes.profiles.extend(rows::find(database, id)?);
                }
                let mut query =
                    database.prepare_cached("SELECT id FROM removed WHERE change > ?1")?;
                let removed = query.query_map([since], |row| columns::id(row, 0))?;
                changes.removed = removed.collect::<rusqlite::Result<_>>()?;
            }
            if changes.all || projects::change(database)? > since {
                let secrets = current_secrets(database)?;
                changes.projects = Some(projects::all(database, &secrets)?);
            }
            Ok(changes)
        })?;
        Ok(changes.unwrap_or_default())
    }
}

impl LibrarySnapshot {
    /// Takes in what has changed. A connection that is known in a later state already stays in it, and one that is not
    /// there any more does not come back: answers may overtake each other.
    pub fn apply(&mut self, changes: &Changes) {
        let overtaken = changes.upto < self.change && !changes.replaced;
        if changes.all {
            if overtaken {
                return;
            }
            self.profiles.clone_from(&changes.profiles);
        } else {
            self.profiles
                .retain(|profile| !changes.removed.contains(&profile.id));
            for changed in &changes.profiles {
                match self.find_mut(changed.id) {
                    Some(known) if known.change > changed.change => {}
                    Some(known) if known.name == changed.name => known.clone_from(changed),
                    None if overtaken => {}
                    known => {
                        if known.is_some() {
                            self.profiles.retain(|profile| profile.id != changed.id);
                        }
                        let key = name_key(&changed.name);
                        let at = self
                            .profiles
                            .partition_point(|profile| name_key(&profile.name) < key);
                        self.profiles.insert(at, changed.clone());
                    }
                }
            }
        }
        if let Some((projects, default)) = &changes.projects
            && !overtaken
        {
            self.projects.clone_from(projects);
            self.default_project.clone_from(default);
        }
        self.change = if changes.replaced {
            changes.upto
        } else {
            self.change.max(changes.upto)
        };
    }
}
