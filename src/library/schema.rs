//! The tables, and how an older database becomes one of today.
//!
//! Every migration is one transaction; `user_version` counts them. Times are texts in RFC 3339. `settings`, `steps`,
//! `seen` and `checks` are JSON in the form of [`super::wire`], `content` in that of [`super::account_wire`] and [`super::link_wire`].

use rusqlite::{Connection, TransactionBehavior};

/// The name of the database in the data folder.
pub(super) const NAME: &str = "library.db";

/// "stkd": what marks a database as this program's.
pub(super) const APPLICATION_ID: i32 = 0x7374_6B64;

/// The migrations, in order. None is ever changed after a release; whoever changes the tables adds one.
const MIGRATIONS: [&str; 4] = [FIRST, UI_SETTINGS, ORIGIN, LINKS];

/// The version of the tables that this program knows.
#[expect(clippy::cast_possible_wrap, reason = "there are few migrations")]
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

const FIRST: &str = "
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How many changes there were: every row of `connection` and `removed` says with which change it came. And the last
-- generation of a secret: none is ever used twice, so that a program that is late removes nothing of another one.
CREATE TABLE counter (
    name  TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('change', 0), ('generation', 0);

CREATE TABLE project (
    name       TEXT PRIMARY KEY NOT NULL,
    is_default INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX one_default ON project (is_default) WHERE is_default = 1;

CREATE TABLE connection (
    id                TEXT PRIMARY KEY NOT NULL,
    name              TEXT NOT NULL,
    name_key          TEXT NOT NULL UNIQUE,      -- the name in lower case: no two connections share it
    project           TEXT,                      -- the project that the settings name
    revision          INTEGER NOT NULL,          -- how often a person has changed it
    evidence_revision INTEGER NOT NULL,          -- how often what evidence rests on was changed
    created_at        TEXT NOT NULL,
    changed_at        TEXT NOT NULL,
    archived_at       TEXT,
    settings          TEXT NOT NULL,
    steps             TEXT NOT NULL,             -- what is known of each step, all of the evidence revision
    seen              TEXT,                      -- what the last look saw of the services
    recent            TEXT NOT NULL DEFAULT '',  -- the exit codes of the last 24 looks, oldest first
    change            INTEGER NOT NULL
) STRICT;
CREATE INDEX connection_change ON connection (change);
CREATE INDEX connection_project ON connection (project);

-- What was deleted, for programs that follow.
CREATE TABLE removed (
    id     TEXT PRIMARY KEY NOT NULL,
    change INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX removed_change ON removed (change);

-- Verifications: a row for each change of what was found, not for each look.
CREATE TABLE history (
    id         INTEGER PRIMARY KEY,
    connection TEXT NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    since      TEXT NOT NULL,
    at         TEXT NOT NULL,
    looks      INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    exit       INTEGER NOT NULL,
    line       TEXT NOT NULL,
    checks     TEXT NOT NULL,
    bytes      INTEGER NOT NULL
) STRICT;
CREATE INDEX history_of ON history (connection, id);

-- Where a secret is, or may be; never the secret. `owner` is the id of a connection or the name of a project.
CREATE TABLE secret (
    kind       TEXT NOT NULL CHECK (kind IN ('token', 'old_token', 'api_key')),
    owner      TEXT NOT NULL,
    generation INTEGER NOT NULL,
    store      TEXT NOT NULL,
    at         TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('current', 'pending', 'renewal', 'leftover')),
    session    TEXT NOT NULL,
    renews     INTEGER,                          -- of a renewal: the generation that was exchanged for it
    PRIMARY KEY (kind, owner, generation, store)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX one_current ON secret (kind, owner) WHERE state = 'current';
CREATE INDEX secret_state ON secret (state) WHERE state <> 'current';

-- What is typed and not saved: of a connection, or (without one) of a new connection. One whose connection was deleted
-- meanwhile is of a new one too.
CREATE TABLE draft (
    id            INTEGER PRIMARY KEY,
    connection    TEXT,
    session       TEXT NOT NULL,
    own           INTEGER NOT NULL,          -- whether this session began it; else it took it over
    name          TEXT,
    base_revision INTEGER NOT NULL,
    at            TEXT NOT NULL,
    settings      TEXT NOT NULL
) STRICT;
CREATE INDEX draft_of ON draft (connection);

-- Token exchanges that were begun and whose answer is not known.
CREATE TABLE exchange (
    connection TEXT PRIMARY KEY NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
    begun_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

const UI_SETTINGS: &str = "
-- How a person has arranged the screens. A key that this program does not know is of a newer one.
CREATE TABLE ui_setting (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

const ORIGIN: &str = "
-- Who had it looked at when this was found first: see `domain::ChangeOrigin`. Empty in rows of before.
ALTER TABLE history ADD COLUMN origin TEXT;
";

const LINKS: &str = "
-- Whose linked accounts they are: an address, a project (empty where none is named) and the keyed hash of an API key.
CREATE TABLE account_list (
    id      INTEGER PRIMARY KEY,
    api     TEXT NOT NULL,
    project TEXT NOT NULL,
    key     TEXT NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,      -- whether it is decided if the accounts of an earlier key are these
    UNIQUE (api, project, key)
) STRICT;

-- When the accounts of a connector (empty: of all) were last read. Accounts that were in that list need no time of their
-- own: so a list in which nothing changed is one row.
CREATE TABLE account_read (
    list      INTEGER NOT NULL REFERENCES account_list (id) ON DELETE CASCADE,
    connector TEXT NOT NULL,
    at        TEXT NOT NULL,
    api       TEXT NOT NULL CHECK (api IN ('v1', 'v2')),
    is_whole  INTEGER NOT NULL,
    PRIMARY KEY (list, connector)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    row          INTEGER PRIMARY KEY,
    list         INTEGER NOT NULL REFERENCES account_list (id) ON DELETE CASCADE,
    id           TEXT NOT NULL,
    connector    TEXT NOT NULL,              -- in lower case
    content      TEXT NOT NULL,
    seen_at      TEXT,                       -- empty: in the last list of its connector
    gone_since   TEXT,
    forgotten_at TEXT,                       -- deleted from here: an older list does not bring it back
    UNIQUE (list, id)
) STRICT;

-- Auth links. Where the address of one is kept is said in `secret`.
CREATE TABLE link (
    id         TEXT PRIMARY KEY NOT NULL,
    api        TEXT NOT NULL,
    project    TEXT NOT NULL,
    key        TEXT NOT NULL,
    state      TEXT NOT NULL,
    state_at   TEXT NOT NULL,
    looked_at  TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    maker      TEXT NOT NULL,                -- the run that made it
    follower   TEXT,                         -- the run that follows it
    content    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The same table as before, with one more kind of secret. `owner` is also the id of a link.
CREATE TABLE secret_of_today (
    kind       TEXT NOT NULL CHECK (kind IN ('token', 'old_token', 'api_key', 'auth_link')),
    owner      TEXT NOT NULL,
    generation INTEGER NOT NULL,
    store      TEXT NOT NULL,
    at         TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('current', 'pending', 'renewal', 'leftover')),
    session    TEXT NOT NULL,
    renews     INTEGER,
    PRIMARY KEY (kind, owner, generation, store)
) STRICT, WITHOUT ROWID;
INSERT INTO secret_of_today (kind, owner, generation, store, at, state, session, renews)
    SELECT kind, owner, generation, store, at, state, session, renews FROM secret;
DROP TABLE secret;
ALTER TABLE secret_of_today RENAME TO secret;
CREATE UNIQUE INDEX one_current ON secret (kind, owner) WHERE state = 'current';
CREATE INDEX secret_state ON secret (state) WHERE state <> 'current';
";

/// What migrating came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Migrated {
    /// It is of this version.
    Yes,
    /// It is of a newer one.
    Newer(i64),
}

/// The version of the tables; 0 where there are none.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the tables to this version, each migration in a transaction of its own, and a new database in one. `before` runs ahead of the first one
/// of a database that holds something already.
pub(super) fn migrate<E: From<rusqlite::Error>>(
    connection: &mut Connection,
    before: impl FnOnce(&Connection) -> Result<(), E>,
) -> Result<Migrated, E> {
    migrate_by(&MIGRATIONS, connection, before)
}

/// The same with any migrations, so that a database of an older version can be tried before there is one.
fn migrate_by<E: From<rusqlite::Error>>(
    migrations: &[&str],
    connection: &mut Connection,
    before: impl FnOnce(&Connection) -> Result<(), E>,
) -> Result<Migrated, E> {
    let mut before = Some(before);
    loop {
        let found = version(connection)?;
        let place = usize::try_from(found).ok();
        if place.is_some_and(|place| place > migrations.len()) {
            return Ok(Migrated::Newer(found));
        }
        // A new database is made whole: another program never meets one that is on its way.
        let pending = match place.and_then(|place| migrations.get(place..)) {
            None | Some([]) => return Ok(Migrated::Yes),
            Some(all) if found == 0 => all,
            Some([next, ..]) => std::slice::from_ref(next),
        };
        if found > 0
            && let Some(before) = before.take()
        {
            before(connection)?;
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have done it while this one waited.
        if version(&transaction)? == found {
            let mut reached = found;
            for migration in pending {
                transaction.execute_batch(migration)?;
                reached += 1;
            }
            transaction.pragma_update(None, "user_version", reached)?;
            transaction.commit()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a database of the first version becomes, with two migrations that came later.
    const LATER: [&str; 3] = [
        FIRST,
        "UPDATE meta SET value = value || ', second';",
        "UPDATE meta SET value = value || ', third';",
    ];

    fn value(connection: &Connection) -> String {
        let read = connection.query_row("SELECT value FROM meta", [], |row| row.get(0));
        read.expect("a row")
    }

    #[test]
    fn what_is_there_is_backed_up_once_and_its_rows_go_through_every_later_migration() {
        let mut connection = Connection::open_in_memory().expect("opened");
        let none = |_: &Connection| panic!("nothing was there to be backed up");
        let made = migrate_by::<rusqlite::Error>(&[FIRST], &mut connection, none);
        assert_eq!(made, Ok(Migrated::Yes));
        let mut of_today = Connection::open_in_memory().expect("opened");
        let made = migrate::<rusqlite::Error>(&mut of_today, none);
        assert_eq!((made, version(&of_today)), (Ok(Migrated::Yes), Ok(VERSION)));
        connection
            .execute("INSERT INTO meta (key, value) VALUES ('row', 'first')", [])
            .expect("written");
        let mut backups = Vec::new();
        let migrated = migrate_by::<rusqlite::Error>(&LATER, &mut connection, |connection| {
            backups.push((version(connection)?, value(connection)));
            Ok(())
        });
        assert_eq!(migrated, Ok(Migrated::Yes));
        assert_eq!(backups, [(1, "first".to_owned())]);
        assert_eq!(version(&connection), Ok(3));
        assert_eq!(value(&connection), "first, second, third");

        // A second time changes nothing; this program leaves the newer database alone.
        let again = migrate_by::<rusqlite::Error>(&LATER, &mut connection, |_| panic!("no need"));
        assert_eq!(again, Ok(Migrated::Yes));
        let older = migrate_by::<rusqlite::Error>(&[FIRST], &mut connection, |_| panic!("no need"));
        assert_eq!(older, Ok(Migrated::Newer(3)));
        assert_eq!(value(&connection), "first, second, third");
    }

    #[test]
    fn a_backup_or_a_migration_that_fails_leaves_the_database_as_it_was() {
        let mut connection = Connection::open_in_memory().expect("opened");
        migrate_by::<rusqlite::Error>(&[FIRST], &mut connection, |_| Ok(())).expect("made");
        connection
            .execute("INSERT INTO meta (key, value) VALUES ('row', 'first')", [])
            .expect("written");
        let full = migrate_by(&LATER, &mut connection, |_| {
            Err(rusqlite::Error::QueryReturnedNoRows)
        });
        assert_eq!(full, Err(rusqlite::Error::QueryReturnedNoRows));
        let broken = [
            FIRST,
            "UPDATE meta SET value = 'half'; UPDATE nothing SET x = 1;",
        ];
        migrate_by::<rusqlite::Error>(&broken, &mut connection, |_| Ok(())).expect_err("broken");
        assert_eq!(
            (version(&connection), value(&connection)),
            (Ok(1), "first".into())
        );
    }
}
