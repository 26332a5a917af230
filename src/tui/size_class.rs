//! Windows by size: each class has its own arrangement of panes.

/// In which form the screens are drawn, by the size of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SizeClass {
    /// From 60x16 on: one pane, and the reason of the selected row below it.
    Single,
    /// From 80x24 on: one rule for each pane, no side borders.
    Ruled,
    /// From 100x30 on: boxed panels.
    Boxed,
    /// From 160x50 on: boxed panels in two columns, with a second row of panels.
    Large,
}

impl SizeClass {
    /// The class of a window of this many columns and rows.
    pub(crate) fn of((columns, rows): (u16, u16)) -> Self {
        let fits = |width, height| columns >= width && rows >= height;
        if fits(160, 50) {
            Self::Large
        } else if fits(100, 30) {
            Self::Boxed
        } else if fits(80, 24) {
            Self::Ruled
        } else {
            Self::Single
        }
    }

    /// Whether panels are boxes.
    pub(crate) fn is_boxed(self) -> bool {
        self >= Self::Boxed
    }
}
