//! The columns of the connector profiles: which of them fit, and how wide they are.

use crate::tui::screens::profiles::{Part, SortBy};

/// Between two columns.
pub(crate) const GAP: u16 = 2;

/// The columns that fit into so many cells, with their widths: the less telling ones go first.
pub(crate) fn columns(width: u16) -> Vec<(SortBy, u16)> {
    let all = SortBy::of(Part::Connectors).iter();
    let mut columns: Vec<_> = all.map(|by| (*by, least(*by))).collect();
    // Behind each column, and before the first for the mark of the selected row.
    let used =
        |columns: &[(SortBy, u16)]| columns.iter().map(|(_, cells)| cells + GAP).sum::<u16>();
    for dropped in [
        SortBy::Default,
        SortBy::Changed,
        SortBy::Version,
        SortBy::Id,
    ] {
        if used(&columns) <= width {
            break;
        }
        columns.retain(|(by, _)| *by != dropped);
    }
    let left = width.saturating_sub(used(&columns));
    for (by, cells) in &mut columns {
        if *by == SortBy::Name {
            *cells += left;
        }
    }
    columns
}

/// How many cells it takes at least. A heading needs room for the arrow behind it.
fn least(by: SortBy) -> u16 {
    match by {
        SortBy::Id => 13,
        SortBy::Active => 8,
        SortBy::Version => 15,
        SortBy::Default => 9,
        SortBy::Changed => 11,
        _ => 12,
    }
}
