//! The columns of a line: which there is room for, and how wide they are.

/// Which columns there are, each with its cells; a column of none is left out. The text takes what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) connection: usize,
    pub(crate) party: usize,
    pub(crate) how: usize,
    pub(crate) text: usize,
    pub(crate) code: usize,
    pub(crate) took: usize,
    pub(crate) tries: usize,
    pub(crate) why: usize,
}

/// The time of day, and the space behind it.
pub(crate) const TIME: usize = 10;

/// The space between the others.
const GAP: usize = 2;

/// The longest method, without the one that is rare.
const HOW: usize = 5;
const PARTY: usize = 8;
const CODE: usize = 4;
const TOOK: usize = 6;
const TRIES: usize = 10;

impl Columns {
    /// Those of the Logs screen, in this width; `named` where a line that is shown names a connection.
    pub(crate) fn of_screen(width: usize, named: bool) -> Self {
        let (connection, party, took, tries) = match width {
            // The connection says more than the party, which the path shows as well.
            0..76 => (0, 0, 0, 0),
            76..100 if named => (11, 0, TOOK, TRIES),
            76..100 => (0, PARTY, TOOK, TRIES),
            100..150 => (if named { 19 } else { 0 }, PARTY, TOOK, TRIES),
            _ => (if named { 24 } else { 0 }, PARTY, TOOK, TRIES),
        };
        let why = if width < 170 { 0 } else { 40 };
        Self::filling(width, [connection, party, HOW, CODE, took, tries, why])
    }

    /// Those of the log's pane on the Setup screen, which is about one connection.
    pub(crate) fn of_pane(width: usize) -> Self {
        let (party, took, tries, connection, why) = match width {
            0..76 => (PARTY, 0, 0, 0, 0),
            76..100 => (PARTY, TOOK, 0, 0, 0),
            // The tries stand before the reason, so that it is seen whole.
            100..170 => (PARTY, TOOK, 0, 0, 24 + GAP + TRIES),
            _ => (PARTY, TOOK, TRIES, 24, 40),
        };
        Self::filling(width, [connection, party, HOW, CODE, took, tries, why])
    }

    fn filling(width: usize, cells: [usize; 7]) -> Self {
        let [connection, party, how, code, took, tries, why] = cells;
        let each = cells.iter().filter(|cells| **cells > 0);
        let taken: usize = TIME + each.map(|cells| cells + GAP).sum::<usize>();
        Self {
            connection,
            party,
            how,
            text: width.saturating_sub(taken),
            code,
            took,
            tries,
            why,
        }
    }

    /// How many cells stand before the text.
    pub(crate) fn before_text(self) -> usize {
        let columns = [self.connection, self.party, self.how];
        let each = columns.iter().filter(|cells| **cells > 0);
        TIME + each.map(|cells| cells + GAP).sum::<usize>()
    }

    /// How many cells a text has that is no request: it takes the columns behind it too.
    pub(crate) fn of_own_text(self) -> usize {
        let columns = [self.code, self.took, self.tries, self.why];
        let each = columns.iter().filter(|cells| **cells > 0);
        self.text + each.map(|cells| cells + GAP).sum::<usize>()
    }
}

/// The space between two columns.
pub(crate) const BETWEEN: &str = "  ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_fill_the_width_and_the_text_keeps_the_most() {
        for width in 56..=240 {
            for named in [false, true] {
                for columns in [Columns::of_screen(width, named), Columns::of_pane(width)] {
                    let all = columns.before_text() + columns.of_own_text();
                    assert_eq!(all, width, "{columns:?}");
                    assert!(columns.text >= 20, "{width}: {columns:?}");
                }
            }
        }
    }
}
