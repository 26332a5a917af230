//! One link on a page of its own: how far it came, how to send it, and its QR code.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use crate::domain::text::Text;
use crate::domain::{Link, LinkState};
use crate::tui::command::Availability;
use crate::tui::registry::key_of;
use crate::tui::screens::accounts::Focus;
use crate::tui::screens::accounts::availability::can_unlock;
use crate::tui::screens::accounts::view::links::{now, sign, word};
use crate::tui::tasks::TaskKind;
use crate::tui::ui::Ui;
use crate::tui::widgets::page::{Page, cut};
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::qr::Code;
use crate::tui::widgets::{when, words};
use crate::workflow::{link_message_preview, link_without_token};
use crate::zone;

/// Where labels end.
const LABEL: usize = 11;

/// The fewest columns beside the page.
const LEAST_BESIDE: u16 = 34;

/// The sign and the name of a step.
const STEP: usize = 13;

/// The cells of the gauge of the time that is left.
const GAUGE: usize = 30;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, link: &Link) {
    if ui.model.accounts.fills_with_code {
        return whole(ui, frame, area, link);
    }
    // Nothing is left to scan of a link that is over, and a small window has no room beside the page.
    if link.state.is_over() || !ui.size_class().is_boxed() {
        return page(ui, frame, area, link, true);
    }
    let shows = ui.model.accounts.shows_code;
    let ascii = ui.shared.env.ascii;
    // Two rows are the frame's. A code that does not fit takes no room from the page.
    let fits = |code: &Code| code.least(ascii).1 + 2 <= area.height;
    let code = shows.then(|| code_of(ui, link)).flatten();
    let fitting = code.as_ref().filter(|code| fits(code));
    let wide = fitting.map_or(0, |code| code.least(ascii).0 + 4);
    let right = wide.max(LEAST_BESIDE).min(area.width / 2);
    let parts = [Constraint::Fill(1), Constraint::Length(right)];
    let [left, right] = Layout::horizontal(parts).areas(area);
    page(ui, frame, left, link, true);
    beside(ui, frame, right, link, code.as_ref());
}

/// What is known of the link that is selected in the list.
pub(crate) fn draw_summary(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    match ui.model.accounts.link(&ui.shared.accounts) {
        Some(link) => page(ui, frame, area, link, false),
        None => _ = Panel::new("Link").draw(ui, frame, area),
    }
}

fn code_of(ui: Ui<'_>, link: &Link) -> Option<Code> {
    if link.state.is_over() {
        return None;
    }
    Code::of(ui.shared.accounts.urls.get(&link.id)?.expose())
}

fn page(ui: Ui<'_>, frame: &mut Frame, area: Rect, link: &Link, is_focused: bool) {
    let kind = link.kind.as_ref().map_or("", Text::as_str);
    let inner = Panel::new(format!("Link for {}", link.owner_name))
        .focused(is_focused)
        .state((!kind.is_empty()).then(|| Span::styled(kind.to_owned(), ui.theme.muted())))
        .draw(ui, frame, area);
    let mut page = Page::new(ui, usize::from(inner.width)).labels(LABEL);
    head(&mut page, link);
    steps(&mut page, link);
    if !link.state.is_over() {
        send(&mut page, link);
    }
    facts(&mut page, link);
    cut(ui, frame, inner, page.lines);
}

/// What it waits for, or how it ended; and its end.
fn head(page: &mut Page<'_>, link: &Link) {
    let ui = page.ui;
    let (sign, style) = sign(ui, link);
    let name = link.owner_name.as_str();
    let text = match link.state {
        LinkState::Making => "StackOne is making the link.".to_owned(),
        LinkState::Sent => format!("Waiting until {name} opens the link."),
        LinkState::Opened => format!("The link was opened. Waiting until {name} agrees."),
        LinkState::Cancelled => {
            "The page was closed before its end. The link still works.".to_owned()
        }
        LinkState::SignedIn => "The customer signed in. Waiting for the account.".to_owned(),
        LinkState::Active => "The account is active. Proving one read.".to_owned(),
        LinkState::Proven => "Linked. One read through the account was answered.".to_owned(),
        LinkState::Refused => "The link was opened, and Planday refused to connect.".to_owned(),
        LinkState::Expired => "Link expired: it was not completed in time.".to_owned(),
        LinkState::Stopped => format!(
            "Nothing follows this link any more. It works until {} all the same.",
            when::minute(link.expires_at, ui.shared.now, &ui.shared.env.zone)
        ),
    };
    let sign = Span::styled(format!("{sign} "), style);
    page.line(&[sign, Span::styled(text, ui.theme.strong())], 0, 2);
    let said = [&link.error_code, &link.error_description];
    let said: Vec<_> = said.into_iter().flatten().map(Text::as_str).collect();
    if !said.is_empty() {
        page.styled("Planday", said.join(": "), ui.theme.bad());
    }
    if let Some(trouble) = &link.trouble {
        page.styled("Trouble", trouble.to_string(), ui.theme.warn());
    }
    let again = key_of(ui.model, "accounts.link_again").unwrap_or_default();
    match link.state {
        LinkState::Refused => page.known("Fix", Some(format!(
            "Check App Id, Token and redirect URI of the profile “{}”. Then {again} makes a new link.",
            link.profile_name
        ))),
        LinkState::Expired | LinkState::Stopped => {
            page.known("Fix", Some(format!("{again} makes a new link.")));
        }
        _ => {}
    }
    page.gap();
    let (now, zone) = (ui.shared.now, &ui.shared.env.zone);
    let ends = zone::in_full(link.expires_at, zone);
    if link.state.is_over() {
        page.known("Ended", Some(page.moment(link.state_at)));
        return;
    }
    let left = when::left_short(link.expires_at, now);
    page.spans(
        "Ends",
        &[
            Span::raw(format!("{ends}, in ")),
            Span::styled(left, ui.theme.strong()),
        ],
    );
    let all = link
        .expires_at
        .duration_since(link.created_at)
        .as_secs()
        .max(1);
    let left = link.expires_at.duration_since(now).as_secs().clamp(0, all);
    let cells = usize::try_from(left * i64::try_from(GAUGE).unwrap_or(0) / all).unwrap_or(0);
    let gauge = [
        Span::styled(ui.glyphs.gauge(true).repeat(cells), ui.theme.info()),
        Span::styled(
            ui.glyphs.gauge(false).repeat(GAUGE - cells),
            ui.theme.border(false),
        ),
    ];
    page.spans("", &gauge);
}

/// The steps of every link, and which of them are done.
fn steps(page: &mut Page<'_>, link: &Link) {
    page.gap();
    let ui = page.ui;
    let moment = |at| when::clock(at, &ui.shared.env.zone);
    let state = link.state;
    let was_opened = link.opened_at.is_some() || state.is_agreed();
    let session = link.session.as_ref().map_or("…", Text::as_str);
    let account = link.account.as_ref().map_or("", Text::as_str);
    let read = link.read.as_ref();
    let read = read.map(|read| format!("{}: {}, only counted", read.action, read.counted()));
    let rows = [
        (
            "Created",
            state != LinkState::Making,
            format!("{}, connect session {session}", moment(link.created_at)),
        ),
        (
            "Opened",
            was_opened,
            match link.opened_at {
                Some(at) => moment(at),
                None if was_opened => String::new(),
                None => format!("not yet, last looked {}", moment(link.looked_at)),
            },
        ),
        (
            "Signed in",
            state.is_agreed(),
            if state.is_agreed() {
                "the customer agreed in Planday".to_owned()
            } else {
                "the customer agrees in Planday".to_owned()
            },
        ),
        (
            "Active",
            matches!(state, LinkState::Active | LinkState::Proven),
            if account.is_empty() {
                "StackOne lists the account".to_owned()
            } else {
                format!("account {account}")
            },
        ),
        (
            "One read",
            state == LinkState::Proven,
            read.unwrap_or_else(|| "one list, only counted".to_owned()),
        ),
    ];
    let next = rows.iter().position(|(_, done, _)| !done);
    for (at, (name, done, text)) in rows.iter().enumerate() {
        let (sign, style) = if *done {
            (ui.glyphs.right(), ui.theme.ok())
        } else if Some(at) == next && !state.is_over() {
            (ui.spinner(), ui.theme.info())
        } else if Some(at) == next {
            self::sign(ui, link)
        } else {
            (ui.glyphs.sign("○"), ui.theme.muted())
        };
        let text_style = if *done {
            Style::new()
        } else {
            ui.theme.muted()
        };
        let room = page.width.saturating_sub(STEP);
        let text = [Span::styled(text.clone(), text_style)];
        for (at, mut line) in words::wrap(&text, room, 0).into_iter().enumerate() {
            let (sign, name) = if at == 0 { (sign, *name) } else { (" ", "") };
            let name = words::fill(name, STEP - 2);
            line.spans.insert(0, Span::styled(name, ui.theme.strong()));
            line.spans
                .insert(0, Span::styled(format!("{sign} "), style));
            page.lines.push(line);
        }
    }
}

/// The keys that send it, and the message.
fn send(page: &mut Page<'_>, link: &Link) {
    let ui = page.ui;
    let data = &ui.shared.accounts;
    let is_closed = can_unlock(ui.model) == Availability::Yes;
    let Some(url) = data.urls.get(&link.id) else {
        page.gap();
        let key = key_of(ui.model, "accounts.link_page").unwrap_or_default();
        let text = if link.url.is_none() {
            "The address of this link is not kept here. Anyone who has it can still use it."
                .to_owned()
        } else if ui.shared.tasks.runs(TaskKind::LinkUrl) {
            format!("{} Reading the link from its store.", ui.spinner())
        } else if matches!(ui.model.accounts.focus, Focus::Link(_)) {
            "The link could not be read from its store. Open this page again to try once more."
                .to_owned()
        } else {
            format!("{key} shows the link and its QR code.")
        };
        page.line(&[Span::styled(text, ui.theme.muted())], 0, 0);
        if is_closed {
            page.key("accounts.unlock_link", "Enter the passphrase of its store");
        }
        return;
    };
    page.heading("Send it");
    page.key("accounts.copy_link", "Copy the link");
    page.key(
        "accounts.copy_message",
        "Copy a message for the customer, with the link",
    );
    page.key("accounts.open_link", "Open it here, as the administrator");
    if !ui.size_class().is_boxed() {
        page.key("accounts.code", "Show the QR code");
    }
    page.gap();
    let shown = if ui.model.accounts.shows_url {
        url.expose().to_owned()
    } else {
        link_without_token(url)
    };
    page.row("Link", Some(shown));
    let message = link_message_preview(url, link.expires_at, &ui.shared.env.zone);
    let lines = message.lines().filter(|line| !line.is_empty());
    for (at, line) in lines.enumerate() {
        page.row(if at == 0 { "Message" } else { "" }, Some(line.to_owned()));
    }
    if let Some(why) = data.not_kept.get(&link.id) {
        let text = format!("The link is kept in memory only: {why}");
        page.line(&[Span::styled(text, ui.theme.warn())], 0, 0);
        if is_closed {
            page.key("accounts.unlock_link", "Keep it: asks for the passphrase");
        }
    }
}

fn facts(page: &mut Page<'_>, link: &Link) {
    page.gap();
    page.row(
        "Customer",
        Some(format!("{} ({})", link.owner_name, link.owner_id)),
    );
    page.known("Label", link.label.as_ref().map(Text::to_string));
    page.row("Profile", Some(link.profile_name.to_string()));
    let several = if link.multiple {
        "several accounts allowed"
    } else {
        "one account"
    };
    page.row("Accounts", Some(several.to_owned()));
    page.known(
        "Relinks",
        link.relinks
            .as_ref()
            .map(|id| format!("account {id}, which keeps its id")),
    );
    page.row(
        "State",
        Some(format!("{}: {}", word(link.state), now(link))),
    );
    if !link.state.is_over() {
        page.gap();
        let is_kept = !page.ui.shared.accounts.not_kept.contains_key(&link.id);
        let text = if is_kept {
            "You may leave this screen or quit stackday. It follows the link again when it starts."
        } else if page.ui.shared.accounts.unkept.contains(&link.id) {
            "Copy the link before you quit: neither the link nor its address is kept here."
        } else {
            "Copy the link before you quit: its address is in memory only. It is followed again at the next start."
        };
        page.line(&[Span::styled(text, page.ui.theme.muted())], 0, 0);
    }
}

/// The QR code in its panel, or why there is none: hidden it was not made.
fn beside(ui: Ui<'_>, frame: &mut Frame, area: Rect, link: &Link, code: Option<&Code>) {
    let key = key_of(ui.model, "accounts.code").unwrap_or_default();
    let shows = ui.model.accounts.shows_code;
    let inner = Panel::new("QR code")
        .key(ui, key.clone(), if shows { "hides it" } else { "shows it" })
        .draw(ui, frame, area);
    let width = usize::from(inner.width);
    if !shows && ui.shared.accounts.urls.contains_key(&link.id) {
        let text = format!("Hidden. {key} shows it.");
        return frame.render_widget(Line::styled(text, ui.theme.muted()), inner);
    }
    let Some(code) = code else {
        let text = if link.state.is_over() {
            "This link is over: there is nothing to scan."
        } else if link.url.is_some() {
            "There is nothing to scan before the link is read from its store."
        } else {
            "The address of this link is not kept here, so there is nothing to scan."
        };
        let lines = words::wrap(&[Span::styled(text, ui.theme.muted())], width, 0);
        return frame.render_widget(Paragraph::new(lines), inner);
    };
    let ascii = ui.shared.env.ascii;
    let Some(form) = code.fitting(inner.width, inner.height, ascii) else {
        let (columns, rows) = code.least(ascii);
        let text = format!(
            "It does not fit: it needs {columns}x{rows} cells, and here are {}x{}. Make the window larger, or copy the link.",
            inner.width, inner.height
        );
        let lines = words::wrap(&[Span::styled(text, ui.theme.warn())], width, 0);
        return frame.render_widget(Paragraph::new(lines), inner);
    };
    let (columns, rows) = code.cells(form);
    let place = Rect {
        x: inner.x + (inner.width - columns) / 2,
        ..inner
    };
    code.draw(form, frame.buffer_mut(), place);
    let below = Rect {
        y: inner.y + rows,
        height: inner.height - rows,
        ..inner
    };
    let text = [
        Line::default(),
        Line::styled("Scan it with a phone: it opens the link.", ui.theme.muted()),
        Line::from(vec![
            Span::styled(format!("{} ", ui.glyphs.warning()), ui.theme.warn()),
            Span::raw("Anyone who has this link can use it."),
        ]),
    ];
    frame.render_widget(Paragraph::new(text.to_vec()), below);
}

/// The QR code alone, in the whole of a small window, with what to know beside it.
fn whole(ui: Ui<'_>, frame: &mut Frame, area: Rect, link: &Link) {
    let ascii = ui.shared.env.ascii;
    let code = code_of(ui, link);
    let form = code
        .as_ref()
        .and_then(|code| code.fitting(area.width, area.height, ascii));
    let key = |command: &str| key_of(ui.model, command).unwrap_or_default();
    let mut texts = vec![format!("Link for {}", link.owner_name)];
    let mut beside = area;
    match (&code, form) {
        (None, _) => texts.push(super::links::now(link)),
        (Some(code), None) => {
            let (columns, rows) = code.least(ascii);
            texts.push(format!(
                "The QR code does not fit: it needs {columns}x{rows} cells, and here are {}x{}. Make the window larger, or copy the link with {}.",
                area.width, area.height, key("accounts.copy_link")
            ));
        }
        (Some(code), Some(form)) => {
            let (columns, rows) = code.cells(form);
            let place = Rect {
                y: area.y + (area.height - rows) / 2,
                ..area
            };
            code.draw(form, frame.buffer_mut(), place);
            beside.x += columns + 2;
            beside.width = area.width.saturating_sub(columns + 2);
            texts.push("Scan it with a phone: it opens the link.".to_owned());
            texts.push("Anyone who has this link can use it.".to_owned());
            texts.push(super::links::now(link));
        }
    }
    texts.push(format!("{} or Esc goes back.", key("accounts.code")));
    let width = usize::from(beside.width);
    let mut lines = Vec::new();
    for text in texts {
        lines.extend(words::wrap(&[Span::raw(text)], width, 0));
        lines.push(Line::default());
    }
    frame.render_widget(Paragraph::new(lines), beside);
}
