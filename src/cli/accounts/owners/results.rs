//! What became of each owner of a table: as CSV, and as JSON.

use std::collections::HashMap;

use csv::{ReaderBuilder, WriterBuilder};
use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::table::Owner;
use crate::domain::exit::Exit;
use crate::secret::Secret;

/// The columns of the CSV.
const COLUMNS: [&str; 9] = [
    "owner_id",
    "owner_name",
    "result",
    "link",
    "account",
    "expires_at",
    "url",
    "message",
    "problem",
];

/// What became of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OwnerResult {
    /// A link was made now.
    Made,
    /// A link would be made now.
    ToMake,
    /// A link of before is under way.
    InFlight,
    /// The owner has an active account.
    Linked,
    /// No link could be made.
    Failed,
    /// It was not tried: it was cancelled, or would have failed alike.
    NotTried,
}

impl OwnerResult {
    /// Its word in the CSV.
    fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::ToMake => "to_make",
            Self::InFlight => "in_flight",
            Self::Linked => "linked",
            Self::Failed => "failed",
            Self::NotTried => "not_tried",
        }
    }

    /// In words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Made => "a link was made",
            Self::ToMake => "would get a link",
            Self::InFlight => "a link is under way already",
            Self::Linked => "has an active account already",
            Self::Failed => "no link could be made",
            Self::NotTried => "not tried",
        }
    }
}

/// One owner, with the address of the link: no `Debug`, for it would show it.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) owner_id: String,
    pub(super) owner_name: String,
    pub(super) result: OwnerResult,
    pub(super) link: Option<String>,
    pub(super) account: Option<String>,
    pub(super) expires_at: Option<Timestamp>,
    #[serde(serialize_with = "exposed")]
    pub(super) url: Option<Secret>,
    #[serde(serialize_with = "exposed")]
    pub(super) message: Option<Secret>,
    pub(super) problem: Option<String>,
    /// How a command for this owner alone would have ended.
    #[serde(skip)]
    pub(super) exit: Exit,
}

/// What was asked for is written out.
#[expect(clippy::ref_option, reason = "serde gives it so")]
fn exposed<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}

impl Row {
    /// An owner of whom nothing is known yet.
    pub(super) fn of(owner: &Owner, result: OwnerResult) -> Self {
        Self {
            line: owner.line,
            owner_id: owner.id.clone(),
            owner_name: owner.name.clone(),
            result,
            link: None,
            account: None,
            expires_at: None,
            url: None,
            message: None,
            problem: None,
            exit: Exit::Success,
        }
    }

    /// As a line of CSV, without the break at its end.
    pub(super) fn csv(&self) -> String {
        let expires_at = self.expires_at.map(|at| format!("{at:.0}"));
        let text = |text: &'_ Option<String>| text.clone().unwrap_or_default();
        let secret = |secret: &Option<Secret>| {
            secret
                .as_ref()
                .map_or_else(String::new, |secret| secret.expose().to_owned())
        };
        record(&[
            &self.owner_id,
            &self.owner_name,
            self.result.word(),
            &text(&self.link),
            &text(&self.account),
            &expires_at.unwrap_or_default(),
            &secret(&self.url),
            &secret(&self.message),
            &text(&self.problem),
        ])
    }
}

/// The first line of the CSV.
pub(super) fn header() -> String {
    record(&COLUMNS)
}

/// The whole CSV.
pub(super) fn whole(rows: &[Row]) -> String {
    let mut text = header();
    for row in rows {
        text.push('\n');
        text.push_str(&row.csv());
    }
    text.push('\n');
    text
}

fn record(cells: &[&str]) -> String {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells);
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_end().to_owned()
}

/// The addresses that an earlier run wrote to its file, by the link's id: some are kept nowhere else.
pub(super) fn earlier(csv: &str) -> HashMap<String, Secret> {
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .from_reader(csv.as_bytes());
    let is_ours = reader
        .headers()
        .is_ok_and(|header| header.iter().eq(COLUMNS));
    if !is_ours {
        return HashMap::new();
    }
    let records = reader.records().filter_map(Result::ok);
    let found = records.filter_map(|record| {
        let cell = |name: &str| {
            let at = COLUMNS.iter().position(|column| *column == name)?;
            record.get(at).filter(|cell| !cell.is_empty())
        };
        Some((cell("link")?.to_owned(), Secret::new(cell("url")?)))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again_and_another_file_is_not_taken_for_it() {
        let owner = Owner {
            line: 2,
            id: "cust-1".into(),
            name: "Acme, \"AB\"".into(),
            ..Owner::default()
        };
        let mut row = Row::of(&owner, OwnerResult::Made);
        row.link = Some("5f0c".into());
        row.url = Some(Secret::new("https://example.com/a"));
        row.message = Some(Secret::new("Hello,\n\nplease"));
        let text = whole(&[row, Row::of(&owner, OwnerResult::NotTried)]);
        let found = earlier(&text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found["5f0c"].expose(), "https://example.com/a");
        assert!(earlier("owner_id,owner_name\n5f0c,x\n").is_empty());
    }
}
