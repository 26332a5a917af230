//! The list of scopes to tick, as Planday's Create App form lays its boxes out.

use std::fmt::Write as _;

use crate::domain::scope::{self, Kind, Resource, Scopes};

/// The columns of the grid (facts: planday.md, section 8); `ALL` stands before them.
const COLUMNS: [&str; 4] = ["read", "create", "update", "delete"];

/// A table of the boxes to tick: one line a resource, in the order of the grid, with the columns of the form. Verbs that
/// the form's columns do not name stand behind them by name. Scopes that are in no grid are left out, and counted.
#[must_use]
pub fn table(scopes: &Scopes) -> String {
    let rows: Vec<_> = scope::catalogue()
        .resources
        .iter()
        .filter(|resource| ticked(resource, scopes).next().is_some())
        .collect();
    let name = rows
        .iter()
        .map(|row| row.label.len())
        .max()
        .unwrap_or(0)
        .max(8);
    let mut text = format!(
        "{:name$}  ALL  READ  CREATE  UPDATE  DELETE  OTHER",
        "RESOURCE"
    );
    for resource in &rows {
        let chosen: Vec<_> = ticked(resource, scopes).collect();
        let all = if chosen.len() == resource.verbs.len() {
            "x"
        } else {
            ""
        };
        let _ = write!(text, "\n{:name$}  {all:<3}", resource.label);
        for column in COLUMNS {
            let mark = if chosen.contains(&column) { "x" } else { "" };
            let _ = write!(text, "  {mark:width$}", width = column.len());
        }
        let other: Vec<_> = chosen
            .into_iter()
            .filter(|verb| !COLUMNS.contains(verb))
            .collect();
        let _ = write!(text, "  {}", other.join(", "));
        text.truncate(text.trim_end().len());
    }
    let data = scopes.iter().filter(|name| in_grid(name)).count();
    let _ = write!(
        text,
        "\n{data} to tick in {} rows; leave every other box empty.",
        rows.len()
    );
    let apart: Vec<_> = scopes
        .iter()
        .filter(|name| !in_grid(name))
        .map(String::as_str)
        .collect();
    if !apart.is_empty() {
        let _ = write!(
            text,
            "\nIn no row that stackday knows: {}.",
            apart.join(", ")
        );
    }
    text
}

fn in_grid(name: &str) -> bool {
    scope::find(name).is_some_and(|scope| scope.kind == Kind::Data)
}

fn ticked<'a>(resource: &'a Resource, scopes: &'a Scopes) -> impl Iterator<Item = &'a str> {
    resource
        .verbs
        .iter()
        .filter(|verb| scopes.contains(&format!("{}:{verb}", resource.key)))
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_ticked_from_left_to_right_and_from_top_to_bottom() {
        let scopes = scope::read(
            "shift:read shift:update employee:read employee:history employeetype:read openid brandnew:read",
        )
        .scopes;
        assert_eq!(
            table(&scopes),
            "\
RESOURCE       ALL  READ  CREATE  UPDATE  DELETE  OTHER
Employee            x                             history
Employee Type  x    x
Shift               x             x
5 to tick in 3 rows; leave every other box empty.
In no row that stackday knows: brandnew:read, openid."
        );
    }
}
