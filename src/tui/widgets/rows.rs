//! Going through the rows of a list, and which of them are shown.

/// The other rows of a list, from the one after this one on and round to it again; backwards where `by` is negative.
pub(crate) fn onwards(from: usize, count: usize, by: isize) -> impl Iterator<Item = usize> {
    (1..=count).map(move |steps| {
        let steps = if by < 0 { count - steps } else { steps };
        (from + steps) % count
    })
}

/// The first of `total` rows to show in `rows`, so that the selected one stands in the middle where it can.
pub(crate) fn first_row(selected: usize, total: usize, rows: usize) -> usize {
    selected
        .saturating_sub(rows / 2)
        .min(total.saturating_sub(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_gone_round_in_both_directions() {
        let all = |from, count, by| onwards(from, count, by).collect::<Vec<_>>();
        assert_eq!(all(1, 3, 1), [2, 0, 1]);
        assert_eq!(all(1, 3, -1), [0, 2, 1]);
        assert_eq!(all(0, 1, 1), [0]);
        assert_eq!(all(0, 0, -1), [0; 0]);
    }
}
