//! The columns of each part, which of them fit, and how wide they are.

use crate::tui::screens::profiles::{Part, SortBy};
use crate::tui::ui::Ui;

/// A column: of a value that can be sorted by, or that of the signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// Which one is open, which ones are marked.
    Signs,
    Of(SortBy),
}

/// Between two columns.
pub(crate) const GAP: u16 = 2;

/// The columns that fit into so many cells, with their widths: the less telling ones go first.
pub(crate) fn columns(ui: Ui<'_>, width: u16) -> Vec<(Column, u16)> {
    let part = ui.model.profiles.part;
    let signs = (part == Part::Connections).then_some(Column::Signs);
    let values = SortBy::of(part).iter().copied().map(Column::Of);
    let mut columns: Vec<_> = signs
        .into_iter()
        .chain(values)
        .map(|column| (column, least(ui, column)))
        .collect();
    // Behind each column, and before the first for the mark of the selected row.
    let used =
        |columns: &[(Column, u16)]| columns.iter().map(|(_, cells)| cells + GAP).sum::<u16>();
    for dropped in dropped_first(part) {
        if used(&columns) <= width {
            break;
        }
        columns.retain(|(column, _)| *column != Column::Of(*dropped));
    }
    let mut left = width.saturating_sub(used(&columns));
    for (by, most) in [
        (SortBy::Name, 24),
        (SortBy::Portal, 26),
        (SortBy::Connector, 28),
        (SortBy::Accounts, 20),
        (SortBy::Name, u16::MAX),
    ] {
        let found = columns
            .iter_mut()
            .find(|(column, _)| *column == Column::Of(by));
        if let Some((_, cells)) = found {
            let more = left.min(most.saturating_sub(*cells));
            *cells += more;
            left -= more;
        }
    }
    columns
}

fn dropped_first(part: Part) -> &'static [SortBy] {
    use SortBy::{Accounts, AppId, Changed, Connector, Default, Id, Portal, Tags, Version};
    match part {
        Part::Connections => &[Tags, AppId, Accounts, Connector, Portal],
        Part::Connectors => &[Default, Changed, Version, Id],
    }
}

/// How many cells it takes at least. A heading needs room for the arrow behind it.
fn least(ui: Ui<'_>, column: Column) -> u16 {
    let ascii = ui.shared.env.ascii;
    match column {
        Column::Signs => 2,
        Column::Of(by) => match by {
            SortBy::Name => 12,
            SortBy::Portal => 20,
            SortBy::AppId | SortBy::Id => 13,
            SortBy::Scopes | SortBy::Active => 8,
            SortBy::Connector => 18,
            SortBy::Accounts => 16,
            SortBy::Tags => 14,
            // What a verification is at is said here too.
            SortBy::Verified if !ui.shared.library.busy.is_empty() => 22,
            SortBy::Verified if ascii => 18,
            SortBy::Verified | SortBy::Version => 15,
            SortBy::Default => 9,
            SortBy::Changed => 11,
        },
    }
}
