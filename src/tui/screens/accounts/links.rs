//! Links: made from a form, followed in the background, shown on a page of their own.
//!
//! The library owns them: every step is written there first, and told then. What is in flight is followed wherever one is in
//! the program, and again after a start, as soon as the API key is there that they were made with.

use crate::domain::text::Text;
use crate::domain::{Link, LinkId, LinkState};
use crate::journal::Level;
use crate::secret::Secret;
use crate::tui::accounts_data::TriedRead;
use crate::tui::message::{Effect, Page};
use crate::tui::screen::Screen;
use crate::tui::screens::accounts::{AccountsView, Focus, requests};
use crate::tui::shared::Shared;
use crate::tui::size_class::SizeClass;
use crate::tui::tasks::TaskKind;
use crate::tui::worker::Job;
use crate::workflow::{FollowLinks, LinkOrder, MadeLink, link_message};

/// Reads the links that are kept.
pub(crate) fn load(shared: &mut Shared) {
    if !shared.tasks.runs(TaskKind::Links) {
        shared.start(TaskKind::Links, "reading the links", Job::Links);
    }
}

/// The links that are kept.
pub(crate) fn loaded(shared: &mut Shared, links: Vec<Link>) {
    for link in links {
        shared.accounts.take_link(link);
    }
    shared
        .accounts
        .links
        .sort_by_key(|link| std::cmp::Reverse(link.created_at));
    let in_flight = shared.accounts.in_flight();
    let is_first = !std::mem::replace(&mut shared.accounts.are_links_read, true);
    if is_first && in_flight > 0 && shared.notice.is_none() {
        shared.say(if in_flight == 1 {
            "1 link is in flight. {screens.accounts} shows it.".to_owned()
        } else {
            format!("{in_flight} links are in flight. {{screens.accounts}} shows them.")
        });
    }
}

/// Follows the links in flight where nothing follows them yet: called after every message, and cheap where there is none.
pub(crate) fn settle(shared: &mut Shared) {
    // What is on its way from the library may say that a link is over.
    if shared.accounts.in_flight() == 0 || shared.tasks.runs(TaskKind::Links) {
        return;
    }
    let Some(of) = requests::whose(shared) else {
        return;
    };
    let data = &shared.accounts;
    // Setup follows its own link as long as it looks at it.
    let setups = session_of_setup(shared);
    let is_meant = |link: &&Link| {
        !link.state.is_over()
            && link.state != LinkState::Making
            && (setups.is_none() || link.session.as_ref() != setups)
    };
    let mut meant = data.links.iter().filter(is_meant);
    let followed = data.followed.as_ref();
    let followed = followed.filter(|(key, _)| *key == of.api_key);
    let is_followed = |link: &Link| followed.is_some_and(|(_, known)| known.contains(&link.id));
    if meant.all(is_followed) {
        return;
    }
    let meant = data.links.iter().filter(is_meant);
    let ids: Vec<LinkId> = meant.map(|link| link.id).collect();
    let is_apart = setups.is_some();
    shared.accounts.followed = Some((of.api_key.clone(), ids.clone()));
    let granted = shared.remote.scopes.granted.clone();
    let data = &shared.accounts;
    let unkept = data
        .links
        .iter()
        .filter(|link| data.unkept.contains(&link.id))
        .cloned()
        .collect();
    let job = Job::FollowLinks(Box::new(FollowLinks {
        api_key: of.api_key,
        project: of.project,
        granted,
        only: is_apart.then_some(ids),
        unkept,
    }));
    shared.start(TaskKind::FollowLinks, "following links", job);
}

/// The session of the link that Setup follows now, if it follows one.
fn session_of_setup(shared: &Shared) -> Option<&Text> {
    let link = shared.remote.link.as_ref();
    let link = link.filter(|_| shared.tasks.runs(TaskKind::Link));
    link.map(|link| &link.session)
}

/// Has a link made.
pub(crate) fn make(shared: &mut Shared, order: LinkOrder) {
    let job = Job::MakeLink(Box::new(order));
    shared.start(TaskKind::MakeLink, "making the link", job);
}

/// The link is made. Its page is shown where the person is still on this screen and at nothing else.
pub(crate) fn made(view: &mut AccountsView, shared: &mut Shared, made: MadeLink) {
    let MadeLink {
        link,
        url,
        not_kept,
        is_noted,
    } = made;
    let (id, name) = (link.id, link.owner_name.clone());
    shared.accounts.urls.insert(id, url);
    if let Some(why) = not_kept {
        shared.log(
            Level::Warn,
            format!("The link for {name} is kept in memory only: {why}"),
        );
        shared.accounts.note_in_memory(id, why);
    }
    if !is_noted {
        shared.accounts.unkept.insert(id);
    }
    shared.accounts.take_link(link);
    let is_here =
        shared.screen == Screen::Accounts && shared.layers.is_empty() && !view.filter.is_typed();
    if is_here {
        show(view, shared, id);
        shared.say(format!(
            "Link for {name} created. {{accounts.copy_message}} copies a message for the customer."
        ));
    } else {
        shared.say(format!(
            "Link for {name} created. {{screens.accounts}} shows it."
        ));
    }
}

/// The page of a link.
fn show(view: &mut AccountsView, shared: &mut Shared, id: LinkId) {
    view.focus = Focus::Link(id);
    view.leave_link();
    let place = shared.accounts.links.iter().position(|link| link.id == id);
    view.selected_link = place.unwrap_or(view.selected_link);
    url(shared, id);
}

/// A link came further, or the last look at it failed.
pub(crate) fn followed(shared: &mut Shared, link: Link) {
    let before = shared.accounts.link(link.id).map(|known| known.state);
    let (id, name, state) = (link.id, link.owner_name.clone(), link.state);
    let why = super::view::links::now(&link);
    shared.accounts.take_link(link);
    if before == Some(state) {
        return;
    }
    if state == LinkState::Proven
        && let Some(known) = shared.accounts.link(id)
        && let (Some(account), Some(read)) = (known.account.clone(), known.read.clone())
    {
        let tried = TriedRead {
            at: read.at,
            result: Ok(read),
        };
        shared.accounts.reads.insert(account, tried);
    }
    match state {
        LinkState::Proven => {
            shared.say(format!(
                "{name} is linked: the account is active, and one read was answered."
            ));
        }
        LinkState::Refused | LinkState::Expired => {
            shared.refuse(format!("Link for {name}: {why}."));
        }
        LinkState::Opened => shared.say(format!("{name} opened the link.")),
        _ => {}
    }
    let is_linked = matches!(state, LinkState::Active | LinkState::Proven);
    if is_linked && shared.accounts.asked_at.is_some() {
        requests::list(shared);
    }
}

/// Asks for the address of a link that was made in another run.
fn url(shared: &mut Shared, id: LinkId) {
    let wanted = shared.accounts.link(id).is_some_and(|link| {
        !link.state.is_over() && link.url.is_some() && !shared.accounts.urls.contains_key(&id)
    });
    if wanted {
        let link = shared.accounts.link(id).cloned();
        if let Some(link) = link {
            let job = Job::LinkUrl(Box::new(link));
            shared.start(TaskKind::LinkUrl, "reading the link", job);
        }
    }
}

/// The address of a link, or why it could not be read.
pub(crate) fn url_read(shared: &mut Shared, id: LinkId, url: Result<Option<Secret>, String>) {
    match url {
        Ok(Some(url)) => _ = shared.accounts.urls.insert(id, url),
        Ok(None) => {}
        Err(why) => shared.refuse(why),
    }
}

/// Keeps the address that is in memory alone, or reads the one that is in a locked store: asks for the passphrase.
pub(crate) fn unlock(view: &mut AccountsView, shared: &mut Shared) {
    let Some(link) = view.link(&shared.accounts).cloned() else {
        return;
    };
    let url = shared.accounts.urls.get(&link.id).cloned();
    let what = if url.is_some() {
        "keeping the link"
    } else {
        "reading the link"
    };
    let job = Job::UnlockLink(Box::new(link), url);
    shared.start(TaskKind::UnlockLink, what, job);
}

/// The address of a link is in its store by now.
pub(crate) fn kept(shared: &mut Shared, link: Link) {
    let (id, name) = (link.id, link.owner_name.clone());
    shared.accounts.not_kept.remove(&id);
    shared.accounts.not_copied.remove(&id);
    match shared
        .accounts
        .links
        .iter_mut()
        .find(|known| known.id == id)
    {
        // Whatever else is known of it may be newer.
        Some(known) => known.url = link.url,
        None => shared.accounts.take_link(link),
    }
    shared.say(format!("The link for {name} is kept until its end."));
}

fn link_url(view: &AccountsView, shared: &Shared) -> Option<(Link, Secret)> {
    let link = view.link(&shared.accounts)?;
    let url = shared.accounts.urls.get(&link.id)?;
    Some((link.clone(), url.clone()))
}

pub(crate) fn copy_link(view: &mut AccountsView, shared: &mut Shared) {
    let url = link_url(view, shared).map(|(_, url)| url);
    shared.copy("the link", url);
    note_copied(view, shared);
}

fn note_copied(view: &AccountsView, shared: &mut Shared) {
    if let Some(id) = view.link(&shared.accounts).map(|link| link.id) {
        shared.accounts.note_copied(id);
    }
}

pub(crate) fn copy_message(view: &mut AccountsView, shared: &mut Shared) {
    let message = link_url(view, shared)
        .map(|(link, url)| link_message(&url, link.expires_at, &shared.env.zone));
    shared.copy("the message with the link", message);
    note_copied(view, shared);
}

pub(crate) fn open_link(view: &mut AccountsView, shared: &mut Shared) {
    if let Some((_, url)) = link_url(view, shared) {
        shared
            .effects
            .push(Effect::Open(Page { url, shown: false }));
        shared.say("opened the link");
    }
}

/// Shows the address in full, or hides it again.
pub(crate) fn reveal(view: &mut AccountsView, _: &mut Shared) {
    view.shows_url = !view.shows_url;
}

/// Shows the QR code, or hides it.
pub(crate) fn code(view: &mut AccountsView, shared: &mut Shared) {
    if view.fills_with_code || !SizeClass::of(shared.size).is_boxed() {
        view.fills_with_code = !view.fills_with_code;
    } else {
        view.shows_code = !view.shows_code;
    }
}

/// The page of the selected link; from the page of one that is linked, its account.
pub(crate) fn open_page(view: &mut AccountsView, shared: &mut Shared) {
    let Some(link) = view.link(&shared.accounts) else {
        return;
    };
    let (id, account) = (link.id, link.account.clone());
    match (view.focus, account) {
        (Focus::Link(_), Some(account)) => {
            view.focus = Focus::Accounts;
            view.leave_link();
            if !view.show_account(&shared.accounts, &account) {
                shared
                    .refuse("the account is not in the list yet; {accounts.refresh} reads it anew");
            }
        }
        (Focus::Link(_), None) => {}
        _ => show(view, shared, id),
    }
}

/// Stops following the link, which still works for whoever has it; or follows one again that was stopped.
pub(crate) fn stop(view: &mut AccountsView, shared: &mut Shared) {
    let Some(link) = view.link(&shared.accounts) else {
        return;
    };
    let id = link.id;
    if link.state == LinkState::Stopped {
        shared.start(TaskKind::StopLink, "following again", Job::ResumeLink(id));
    } else {
        shared.start(TaskKind::StopLink, "stopping to follow", Job::StopLink(id));
    }
}

/// Nothing follows it any more, or it is followed again.
pub(crate) fn changed(shared: &mut Shared, link: Link) {
    let (name, state) = (link.owner_name.clone(), link.state);
    if !state.is_over() && link.url.is_none() && shared.accounts.urls.contains_key(&link.id) {
        let why = "it left its store when following was stopped";
        shared.accounts.note_in_memory(link.id, why);
    }
    shared.accounts.take_link(link);
    // Whoever follows begins anew, without it or with it.
    shared.accounts.followed = None;
    if state == LinkState::Stopped {
        shared.say(format!(
            "Nothing follows the link for {name} any more. It still works until its end."
        ));
    } else if !state.is_over() {
        shared.say(format!("The link for {name} is followed again."));
    }
}

/// Whatever ended the following, such as a key that was refused, a person looks here now: it is tried once more.
pub(crate) fn follow_again(shared: &mut Shared) {
    if !shared.tasks.runs(TaskKind::FollowLinks) {
        shared.accounts.followed = None;
    }
}

/// Nothing is left to look for at the links that were followed: what came of them is in the library. They are not followed again
/// in this run, also where one of them is not over.
pub(crate) fn all_followed(shared: &mut Shared) {
    load(shared);
}
