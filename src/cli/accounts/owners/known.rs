//! What is known before the first link of a table is made: the table, the links and accounts that there are, the file of before.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::Path;

use super::results::{earlier, header};
use crate::cli::accounts::key::Holder;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::interrupt::interruptible;
use crate::domain::Link;
use crate::domain::account::Account;
use crate::secret::Secret;
use crate::storage::{open_stream, read_limited};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The content of the table; of standard input, where the file is called -.
pub(super) fn bytes_of(file: &Path) -> io::Result<Vec<u8>> {
    let mut source: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        open_stream(file)?
    };
    let mut bytes = Vec::new();
    source.by_ref().take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        let problem = "too large for a table of owners";
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, problem));
    }
    Ok(bytes)
}

/// The addresses in the file of an earlier run.
pub(super) fn earlier_of(out: &Path) -> Result<HashMap<String, Secret>, Failure> {
    let failed = |problem: &dyn std::fmt::Display| {
        Failure::failed(format!("{}: {problem}", out.display())).next("Nothing was sent.")
    };
    let bytes = read_limited(out, LARGEST).map_err(|error| failed(&error))?;
    let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else {
        return Ok(HashMap::new());
    };
    // Whatever else it is must not be written over.
    let text = String::from_utf8_lossy(&bytes);
    if text
        .lines()
        .next()
        .is_none_or(|first| first.trim_end() != header())
    {
        return Err(failed(&"it is there already, and is no list of links"));
    }
    Ok(earlier(&text))
}

/// The newest link of each owner. One that links an account again is no link for the owner.
pub(super) fn by_owner(links: Vec<Link>) -> HashMap<String, Link> {
    let new = links.into_iter().filter(|link| link.relinks.is_none());
    // The newest comes first, so it is the last that is put in.
    let new: Vec<_> = new.collect();
    new.into_iter()
        .rev()
        .map(|link| (link.owner_id.to_string(), link))
        .collect()
}

/// The active accounts by owner. They must be known: a list that is not whole ends it.
pub(super) async fn active(
    context: &Context,
    holder: &Holder,
) -> Result<HashMap<String, Account>, Failure> {
    let client = &context.services.stackone;
    let key = &holder.request.api_key;
    let (listed, interrupted) =
        interruptible(async |cancel| client.accounts(key, None, &cancel).await).await;
    let listed = match listed {
        Err(_) if interrupted => return Err(Failure::interrupted()),
        listed => listed.map_err(|diagnosis| Failure::from(&diagnosis))?,
    };
    if let Some(caveat) = listed
        .caveat("linked accounts")
        .filter(|_| listed.complete.is_err())
    {
        return Err(Failure::failed(caveat)
            .next("So it is not known who is linked already, and nothing was sent."));
    }
    let active = listed.items.into_iter().filter(Account::is_active);
    Ok(active
        .map(|account| (account.origin_owner_id.to_string(), account))
        .collect())
}
