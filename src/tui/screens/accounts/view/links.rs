//! The list of links: those in flight, and how the others ended.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::text::Text;
use crate::domain::{Link, LinkState};
use crate::tui::registry::key_of;
use crate::tui::screens::accounts::Focus;
use crate::tui::ui::Ui;
use crate::tui::widgets::columns::{GAP, placed, spaced};
use crate::tui::widgets::pane::{scrollbar, to_edge, widened};
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::{rows, selection, when, words};

/// The sign and the word of a state.
const STATE: usize = 12;

/// When it ends, or what to do.
const END: usize = 9;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let (view, data) = (&ui.model.accounts, &ui.shared.accounts);
    let is_focused = view.focus == Focus::Links;
    let in_flight = data.in_flight();
    let state = match (in_flight, data.links.len()) {
        (0, 0) => String::new(),
        (in_flight, all) if in_flight == all => all.to_string(),
        (in_flight, all) => format!("{in_flight} in flight of {all}"),
    };
    let key = key_of(ui.model, "accounts.link_page").unwrap_or_default();
    let inner = Panel::new("Links")
        .focused(is_focused)
        .state([Span::styled(state, ui.theme.strong())])
        .key(ui, key, "shows link and QR code")
        .draw(ui, frame, area);
    if data.links.is_empty() {
        let key = key_of(ui.model, "accounts.link").unwrap_or_default();
        let text = format!("No link was made here. {key} makes one.");
        return frame.render_widget(Paragraph::new(Line::styled(text, ui.theme.muted())), inner);
    }
    let names = data.links.iter();
    let names = names.map(|link| words::width(link.owner_name.as_str()));
    let longest = names.max().unwrap_or(0);
    let seen = usize::from(inner.height);
    let first = rows::first_row(view.selected_link, data.links.len(), seen);
    for ((at, link), y) in (data.links.iter().enumerate().skip(first)).zip(inner.y..inner.bottom())
    {
        let place = Rect {
            y,
            height: 1,
            ..inner
        };
        frame.render_widget(line(ui, link, longest, usize::from(inner.width)), place);
        if at == view.selected_link && is_focused {
            selection::draw(ui, frame, place);
        }
    }
    scrollbar(
        ui,
        frame,
        widened(inner, to_edge(ui)),
        first,
        data.links.len(),
    );
}

fn line(ui: Ui<'_>, link: &Link, longest: usize, width: usize) -> Line<'static> {
    let (sign, style) = sign(ui, link);
    let state = words::fill(&format!("{sign} {}", word(link.state)), STATE);
    let left = width.saturating_sub(STATE + END + 2 * GAP);
    let name = longest.max(8).min(left / 2);
    let end = if link.state.is_over() {
        when::age_cell(link.state_at, ui.shared.now, &ui.shared.env.zone)
    } else {
        format!("in {}", when::left_short(link.expires_at, ui.shared.now))
    };
    let columns = [
        Span::raw(words::fill(link.owner_name.as_str(), name)),
        Span::styled(words::fill(&now(link), left - name), ui.theme.muted()),
        Span::raw(placed(&end, END, true)),
    ];
    spaced(vec![Span::styled(state, style)], columns)
}

/// The sign of a link's state, and its style.
pub(crate) fn sign(ui: Ui<'_>, link: &Link) -> (&'static str, Style) {
    match link.state {
        LinkState::Proven => (ui.glyphs.right(), ui.theme.ok()),
        LinkState::Refused => (ui.glyphs.wrong(), ui.theme.bad()),
        LinkState::Expired | LinkState::Cancelled => (ui.glyphs.warning(), ui.theme.warn()),
        LinkState::Stopped => (ui.glyphs.sign("–"), ui.theme.muted()),
        LinkState::Making
        | LinkState::Sent
        | LinkState::Opened
        | LinkState::SignedIn
        | LinkState::Active => (ui.spinner(), ui.theme.info()),
    }
}

/// A state in a word.
pub(crate) fn word(state: LinkState) -> &'static str {
    match state {
        LinkState::Making => "making",
        LinkState::Sent => "waiting",
        LinkState::Opened => "opened",
        LinkState::SignedIn => "signed in",
        LinkState::Active => "active",
        LinkState::Proven => "proven",
        LinkState::Refused => "refused",
        LinkState::Cancelled => "closed",
        LinkState::Expired => "expired",
        LinkState::Stopped => "stopped",
    }
}

/// What happens now, or how it ended.
pub(crate) fn now(link: &Link) -> String {
    let error = || {
        let said = link.error_code.as_ref().or(link.error_description.as_ref());
        said.map_or_else(|| "Planday refused to connect".to_owned(), Text::to_string)
    };
    if let Some(trouble) = &link.trouble
        && !link.state.is_over()
    {
        return format!("cannot look: {trouble}");
    }
    match link.state {
        LinkState::Making => "StackOne makes it".to_owned(),
        LinkState::Sent => "not opened yet".to_owned(),
        LinkState::Opened => "the customer is signing in".to_owned(),
        LinkState::SignedIn => "waiting for the account".to_owned(),
        LinkState::Active => "proving one read".to_owned(),
        LinkState::Proven => "account active, 1 read proven".to_owned(),
        LinkState::Refused => error(),
        LinkState::Cancelled => "the page was closed; the link still works".to_owned(),
        LinkState::Expired => "not completed in time".to_owned(),
        LinkState::Stopped => match &link.trouble {
            Some(trouble) => trouble.to_string(),
            None => "not followed any more".to_owned(),
        },
    }
}
