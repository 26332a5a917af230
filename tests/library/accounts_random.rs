//! Lists of accounts in any order, by two programs, against a plain model that keeps a time for every account.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use stackday::domain::text::Text;
use stackday::domain::{Account, AccountSource, AccountsApi, clock};
use stackday::library::{AccountList, KeptAccounts, Library};

use crate::accounts::source;
use crate::support::Home;

/// Numbers that are the same for the same seed (`SplitMix64`).
struct Rng(u64);

impl Rng {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}

/// What is known of one account.
#[derive(Debug, Clone)]
struct Known {
    account: Account,
    seen: Timestamp,
    gone: Option<Timestamp>,
    deleted: Option<Timestamp>,
}

impl Known {
    fn newest(&self) -> Timestamp {
        [Some(self.seen), self.gone, self.deleted]
            .into_iter()
            .flatten()
            .max()
            .expect("one")
    }
}

/// The accounts of one source, each with its own times.
#[derive(Debug, Clone, Default)]
struct Model {
    accounts: BTreeMap<String, Known>,
    /// When the accounts of a connector were last read, by a list of it or of all.
    read: BTreeMap<&'static str, Timestamp>,
    /// When all were.
    read_all: Option<Timestamp>,
}

const CONNECTORS: [&str; 2] = ["hibob", "planday"];

impl Model {
    fn list(&mut self, list: &AccountList) {
        let asked = list.connector.as_deref();
        let is_old = |read: Option<&Timestamp>| read.is_some_and(|read| *read > list.at);
        let newest = asked.map_or(self.read_all.as_ref(), |asked| self.read.get(asked));
        if is_old(newest) {
            return;
        }
        for connector in CONNECTORS {
            let is_asked = asked.is_none_or(|asked| asked == connector);
            if !is_asked || is_old(self.read.get(connector)) {
                continue;
            }
            self.read.insert(connector, list.at);
            let of_it = |account: &&Account| account.provider.as_str() == connector;
            for account in list.accounts.iter().filter(of_it) {
                self.see(account, list.at);
            }
            let is_listed = |id: &str| list.accounts.iter().any(|one| one.id.as_str() == id);
            for (id, known) in &mut self.accounts {
                let is_of_it = known.account.provider.as_str() == connector;
                if list.is_whole && is_of_it && !is_listed(id) && known.newest() <= list.at {
                    known.gone.get_or_insert(list.at);
                }
            }
            if list.is_whole {
                self.accounts.retain(|id, known| {
                    let is_of_it = known.account.provider.as_str() == connector;
                    let deleted = known.deleted.filter(|deleted| *deleted <= list.at);
                    !(is_of_it && deleted.is_some() && !is_listed(id))
                });
            }
        }
        if asked.is_none() {
            self.read_all = Some(list.at);
        }
    }

    fn see(&mut self, account: &Account, at: Timestamp) {
        let id = account.id.as_str().to_owned();
        if self
            .accounts
            .get(&id)
            .is_some_and(|known| known.newest() > at)
        {
            return;
        }
        let known = Known {
            account: account.clone(),
            seen: at,
            gone: None,
            deleted: None,
        };
        self.accounts.insert(id, known);
    }

    fn note(&mut self, account: &Account, at: Timestamp) {
        let is_known = self.accounts.contains_key(account.id.as_str());
        let read = self.read.get(account.provider.as_str());
        if is_known || read.is_none_or(|read| *read <= at) {
            self.see(account, at);
        }
    }

    fn forget(&mut self, id: &str, at: Timestamp) {
        if let Some(known) = self.accounts.get_mut(id) {
            known.seen = at;
            known.gone = None;
            known.deleted = Some(at);
        }
    }

    #[track_caller]
    fn assert_is(&self, kept: Option<&KeptAccounts>, what: &str) {
        let Some(kept) = kept else {
            assert!(self.read.is_empty(), "{what}");
            return;
        };
        let there = self
            .accounts
            .values()
            .filter(|known| known.deleted.is_none());
        let expected: Vec<_> = there
            .map(|known| (&known.account, known.seen, known.gone))
            .collect();
        let kept: Vec<_> = kept
            .accounts
            .iter()
            .map(|kept| (&kept.account, kept.last_seen, kept.gone_since))
            .collect();
        assert_eq!(kept, expected, "{what}");
    }
}

/// One of eight accounts, in one of two states. Of which connector it is never changes.
fn account(rng: &mut Rng, number: u64) -> Account {
    Account {
        id: Text::new(&format!("a{number}")),
        provider: Text::new(CONNECTORS[usize::try_from(number % 2).expect("small")]),
        status: Text::new(if rng.one_in(3) { "error" } else { "active" }),
        ..Account::default()
    }
}

fn list(rng: &mut Rng, at: Timestamp) -> AccountList {
    let asked = rng.below(3);
    let connector = CONNECTORS.get(usize::try_from(asked).expect("small"));
    let mut accounts = Vec::new();
    for number in 0..8 {
        let one = account(rng, number);
        let is_asked = connector.is_none_or(|asked| one.provider.as_str() == *asked);
        if is_asked && !rng.one_in(3) {
            accounts.push(one);
        }
    }
    AccountList {
        accounts,
        at,
        api: AccountsApi::V2,
        is_whole: !rng.one_in(3),
        connector: connector.map(|name| (*name).to_owned()),
    }
}

fn run(seed: u64) {
    let mut rng = Rng(seed);
    let home = Home::new();
    let mut programs = [home.another(), home.another()];
    let sources: Vec<AccountSource> = ["one", "two"]
        .map(|project| of_project(&programs[0], project))
        .into();
    let mut models = [Model::default(), Model::default()];
    let begun = clock::now();
    for step in 0..60 {
        let which = usize::try_from(rng.below(2)).expect("small");
        let program = usize::try_from(rng.below(2)).expect("small");
        let (library, source, model) = (&programs[program], &sources[which], &mut models[which]);
        // Mostly later than before.
        let late = i64::try_from(rng.below(8)).expect("small");
        let minutes = step * 2 - late - 60;
        // Never at about the time at which accounts are deleted: that is the clock's.
        let minutes = if minutes < 0 {
            minutes - 60
        } else {
            minutes + 60
        };
        let at = begun + SignedDuration::from_mins(minutes);
        let what = format!("seed {seed}, step {step}");
        match rng.below(10) {
            0..=5 => {
                let list = list(&mut rng, at);
                model.list(&list);
                let kept = library.keep_accounts(source, &list).expect("kept");
                model.assert_is(Some(&kept), &what);
            }
            6 | 7 => {
                let number = rng.below(8);
                let one = account(&mut rng, number);
                model.note(&one, at);
                library.note_account(source, &one, at).expect("noted");
            }
            8 => {
                let id = format!("a{}", rng.below(8));
                model.forget(&id, begun);
                library.forget_account(source, &id).expect("forgotten");
            }
            // The program ends, and another one begins.
            _ => programs[program] = home.another(),
        }
        for (source, model) in sources.iter().zip(&models) {
            let kept = programs[program].kept_accounts(source).expect("read");
            model.assert_is(kept.as_ref(), &what);
        }
    }
}

fn of_project(library: &Library, project: &str) -> AccountSource {
    AccountSource {
        project: Some(project.to_owned()),
        ..source(library, "key")
    }
}

#[test]
fn lists_in_any_order_come_to_what_a_plain_model_says() {
    (0..40).for_each(run);
}
