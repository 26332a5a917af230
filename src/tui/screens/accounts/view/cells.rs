//! What stands in the cells of an account.

use ratatui::style::Style;

use crate::domain::text::Text;
use crate::library::KeptAccount;
use crate::stackone::PLANDAY;
use crate::tui::screens::accounts::{SortBy, Standing};
use crate::tui::ui::Ui;
use crate::tui::widgets::{when, words};

/// The room for an age behind a reason.
const AGE: usize = 9;

/// The text of a cell in so much room, and its style. What is not known is a dash.
pub(crate) fn cell(
    ui: Ui<'_>,
    kept: &KeptAccount,
    standing: Standing,
    (by, room): (SortBy, usize),
) -> (String, Style) {
    let plain = |text: &str| (text.to_owned(), Style::new());
    let muted = |text: String| (text, ui.theme.muted());
    let known = |text: Option<String>| match text.filter(|text| !text.is_empty()) {
        Some(text) => (text, Style::new()),
        None => ("–".to_owned(), ui.theme.muted()),
    };
    let account = &kept.account;
    let (now, zone) = (ui.shared.now, &ui.shared.env.zone);
    match by {
        SortBy::Status => match standing {
            Standing::Unknown => (account.status_words().to_owned(), ui.theme.warn()),
            Standing::Error => ("error".to_owned(), ui.theme.bad()),
            other => muted(other.word().to_owned()),
        },
        SortBy::Customer => plain(&customer(ui, kept)),
        SortBy::OwnerId => known(Some(account.origin_owner_id.to_string())),
        SortBy::Profile => known(profile_name(ui, kept)),
        SortBy::Type => known(account.kind.as_ref().map(Text::to_string)),
        SortBy::Reason => reason(ui, kept, standing, room),
        SortBy::Created => match account.created_at {
            Some(at) => muted(when::age_cell(at, now, zone)),
            None => muted("–".to_owned()),
        },
        SortBy::Seen => muted(when::age_cell(kept.last_seen, now, zone)),
    }
}

/// The customer's name; with the connector where it is not the one that this program is for.
pub(crate) fn customer(ui: Ui<'_>, kept: &KeptAccount) -> String {
    let (name, connector) = (kept.account.name(), kept.account.provider.as_str());
    let is_other = !connector.is_empty() && !connector.eq_ignore_ascii_case(PLANDAY);
    if ui.shared.accounts.all_connectors && is_other {
        format!("{name} ({connector})")
    } else {
        name.to_owned()
    }
}

/// The name of an account's connector profile, else its id; none where the API does not say it.
pub(crate) fn profile_name(ui: Ui<'_>, kept: &KeptAccount) -> Option<String> {
    let id = kept.account.connector_profile_id.as_ref()?;
    let report = ui.shared.accounts.report.as_ref();
    let profile = report.and_then(|report| report.profile(id));
    Some(profile.map_or_else(|| id.to_string(), |profile| profile.name.to_string()))
}

/// Why it stands so: the newest reason in `StackOne`'s words; else what the status means; of an active one what it is.
fn reason(ui: Ui<'_>, kept: &KeptAccount, standing: Standing, room: usize) -> (String, Style) {
    let account = &kept.account;
    let (now, zone) = (ui.shared.now, &ui.shared.env.zone);
    if let Some(reason) = account.newest_reason()
        && standing != Standing::Active
        && standing != Standing::Gone
        && let Some(said) = reason.words()
    {
        // Its time too, where the whole reason has room beside it.
        let age = reason.timestamp.map(|at| when::age_cell(at, now, zone));
        let text = match age {
            Some(age) if words::width(said) + AGE <= room => format!("{said}, {age}"),
            _ => said.to_owned(),
        };
        return (text, Style::new());
    }
    let muted = |text: &str| (text.to_owned(), ui.theme.muted());
    match standing {
        Standing::Error => muted("StackOne gives no reason"),
        Standing::Expired => muted("the test account has ended"),
        Standing::Suspended => muted("suspended in StackOne"),
        Standing::Inactive | Standing::ProfileDisabled => muted("its profile is disabled"),
        Standing::Unknown => muted("stackday does not know this status"),
        Standing::Archived => muted("archived in StackOne"),
        Standing::Gone => muted(&format!(
            "not listed since {}",
            when::minute(kept.gone_since.unwrap_or(now), now, zone)
        )),
        Standing::Active => {
            let data = &ui.shared.accounts;
            let failed = data
                .reads
                .get(&account.id)
                .is_some_and(|read| read.result.is_err());
            if failed {
                return ("the last read failed".to_owned(), ui.theme.warn());
            }
            let read = data
                .is_proven(&account.id)
                .then(|| "1 read proven".to_owned());
            let label = account.label.as_ref().map(Text::to_string);
            let kind = account
                .kind
                .as_ref()
                .map(|kind| kind.as_str().to_lowercase());
            let kind = kind.filter(|kind| kind != "production");
            let parts = [read, label, profile_name(ui, kept), kind];
            let parts: Vec<_> = parts.into_iter().flatten().collect();
            muted(&parts.join(", "))
        }
    }
}
