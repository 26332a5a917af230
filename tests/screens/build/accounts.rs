//! Linked accounts and auth links, as the services tell of them in these tests.

use jiff::{SignedDuration, Timestamp};
use stackday::domain::account::{Account, AccountsApi, StatusReason};
use stackday::domain::text::{Body, Text};
use stackday::domain::{
    AccountSource, Link, LinkId, LinkRead, LinkState, SecretRecord, SecretStoreKind,
};
use stackday::library::KeptAccount;
use stackday::secret::Secret;
use stackday::stackone::AccountRecord;
use stackday::tui::tasks::TaskKind;
use stackday::tui::worker::TaskOutcome;
use stackday::workflow::{AccountsReport, MadeLink};

use super::{LINK_TOKEN, Run, hours_ago, profile, start};

/// An account that was linked three months ago through the first connector profile.
pub fn account(id: &str, owner: &str, status: &str) -> Account {
    let slug: String = owner
        .to_lowercase()
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    Account {
        id: Text::new(id),
        provider: Text::new("planday"),
        origin_owner_id: Text::new(format!("{slug}-{id}").trim_start_matches('-')),
        origin_owner_name: Text::new(owner),
        kind: Some(Text::new("production")),
        connector_profile_id: Some(Text::new("cp_00000000_abcdefgh")),
        status: Text::new(status),
        created_at: Some(hours_ago(24 * 90)),
        updated_at: Some(hours_ago(30)),
        ..Account::default()
    }
}

/// The same, seen just now.
pub fn listed_account(id: &str, owner: &str, status: &str) -> KeptAccount {
    KeptAccount {
        account: account(id, owner, status),
        last_seen: start(),
        gone_since: None,
    }
}

fn reason(code: &str, words: &str, hours: i64) -> StatusReason {
    StatusReason {
        code: Some(Text::new(code)),
        description: Some(Text::new(words)),
        timestamp: Some(hours_ago(hours)),
    }
}

/// A whole list of these, from `/v2/accounts`, with three connector profiles of which the last is disabled.
pub fn accounts_report(accounts: Vec<KeptAccount>) -> AccountsReport {
    AccountsReport {
        accounts,
        at: start(),
        api: AccountsApi::V2,
        is_whole: true,
        caveat: None,
        profiles: Some((0..3).map(profile).collect()),
        profiles_trouble: None,
        not_kept: None,
    }
}

/// One account of each standing: in error, expired, suspended, inactive, active behind a disabled profile, of a status that
/// nobody knows, active, archived, gone.
pub fn every_standing() -> AccountsReport {
    let mut acme = listed_account("7", "Acme A/S", "active");
    acme.account.label = Some(Text::new("Main portal"));
    let mut birch = listed_account("8", "Birch Bakery ApS", "error");
    birch.account.status_reasons = vec![
        reason(
            "AccountInvalidCredentialsError",
            "Planday refused the refresh token: invalid_grant",
            2,
        ),
        reason("AccountRateLimited", "Planday answered 429 for an hour", 60),
    ];
    let mut cedar = listed_account("9", "Cedar Trial", "expired");
    cedar.account.kind = Some(Text::new("test"));
    let dune = listed_account("10", "Dune Hotels", "suspended");
    let mut elm = listed_account("11", "Elm Retail", "inactive");
    elm.account.connector_profile_id = Some(Text::new("cp_00000002_abcdefgh"));
    let mut fjord = listed_account("12", "Fjord Cafés", "active");
    fjord.account.connector_profile_id = Some(Text::new("cp_00000002_abcdefgh"));
    let grove = listed_account("13", "Grove GmbH", "paused_by_billing");
    let heath = listed_account("14", "Heath Ltd", "archived");
    let mut isle = listed_account("15", "Isle of Wool", "active");
    isle.last_seen = hours_ago(50);
    isle.gone_since = Some(hours_ago(26));
    let mut long = listed_account("16", "大阪レストラン 東京支店 & Sønner Holding", "active");
    long.account.kind = Some(Text::new("test"));
    accounts_report(vec![
        acme, birch, cedar, dune, elm, fjord, grove, heath, isle, long,
    ])
}

/// So many active accounts, every seventh in error.
pub fn many_accounts(count: usize) -> AccountsReport {
    let accounts = (0..count).map(|number| {
        let status = if number % 7 == 3 { "error" } else { "active" };
        let owner = format!("Customer {number:05}");
        let mut listed = listed_account(&number.to_string(), &owner, status);
        if number % 7 == 3 {
            let hours = i64::try_from(number % 500).unwrap_or(0);
            listed.account.status_reasons =
                vec![reason("AccountError", "Planday answered 401", hours)];
        }
        listed.account.connector_profile_id =
            Some(Text::new(&format!("cp_{:08}_abcdefgh", number % 3)));
        listed
    });
    accounts_report(accounts.collect())
}

/// The record of an account, as `/v2/accounts/{id}` gives it.
pub fn account_record(account: &Account) -> AccountRecord {
    let raw = format!(
        "{{\n  \"id\": \"{}\",\n  \"connector\": \"planday\",\n  \"status\": \"{}\",\n  \"region\": {{\n    \"name\": \"eu1\"\n  }}\n}}",
        account.id, account.status
    );
    AccountRecord {
        account: account.clone(),
        api: AccountsApi::V2,
        raw: Body::new(&raw),
    }
}

/// The identity of a link.
pub fn link_id(number: u128) -> LinkId {
    LinkId::from(uuid::Uuid::from_u128(number))
}

/// The address of a link: it carries a token.
pub fn link_url() -> Secret {
    Secret::new(format!(
        "https://app.stackone.com/embedded/integrations?token={LINK_TOKEN}"
    ))
}

fn minutes_ago(minutes: i64) -> Timestamp {
    let ago = start().checked_sub(SignedDuration::from_mins(minutes));
    ago.expect("a time")
}

/// A link for Acme that was made 12 minutes ago, works for 7 days and is now in this state.
pub fn auth_link(number: u128, state: LinkState) -> Link {
    let at = minutes_ago(2);
    let was_opened = !matches!(state, LinkState::Making | LinkState::Sent);
    let refused = state == LinkState::Refused;
    let has_account = matches!(state, LinkState::Active | LinkState::Proven);
    let expired = state == LinkState::Expired;
    Link {
        id: link_id(number),
        source: AccountSource {
            api: "https://api.stackone.com/".into(),
            project: None,
            key: "5f".into(),
        },
        session: (state != LinkState::Making).then(|| Text::new("4242")),
        profile_id: Text::new("cp_00000000_abcdefgh"),
        profile_name: Text::new("Planday"),
        owner_id: Text::new("acme-7"),
        owner_name: Text::new("Acme A/S"),
        label: None,
        kind: Some(Text::new("production")),
        multiple: false,
        relinks: None,
        created_at: minutes_ago(12),
        expires_at: if expired {
            minutes_ago(2)
        } else {
            hours_ago(-7 * 24)
        },
        seconds: 604_800,
        state,
        state_at: at,
        looked_at: at,
        opened_at: was_opened.then(|| minutes_ago(5)),
        account: has_account.then(|| Text::new("7")),
        account_status: has_account.then(|| Text::new("active")),
        error_code: refused.then(|| Text::new("access_denied")),
        error_description: refused.then(|| Text::new("redirect_uri does not match")),
        read: (state == LinkState::Proven).then(|| LinkRead {
            action: Text::new("planday_list_departments"),
            records: Some(14),
            at,
        }),
        trouble: None,
        url: (!state.is_over()).then(|| SecretRecord {
            place: SecretStoreKind::Keyring,
            at: minutes_ago(12),
            generation: 0,
        }),
    }
}

/// A link as it is just made, with its address.
pub fn made_link(number: u128) -> MadeLink {
    MadeLink {
        link: auth_link(number, LinkState::Sent),
        url: link_url(),
        not_kept: None,
        is_noted: true,
    }
}

impl Run {
    /// On the Accounts screen, before any answer.
    pub fn asking_for_accounts(self) -> Self {
        self.keys("3")
    }

    /// On the Accounts screen, with this list.
    pub fn with_accounts(self, report: AccountsReport) -> Self {
        self.asking_for_accounts()
            .listed(report)
            .ended(TaskKind::Links, TaskOutcome::Links(Vec::new()))
    }

    /// The list comes that was asked for.
    pub fn listed(self, report: AccountsReport) -> Self {
        self.ended(TaskKind::Accounts, TaskOutcome::Accounts(Box::new(report)))
    }

    /// On the Accounts screen, with every standing and these links.
    pub fn with_links(self, links: Vec<Link>) -> Self {
        self.asking_for_accounts()
            .listed(every_standing())
            .ended(TaskKind::Links, TaskOutcome::Links(links))
    }

    /// On the page of a link of which the address is at hand.
    pub fn on_link(self, link: Link) -> Self {
        let id = link.id;
        let is_over = link.state.is_over();
        let run = self
            .with_links(vec![link])
            .key(crossterm::event::KeyCode::Tab)
            .key(crossterm::event::KeyCode::Enter);
        if is_over {
            return run;
        }
        run.ended(
            TaskKind::LinkUrl,
            TaskOutcome::LinkUrl(id, Ok(Some(link_url()))),
        )
    }
}
