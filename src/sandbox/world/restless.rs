//! Linked accounts that change by themselves (scenario `restless`).
//!
//! The n-th change happens n x [`STEP`] after the start, whoever looks and when: changes are made up for at the next look,
//! each at its own time and with dice of their own. Accounts that a person linked are left alone.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::account::{Account, SUSPENDED};
use super::customers::{FAILURES, new, owner_name, reason};
use super::stackone::{Profile, State};
use crate::sandbox::dice::Dice;

/// How long it is from one change to the next.
pub const STEP: SignedDuration = SignedDuration::from_secs(20);

/// One kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// An active account fails.
    Fail,
    /// An account in error is active again.
    Recover,
    /// An active account is suspended.
    Suspend,
    /// A suspended account is active again.
    Resume,
    /// A test account's time is over.
    Expire,
    /// An account that is of no use any more is archived.
    Archive,
    /// An archived account is deleted.
    Delete,
    /// A new customer is linked.
    Appear,
}

impl Change {
    /// What happens where there is no account for it: the first of these that there is one for.
    fn instead(self) -> &'static [Self] {
        match self {
            Self::Fail | Self::Suspend => &[Self::Recover, Self::Resume, Self::Appear],
            Self::Recover | Self::Resume | Self::Expire | Self::Archive => &[Self::Fail],
            Self::Delete => &[Self::Archive, Self::Fail],
            Self::Appear => &[],
        }
    }
}

/// So many accounts stay active, whatever changes.
const ACTIVE: usize = 2;

/// The order in which they come, over and over. As many become active as cease to be, so it can go on for ever.
const ROUND: [Change; 10] = [
    Change::Fail,
    Change::Appear,
    Change::Suspend,
    Change::Recover,
    Change::Delete,
    Change::Fail,
    Change::Resume,
    Change::Expire,
    Change::Archive,
    Change::Recover,
];

/// What has changed so far, and what will.
#[derive(Debug)]
pub struct Restless {
    next_at: Timestamp,
    made: usize,
    appeared: usize,
    dice: Dice,
    /// The ids of the accounts that may change.
    changing: HashSet<String>,
}

impl Restless {
    /// Nothing has changed yet of what there is; the first change is [`STEP`] from now.
    pub fn new(now: Timestamp, state: &State) -> Self {
        Self {
            next_at: later(now),
            made: 0,
            appeared: 0,
            dice: Dice::seeded(0x2E57_1E55_0000_0020),
            changing: state.accounts.iter().map(|one| one.id.clone()).collect(),
        }
    }

    /// Makes every change whose time has come.
    pub fn catch_up(&mut self, now: Timestamp, state: &mut State) {
        while self.next_at <= now && self.next_at < Timestamp::MAX {
            let change = ROUND[self.made % ROUND.len()];
            let _ = self.make(change, state)
                || change
                    .instead()
                    .iter()
                    .any(|other| self.make(*other, state));
            self.made += 1;
            self.next_at = later(self.next_at);
        }
    }

    /// Makes one change, and says whether there was an account for it.
    fn make(&mut self, change: Change, state: &mut State) -> bool {
        let at = self.next_at;
        let active = state.accounts.iter().filter(|one| one.status == "active");
        if matches!(change, Change::Fail | Change::Suspend | Change::Expire)
            && active.count() <= ACTIVE
        {
            return false;
        }
        match change {
            Change::Fail => {
                let why = FAILURES[self.dice.below(FAILURES.len())];
                let twice = self.dice.below(3) == 0;
                self.change(state, is(&["active"]), |account| {
                    account.set_status("error", Some(why), at);
                    account.access_token = None;
                    if twice {
                        let before = at.saturating_sub(STEP).unwrap_or(at);
                        account.reasons.push(reason(FAILURES[2], before));
                    }
                })
            }
            Change::Recover => self.change(state, is(&["error"]), |account| {
                account.set_status("active", None, at);
            }),
            Change::Suspend => self.change(state, is(&["active"]), |account| {
                account.set_status("suspended", Some(SUSPENDED), at);
            }),
            Change::Resume => self.change(state, is(&["suspended"]), |account| {
                account.set_status("active", None, at);
            }),
            Change::Expire => {
                let tests = |one: &Account| one.kind == "test" && one.status == "active";
                self.change(state, tests, |one| one.set_status("expired", None, at))
            }
            Change::Archive => {
                let archive = |one: &mut Account| one.set_status("archived", None, at);
                self.change(state, is(&["expired"]), archive)
                    || self.change(state, is(&["error", "suspended"]), archive)
            }
            Change::Delete => {
                let chosen = self.choose(state, is(&["archived"]));
                chosen.is_some_and(|id| {
                    self.changing.remove(&id);
                    state.delete_account(&id).is_some()
                })
            }
            Change::Appear => self.appear(state, at),
        }
    }

    /// Does this to one of the accounts that are like that, if there is one.
    fn change(
        &mut self,
        state: &mut State,
        wanted: impl Fn(&Account) -> bool,
        with: impl FnOnce(&mut Account),
    ) -> bool {
        let Some(id) = self.choose(state, wanted) else {
            return false;
        };
        let chosen = state.accounts.iter_mut().find(|one| one.id == id);
        chosen.map(with).is_some()
    }

    fn choose(&mut self, state: &State, wanted: impl Fn(&Account) -> bool) -> Option<String> {
        let of_planday = |one: &&Account| one.provider == "planday";
        let ids: Vec<&String> = state
            .accounts
            .iter()
            .filter(of_planday)
            .filter(|account| wanted(account))
            .map(|account| &account.id)
            .filter(|id| self.changing.contains(*id))
            .collect();
        let place = self.dice.below(ids.len());
        ids.get(place).map(|id| (*id).clone())
    }

    /// A new customer, where there is a profile to be linked through. Every second one is a test account.
    fn appear(&mut self, state: &mut State, at: Timestamp) -> bool {
        let usable = |one: &&Profile| one.active && one.connector_key == "planday";
        let Some(profile) = state.profiles.iter().find(usable) else {
            return false;
        };
        self.appeared += 1;
        let id = self.dice.account_id();
        let owner_id = format!("new-{}", self.appeared);
        let name = format!("{} II", owner_name(self.appeared));
        let mut account = new(id, profile, (&owner_id, &name), at);
        if self.appeared.is_multiple_of(2) {
            "test".clone_into(&mut account.kind);
        }
        self.changing.insert(account.id.clone());
        state.add_account(account);
        true
    }
}

/// Whether an account has one of these statuses.
fn is(statuses: &'static [&'static str]) -> impl Fn(&Account) -> bool {
    |account| statuses.contains(&account.status.as_str())
}

fn later(than: Timestamp) -> Timestamp {
    than.saturating_add(STEP).unwrap_or(Timestamp::MAX)
}
