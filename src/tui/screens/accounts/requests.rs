//! What the screen asks for: the list, one account's record, one read through an account.

use crate::domain::Input;
use crate::domain::scope::Scopes;
use crate::domain::text::Text;
use crate::tui::shared::Shared;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::AccountsRequest;

/// Whose accounts are meant: those of the API key in the forms. None without one.
pub(crate) fn whose(shared: &Shared) -> Option<AccountsRequest> {
    Some(AccountsRequest {
        api_key: shared.form.secret(Input::ApiKey)?,
        project: shared.project(),
        all_connectors: shared.accounts.all_connectors,
    })
}

/// Reads the list, which shows the kept one first. Another API key is another list.
pub(crate) fn list(shared: &mut Shared) {
    let of = whose(shared);
    shared.accounts.begin(of.clone());
    let Some(of) = of else {
        return;
    };
    shared.accounts.asked_at = Some(shared.now);
    let job = Job::Accounts(of);
    shared.start(TaskKind::Accounts, "listing accounts", job);
}

/// Reads the list where none was read for the API key in the forms, or the last one is old.
pub(crate) fn list_if_due(shared: &mut Shared) {
    if shared.tasks.runs(TaskKind::Accounts) {
        return;
    }
    let of = whose(shared);
    let is_other = of != shared.accounts.of;
    let is_due = shared
        .accounts
        .next_refresh()
        .is_some_and(|due| due <= shared.now);
    // An answer that was dropped on its way, because another connection was opened, is asked for once more.
    let data = &shared.accounts;
    let is_missing =
        of.is_some() && data.trouble.is_none() && (data.report.is_none() || data.is_kept);
    if is_other || is_due || is_missing {
        list(shared);
    }
}

/// Reads one account with its record.
pub(crate) fn record(shared: &mut Shared, id: Text) {
    let Some(of) = whose(shared) else {
        return;
    };
    let is_there = shared.accounts.record.as_ref();
    if is_there.is_some_and(|record| record.account.id != id) {
        shared.accounts.record = None;
    }
    let job = Job::AccountRecord(of, id);
    shared.start(TaskKind::AccountRecord, "reading the account", job);
}

/// Tries one read through an account.
pub(crate) fn read(shared: &mut Shared, id: Text) {
    let Some(of) = whose(shared) else {
        return;
    };
    let granted = granted(shared, &id);
    let job = Job::ReadAccount(of, id, granted);
    shared.start(TaskKind::AccountRead, "reading through the account", job);
}

/// The scopes that are granted to the app behind an account, as far as they are known: only those of the connection in the
/// forms are.
fn granted(shared: &Shared, id: &Text) -> Scopes {
    let open = shared.library.open;
    let account = shared.accounts.account(id);
    let is_open = account.is_some_and(|account| {
        let library = &shared.library.contents;
        let found = shared.accounts.connection(account, library);
        found.is_some_and(|found| Some(found.id) == open)
    });
    if is_open {
        shared.remote.scopes.granted.clone()
    } else {
        Scopes::default()
    }
}
