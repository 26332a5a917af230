//! The texts that a person enters, one by one: for what looks for secrets in them.

use std::collections::BTreeSet;

use crate::library::model::Connection;

/// The texts that are typed, with the names of their fields: not those that are chosen from a list, where a name may have the
/// length of a Token.
pub(super) fn typed(settings: &Connection) -> impl Iterator<Item = (&'static str, &str)> {
    texts(settings).filter(|(field, _)| !matches!(*field, "Scopes" | "Actions" | "Personal data"))
}

/// The lists, each as one text: the words of a secret alone say nothing.
pub(super) fn joined(settings: &Connection) -> impl Iterator<Item = (&'static str, String)> {
    sets(settings)
        .into_iter()
        .filter(|(_, set)| set.len() > 1)
        .map(|(field, set)| {
            let words: Vec<_> = set.iter().map(String::as_str).collect();
            (field, words.join(" "))
        })
}

/// The lines of the settings, to be changed.
pub(super) fn lines_mut(settings: &mut Connection) -> [&mut Option<String>; 7] {
    [
        &mut settings.portal,
        &mut settings.app_name,
        &mut settings.app_id,
        &mut settings.project,
        &mut settings.connector_profile,
        &mut settings.owner_id,
        &mut settings.owner_name,
    ]
}

fn sets(settings: &Connection) -> [(&'static str, &BTreeSet<String>); 4] {
    [
        ("Scopes", &settings.scopes),
        ("Actions", &settings.actions),
        ("Personal data", &settings.read_personal),
        ("Tags", &settings.tags),
    ]
}

/// The texts of the settings, with the names of their fields.
pub(super) fn texts(settings: &Connection) -> impl Iterator<Item = (&'static str, &str)> {
    let lines = [
        ("Portal", &settings.portal),
        ("App name", &settings.app_name),
        ("App Id", &settings.app_id),
        ("Project", &settings.project),
        ("Connector profile", &settings.connector_profile),
        ("Owner id", &settings.owner_id),
        ("Owner name", &settings.owner_name),
    ];
    let lines = lines
        .into_iter()
        .filter_map(|(field, text)| Some((field, text.as_deref()?)));
    let sets = sets(settings)
        .into_iter()
        .flat_map(|(field, set)| set.iter().map(move |text| (field, text.as_str())));
    lines
        .chain(sets)
        .chain([("Notes", settings.notes.as_str())])
}
