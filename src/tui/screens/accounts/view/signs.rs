//! The signs of the accounts, as the help explains them.

use crate::tui::screens::accounts::Standing;
use crate::tui::ui::Ui;

/// The signs of the list.
pub(crate) fn signs(ui: Ui<'_>) -> Vec<(String, String)> {
    let standings = Standing::ALL.into_iter().map(|standing| {
        let (sign, _) = standing.sign(ui);
        let means = match standing {
            Standing::Error => "in error: StackOne refuses its calls; the reason stands beside it",
            Standing::Expired => "a test account whose time is over",
            Standing::Suspended => "suspended by a person in StackOne's dashboard",
            Standing::Inactive => "inactive: its connector profile is disabled",
            Standing::ProfileDisabled => "listed as active, and its connector profile is disabled",
            Standing::Unknown => "a status that stackday does not know, as it came",
            Standing::Active => "active",
            Standing::Archived => "archived",
            Standing::Gone => "StackOne does not list it any more",
        };
        (sign.to_owned(), means.to_owned())
    });
    let marked = (
        ui.glyphs.sign("◆").to_owned(),
        "marked: edit and delete are for all marked accounts".to_owned(),
    );
    standings.chain([marked]).collect()
}
