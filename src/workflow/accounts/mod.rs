//! `StackOne`'s linked accounts: listed and held against the list of before, changed, deleted.

mod change;
mod known;
mod query;
mod read;
mod report;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::Services;
use super::library::on_library;
use crate::domain::AccountSource;
use crate::domain::account::Account;
use crate::domain::clock;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text::Text;
use crate::library::{AccountList, KeptAccount, KeptAccounts, Library, LibraryError};
use crate::stackone::{AccountRecord, PLANDAY, WhichAccounts};

pub use change::{
    AccountChange, ChangeReport, ChangeRequest, ChangeTarget, ChangedAccount, FailedChange,
    change_accounts,
};
pub use query::{ACCOUNT_WORDS, AccountFacts};
pub use read::read_account;
pub use report::{AccountRow, AccountsReport, AccountsRequest};

/// The list that was read last with this API key, as the library has it; none where there is none. Nobody is asked.
pub async fn kept_accounts(
    services: &Services,
    request: &AccountsRequest,
) -> Option<AccountsReport> {
    let kept = in_library(services, request, Library::kept_accounts).await;
    let mut kept = kept.ok()??;
    keep_listed(request, &mut kept);
    Some(AccountsReport::kept(kept))
}

/// Does something with what the library keeps of these accounts.
async fn in_library<T: Send + 'static>(
    services: &Services,
    request: &AccountsRequest,
    work: impl FnOnce(&Library, &AccountSource) -> Result<T, LibraryError> + Send + 'static,
) -> Result<T, LibraryError> {
    let (api, request) = (services.stackone.address().clone(), request.clone());
    on_library(services, move |library| {
        let project = request.project.as_deref();
        let source = library.account_source(&api, project, &request.api_key)?;
        work(library, &source)
    })
    .await
}

/// Leaves those out that are not asked for: the library keeps the accounts of all connectors together.
fn keep_listed(request: &AccountsRequest, kept: &mut KeptAccounts) {
    let is_listed = |kept: &KeptAccount| {
        let connector = kept.account.provider.as_str();
        connector.is_empty() || connector.eq_ignore_ascii_case(PLANDAY)
    };
    if !request.all_connectors {
        kept.accounts.retain(is_listed);
    }
}

/// Lists the linked accounts and the connector profiles, and keeps the list. An account is called gone only where the whole
/// list lacks it.
pub async fn list_accounts(
    services: &Services,
    request: &AccountsRequest,
    cancel: &CancellationToken,
) -> Result<AccountsReport, Diagnosis> {
    let (client, key) = (&services.stackone, &request.api_key);
    let which = WhichAccounts {
        owner: None,
        all_connectors: request.all_connectors,
    };
    // What changes while the list is read may not be in it.
    let at = clock::now();
    let (listed, profiles) = tokio::join!(
        client.linked_accounts(key, which, cancel),
        client.profiles(key, cancel),
    );
    let listed = listed?;
    let caveat = listed.list.caveat("linked accounts");
    // An entry that could not be read may be the one that is missed.
    let is_whole = listed.list.complete.is_ok() && listed.list.odd == 0;
    let (profiles, profiles_trouble) = match profiles {
        Ok(listed) if listed.complete.is_ok() => {
            let caveat = listed.caveat("connector profiles");
            (Some(listed.items), caveat)
        }
        Ok(listed) => (None, listed.caveat("connector profiles")),
        Err(diagnosis) => (None, Some(diagnosis.summary)),
    };
    let list = AccountList {
        accounts: listed.list.items,
        at,
        api: listed.api,
        is_whole,
        connector: (!request.all_connectors).then(|| PLANDAY.to_owned()),
    };
    let (kept, not_kept) = keep(services, request, list).await;
    Ok(AccountsReport {
        caveat,
        profiles,
        profiles_trouble,
        not_kept,
        ..AccountsReport::kept(kept)
    })
}

/// Keeps the list, and gives what is known with it: those of before that are gone. Where it cannot be kept, the list itself.
async fn keep(
    services: &Services,
    request: &AccountsRequest,
    list: AccountList,
) -> (KeptAccounts, Option<String>) {
    if services.library.is_none() {
        return (unkept(&list), None);
    }
    let list = Arc::new(list);
    let listed = list.clone();
    let work = in_library(services, request, move |library, source| {
        library.keep_accounts(source, &listed)
    });
    match work.await {
        Ok(mut kept) => {
            keep_listed(request, &mut kept);
            (kept, None)
        }
        Err(error) => (unkept(&list), Some(error.to_string())),
    }
}

/// A list with nothing of before beside it.
fn unkept(list: &AccountList) -> KeptAccounts {
    let accounts = list.accounts.iter().map(|account| KeptAccount {
        account: account.clone(),
        last_seen: list.at,
        gone_since: None,
    });
    KeptAccounts {
        at: list.at,
        api: list.api,
        is_whole: list.is_whole,
        accounts: accounts.collect(),
    }
}

/// One account with its record as it came, and notes it in the kept list.
pub async fn account_record(
    services: &Services,
    request: &AccountsRequest,
    id: &Text,
    cancel: &CancellationToken,
) -> Result<AccountRecord, Diagnosis> {
    let client = &services.stackone;
    let record = client.account_record(&request.api_key, id, cancel).await?;
    note(services, request, &record.account).await;
    Ok(record)
}

/// Notes an account that was read or changed by itself in the kept list. That it is not kept is no failure of what was done.
async fn note(services: &Services, request: &AccountsRequest, account: &Account) {
    let account = account.clone();
    let work = in_library(services, request, move |library, source| {
        library.note_account(source, &account, clock::now())
    });
    let _ = work.await;
}

/// Takes an account that was deleted here out of the kept list.
async fn forget(services: &Services, request: &AccountsRequest, id: &Text) {
    let id = id.clone();
    let work = in_library(services, request, move |library, source| {
        library.forget_account(source, id.as_str())
    });
    let _ = work.await;
}
