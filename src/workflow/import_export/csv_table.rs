//! Connections as a table: the header names the fields, a row is a connection.

use csv::{ReaderBuilder, StringRecord};

use super::judged::{Import, ImportError, Judged, LONGEST};
use crate::domain::text;
use crate::library::LibrarySnapshot;
use crate::workflow::connection_values::ConnectionValues;

/// The column that every table has.
const NAME: &str = "name";

/// How alike two names must be for one to be offered for the other, from 0 to 1.
const ALIKE: f64 = 0.8;

pub(super) fn read(text: &str, saved: &LibrarySnapshot) -> Result<Import, ImportError> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| broken(&error))?.clone();
    let columns = columns(&header)?;
    let mut judged = Judged::default();
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        row(&record, &columns, saved, &mut judged)?;
    }
    judged.import()
}

/// What separates the columns: the first of these in the header.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let between = header.bytes().find(|byte| b",;\t".contains(byte));
    between.unwrap_or(b',')
}

/// The field of each column.
fn columns(header: &StringRecord) -> Result<Vec<&'static str>, ImportError> {
    let fields = || std::iter::once(NAME).chain(ConnectionValues::FIELDS);
    if header.iter().all(|name| name.trim().is_empty()) {
        return Err(ImportError::new("", "there is nothing in it"));
    }
    let mut columns: Vec<&'static str> = Vec::new();
    for (at, raw) in header.iter().enumerate() {
        let place = format!("line 1, column {}", at + 1);
        let spelled = raw.trim().to_lowercase().replace([' ', '-'], "_");
        let Some(field) = fields().find(|field| *field == spelled) else {
            let shown = text::line(raw.trim(), LONGEST);
            let alike = |field: &&str| strsim::jaro_winkler(&spelled, field);
            let nearest = fields().max_by(|one, other| alike(one).total_cmp(&alike(other)));
            let nearest = nearest.filter(|field| alike(field) >= ALIKE);
            let instead = match nearest {
                Some(nearest) => format!("did you mean “{nearest}”?"),
                None => format!("the fields are {}", fields().collect::<Vec<_>>().join(", ")),
            };
            let problem = format!("there is no field “{shown}”; {instead}");
            return Err(ImportError::new(place, problem));
        };
        if columns.contains(&field) {
            return Err(ImportError::new(place, format!("“{field}” stands twice")));
        }
        columns.push(field);
    }
    if !columns.contains(&NAME) {
        let problem = "there is no column “name”, which says whose row it is";
        return Err(ImportError::new("line 1", problem));
    }
    Ok(columns)
}

fn row(
    record: &StringRecord,
    columns: &[&'static str],
    saved: &LibrarySnapshot,
    judged: &mut Judged,
) -> Result<(), ImportError> {
    let line = record.position().map_or(0, csv::Position::line);
    if record.len() != columns.len() {
        let values = if record.len() == 1 { "value" } else { "values" };
        let problem = format!(
            "{} {values}, and the header names {} columns",
            record.len(),
            columns.len()
        );
        return Err(ImportError::new(format!("line {line}"), problem));
    }
    let mut name = "";
    let mut values = ConnectionValues::default();
    for (field, cell) in columns.iter().zip(record) {
        match values.field_mut(field) {
            Some(slot) => *slot = Some(cell.to_owned()),
            None => name = cell.trim(),
        }
    }
    let known = saved.named(name).map(|profile| profile.settings.clone());
    let taken = judged.take(name, &values, known.unwrap_or_default());
    taken.map_err(|wrong| {
        let at = columns.iter().position(|field| *field == wrong.field);
        let column = at.map_or(0, |at| at + 1);
        let mut place = format!("line {line}, column {column} ({})", wrong.field);
        if !name.is_empty() {
            place = format!("{place}, profile “{}”", text::line(name, LONGEST));
        }
        ImportError::new(place, wrong.problem)
    })
}

fn broken(error: &csv::Error) -> ImportError {
    let line = error.position().map(csv::Position::line);
    let place = line.map_or_else(String::new, |line| format!("line {line}"));
    ImportError::new(place, text::line(&error.to_string(), LONGEST))
}
