//! The words of the field as types: ids, scopes, steps, evidence, diagnosis, consent, exit codes, decoded and safe text.
//!
//! It imports nothing of ours: every other room may use it, and it knows none of them.

pub mod account;
mod account_source;
mod check;
pub mod clock;
mod consent;
pub mod decoding;
pub mod diagnosis;
mod evidence;
pub mod exit;
pub mod guard;
mod id;
mod input;
mod link;
mod origin;
mod probe;
mod rules;
pub mod scope;
mod secret;
mod step;
pub mod text;

pub use account::{Account, AccountState, AccountsApi, StatusReason};
pub use account_source::AccountSource;
pub use check::{Check, CheckId};
pub use consent::PersonalDataConsent;
pub use evidence::{Evidence, FRESH_FOR, Standing, StoredEvidence, is_stale};
pub use id::{LinkId, ProfileId};
pub use input::Input;
pub use link::{ATTEMPT_EXPIRED, Link, LinkRead, LinkState};
pub use origin::ChangeOrigin;
pub use probe::{Pair, Probe, ProbeIds};
pub use rules::{depends_on, ticks};
pub use secret::{SecretId, SecretRecord, SecretStoreKind};
pub use step::StepId;
