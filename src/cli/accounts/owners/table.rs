//! A table of owners: the header names the columns, a row is a customer who is to get a link.

use csv::{ReaderBuilder, StringRecord};

use crate::domain::decoding::decode;
use crate::domain::guard::Guard;
use crate::domain::text;

/// The columns that there are; the first two are required.
const COLUMNS: [&str; 4] = ["owner_id", "owner_name", "label", "type"];

/// How many wrong rows are named.
const NAMED: usize = 10;

/// The longest a value may be, in characters.
const LONGEST: usize = 200;

/// A customer who is to get a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Owner {
    /// The line that it stands in, from one.
    pub(super) line: u64,
    /// The customer's id in the integrator's own system.
    pub(super) id: String,
    /// The customer's name.
    pub(super) name: String,
    /// The label that the account gets.
    pub(super) label: Option<String>,
    /// `production` or `test`.
    pub(super) kind: Option<String>,
}

/// Reads the whole table. The error names the lines that are wrong: nothing is done before all are right.
pub(super) fn read(bytes: &[u8], guard: &Guard) -> Result<Vec<Owner>, String> {
    let decoded = decode(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.good]);
        let line = 1 + before.matches('\n').count();
        format!("line {line}: {error} (in Excel: “CSV UTF-8”)")
    })?;
    let table = &*decoded.text;
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(table))
        .flexible(true)
        .from_reader(table.as_bytes());
    let header = reader.headers().map_err(|error| broken(&error))?.clone();
    let columns = columns(&header)?;
    let mut owners: Vec<Owner> = Vec::new();
    let mut wrong = Vec::new();
    let mut lines = Lines::of(table);
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        let owner = row(&record, line, &columns, guard).and_then(|owner| {
            match owners.iter().find(|other| other.id == owner.id) {
                Some(other) => Err(format!(
                    "its owner_id stands in line {} already",
                    other.line
                )),
                None => Ok(owner),
            }
        });
        match owner {
            Ok(owner) => owners.push(owner),
            Err(problem) => wrong.push(format!("line {line}: {problem}")),
        }
    }
    let more = wrong.len().saturating_sub(NAMED);
    wrong.truncate(NAMED);
    if more > 0 {
        wrong.push(format!("and {more} more"));
    }
    if !wrong.is_empty() {
        return Err(wrong.join("; "));
    }
    if owners.is_empty() {
        return Err("there is no owner in it, only the header".to_owned());
    }
    Ok(owners)
}

/// Counts lines. The reader's own count is one behind where lines end in CR and LF.
struct Lines<'a> {
    rest: &'a str,
    byte: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(table: &'a str) -> Self {
        Self {
            rest: table,
            byte: 0,
            line: 1,
        }
    }

    /// The line of the record that begins at this byte, or behind the breaks there. Bytes are asked for in their order.
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        let ahead = byte.saturating_sub(self.byte).min(self.rest.len());
        let breaks = |c: &u8| matches!(c, b'\r' | b'\n');
        let behind = self.rest.as_bytes()[ahead..]
            .iter()
            .take_while(|c| breaks(c));
        let end = ahead + behind.count();
        let passed = self.rest.get(..end).unwrap_or_default();
        self.line += passed.matches('\n').count() as u64;
        self.rest = self.rest.get(end..).unwrap_or_default();
        self.byte += end;
        self.line
    }
}

/// What separates the columns: the first of these in the header.
fn delimiter(table: &str) -> u8 {
    let header = table.lines().next().unwrap_or_default();
    let between = header.bytes().find(|byte| b",;\t".contains(byte));
    between.unwrap_or(b',')
}

fn columns(header: &StringRecord) -> Result<Vec<&'static str>, String> {
    let known = COLUMNS.join(", ");
    let mut columns: Vec<&'static str> = Vec::new();
    for (at, raw) in header.iter().enumerate() {
        let spelled = raw.trim().to_lowercase().replace([' ', '-'], "_");
        let Some(column) = COLUMNS.into_iter().find(|column| *column == spelled) else {
            let place = at + 1;
            // What it is called there is not repeated: without a header it is a customer's, or a secret.
            return Err(format!(
                "line 1, column {place}: there is no such column; there are: {known}"
            ));
        };
        if columns.contains(&column) {
            return Err(format!("line 1: “{column}” stands twice"));
        }
        columns.push(column);
    }
    match COLUMNS[..2].iter().find(|column| !columns.contains(column)) {
        Some(missing) => Err(format!(
            "line 1: there is no column “{missing}”; the first line names the columns"
        )),
        None => Ok(columns),
    }
}

fn row(
    record: &StringRecord,
    line: u64,
    columns: &[&'static str],
    guard: &Guard,
) -> Result<Owner, String> {
    if record.len() != columns.len() {
        return Err(format!(
            "{} values, and the header names {} columns",
            record.len(),
            columns.len()
        ));
    }
    let mut owner = Owner {
        line,
        ..Owner::default()
    };
    for (column, raw) in columns.iter().zip(record) {
        let value = value(column, raw.trim(), guard)?;
        match *column {
            "owner_id" => owner.id = value,
            "owner_name" => owner.name = value,
            "label" => owner.label = Some(value).filter(|label| !label.is_empty()),
            _ => owner.kind = kind(&value)?,
        }
    }
    for (column, value) in [("owner_id", &owner.id), ("owner_name", &owner.name)] {
        if value.is_empty() {
            return Err(format!("{column} is empty"));
        }
    }
    Ok(owner)
}

/// A value that can be shown and sent.
fn value(column: &str, raw: &str, guard: &Guard) -> Result<String, String> {
    if let Some(form) = guard.find(raw) {
        return Err(format!("{column} holds {}", form.words()));
    }
    if raw.chars().count() > LONGEST {
        return Err(format!("{column} is longer than {LONGEST} characters"));
    }
    if text::line(raw, LONGEST) != raw {
        return Err(format!(
            "{column} has a line break or a character that does not show"
        ));
    }
    Ok(raw.to_owned())
}

fn kind(value: &str) -> Result<Option<String>, String> {
    match value.to_lowercase().as_str() {
        "" => Ok(None),
        known @ ("production" | "test") => Ok(Some(known.to_owned())),
        _ => Err("type is neither production nor test".to_owned()),
    }
}

fn broken(error: &csv::Error) -> String {
    let line = error.position().map_or(0, csv::Position::line);
    format!("line {line}: {}", text::line(&error.to_string(), LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Vec<Owner>, String> {
        read(text.as_bytes(), &Guard::default())
    }

    #[test]
    fn a_table_names_its_columns_in_any_order_and_separator() {
        let owners = table(
            "\u{feff}Owner Name;owner-id;TYPE\r\n\"Acme; \"\"AB\"\"\";cust-1;Test\r\nBeta;cust-2;\r\n",
        );
        let owners = owners.expect("a table");
        assert_eq!(
            owners[0],
            Owner {
                line: 2,
                id: "cust-1".into(),
                name: "Acme; \"AB\"".into(),
                label: None,
                kind: Some("test".into()),
            }
        );
        assert_eq!((owners[1].line, &owners[1].kind), (3, &None));
        let spaced = "owner_id,owner_name\r\n\r\na,A\r\n\r\nb,B";
        let spaced = table(spaced).expect("a table");
        assert_eq!((spaced[0].line, spaced[1].line), (3, 5));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line_and_a_secret_is_not_repeated() {
        for (text, said) in [
            ("", "there is no column “owner_id”"),
            ("owner_id,owner_name\n", "no owner in it"),
            ("owner_id,nme\na,b\n", "line 1, column 2"),
            ("owner_id,owner_id\n", "stands twice"),
            ("owner_id,owner_name\na,\n", "line 2: owner_name is empty"),
            (
                "owner_id,owner_name\na,A\n,B\n",
                "line 3: owner_id is empty",
            ),
            ("owner_id,owner_name\na\n", "line 2: 1 values"),
            (
                "owner_id,owner_name\na,A\na,B\n",
                "line 3: its owner_id stands in line 2 already",
            ),
            (
                "owner_id,owner_name,type\na,A,live\n",
                "line 2: type is neither",
            ),
            (
                "owner_id,owner_name\na,\"A\nB\"\n",
                "line 2: owner_name has a line break",
            ),
            (
                "owner_id,owner_name\na,v1.eu1.6pcW1pjdSoBAepyo1prtSTR9VEDqdvG9\n",
                "line 2: owner_name holds a StackOne API key",
            ),
        ] {
            let problem = table(text).expect_err(text);
            assert!(problem.contains(said), "{text}: {problem}");
            assert!(!problem.contains("6pcW1"), "{problem}");
        }
        let both = table("owner_id,owner_name\n,A\nb,\n").expect_err("two");
        assert!(both.contains("line 2") && both.contains("line 3"), "{both}");
    }
}
