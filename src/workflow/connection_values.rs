//! What is entered of a connection as text, outside the forms: by flags, or from a file. It is judged as the forms judge it.

use crate::domain::guard::Guard;
use crate::domain::{PersonalDataConsent, scope, text};
use crate::input::{self, Judged};
use crate::library::Connection;
use crate::scopes::keys_of;

/// The longest tag, in characters.
const LONGEST_TAG: usize = 60;

/// What is entered of a connection. What is not entered stays as it is, and an empty text clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionValues {
    /// The customer's Planday site.
    pub portal: Option<String>,
    /// What the Planday app is called.
    pub app_name: Option<String>,
    /// The App Id.
    pub app_id: Option<String>,
    /// The scopes that the app is to have; presets too.
    pub scopes: Option<String>,
    /// The actions that the integration will use.
    pub actions: Option<String>,
    /// Consent to read personal data.
    pub read_personal: Option<String>,
    /// The name of its API key.
    pub project: Option<String>,
    /// The connector profile in `StackOne`.
    pub connector_profile: Option<String>,
    /// The customer's id in the integrator's own system.
    pub owner_id: Option<String>,
    /// The customer's name.
    pub owner_name: Option<String>,
    /// Words to find it by.
    pub tags: Option<String>,
    /// What to remember about it.
    pub notes: Option<String>,
}

/// A value that cannot be used, or that is doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field, by its name in [`ConnectionValues::FIELDS`].
    pub field: &'static str,
    /// What is wrong with its value, in one line.
    pub problem: String,
}

impl ConnectionValues {
    /// The names of the fields, in the order of an export.
    pub const FIELDS: [&'static str; 12] = [
        "portal",
        "app_name",
        "app_id",
        "scopes",
        "actions",
        "read_personal",
        "project",
        "connector_profile",
        "owner_id",
        "owner_name",
        "tags",
        "notes",
    ];

    /// The values of a connection, as they would be entered.
    #[must_use]
    pub fn of(settings: &Connection) -> Self {
        let words = |words: &std::collections::BTreeSet<String>| {
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            Some(words.join(" "))
        };
        let line = |value: &Option<String>| Some(value.clone().unwrap_or_default());
        Self {
            portal: line(&settings.portal),
            app_name: line(&settings.app_name),
            app_id: line(&settings.app_id),
            scopes: words(&settings.scopes),
            actions: words(&settings.actions),
            read_personal: words(&settings.read_personal),
            project: line(&settings.project),
            connector_profile: line(&settings.connector_profile),
            owner_id: line(&settings.owner_id),
            owner_name: line(&settings.owner_name),
            tags: words(&settings.tags),
            notes: Some(settings.notes.clone()),
        }
    }

    /// Where the value of a field goes; none for a name that is no field.
    pub fn field_mut(&mut self, field: &str) -> Option<&mut Option<String>> {
        Some(match field {
            "portal" => &mut self.portal,
            "app_name" => &mut self.app_name,
            "app_id" => &mut self.app_id,
            "scopes" => &mut self.scopes,
            "actions" => &mut self.actions,
            "read_personal" => &mut self.read_personal,
            "project" => &mut self.project,
            "connector_profile" => &mut self.connector_profile,
            "owner_id" => &mut self.owner_id,
            "owner_name" => &mut self.owner_name,
            "tags" => &mut self.tags,
            "notes" => &mut self.notes,
            _ => return None,
        })
    }

    /// Takes the values into a connection. Doubts are added to `doubts`; the error is the first value that cannot be used.
    pub fn judge(
        &self,
        mut settings: Connection,
        doubts: &mut Vec<FieldProblem>,
    ) -> Result<Connection, FieldProblem> {
        self.refuse_split_secrets()?;
        if let Some(raw) = &self.portal {
            let address = |raw: &str| {
                let judged = input::portal(raw);
                Judged {
                    value: judged.value.map(String::from),
                    tidied: judged.tidied,
                    doubt: judged.doubt,
                }
            };
            settings.portal = optional("portal", raw, address, doubts)?;
        }
        if let Some(raw) = &self.app_id {
            settings.app_id = optional("app_id", raw, input::app_id, doubts)?;
        }
        for (field, value, slot) in [
            ("app_name", &self.app_name, &mut settings.app_name),
            ("owner_id", &self.owner_id, &mut settings.owner_id),
            ("owner_name", &self.owner_name, &mut settings.owner_name),
            (
                "connector_profile",
                &self.connector_profile,
                &mut settings.connector_profile,
            ),
            ("project", &self.project, &mut settings.project),
        ] {
            if let Some(raw) = value {
                let line = |raw: &str| input::name(raw, "one line");
                *slot = optional(field, raw, line, doubts)?;
            }
        }
        if let Some(raw) = &self.scopes {
            let read = scope::read(raw);
            doubts.extend(read.unknown.into_iter().map(|unknown| FieldProblem {
                field: "scopes",
                problem: format!("{unknown}; it is kept as it stands"),
            }));
            settings.scopes = read.scopes;
        }
        if let Some(raw) = &self.actions {
            settings.actions = keys_of(raw);
        }
        if let Some(raw) = &self.read_personal {
            let consent = PersonalDataConsent::read(words(raw));
            let consent = consent.map_err(|problem| FieldProblem {
                field: "read_personal",
                problem,
            })?;
            settings.read_personal = consent.resources().map(str::to_owned).collect();
        }
        if let Some(raw) = &self.tags {
            let tags = words(raw).map(|word| word.trim_start_matches('#'));
            settings.tags = tags
                .filter(|word| !word.is_empty())
                .map(|word| text::line(word, LONGEST_TAG))
                .collect();
        }
        if let Some(raw) = &self.notes {
            settings.notes = text::lines(raw, text::LONGEST_BODY);
        }
        Ok(settings)
    }

    /// Refuses a secret in a list while it is whole: its words alone say nothing (`Bearer …`, a private key).
    fn refuse_split_secrets(&self) -> Result<(), FieldProblem> {
        let lists = [
            ("scopes", &self.scopes),
            ("actions", &self.actions),
            ("read_personal", &self.read_personal),
            ("tags", &self.tags),
        ];
        let guard = Guard::default();
        for (field, raw) in lists {
            let raw = raw.as_deref().map(|raw| text::lines(raw, usize::MAX));
            if let Some(form) = raw.and_then(|raw| guard.find(&raw)) {
                return Err(FieldProblem {
                    field,
                    problem: format!(
                        "it holds {}, so it is not taken. {}",
                        form.words(),
                        form.belongs()
                    ),
                });
            }
        }
        Ok(())
    }
}

/// Judges the name of a profile.
pub fn judge_name(raw: &str, doubts: &mut Vec<FieldProblem>) -> Result<String, FieldProblem> {
    taken("name", input::name(raw, "a name for the profile"), doubts)
}

/// The words of a list, however they are separated.
fn words(list: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| c.is_whitespace() || c == ',' || c == ';';
    list.split(is_between).filter(|word| !word.is_empty())
}

/// The value of a field that may be empty.
fn optional(
    field: &'static str,
    raw: &str,
    judge: impl FnOnce(&str) -> Judged<String>,
    doubts: &mut Vec<FieldProblem>,
) -> Result<Option<String>, FieldProblem> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    taken(field, judge(raw), doubts).map(Some)
}

fn taken(
    field: &'static str,
    judged: Judged<String>,
    doubts: &mut Vec<FieldProblem>,
) -> Result<String, FieldProblem> {
    if let Some(problem) = judged.doubt {
        doubts.push(FieldProblem { field, problem });
    }
    judged
        .value
        .map_err(|problem| FieldProblem { field, problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_a_list_would_split_is_refused_while_it_is_whole() {
        for field in ["tags", "actions", "scopes", "read_personal"] {
            for secret in [
                "north, Bearer Zx81Qm-OpaqueAccessTokenAbc99zzTop",
                "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKC",
            ] {
                let mut values = ConnectionValues::default();
                *values.field_mut(field).expect("a field") = Some(secret.to_owned());
                let refused = values.judge(Connection::default(), &mut Vec::new());
                let refused = refused.expect_err("a secret");
                assert_eq!(refused.field, field);
                let told = refused.problem;
                assert!(told.starts_with("it holds"), "{told}");
                assert!(!told.contains("Zx81") && !told.contains("MIIE"), "{told}");
            }
        }
    }
}
