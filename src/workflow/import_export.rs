//! Connections out to a file, and in again: without secrets, judged as the forms judge what is typed.

mod csv_table;
mod judged;

use judged::{Judged, LONGEST};

use super::connection_values::ConnectionValues;
use crate::domain::decoding::decode;
use crate::domain::text;
use crate::library::export_format::Export;
use crate::library::{Connection, LibrarySnapshot};

pub use judged::{Import, ImportError};

/// Reads connections from an export or from a CSV table. `saved` is what a table's rows are changes of: a column that is not
/// there changes nothing.
///
/// A table is told by `named_csv`, or by not beginning as JSON does. It may be UTF-8 or UTF-16, as Excel saves them.
pub fn read_import(
    bytes: &[u8],
    named_csv: bool,
    saved: &LibrarySnapshot,
) -> Result<Import, ImportError> {
    let decoded = decode(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.good]);
        let line = 1 + before.matches('\n').count();
        let problem = format!("{error} (in Excel: “CSV UTF-8”)");
        ImportError::new(format!("line {line}"), problem)
    })?;
    let text = &*decoded.text;
    let is_json = text.trim_start().starts_with(['{', '[']);
    if named_csv || !is_json {
        csv_table::read(text, saved)
    } else {
        json(text)
    }
}

fn json(text: &str) -> Result<Import, ImportError> {
    let export = Export::read(text).map_err(|problem| ImportError::new("", problem))?;
    let mut judged = Judged::default();
    for (name, settings) in export.into_entries() {
        let values = ConnectionValues::of(&settings);
        let taken = judged.take(&name, &values, Connection::default());
        taken.map_err(|wrong| {
            let place = format!("profile “{}”, {}", text::line(&name, LONGEST), wrong.field);
            ImportError::new(place, wrong.problem)
        })?;
    }
    judged.import()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Profile;

    fn imported(text: &str) -> Result<Vec<(String, Connection)>, String> {
        let import = read_import(text.as_bytes(), false, &LibrarySnapshot::default());
        let import = import.map_err(|error| error.to_string())?;
        Ok(import.export.into_entries())
    }

    fn refused(text: &str) -> String {
        imported(text).expect_err(text)
    }

    #[test]
    fn a_table_names_its_fields_and_lists_stand_in_one_cell() {
        let text = "\u{feff}Name,App-Id,Scopes,tags\r\n\
                    Acme,0A1B2C3D-3ffe-46b6-83e7-1a20f5a2beef,shift:read employee:read,north;#live\r\n\
                    \"Beta, \"\"AB\"\"\",,scheduling,\r\n";
        let found = imported(text).expect("a table");
        let (name, acme) = &found[0];
        assert_eq!(name, "Acme");
        assert_eq!(
            acme.app_id.as_deref(),
            Some("0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef")
        );
        assert_eq!(
            crate::domain::scope::join(&acme.scopes),
            "employee:read shift:read"
        );
        assert_eq!(acme.tags.iter().collect::<Vec<_>>(), ["live", "north"]);
        assert_eq!(found[1].0, "Beta, \"AB\"");
        assert!(found[1].1.scopes.len() > 2);
    }

    #[test]
    fn semicolons_separate_columns_where_the_header_says_so() {
        let found = imported("name;portal\nAcme;acme.planday.com\n").expect("a table");
        let portal = found[0].1.portal.as_deref();
        assert_eq!(portal, Some("https://acme.planday.com/"));
    }

    #[test]
    fn what_is_wrong_in_a_table_is_told_with_its_place() {
        for (text, said) in [
            (
                "name,porta\nAcme,x\n",
                "line 1, column 2: there is no field “porta”; did you mean “portal”?",
            ),
            (
                "name,token\nAcme,x\n",
                "line 1, column 2: there is no field “token”; the fields are name, portal",
            ),
            ("portal\nacme\n", "line 1: there is no column “name”"),
            (
                "name,name\nAcme,x\n",
                "line 1, column 2: “name” stands twice",
            ),
            (
                "name,app_id\nAcme,x\n",
                "line 2, column 2 (app_id), profile “Acme”: ",
            ),
            (
                "name,app_id\n\"A\nB\",\nAcme,x\n",
                "line 4, column 2 (app_id), profile “Acme”: ",
            ),
            (
                "name,portal\nAcme\n",
                "line 2: 1 value, and the header names 2 columns",
            ),
            ("name\n \n", "line 2, column 1 (name): nothing entered"),
            ("name\nAcme\nACME\n", "the name “ACME” stands twice"),
            ("", "there is nothing in it"),
        ] {
            let error = refused(text);
            assert!(error.contains(said), "{text:?}: {error}");
        }
        let error = read_import(b"name\nL\xf8n\n", false, &LibrarySnapshot::default())
            .expect_err("refused");
        assert!(
            error
                .to_string()
                .starts_with("line 2: this is neither UTF-8 nor UTF-16"),
            "{error}"
        );
    }

    #[test]
    fn a_column_that_is_not_there_changes_nothing_and_an_empty_cell_clears() {
        let settings = Connection {
            portal: Some("https://acme.planday.com/".into()),
            owner_id: Some("7".into()),
            ..Connection::default()
        };
        let saved = LibrarySnapshot {
            profiles: vec![Profile::new("Acme", settings, jiff::Timestamp::UNIX_EPOCH)],
            ..LibrarySnapshot::default()
        };
        let import = read_import(b"name,owner_id\nacme,\n", true, &saved).expect("a table");
        let found = &import.export.into_entries()[0].1;
        assert_eq!(found.portal.as_deref(), Some("https://acme.planday.com/"));
        assert_eq!(found.owner_id, None);
    }

    #[test]
    fn an_export_is_judged_as_the_forms_judge_it() {
        let with = |field: &str| {
            format!(
                r#"{{"format":"stackday export","version":1,"profiles":[{{"name":"Acme",{field}}}]}}"#
            )
        };
        for (field, said) in [
            (r#""app_id":"nope""#, "profile “Acme”, app_id: "),
            (r#""portal":"ftp://acme""#, "profile “Acme”, portal: "),
            (
                r#""read_personal":["departments"]"#,
                "profile “Acme”, read_personal: ",
            ),
        ] {
            let error = refused(&with(field));
            assert!(error.contains(said), "{field}: {error}");
        }
        let found = imported(&with(r#""portal":"acme.planday.com""#)).expect("good");
        let portal = found[0].1.portal.as_deref();
        assert_eq!(portal, Some("https://acme.planday.com/"));
    }
}
