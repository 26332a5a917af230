//! Everything known of the selected account: what is wrong, whose move it is, what mends it, and its facts.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::text::Text;
use crate::library::{KeptAccount, Profile};
use crate::tui::screens::accounts::Standing;
use crate::tui::screens::accounts::view::cells;
use crate::tui::tasks::TaskKind;
use crate::tui::ui::Ui;
use crate::tui::widgets::page::{Page, cut};
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::when;
use crate::workflow::{
    ConnectionState, ProfileOf, Repair, RepairMove, connection_of, explain, reason,
};

/// Where labels end.
const LABEL: usize = 12;

/// From how many columns on a page has room for codes.
const WIDE: usize = 60;

/// Where the times of reasons end.
const REASON: usize = 14;

pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect) {
    let data = &ui.shared.accounts;
    let Some((kept, standing)) = ui.model.accounts.selected(data) else {
        Panel::new("Account").draw(ui, frame, area);
        return;
    };
    let inner = panel(ui, kept, standing).draw(ui, frame, area);
    let mut page = Page::new(ui, usize::from(inner.width)).labels(LABEL);
    let is_boxed = ui.size_class().is_boxed();
    state(&mut page, kept, standing, is_boxed);
    if is_boxed {
        reasons(&mut page, kept);
        facts(&mut page, kept);
    }
    cut(ui, frame, inner, page.lines);
}

fn panel<'a>(ui: Ui<'_>, kept: &KeptAccount, standing: Standing) -> Panel<'a> {
    let (_, style) = standing.sign(ui);
    let word = match standing {
        Standing::Unknown => kept.account.status_words().to_owned(),
        other => other.word().to_owned(),
    };
    Panel::new(kept.account.name().to_owned()).state([Span::styled(word, style)])
}

/// The title over everything about the account.
pub(crate) fn detail_title(ui: Ui<'_>) -> String {
    let selected = ui.model.accounts.selected(&ui.shared.accounts);
    selected.map_or_else(
        || "Account".to_owned(),
        |(kept, _)| kept.account.name().to_owned(),
    )
}

/// Everything about the account, with its record.
pub(crate) fn full_detail(ui: Ui<'_>, width: usize) -> Vec<Line<'static>> {
    let data = &ui.shared.accounts;
    let mut page = Page::new(ui, width).labels(LABEL);
    let Some((kept, standing)) = ui.model.accounts.selected(data) else {
        return page.lines;
    };
    state(&mut page, kept, standing, true);
    reasons(&mut page, kept);
    facts(&mut page, kept);
    page.heading("Record, as StackOne gives it");
    let record = data.record.as_ref();
    let record = record.filter(|record| record.account.id == kept.account.id);
    match record {
        Some(record) => {
            let text = format!(
                "From {}. StackOne returns no credentials; if it did, they would not be shown.",
                record.api.path()
            );
            page.line(&[Span::styled(text, ui.theme.muted())], 0, 0);
            for line in record.raw.as_str().lines() {
                let text = line.trim_start();
                let indent = line.len() - text.len();
                page.line(&[Span::raw(text.to_owned())], indent, 2);
            }
        }
        None if ui.shared.tasks.runs(TaskKind::AccountRecord) => {
            page.lines
                .push(Line::raw(format!("{} Reading it.", ui.spinner())));
        }
        None => page.lines.push(Line::styled(
            "It could not be read; the message line says why.",
            ui.theme.muted(),
        )),
    }
    page.lines
}

/// What is wrong and what mends it, in the order of every failure; and the keys.
fn state(page: &mut Page<'_>, kept: &KeptAccount, standing: Standing, with_keys: bool) {
    let ui = page.ui;
    let account = &kept.account;
    let data = &ui.shared.accounts;
    let profile = ProfileOf::account(account, data.profiles());
    let connection = connection_of(account, profile, &ui.shared.library.contents);
    let (sign, style) = standing.sign(ui);
    let title = |page: &mut Page<'_>, text: String| {
        let sign = Span::styled(format!("{sign} "), style);
        page.line(&[sign, Span::styled(text, page.ui.theme.strong())], 0, 2);
    };
    let repair = Repair::of(account, profile, kept.gone_since.is_some());
    let repair = repair.map(|repair| {
        let state = connection
            .map(|found| ConnectionState::of(found, ui.shared.now, ui.shared.env.fresh_for));
        repair.knowing(state)
    });
    let Some(repair) = repair else {
        title(page, "This account is active.".to_owned());
        tried(page, kept);
        connected(page, connection);
        if with_keys {
            page.gap();
            page.key("accounts.read", "Try one read now");
            page.key("accounts.edit", "Edit label, name, type, profile");
        }
        return;
    };
    title(page, repair.summary.clone());
    if with_keys {
        page.gap();
        let since = account.newest_reason().and_then(|reason| reason.timestamp);
        let since = kept.gone_since.or(since);
        let since = since.map(|at| {
            let age = when::age_cell(at, ui.shared.now, &ui.shared.env.zone);
            format!("{}, {age}", page.moment(at))
        });
        page.known("Since", since);
    }
    page.known("Cause", Some(repair.cause.clone()));
    page.known("Effect", Some(repair.effect.to_owned()));
    page.known("Who", Some(repair.who.to_owned()));
    page.known("Fix", Some(repair.fix.to_owned()));
    tried(page, kept);
    connected(page, connection);
    if with_keys {
        page.gap();
        for does in repair.moves {
            key(page, *does, connection);
        }
    }
}

/// The key of a move, and what it does here.
fn key(page: &mut Page<'_>, does: RepairMove, connection: Option<&Profile>) {
    match (does, connection) {
        (RepairMove::Verify, Some(found)) => {
            page.key(
                "accounts.verify",
                &format!("Verify the connection {}", found.name),
            );
            page.key("accounts.open_connection", "Open it in Setup");
        }
        (RepairMove::Verify, None) => {}
        (RepairMove::OpenAccount, _) => page.key("accounts.open_page", "Open StackOne's Accounts"),
        (RepairMove::OpenProfiles, _) => {
            page.key("accounts.open_page", "Open the profiles in StackOne");
        }
        (RepairMove::Convert, _) => {
            page.key("accounts.edit", "Make it a production account");
        }
        (RepairMove::LinkAgain, _) => {
            page.key("accounts.link_again", "Link again, same account id");
        }
        (RepairMove::LinkAnew, _) => page.key("accounts.link_again", "Make a new link"),
        (RepairMove::Read, _) => page.key("accounts.read", "Try one read now"),
    }
}

/// What the last read through it came to in this run.
fn tried(page: &mut Page<'_>, kept: &KeptAccount) {
    let ui = page.ui;
    let Some(read) = ui.shared.accounts.reads.get(&kept.account.id) else {
        return;
    };
    let at = when::minute(read.at, ui.shared.now, &ui.shared.env.zone);
    match &read.result {
        Ok(proof) => {
            let text = format!("{at} {}: {}, only counted", proof.action, proof.counted());
            let sign = Span::styled(format!("{} ", ui.glyphs.right()), ui.theme.ok());
            page.spans("Read", &[sign, Span::raw(text)]);
        }
        Err(why) => {
            let sign = Span::styled(format!("{} ", ui.glyphs.wrong()), ui.theme.bad());
            page.spans("Read", &[sign, Span::raw(format!("{at} {}", why.summary))]);
        }
    }
}

/// The saved connection that it belongs to, and how that is.
fn connected(page: &mut Page<'_>, connection: Option<&Profile>) {
    let ui = page.ui;
    let Some(found) = connection else {
        return;
    };
    if let Some(at) = ui.shared.library.busy.get(&found.id) {
        let text = format!("{} {}: {at}", ui.spinner(), found.name);
        page.spans("Connection", &[Span::raw(text)]);
        return;
    }
    let state = ConnectionState::of(found, ui.shared.now, ui.shared.env.fresh_for);
    let (text, style) = match (state, reason(found), explain(found)) {
        (ConnectionState::Failed, Some(reason), explained) => {
            let fix = explained.map(|explained| format!(" {}", explained.fix));
            let text = format!(
                "{}: {}.{}",
                found.name,
                reason.words,
                fix.unwrap_or_default()
            );
            (text, ui.theme.bad())
        }
        (ConnectionState::Ok, ..) => (
            format!("{}: everything that was checked holds", found.name),
            Style::new(),
        ),
        (state, ..) => (format!("{}: {}", found.name, state.word()), Style::new()),
    };
    page.styled("Connection", text, style);
}

/// Every reason with its time, the newest first.
fn reasons(page: &mut Page<'_>, kept: &KeptAccount) {
    let mut reasons: Vec<_> = kept.account.status_reasons.iter().collect();
    if reasons.is_empty() {
        return;
    }
    page.heading("Reasons, the newest first");
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.timestamp));
    for reason in reasons {
        let (now, zone) = (page.ui.shared.now, &page.ui.shared.env.zone);
        let at = reason.timestamp.map(|at| when::minute(at, now, zone));
        let at = at.unwrap_or_else(|| "no time".to_owned());
        let mut text = reason.words().unwrap_or("no words").to_owned();
        // A code is long, and one word: it has room where all is shown.
        if let (Some(code), Some(_)) = (&reason.code, &reason.description)
            && page.width > WIDE
        {
            text = format!("{text} ({code})");
        }
        page.label = REASON;
        page.styled(&at, text, Style::new());
        page.label = LABEL;
    }
}

fn facts(page: &mut Page<'_>, kept: &KeptAccount) {
    let ui = page.ui;
    let account = &kept.account;
    let text = |text: &Option<Text>| text.as_ref().map(Text::to_string);
    page.heading("Account");
    page.row("Customer", Some(account.origin_owner_name.to_string()));
    page.row("Owner id", Some(account.origin_owner_id.to_string()));
    page.known("Label", text(&account.label));
    page.known("User", text(&account.origin_username));
    page.row("Account", Some(account.id.to_string()));
    let profile = match cells::profile_name(ui, kept) {
        Some(name) => name,
        None => "StackOne's API does not say it".to_owned(),
    };
    page.row("Profile", Some(profile));
    page.row("Type", text(&account.kind));
    page.known("Environment", text(&account.environment));
    if ui.shared.accounts.all_connectors {
        page.row("Connector", Some(account.provider.to_string()));
    }
    page.row("Created", account.created_at.map(|at| page.moment(at)));
    page.known("Changed", account.updated_at.map(|at| page.moment(at)));
    page.row("Last seen", Some(page.moment(kept.last_seen)));
    let report = ui.shared.accounts.report.as_ref();
    page.row(
        "List from",
        report.map(|report| report.api.path().to_owned()),
    );
}
