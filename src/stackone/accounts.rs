//! The calls for linked accounts, in both generations of the API (facts: newer.md, section 2.4; stackone.md, section 3).
//!
//! `/v2/accounts` names each account's connector profile and is asked first; where it does not exist, `/accounts` is.
//! Changing and deleting is documented for `/accounts` alone.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::account_record::{AccountRecord, record};
use super::answer::read;
use super::pages::{Pages, Which};
use super::{API, PLANDAY, StackOne};
use crate::domain::account::{Account, AccountsApi};
use crate::domain::diagnosis::Diagnosis;
use crate::domain::text::Text;
use crate::http::{Call, Listed, Lister, Reply, below, below_with};
use crate::secret::Secret;

/// Which accounts are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WhichAccounts<'a> {
    /// Those of this owner; else of all.
    pub owner: Option<&'a str>,
    /// Those of other connectors too, not of Planday alone.
    pub all_connectors: bool,
}

impl WhichAccounts<'_> {
    /// Whether an account is one of them. A server that ignores a filter must not make another's account pass.
    fn takes(&self, account: &Account) -> bool {
        (self.all_connectors || account.may_be_planday())
            && self.owner.is_none_or(|owner| account.may_be_of(owner))
    }
}

/// The linked accounts, and which generation of the API listed them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedAccounts {
    /// The accounts.
    pub list: Listed<Account>,
    /// Who listed them.
    pub api: AccountsApi,
}

/// What is changed of a linked account: what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountEdit {
    /// Another label; an empty one takes it away.
    pub label: Option<String>,
    /// Another name of the owner.
    pub owner_name: Option<String>,
    /// `production` or `test`.
    pub kind: Option<String>,
    /// The id of another connector profile of the same connector.
    pub profile_id: Option<String>,
}

impl AccountEdit {
    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn body(&self) -> Value {
        let mut body = json!({});
        if let Some(label) = &self.label {
            body["label"] = match label.as_str() {
                "" => Value::Null,
                label => json!(label),
            };
        }
        let texts = [
            ("origin_owner_name", &self.owner_name),
            ("type", &self.kind),
            ("connector_profile_id", &self.profile_id),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                body[name] = json!(text);
            }
        }
        body
    }
}

/// One generation of the accounts API: how its addresses are written. What it answers is read alike.
trait Endpoint: Sync {
    /// Which one it is.
    fn api(&self) -> AccountsApi;

    /// The address of the list.
    fn list(&self, base: &Url, which: &WhichAccounts<'_>) -> Url;

    /// The address of one account.
    fn one(&self, base: &Url, id: &str) -> Url;
}

struct V2;
struct V1;

impl Endpoint for V2 {
    fn api(&self) -> AccountsApi {
        AccountsApi::V2
    }

    // No filter of it is documented by name but the connector profile's: what comes is filtered here.
    fn list(&self, base: &Url, _: &WhichAccounts<'_>) -> Url {
        below(base, "v2/accounts")
    }

    fn one(&self, base: &Url, id: &str) -> Url {
        below_with(base, "v2/accounts", id)
    }
}

impl Endpoint for V1 {
    fn api(&self) -> AccountsApi {
        AccountsApi::V1
    }

    fn list(&self, base: &Url, which: &WhichAccounts<'_>) -> Url {
        let mut url = below(base, "accounts");
        let mut query = url.query_pairs_mut();
        if !which.all_connectors {
            query.append_pair("providers", PLANDAY);
        }
        if let Some(owner) = which.owner {
            query.append_pair("origin_owner_id", owner);
        }
        drop(query);
        if url.query() == Some("") {
            url.set_query(None);
        }
        url
    }

    fn one(&self, base: &Url, id: &str) -> Url {
        below_with(base, "accounts", id)
    }
}

impl StackOne {
    /// The linked accounts, from the newest generation of the API that answers, read to the end.
    pub async fn linked_accounts(
        &self,
        key: &Secret,
        which: WhichAccounts<'_>,
        cancel: &CancellationToken,
    ) -> Result<LinkedAccounts, Diagnosis> {
        if let Some(listed) = self.list_with(&V2, key, which, cancel).await? {
            return Ok(listed);
        }
        let listed = self.list_with(&V1, key, which, cancel).await?;
        Ok(listed.unwrap_or_else(|| LinkedAccounts {
            list: Listed::whole(Vec::new()),
            api: AccountsApi::V1,
        }))
    }

    /// Lists them in one generation; none where it does not exist, which only the first page of the newer one may say.
    async fn list_with(
        &self,
        endpoint: &dyn Endpoint,
        key: &Secret,
        which: WhichAccounts<'_>,
        cancel: &CancellationToken,
    ) -> Result<Option<LinkedAccounts>, Diagnosis> {
        let is_newest = endpoint.api() == AccountsApi::V2;
        let mut list = Lister::default();
        let mut pages = Pages::default();
        while let Some(page) = pages.next(&mut list) {
            let may_lack = is_newest && page.is_first();
            let fetched = list
                .fetch(self.accounts_page(endpoint, key, which, &page, may_lack, cancel))
                .await;
            let Some(reply) = fetched.transpose()? else {
                break;
            };
            if may_lack {
                let lacks = reply.status() == 404;
                self.lacks_v2.store(lacks, Ordering::Relaxed);
                if lacks {
                    return Ok(None);
                }
            }
            pages.take(
                &mut list,
                &reply,
                |account: &Account| &account.id,
                |account| which.takes(account),
            )?;
        }
        Ok(Some(LinkedAccounts {
            list: list.done(),
            api: endpoint.api(),
        }))
    }

    async fn accounts_page(
        &self,
        endpoint: &dyn Endpoint,
        key: &Secret,
        which: WhichAccounts<'_>,
        page: &Which,
        may_lack: bool,
        cancel: &CancellationToken,
    ) -> Result<Reply, Diagnosis> {
        let mut url = endpoint.list(&self.api, &which);
        page.ask(&mut url);
        let mut call = Call::get(API, "list linked accounts", url);
        if may_lack {
            call = call.expects(&[404]);
        }
        self.send(call, key, cancel).await
    }

    /// The linked accounts of an owner at Planday, as `/accounts` lists them.
    pub async fn accounts_of(
        &self,
        key: &Secret,
        owner_id: &str,
        cancel: &CancellationToken,
    ) -> Result<Listed<Account>, Diagnosis> {
        self.accounts(key, Some(owner_id), cancel).await
    }

    /// All linked accounts for Planday, or those of one owner, as `/accounts` lists them: it can be asked for one owner's.
    pub async fn accounts(
        &self,
        key: &Secret,
        owner_id: Option<&str>,
        cancel: &CancellationToken,
    ) -> Result<Listed<Account>, Diagnosis> {
        let which = WhichAccounts {
            owner: owner_id,
            all_connectors: false,
        };
        let listed = self.list_with(&V1, key, which, cancel).await?;
        Ok(listed.map_or_else(|| Listed::whole(Vec::new()), |listed| listed.list))
    }

    /// One linked account, as `/accounts` gives it.
    pub async fn account(
        &self,
        key: &Secret,
        id: &Text,
        cancel: &CancellationToken,
    ) -> Result<Account, Diagnosis> {
        let url = V1.one(&self.api, id.as_str());
        let reply = self
            .send(Call::get(API, "read the linked account", url), key, cancel)
            .await?;
        read(&reply)
    }

    /// One linked account with all that is known of it, from the newest generation of the API that knows it.
    pub async fn account_record(
        &self,
        key: &Secret,
        id: &Text,
        cancel: &CancellationToken,
    ) -> Result<AccountRecord, Diagnosis> {
        if !self.lacks_v2.load(Ordering::Relaxed) {
            let url = V2.one(&self.api, id.as_str());
            let call = Call::get(API, "read the linked account", url).expects(&[404]);
            let reply = self.send(call, key, cancel).await?;
            if reply.status() != 404 {
                let record = record(&reply, AccountsApi::V2)?;
                // How one account is wrapped there is not documented: where none is found, `/accounts` tells.
                if !record.account.id.is_empty() {
                    return Ok(record);
                }
            }
        }
        let url = V1.one(&self.api, id.as_str());
        let call = Call::get(API, "read the linked account", url);
        let reply = self.send(call, key, cancel).await?;
        record(&reply, AccountsApi::V1)
    }

    /// Changes a linked account, and gives it as it is then.
    pub async fn edit_account(
        &self,
        key: &Secret,
        id: &Text,
        edit: &AccountEdit,
        cancel: &CancellationToken,
    ) -> Result<Account, Diagnosis> {
        let url = V1.one(&self.api, id.as_str());
        let call = Call::patch(API, "change the linked account", url).json(edit.body());
        let reply = self.send(call, key, cancel).await?;
        let mut account: Account = read(&reply)?;
        // `/accounts` does not say the profile: it is the one that was asked for.
        let moved_to = edit.profile_id.as_deref().map(Text::new);
        account.connector_profile_id = account.connector_profile_id.or(moved_to);
        Ok(account)
    }

    /// Deletes a linked account: its customer's connection ends at once.
    pub async fn delete_account(
        &self,
        key: &Secret,
        id: &Text,
        cancel: &CancellationToken,
    ) -> Result<(), Diagnosis> {
        let url = V1.one(&self.api, id.as_str());
        let call = Call::delete(API, "delete the linked account", url);
        let reply = self.send(call, key, cancel).await?;
        super::answer::success(&reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_changed_is_sent() {
        assert_eq!(AccountEdit::default().body(), json!({}));
        let edit = AccountEdit {
            label: Some(String::new()),
            kind: Some("test".to_owned()),
            ..AccountEdit::default()
        };
        assert_eq!(edit.body(), json!({"label": null, "type": "test"}));
    }
}
