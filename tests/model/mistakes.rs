//! The mistakes of a person: a secret in a field that is no field for it.

use jiff::Timestamp;
use stackday::library::{Connection, Draft, Edit, Library, LibraryError};
use stackday::library::{Profile, SaveProfile, SavedSecrets};

use crate::program::MARK;
use crate::rng::Rng;

/// Types a secret into a field that is no field for it: the library refuses it, or leaves it out of a draft.
pub fn misplace(library: &Library, profile: &Profile, rng: &mut Rng) {
    // Known by its value, or recognised by its form.
    let secret = match rng.below(2) {
        0 => format!("{MARK}{}", rng.below(100)),
        _ => format!("v1.eu1.{MARK}Zm9vYmFyYmF6cXV{}", rng.below(100)),
    };
    let with = |app_id: &str| Connection {
        app_id: Some(app_id.to_owned()),
        ..profile.settings.clone()
    };
    let refused = match rng.below(5) {
        0 => {
            let save = SaveProfile {
                id: profile.id,
                new: false,
                name: profile.name.clone(),
                revision: profile.revision,
                evidence_revision: profile.evidence_revision,
                settings: with(&secret),
                steps: [].into(),
                with_token: false,
                draft: None,
            };
            library.save(save, SavedSecrets::default()).map(|_| ())
        }
        1 => {
            let edit = Edit::Name(format!("{} {secret}", profile.name));
            library.edit(profile.id, edit).map(|_| ())
        }
        2 => {
            let edit = Edit::Notes(format!("Token: {secret}"));
            library.edit(profile.id, edit).map(|_| ())
        }
        3 => library.import(vec![(profile.name.clone(), with(&secret))]),
        _ => {
            let draft = Draft {
                id: None,
                of: Some(profile.id),
                name: Some(format!("copy {secret}")),
                base_revision: profile.revision,
                settings: with(&secret),
                at: Timestamp::now(),
            };
            let left_out = library.keep_draft(&draft).expect("kept");
            let fields: Vec<_> = left_out.iter().map(|(field, _)| *field).collect();
            assert_eq!(fields, ["Name", "App Id"]);
            return;
        }
    };
    assert!(
        matches!(refused, Err(LibraryError::Secret { .. })),
        "{refused:?}"
    );
}
