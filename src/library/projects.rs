//! `StackOne` projects: names of API keys.

use rusqlite::{Connection as Database, OptionalExtension as _, params};

use super::columns::Secrets;
use super::error::LibraryError;
use super::fault::Outcome;
use super::handle::{Backup, Library, Tx};
use crate::domain::SecretId;
use crate::library::model::Project;

impl Library {
    /// Adds a project where it is not there. It becomes the default if it is the first, or if `default` says so. Blocks.
    pub fn add_project(&self, name: &str, default: bool) -> Result<(), LibraryError> {
        self.write_with(Backup::Daily, |tx| add(tx, name, default))
    }
}

/// The projects by name, and the default one.
pub(super) fn all(
    database: &Database,
    secrets: &Secrets,
) -> Outcome<(Vec<Project>, Option<String>)> {
    let mut query =
        database.prepare_cached("SELECT name, is_default FROM project ORDER BY name")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?))
    })?;
    let mut default = None;
    let mut projects = Vec::new();
    for row in rows {
        let (name, is_default) = row?;
        if is_default {
            default = Some(name.clone());
        }
        let key = secrets.get(&SecretId::ApiKey(name.clone())).cloned();
        let mut project = Project { name, key };
        super::tidy::project(&mut project);
        projects.push(project);
    }
    Ok((projects, default))
}

/// Adds a project where it is not there. The first one becomes the default, or this one if `default` says so.
pub(super) fn add(tx: &Tx<'_>, name: &str, default: bool) -> Outcome<()> {
    tx.prepare_cached("INSERT INTO project (name) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([name])?;
    if default || self::default(tx)?.is_none() {
        set_default(tx, name)?;
    }
    touch(tx)
}

/// Makes a project the default.
pub(super) fn set_default(tx: &Tx<'_>, name: &str) -> Outcome<()> {
    tx.execute("UPDATE project SET is_default = 0 WHERE is_default = 1", [])?;
    tx.execute("UPDATE project SET is_default = 1 WHERE name = ?1", [name])?;
    Ok(())
}

/// The project of connections that name none.
pub(super) fn default(database: &Database) -> Outcome<Option<String>> {
    Ok(database
        .prepare_cached("SELECT name FROM project WHERE is_default = 1")?
        .query_row([], |row| row.get(0))
        .optional()?)
}

/// Removes a project that no connection names.
pub(super) fn drop_unused(tx: &Tx<'_>, name: &str) -> Outcome<()> {
    tx.execute(
        "DELETE FROM project WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM connection WHERE project = ?1)",
        [name],
    )?;
    touch(tx)
}

/// Whoever shows projects reads them anew.
pub(super) fn touch(tx: &Tx<'_>) -> Outcome<()> {
    let change = tx.change()?;
    tx.prepare_cached(
        "INSERT INTO meta (key, value) VALUES ('projects_change', ?1)
         ON CONFLICT (key) DO UPDATE SET value = ?1",
    )?
    .execute(params![change.to_string()])?;
    Ok(())
}

/// The change with which the projects came to be as they are.
pub(super) fn change(database: &Database) -> Outcome<i64> {
    let change: Option<String> = database
        .prepare_cached("SELECT value FROM meta WHERE key = 'projects_change'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(change.and_then(|change| change.parse().ok()).unwrap_or(0))
}
