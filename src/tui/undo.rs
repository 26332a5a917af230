//! What a key has dropped last, so that it can be brought back. It is in memory only, and only the last of it.

use std::collections::BTreeSet;

use crate::domain::scope::Scopes;
use crate::domain::{Evidence, Input, PersonalDataConsent, ProfileId, StepId};
use crate::guide::Ledger;
use crate::planday::Portal;
use crate::scopes::{Chosen, ScopeReport};
use crate::secret::Secret;
use crate::tui::form::Form;
use crate::tui::guide_view::GuideView;
use crate::tui::remote::RemoteData;
use crate::tui::session::Session;

/// A change that can be undone. Undoing it is such a change again, so that nothing is lost by it either.
#[derive(Debug)]
pub struct Undo {
    /// What comes back, as the message names it.
    pub what: String,
    /// What was there before.
    pub(crate) before: Before,
}

/// What was there before a change.
pub(crate) enum Before {
    /// The connection that the forms showed.
    Connection(Box<Shown>),
    /// Some of what the forms held of the connection that they show.
    Fields(Box<Fields>),
    /// The marked connections.
    Marks(BTreeSet<ProfileId>),
}

impl std::fmt::Debug for Before {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connection(_) => "Connection",
            Self::Fields(_) => "Fields",
            Self::Marks(_) => "Marks",
        })
    }
}

/// The connection that the forms showed, with all that was typed and found.
pub(crate) struct Shown {
    pub(crate) form: Form,
    pub(crate) session: Session,
    pub(crate) ledger: Ledger,
    pub(crate) open: Option<ProfileId>,
    pub(crate) remote: RemoteData,
    pub(crate) guide: GuideView,
}

/// Some of what the forms held.
#[derive(Default)]
pub(crate) struct Fields {
    /// The texts of these fields.
    pub(crate) values: Vec<(Input, Secret)>,
    /// What was chosen.
    pub(crate) choices: Option<Choices>,
    /// What was known of the app.
    pub(crate) evidence: Option<AppEvidence>,
}

/// What is chosen rather than typed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Choices {
    pub(crate) scopes: Scopes,
    pub(crate) actions: Chosen,
    pub(crate) consent: PersonalDataConsent,
}

/// What is known of an app.
pub(crate) struct AppEvidence {
    pub(crate) steps: Vec<(StepId, Evidence)>,
    pub(crate) scopes: ScopeReport,
    pub(crate) portal: Option<Portal>,
    pub(crate) verified: Option<(jiff::Timestamp, bool)>,
    pub(crate) profile_outdated: Option<&'static str>,
}
