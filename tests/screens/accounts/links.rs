//! The list of links, and the page of one in every state.

use crossterm::event::KeyCode;
use stackday::domain::text::Text;
use stackday::domain::{Link, LinkState};
use stackday::tui::tasks::TaskKind;
use stackday::tui::worker::TaskOutcome;
use stackday::workflow::Progress;

use super::ascii;
use crate::screens::build::*;

/// The owner of each link is another customer, so that the rows can be told apart.
fn of(number: u128, owner: &str, state: LinkState) -> Link {
    let mut link = auth_link(number, state);
    link.owner_name = Text::new(owner);
    link
}

fn one_of_each() -> Vec<Link> {
    let names = [
        "Acme A/S",
        "Birch Bakery ApS",
        "Cedar Trial",
        "Dune Hotels",
        "Elm Retail",
        "Fjord Cafés",
        "Grove GmbH",
        "Heath Ltd",
        "Isle of Wool",
        "大阪レストラン",
    ];
    let states = LinkState::ALL.into_iter().zip(names).zip(1..);
    states
        .map(|((state, name), number)| of(number, name, state))
        .collect()
}

fn troubled() -> Link {
    let mut link = auth_link(1, LinkState::Opened);
    link.trouble = Some(Text::new(
        "StackOne did not answer within 20 s; stackday looks again in 1 min.",
    ));
    link
}

/// In every state, on its page; and the list of them.
pub fn everything() -> Vec<Run> {
    let states = LinkState::ALL.into_iter();
    let mut runs: Vec<_> = states
        .map(|state| Run::filled().on_link(auth_link(1, state)))
        .collect();
    runs.push(Run::filled().on_link(troubled()));
    runs.push(
        Run::filled()
            .on_link(auth_link(1, LinkState::Sent))
            .keys("Q"),
    );
    runs.push(ascii().on_link(auth_link(1, LinkState::Sent)));
    runs.push(Run::filled().with_links(one_of_each()).key(KeyCode::Tab));
    runs
}

#[test]
fn the_links_stand_below_the_accounts_with_what_became_of_each() {
    let run = Run::filled().with_links(one_of_each());
    shot("links_below_120", &run.text(120, 40));
    let run = run.key(KeyCode::Tab).keys("jj");
    shot("links_120", &run.text(120, 40));
    shot("links_200", &run.text(200, 60));
    let small = run.sized(80, 24);
    shot("links_80", &small.text(80, 24));
    shot("links_60", &small.sized(60, 16).text(60, 16));
    let run = Run::filled().with_links(Vec::new()).key(KeyCode::Tab);
    let text = run.sized(80, 24).text(80, 24);
    assert!(
        text.contains("No link was made here. l makes one."),
        "{text}"
    );
}

#[test]
fn each_state_has_its_page() {
    for (state, words) in [
        (LinkState::Making, "StackOne is making the link."),
        (LinkState::Sent, "Waiting until Acme A/S opens the link."),
        (LinkState::Opened, "Waiting until Acme A/S agrees."),
        (LinkState::SignedIn, "Waiting for the account."),
        (
            LinkState::Active,
            "The account is active. Proving one read.",
        ),
        (LinkState::Proven, "planday_list_departments: 14 records"),
        (
            LinkState::Refused,
            "access_denied: redirect_uri does not match",
        ),
        (LinkState::Cancelled, "The link still works."),
        (LinkState::Expired, "r makes a new link."),
        (LinkState::Stopped, "Nothing follows this link any more."),
    ] {
        let run = Run::filled().on_link(auth_link(1, state));
        let text = run.text(120, 40);
        assert!(text.contains(words), "{state}: {words}: {text}");
        shot(&format!("link_{state}_120"), &text);
    }
    let text = Run::filled().on_link(troubled()).text(120, 40);
    assert!(text.contains("did not answer within 20 s"), "{text}");
    shot("link_trouble_120", &text);
}

#[test]
fn the_page_in_other_sizes() {
    let sent = || Run::filled().on_link(auth_link(1, LinkState::Sent));
    shot("link_sent_80", &sent().sized(80, 24).text(80, 24));
    shot("link_sent_60", &sent().sized(60, 16).text(60, 16));
    shot("link_sent_200", &sent().sized(200, 60).text(200, 60));
    let run = ascii().on_link(auth_link(1, LinkState::Sent));
    shot("link_ascii_120", &run.text(120, 40));
    let refused = Run::filled().on_link(auth_link(1, LinkState::Refused));
    shot("link_refused_80", &refused.sized(80, 24).text(80, 24));
}

#[test]
fn the_code_is_hidden_on_request_and_says_what_it_needs_where_it_does_not_fit() {
    let sent = || Run::filled().on_link(auth_link(1, LinkState::Sent));
    let text = sent().text(120, 40);
    assert!(
        text.contains('▀') && text.contains("Anyone who has this link can use it."),
        "{text}"
    );
    let text = sent().keys("Q").text(120, 40);
    assert!(
        !text.contains('▀') && text.contains("Hidden. Q shows it."),
        "{text}"
    );
    shot("link_code_hidden_120", &text);
    let small = sent().sized(80, 24).keys("Q");
    shot("link_code_80", &small.text(80, 24));
    let small = sent().sized(60, 16).keys("Q");
    let text = small.text(60, 16);
    assert!(text.contains("does not fit"), "{text}");
    shot("link_code_does_not_fit_60", &text);
}

/// Everything that is drawn, without the check of secrets, without borders and blanks: a value that goes on in the next row
/// is found as well.
fn drawn(run: &Run) -> String {
    let buffer = run.buffer(120, 40);
    let cells = buffer.content.iter().map(ratatui::buffer::Cell::symbol);
    cells.collect::<String>().replace([' ', '│', '┃', '▌'], "")
}

#[test]
fn the_token_of_a_link_is_seen_only_while_a_person_asks_for_it() {
    let run = Run::filled().on_link(auth_link(1, LinkState::Sent));
    assert!(run.text(120, 40).contains("integrations?token=…"));
    let run = run.keys("Q").ctrl('r');
    assert!(has_token(&run), "asked for: {}", drawn(&run));
    for leave in [KeyCode::Esc, KeyCode::Tab] {
        let run = Run::filled()
            .on_link(auth_link(1, LinkState::Sent))
            .keys("Q")
            .ctrl('r');
        let run = run.key(leave);
        assert!(
            !has_token(&run),
            "{leave:?} leaves it open: {}",
            drawn(&run)
        );
        let back = run.key(KeyCode::Tab).key(KeyCode::Enter);
        assert!(!has_token(&back), "shown again unasked: {}", drawn(&back));
    }
    let run = Run::filled()
        .on_link(auth_link(1, LinkState::Sent))
        .keys("Q")
        .ctrl('r')
        .keys("13");
    assert!(
        !has_token(&run),
        "another screen leaves it open: {}",
        drawn(&run)
    );
}

/// The rows of the page's left half have the token in pieces of their width.
fn has_token(run: &Run) -> bool {
    let drawn = drawn(run);
    LINK_TOKEN
        .as_bytes()
        .windows(12)
        .filter_map(|part| std::str::from_utf8(part).ok())
        .any(|part| drawn.contains(part))
}

#[test]
fn an_address_that_is_not_kept_is_said_to_be_so() {
    let mut link = auth_link(1, LinkState::Sent);
    link.url = None;
    let run = Run::filled().with_links(vec![link]);
    let run = run.key(KeyCode::Tab).key(KeyCode::Enter);
    let text = run.text(120, 40);
    assert!(
        text.contains("The address of this link is not kept here."),
        "{text}"
    );
    shot("link_not_kept_120", &text);
    let said = run.keys("y").text(120, 40);
    assert!(
        said.contains("the address of this link is not kept here"),
        "{said}"
    );
}

#[test]
fn a_link_that_is_kept_is_not_called_lost_before_it_is_read() {
    let run = Run::filled()
        .with_links(vec![auth_link(1, LinkState::Sent)])
        .key(KeyCode::Tab);
    let text = run.text(120, 40);
    assert!(
        text.contains("Enter shows the link and its QR code."),
        "{text}"
    );
    assert!(!text.contains("not kept here"), "{text}");
    let run = run.keys("y");
    let text = run.text(120, 40);
    assert!(
        text.contains("Enter reads the link from its store first"),
        "{text}"
    );
    let run = run.key(KeyCode::Enter);
    let text = run.text(120, 40);
    assert!(text.contains("Reading the link from its store."), "{text}");
    let locked = Err("The keyring is locked. Unlock it, then open the page again.".to_owned());
    let run = run.ended(TaskKind::LinkUrl, TaskOutcome::LinkUrl(link_id(1), locked));
    let text = run.text(120, 40);
    assert!(text.contains("could not be read from its store."), "{text}");
    assert!(text.contains("The keyring is locked."), "{text}");
}

#[test]
fn a_link_that_comes_further_is_told_and_its_page_follows() {
    let run = Run::filled().on_link(auth_link(1, LinkState::Sent));
    let mut opened = auth_link(1, LinkState::Opened);
    opened.looked_at = start();
    let run = run.progress(
        TaskKind::FollowLinks,
        Progress::LinkFollowed(Box::new(opened)),
    );
    let text = run.text(120, 40);
    assert!(text.contains("Acme A/S opened the link."), "{text}");
    assert!(text.contains("Waiting until Acme A/S agrees."), "{text}");
    let mut proven = auth_link(1, LinkState::Proven);
    proven.looked_at = start();
    let run = run.progress(
        TaskKind::FollowLinks,
        Progress::LinkFollowed(Box::new(proven)),
    );
    let text = run.text(120, 40);
    assert!(text.contains("Acme A/S is linked"), "{text}");
    let run = run.key(KeyCode::Enter);
    let text = run.text(120, 40);
    assert!(
        text.contains("▌● active       Acme A/S"),
        "Enter leads to the account: {text}"
    );
}

#[test]
fn a_link_that_is_made_shows_its_page() {
    let run = super::forms::new_link().key(KeyCode::Enter);
    let text = run.text(120, 40);
    assert!(text.contains("making the link"), "{text}");
    let run = run.ended(
        TaskKind::MakeLink,
        TaskOutcome::LinkMade(Box::new(made_link(5))),
    );
    let text = run.text(120, 40);
    assert!(text.contains("Link for Acme A/S created."), "{text}");
    shot("link_made_120", &text);
    let mut made = made_link(5);
    made.not_kept = Some("the keyring is locked.".into());
    made.link.url = None;
    let run = super::forms::new_link()
        .key(KeyCode::Enter)
        .ended(TaskKind::MakeLink, TaskOutcome::LinkMade(Box::new(made)));
    let text = run.text(120, 40);
    assert!(
        text.contains("kept in memory only: the keyring is locked."),
        "{text}"
    );
}
