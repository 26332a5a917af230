//! The commands of the Accounts screen: of its lists, of a link's page, of its form.

use std::borrow::Cow;

use crate::secret::Secret;
use crate::tui::change::Change;
use crate::tui::command::{Command, Context, Hint, Run};
use crate::tui::layers::{Detail, Overlay};
use crate::tui::message::{Effect, Page};
use crate::tui::model::Model;
use crate::tui::overlays::entry_form::FormKind;
use crate::tui::screen::Screen;
use crate::tui::screens::accounts::availability::{
    can_change, can_link, can_link_again, can_open_link, can_pause, can_read, can_refresh,
    can_show, can_show_code, can_stop, can_unlock, can_verify, has_connection, has_rows, has_url,
    on_link_page,
};
use crate::tui::screens::accounts::{
    AccountsView, Focus, Standing, changes, link_form, links, requests,
};
use crate::tui::screens::profiles::bulk_verify;
use crate::tui::shared::Shared;

/// On the screen.
const ACCOUNTS: Context = Context::Screen(Screen::Accounts);
const FORMS: &[Context] = &[Context::Form, Context::FormChoice];

/// The commands, in the order of the footer where two are as useful.
pub(crate) const COMMANDS: &[Command] = &[
    Command::new(
        "accounts.detail",
        "Show the account in full, with its record",
        &["Enter"],
        &[ACCOUNTS],
        Run::Accounts(detail),
    )
    .hint("detail", 8)
    .when(can_show),
    Command::new(
        "accounts.verify",
        "Verify the connection of the account",
        &["v"],
        &[ACCOUNTS],
        Run::Accounts(verify),
    )
    .hint("verify", 10)
    .when(can_verify),
    Command::new(
        "accounts.open_connection",
        "Open the connection of the account in Setup",
        &["c"],
        &[ACCOUNTS],
        Run::Accounts(open_connection),
    )
    .hint("connection", 7)
    .when(has_connection),
    Command::new(
        "accounts.read",
        "Try one read through the account",
        &["t"],
        &[ACCOUNTS],
        Run::Accounts(read),
    )
    .hint("try a read", 7)
    .when(can_read),
    Command::new(
        "accounts.edit",
        "Edit the selected or the marked accounts",
        &["e"],
        &[ACCOUNTS],
        Run::Accounts(changes::edit),
    )
    .hint_now(|model| of_marked(model, "edit", 5))
    .when(can_change),
    Command::new(
        "accounts.delete",
        "Delete the selected or the marked accounts",
        &["d", "Delete"],
        &[ACCOUNTS],
        Run::Accounts(changes::ask_delete),
    )
    .hint_now(|model| of_marked(model, "delete", 4))
    .when(can_change),
    Command::new(
        "accounts.open_page",
        "Open the page in StackOne's dashboard that mends it",
        &["o"],
        &[ACCOUNTS],
        Run::Accounts(open_page),
    )
    .hint("web page", 3)
    .when(can_show),
    Command::new(
        "accounts.copy",
        "Copy the account's id",
        &["y"],
        &[ACCOUNTS],
        Run::Accounts(copy),
    )
    .hint("copy id", 2)
    .when(can_show),
    Command::new(
        "accounts.copy_owner",
        "Copy the owner id",
        &["Y"],
        &[ACCOUNTS],
        Run::Accounts(copy_owner),
    )
    .when(can_show),
    Command::new(
        "accounts.mark",
        "Mark or unmark the account",
        &["Space"],
        &[ACCOUNTS],
        Run::Accounts(|view, shared| view.mark(&shared.accounts)),
    )
    .hint("mark", 4)
    .when(has_rows),
    Command::new(
        "accounts.mark_all",
        "Mark all accounts that are shown, or none",
        &["*"],
        &[ACCOUNTS],
        Run::Accounts(|view, shared| view.mark_all(&shared.accounts)),
    )
    .when(has_rows),
    Command::new(
        "accounts.sort",
        "Sort the accounts by the next column",
        &["s"],
        &[ACCOUNTS],
        Run::Accounts(|view, shared| view.sort_next(&shared.accounts)),
    )
    .hint_now(|model| hint(format!("by {}", model.accounts.sort.next().name()), 2))
    .when(has_rows),
    Command::new(
        "accounts.reverse",
        "Reverse the order of the accounts",
        &["S"],
        &[ACCOUNTS],
        Run::Accounts(|view, shared| view.reverse(&shared.accounts)),
    )
    .hint("reverse", 1)
    .when(has_rows),
    Command::new(
        "accounts.refresh",
        "Read the list of accounts anew",
        &["R"],
        &[ACCOUNTS],
        Run::Accounts(refresh),
    )
    .hint("refresh", 3)
    .when(can_refresh),
    Command::new(
        "accounts.pause",
        "Stop reading the list anew by itself, or go on",
        &["p"],
        &[ACCOUNTS],
        Run::Accounts(pause),
    )
    .hint_now(|model| {
        let text = if model.shared.accounts.is_paused {
            "refresh by itself"
        } else {
            "pause refresh"
        };
        hint(text, 1)
    })
    .when(can_pause),
    Command::new(
        "accounts.connectors",
        "List the accounts of all connectors, or of Planday alone",
        &["C"],
        &[ACCOUNTS],
        Run::Accounts(connectors),
    )
    .hint_now(|model| {
        let text = if model.shared.accounts.all_connectors {
            "Planday only"
        } else {
            "all connectors"
        };
        hint(text, 1)
    })
    .when(can_refresh),
    Command::new(
        "accounts.other_list",
        "Switch between the accounts and the links",
        &["Tab", "Shift-Tab"],
        &[ACCOUNTS],
        Run::Accounts(other_list),
    )
    .hint_now(|model| match model.accounts.focus {
        Focus::Accounts => hint("links", 5),
        Focus::Links | Focus::Link(_) => hint("accounts", 5),
    }),
    Command::new(
        "accounts.link",
        "Make a link for a customer",
        &["l"],
        &[ACCOUNTS],
        Run::Accounts(link_form::open_new),
    )
    .hint("new link", 6)
    .when(can_link),
    Command::new(
        "accounts.link_again",
        "Link the account again, or make a new link like the selected one",
        &["r"],
        &[ACCOUNTS],
        Run::Accounts(link_form::open_again),
    )
    .hint_now(|model| match model.accounts.focus {
        Focus::Accounts => hint("link again", 7),
        Focus::Links | Focus::Link(_) => hint("new link like it", 6),
    })
    .when(can_link_again),
    Command::new(
        "accounts.link_page",
        "Show the link with its QR code; from there, its account",
        &["Enter"],
        &[ACCOUNTS],
        Run::Accounts(links::open_page),
    )
    .hint_now(|model| match model.accounts.focus {
        Focus::Link(_) => hint("account", 5),
        _ => hint("link and QR code", 9),
    })
    .when(can_open_link),
    Command::new(
        "accounts.copy_link",
        "Copy the link",
        &["y"],
        &[ACCOUNTS],
        Run::Accounts(links::copy_link),
    )
    .hint("copy link", 9)
    .when(has_url),
    Command::new(
        "accounts.copy_message",
        "Copy a message for the customer, with the link",
        &["m"],
        &[ACCOUNTS],
        Run::Accounts(links::copy_message),
    )
    .hint("copy message", 8)
    .when(has_url),
    Command::new(
        "accounts.open_link",
        "Open the link in the browser",
        &["o"],
        &[ACCOUNTS],
        Run::Accounts(links::open_link),
    )
    .hint("open", 7)
    .when(has_url),
    Command::new(
        "accounts.code",
        "Show or hide the QR code of the link",
        &["Q"],
        &[ACCOUNTS],
        Run::Accounts(links::code),
    )
    .hint("QR code", 6)
    .when(can_show_code),
    Command::new(
        "accounts.reveal",
        "Show or hide the whole address of the link",
        &["Ctrl-R"],
        &[ACCOUNTS],
        Run::Accounts(links::reveal),
    )
    .hint("show link", 3)
    .when(on_link_page),
    Command::new(
        "accounts.unlock_link",
        "Keep the link's address, or read the kept one: asks for the passphrase",
        &["u"],
        &[ACCOUNTS],
        Run::Accounts(links::unlock),
    )
    .hint("passphrase", 8)
    .when(can_unlock),
    Command::new(
        "accounts.stop_link",
        "Stop following the link, or follow it again",
        &["x"],
        &[ACCOUNTS],
        Run::Accounts(links::stop),
    )
    .hint("stop following", 4)
    .when(can_stop),
    Command::new(
        "form.done",
        "Do what the form is for",
        &["Enter", "Ctrl-S"],
        FORMS,
        Run::Shared(submit),
    )
    .hint_now(submit_hint),
    Command::new(
        "form.next",
        "Go to the next field of the form",
        &["Tab", "Down"],
        FORMS,
        Run::Shared(|shared| step(shared, 1)),
    )
    .hint("next field", 8),
    Command::new(
        "form.previous",
        "Go to the previous field of the form",
        &["Shift-Tab", "Up"],
        FORMS,
        Run::Shared(|shared| step(shared, -1)),
    ),
    Command::new(
        "form.next_choice",
        "Choose the next value",
        &["Right", "Space", "l"],
        &[Context::FormChoice],
        Run::Shared(|shared| turn(shared, 1)),
    )
    .hint("next value", 7),
    Command::new(
        "form.previous_choice",
        "Choose the value before",
        &["Left", "h"],
        &[Context::FormChoice],
        Run::Shared(|shared| turn(shared, -1)),
    ),
];

fn hint(text: impl Into<Cow<'static, str>>, rank: u8) -> Hint {
    Hint {
        text: text.into(),
        rank,
    }
}

/// A command for the marked accounts says so, and comes early.
fn of_marked(model: &Model, word: &'static str, rank: u8) -> Hint {
    match model.accounts.marked.len() {
        0 => hint(word, rank),
        marked => hint(format!("{word} {marked} marked"), 9),
    }
}

/// Shows everything known of the account, and reads its record.
fn detail(view: &mut AccountsView, shared: &mut Shared) {
    let Some((kept, _)) = view.selected(&shared.accounts) else {
        return;
    };
    let id = kept.account.id.clone();
    shared.layers.open(Overlay::Detail {
        of: Detail::Account,
        scroll: 0,
    });
    requests::record(shared, id);
}

/// The saved connection that the selected account belongs to.
fn connection(view: &AccountsView, shared: &Shared) -> Option<crate::domain::ProfileId> {
    let (kept, _) = view.selected(&shared.accounts)?;
    let library = &shared.library.contents;
    let found = shared.accounts.connection(&kept.account, library)?;
    Some(found.id)
}

/// Verifies the connection: App Id, Token, scopes and the connector profile.
fn verify(view: &mut AccountsView, shared: &mut Shared) {
    if let Some(id) = connection(view, shared) {
        bulk_verify::start(shared, vec![id]);
    }
}

fn open_connection(view: &mut AccountsView, shared: &mut Shared) {
    if let Some(id) = connection(view, shared) {
        shared.change = Some(Change::OpenSaved(id));
    }
}

fn read(view: &mut AccountsView, shared: &mut Shared) {
    if let Some((kept, _)) = view.selected(&shared.accounts) {
        let id = kept.account.id.clone();
        requests::read(shared, id);
    }
}

/// The dashboard's page of accounts, or of the profiles where a disabled one is the cause: no address of a single account is
/// documented.
fn open_page(view: &mut AccountsView, shared: &mut Shared) {
    let selected = view.selected(&shared.accounts);
    let is_off = selected.is_some_and(|(_, standing)| {
        matches!(standing, Standing::Inactive | Standing::ProfileDisabled)
    });
    let page = if is_off {
        "connector_profiles"
    } else {
        "accounts"
    };
    let url = crate::http::below(&shared.env.dashboard, page);
    shared.effects.push(Effect::Open(Page {
        url: Secret::new(url),
        shown: true,
    }));
    shared.say(if is_off {
        "opened StackOne's connector profiles"
    } else {
        "opened StackOne's accounts page"
    });
}

fn copy(view: &mut AccountsView, shared: &mut Shared) {
    let selected = view.selected(&shared.accounts);
    let id = selected.map(|(kept, _)| Secret::new(kept.account.id.as_str()));
    shared.copy("the account's id", id);
}

fn copy_owner(view: &mut AccountsView, shared: &mut Shared) {
    let selected = view.selected(&shared.accounts);
    let id = selected.map(|(kept, _)| kept.account.origin_owner_id.clone());
    let id = id.filter(|id| !id.is_empty());
    shared.copy("the owner id", id.map(|id| Secret::new(id.as_str())));
}

fn refresh(_: &mut AccountsView, shared: &mut Shared) {
    requests::list(shared);
    links::follow_again(shared);
}

fn pause(_: &mut AccountsView, shared: &mut Shared) {
    let data = &mut shared.accounts;
    data.is_paused = !data.is_paused;
    if data.is_paused {
        shared.say("The list is not read anew by itself.");
    } else {
        shared.say("The list is read anew every 5 minutes while it is shown.");
        requests::list_if_due(shared);
    }
}

fn connectors(_: &mut AccountsView, shared: &mut Shared) {
    shared.accounts.all_connectors = !shared.accounts.all_connectors;
    requests::list(shared);
}

fn other_list(view: &mut AccountsView, _: &mut Shared) {
    view.leave_link();
    view.focus = match view.focus {
        Focus::Accounts => Focus::Links,
        Focus::Links | Focus::Link(_) => Focus::Accounts,
    };
}

fn step(shared: &mut Shared, by: isize) {
    if let Some(Overlay::Form(form)) = shared.layers.top_mut() {
        form.step(by);
    }
}

fn turn(shared: &mut Shared, by: isize) {
    if let Some(Overlay::Form(form)) = shared.layers.top_mut() {
        form.turn(by);
    }
}

/// Does what the form on top is for. One that will not do stays there, with the reason.
fn submit(shared: &mut Shared) {
    let Some(Overlay::Form(mut form)) = shared.layers.close() else {
        return;
    };
    let is_done = match form.kind.clone() {
        FormKind::EditAccounts(targets) => changes::submit(shared, &mut form, &targets),
        FormKind::NewLink | FormKind::LinkAgain(_) => link_form::submit(shared, &mut form),
    };
    if !is_done {
        shared.layers.open(Overlay::Form(form));
    }
}

fn submit_hint(model: &Model) -> Hint {
    let text = match model.shared.layers.top() {
        Some(Overlay::Form(form)) => match &form.kind {
            FormKind::EditAccounts(_) => "change it",
            FormKind::NewLink | FormKind::LinkAgain(_) => "create the link",
        },
        _ => "done",
    };
    hint(text, 9)
}
