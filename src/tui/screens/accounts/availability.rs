//! When the commands of the Accounts screen work, and if not, why.

use crate::domain::{Input, LinkState};
use crate::tui::command::Availability;
use crate::tui::model::Model;
use crate::tui::screens::accounts::{Focus, Standing};
use crate::tui::tasks::TaskKind;

const NO_KEY: &str = "enter a StackOne API key first (step C1)";
const NO_ACCOUNT: &str = "select an account first";
const READ_ONLY: &str = "read-only: nothing is changed in StackOne";

/// Why nothing can be asked.
fn no_key(model: &Model) -> Option<&'static str> {
    let none = model.shared.form.secret(Input::ApiKey).is_none();
    none.then_some(NO_KEY)
}

/// Among the accounts: off for this reason. On the list of links it has no meaning.
fn on_accounts(model: &Model, why: impl FnOnce(&Model) -> Option<&'static str>) -> Availability {
    match model.accounts.focus {
        Focus::Accounts => Availability::unless(why(model)),
        Focus::Links | Focus::Link(_) => Availability::Hidden,
    }
}

/// On the list of links or a link's page: off for this reason.
fn on_links(model: &Model, why: impl FnOnce(&Model) -> Option<&'static str>) -> Availability {
    match model.accounts.focus {
        Focus::Accounts => Availability::Hidden,
        Focus::Links | Focus::Link(_) => Availability::unless(why(model)),
    }
}

fn none_selected(model: &Model) -> Option<&'static str> {
    let none = model.accounts.selected(&model.shared.accounts).is_none();
    none.then_some(NO_ACCOUNT)
}

fn is_gone(model: &Model) -> Option<&'static str> {
    let selected = model.accounts.selected(&model.shared.accounts);
    let gone = selected.is_some_and(|(_, standing)| standing == Standing::Gone);
    gone.then_some("this account is gone; link the customer anew")
}

fn read_only(model: &Model) -> Option<&'static str> {
    model.shared.env.read_only.then_some(READ_ONLY)
}

fn changing(model: &Model) -> Option<&'static str> {
    let runs = model.shared.tasks.runs(TaskKind::AccountChange);
    runs.then_some("a change is running; {tasks.cancel} cancels it")
}

/// There is a key to ask with, and no list on its way.
pub(crate) fn can_refresh(model: &Model) -> Availability {
    if matches!(model.accounts.focus, Focus::Link(_)) {
        return Availability::Hidden;
    }
    let runs = model.shared.tasks.runs(TaskKind::Accounts);
    let runs = runs.then_some("the list is on its way");
    Availability::unless(no_key(model).or(runs))
}

/// There is a list that is read anew by itself.
pub(crate) fn can_pause(model: &Model) -> Availability {
    Availability::shown(!matches!(model.accounts.focus, Focus::Link(_)))
}

/// An account is selected.
pub(crate) fn can_show(model: &Model) -> Availability {
    on_accounts(model, none_selected)
}

/// An account is selected that is listed, and there is a key.
pub(crate) fn can_read(model: &Model) -> Availability {
    on_accounts(model, |model| {
        let runs = model.shared.tasks.runs(TaskKind::AccountRead);
        let runs = runs.then_some("a read is running");
        none_selected(model)
            .or(no_key(model))
            .or(is_gone(model))
            .or(runs)
    })
}

/// Accounts are selected or marked that can be changed.
pub(crate) fn can_change(model: &Model) -> Availability {
    on_accounts(model, |model| {
        // What is marked is listed.
        let none = model
            .accounts
            .marked
            .is_empty()
            .then(|| none_selected(model));
        none.flatten()
            .or(no_key(model))
            .or(read_only(model))
            .or(changing(model))
    })
}

/// There are rows to sort or to mark.
pub(crate) fn has_rows(model: &Model) -> Availability {
    on_accounts(model, |model| {
        let none = model.accounts.total() == 0;
        none.then_some("no account is listed")
    })
}

/// The selected account belongs to a saved connection.
pub(crate) fn has_connection(model: &Model) -> Availability {
    on_accounts(model, |model| {
        none_selected(model).or_else(|| {
            let none = connection(model).is_none();
            none.then_some("no saved connection belongs to this account")
        })
    })
}

/// The same, and no verification runs.
pub(crate) fn can_verify(model: &Model) -> Availability {
    match has_connection(model) {
        Availability::Yes => {
            let runs = model.shared.tasks.runs(TaskKind::Many);
            Availability::unless(
                runs.then_some("a verification is running; {tasks.cancel} cancels it"),
            )
        }
        other => other,
    }
}

/// The saved connection that the selected account belongs to.
pub(crate) fn connection(model: &Model) -> Option<&crate::library::Profile> {
    let data = &model.shared.accounts;
    let (kept, _) = model.accounts.selected(data)?;
    data.connection(&kept.account, &model.shared.library.contents)
}

/// A link can be made.
pub(crate) fn can_link(model: &Model) -> Availability {
    if matches!(model.accounts.focus, Focus::Link(_)) {
        return Availability::Hidden;
    }
    Availability::unless(no_key(model).or(read_only(model)))
}

/// The selected account can be linked again, or anew where it is gone.
pub(crate) fn can_link_again(model: &Model) -> Availability {
    match model.accounts.focus {
        Focus::Accounts => {
            Availability::unless(none_selected(model).or(no_key(model)).or(read_only(model)))
        }
        Focus::Links | Focus::Link(_) => on_links(model, |model| {
            let none = model.accounts.link(&model.shared.accounts).is_none();
            let none = none.then_some("select a link first");
            none.or(no_key(model)).or(read_only(model))
        }),
    }
}

/// A link is selected, or shown on its page.
fn has_link(model: &Model) -> Availability {
    on_links(model, |model| {
        let none = model.accounts.link(&model.shared.accounts).is_none();
        none.then_some("select a link first")
    })
}

/// A link is selected whose page can be shown, or one on its page that came to an account.
pub(crate) fn can_open_link(model: &Model) -> Availability {
    match model.accounts.focus {
        Focus::Accounts => Availability::Hidden,
        Focus::Links => has_link(model),
        Focus::Link(_) => {
            let link = model.accounts.link(&model.shared.accounts);
            Availability::shown(link.is_some_and(|link| link.account.is_some()))
        }
    }
}

/// A link is shown on its page, and its address is at hand.
pub(crate) fn on_link_page(model: &Model) -> Availability {
    match model.accounts.focus {
        Focus::Link(_) => has_url(model),
        _ => Availability::Hidden,
    }
}

/// The QR code can be shown, or hidden where it fills the window, also when the link is over meanwhile.
pub(crate) fn can_show_code(model: &Model) -> Availability {
    if model.accounts.fills_with_code {
        return Availability::Yes;
    }
    on_link_page(model)
}

/// The address of the link is at hand: it is in flight, and its store is open.
pub(crate) fn has_url(model: &Model) -> Availability {
    on_links(model, |model| {
        let link = model.accounts.link(&model.shared.accounts);
        match link {
            None => Some("select a link first"),
            Some(link) if link.state.is_over() => {
                Some("this link is over; {accounts.link_again} makes a new one")
            }
            Some(link) if model.shared.accounts.urls.contains_key(&link.id) => None,
            Some(link) if link.url.is_none() => Some("the address of this link is not kept here"),
            Some(_) if model.shared.tasks.runs(TaskKind::LinkUrl) => {
                Some("the link is being read from its store")
            }
            Some(_) if model.accounts.focus == Focus::Links => {
                Some("{accounts.link_page} reads the link from its store first")
            }
            Some(_) => Some("the link could not be read from its store; open this page again"),
        }
    })
}

/// The address of the link is in memory alone although the library keeps the link, or in a store that did not give it out.
pub(crate) fn can_unlock(model: &Model) -> Availability {
    let data = &model.shared.accounts;
    let link = model.accounts.link(data);
    let is_meant = link.is_some_and(|link| {
        let is_closed = if data.urls.contains_key(&link.id) {
            data.not_kept.contains_key(&link.id) && !data.unkept.contains(&link.id)
        } else {
            link.url.is_some() && !model.shared.tasks.runs(TaskKind::LinkUrl)
        };
        !link.state.is_over() && is_closed
    });
    match model.accounts.focus {
        Focus::Link(_) => Availability::shown(is_meant),
        Focus::Accounts | Focus::Links => Availability::Hidden,
    }
}

/// A link is in flight that can be stopped.
pub(crate) fn can_stop(model: &Model) -> Availability {
    on_links(model, |model| {
        let link = model.accounts.link(&model.shared.accounts);
        let over = link.is_none_or(|link| link.state.is_over() && link.state != LinkState::Stopped);
        over.then_some("this link is over")
    })
}
