//! What is read from the file is from outside: anybody may have put anything into it. Its texts are made safe here, and
//! so are those that are about to be written, so that the file holds what the program shows.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::texts::lines_mut;
use crate::domain::text::{self, LONGEST, LONGEST_BODY};
use crate::domain::{ProfileId, StoredEvidence};
use crate::library::model::{Connection, LibrarySnapshot, Profile, Project};

/// Puts everything into its order: by name.
pub(super) fn sort(saved: &mut LibrarySnapshot) {
    saved
        .profiles
        .sort_by_cached_key(|profile| profile.name.to_lowercase());
    saved.projects.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Makes the texts of a profile safe.
pub(super) fn profile(profile: &mut Profile) {
    name(&mut profile.name);
    connection(&mut profile.settings);
    profile.steps.values_mut().for_each(proved);
    if let Some(seen) = &mut profile.seen {
        seen.portal_name.iter_mut().for_each(line);
        set(&mut seen.missing);
        if let Some(connector) = &mut seen.connector {
            line(&mut connector.id);
            line(&mut connector.name);
            connector.version.iter_mut().for_each(line);
            connector.pinned.iter_mut().for_each(line);
        }
        seen.accounts.iter_mut().for_each(counts);
    }
    for verification in &mut profile.history {
        line(&mut verification.line);
        verification.checks.values_mut().for_each(proved);
    }
}

/// Makes the texts of a project safe.
pub(super) fn project(project: &mut Project) {
    line(&mut project.name);
}

/// Makes the texts that a person entered safe.
pub(super) fn connection(settings: &mut Connection) {
    lines_mut(settings).into_iter().flatten().for_each(line);
    let sets = [
        &mut settings.scopes,
        &mut settings.actions,
        &mut settings.read_personal,
        &mut settings.tags,
    ];
    sets.into_iter().for_each(set);
    if !is_plain(&settings.notes, LONGEST_BODY) {
        settings.notes = text::lines(&settings.notes, LONGEST_BODY);
    }
}

/// Makes the name of a profile safe: white space around it cannot be seen.
pub(super) fn name(name: &mut String) {
    line(name);
    if name.trim().len() != name.len() {
        *name = name.trim().to_owned();
    }
}

/// The ids and names that are taken.
#[derive(Default)]
pub(super) struct Taken {
    ids: HashSet<ProfileId>,
    names: HashSet<String>,
    projects: HashSet<String>,
}

impl Taken {
    /// Takes those of a profile, or says why it cannot be saved beside the others, as a part of a sentence.
    pub(super) fn profile(&mut self, profile: &Profile) -> Result<(), String> {
        if profile.name.is_empty() {
            return Err("the profile has no name".to_owned());
        }
        if self.ids.contains(&profile.id) {
            let name = &profile.name;
            return Err(format!("the id of “{name}” is another profile's too"));
        }
        if !self.names.insert(profile.name.to_lowercase()) {
            let name = &profile.name;
            return Err(format!("another profile is called “{name}” already"));
        }
        self.ids.insert(profile.id);
        Ok(())
    }

    /// Takes the name of a project, or says why it cannot be saved beside the others, as a part of a sentence.
    pub(super) fn project(&mut self, project: &Project) -> Result<(), String> {
        if self.projects.insert(project.name.clone()) {
            return Ok(());
        }
        let name = &project.name;
        Err(format!("another project is called “{name}” already"))
    }
}

fn proved(proved: &mut StoredEvidence) {
    line(&mut proved.line);
}

/// Makes one line safe.
pub(super) fn line(text: &mut String) {
    if !is_plain(text, LONGEST) {
        *text = text::line(text, LONGEST);
    }
}

fn set(texts: &mut BTreeSet<String>) {
    if !texts.iter().all(|text| is_plain(text, LONGEST)) {
        *texts = texts.iter().map(|raw| text::line(raw, LONGEST)).collect();
    }
}

fn counts(counts: &mut BTreeMap<String, usize>) {
    if !counts.keys().all(|text| is_plain(text, LONGEST)) {
        let clean = |(raw, count): (&String, &usize)| (text::line(raw, LONGEST), *count);
        *counts = counts.iter().map(clean).collect();
    }
}

/// Whether cleaning would surely change nothing: so it is with nearly every text, and there may be a million of them.
fn is_plain(text: &str, longest: usize) -> bool {
    text.len() <= longest && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}
