//! Secrets by kind and name, and what is said of them.

use clap::ValueEnum;

use crate::cli::context::{find, none_of};
use crate::cli::failure::Failure;
use crate::domain::{SecretId, SecretStoreKind, text};
use crate::library::LibrarySnapshot;
use crate::output::eprint_line;
use crate::workflow::secrets::Settled;

/// What kind of secret is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SecretKind {
    /// The Token of a profile.
    Token,
    /// The Token that a rotation replaced.
    OldToken,
    /// The API key of a project.
    ApiKey,
}

/// The secret of this kind and name. What was asked for is not repeated: it may be a secret in the wrong place.
pub(super) fn secret(
    saved: &LibrarySnapshot,
    kind: SecretKind,
    name: &str,
) -> Result<SecretId, Failure> {
    match kind {
        SecretKind::Token => Ok(SecretId::Token(find(saved, name)?.id)),
        SecretKind::OldToken => Ok(SecretId::OldToken(find(saved, name)?.id)),
        SecretKind::ApiKey => {
            let known = saved.projects.iter().map(|project| &*project.name);
            let project = saved.project(name);
            let project = project.ok_or_else(|| none_of("project", known))?;
            Ok(SecretId::ApiKey(project.name.clone()))
        }
    }
}

/// The kind of a secret, and the name of what it belongs to.
pub(super) fn described(saved: &LibrarySnapshot, name: &SecretId) -> (&'static str, String) {
    let profile = |id| {
        let profile = saved.find(id).map(|profile| text::line(&profile.name, 60));
        profile.unwrap_or_else(|| "?".to_owned())
    };
    match name {
        SecretId::Token(id) => ("token", profile(*id)),
        SecretId::OldToken(id) => ("old-token", profile(*id)),
        SecretId::ApiKey(project) => ("api-key", text::line(project, 60)),
        SecretId::AuthLink(id) => {
            let link = saved.links.iter().find(|link| link.id == *id);
            let name = link.map(|link| text::line(&link.owner_name, 60));
            ("auth-link", name.unwrap_or_else(|| "?".to_owned()))
        }
    }
}

/// The kind of a secret within a sentence.
pub(super) fn spoken(kind: &str) -> &'static str {
    match kind {
        "token" => "Token",
        "old-token" => "old Token",
        "auth-link" => "auth link",
        _ => "API key",
    }
}

/// Says what is not as tidy as it should be.
pub(super) fn warn(settled: &Settled) {
    if settled.kept.place == SecretStoreKind::Plaintext {
        eprint_line("stackday: kept in PLAINTEXT: whoever can read the file can use it");
    }
    if settled.kept.place == SecretStoreKind::Memory {
        eprint_line(
            "stackday: kept in memory alone, and gone when this command ends; name a folder with --data-dir",
        );
    }
    for problem in &settled.left {
        eprint_line(&format!("stackday: {problem}"));
    }
}
