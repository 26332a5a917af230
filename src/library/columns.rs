//! Values in columns, as the program's own types.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::Type;

use crate::domain::{ProfileId, SecretId, SecretRecord};

/// The secrets of all connections.
pub(super) type Secrets = HashMap<SecretId, SecretRecord>;

/// Something in a column that this program cannot read.
pub(super) fn unreadable(column: usize, what: impl Into<String>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, what.into().into())
}

/// A value of a column that was read, or not.
pub(super) fn parsed<T>(column: usize, value: Result<T, String>) -> rusqlite::Result<T> {
    value.map_err(|what| unreadable(column, what))
}

/// A time in a column.
pub(super) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|_| unreadable(column, "not a time"))
}

/// A time in a column that may be empty.
pub(super) fn optional_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => time(row, column).map(Some),
    }
}

/// The id in a column.
pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<ProfileId> {
    let text = row.get_ref(column)?.as_str()?;
    let id = uuid::Uuid::parse_str(text).map_err(|_| unreadable(column, "not an id"))?;
    Ok(id.into())
}

/// A number that is never negative.
pub(super) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

/// A count as a column holds it.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
