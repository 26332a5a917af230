//! What is around every page of the dashboard.

use crate::sandbox::html::Pages;

/// The most accounts or profiles on one page.
pub const ROWS: usize = 200;

/// The dashboard's pages.
pub const PAGES: Pages = Pages::new(
    "<nav><a href=\"/connector_profiles\">Connector Profiles</a><a href=\"/accounts\">Accounts</a>\
     <a href=\"/api_keys\">API Keys</a></nav>",
);

/// How many of so many are not on the page.
pub fn more(all: usize) -> String {
    if all > ROWS {
        format!("<p>{} more.</p>", all - ROWS)
    } else {
        String::new()
    }
}
