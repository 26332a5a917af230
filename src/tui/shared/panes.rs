//! How a screen shares its room among its panes.

/// Which pane fills the screen, and where the divider stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Panes {
    /// Whether the pane that has the keyboard fills the screen.
    pub zoomed: bool,
    /// By how many columns the divider was moved to the right.
    divider: i16,
}

/// How far the divider moves with one key, in columns.
const STEP: i16 = 4;

/// The farthest that it is moved, in columns: what a window of another size cannot show is kept all the same.
const FARTHEST: i16 = 60;

/// The nearest place to which the divider can be moved.
pub(crate) fn within(columns: i16) -> i16 {
    columns.clamp(-FARTHEST, FARTHEST)
}

impl Panes {
    /// Lets the pane that has the keyboard fill the screen, or gives the others their room back.
    pub(crate) fn zoom(&mut self) {
        self.zoomed = !self.zoomed;
    }

    /// Moves the divider by so many steps.
    pub fn move_divider(&mut self, steps: i16) {
        self.put_divider(self.divider + steps * STEP);
    }

    /// Puts the divider so many columns to the right of where it is by itself.
    pub(crate) fn put_divider(&mut self, columns: i16) {
        self.divider = within(columns);
    }

    /// By how many columns the divider was moved to the right.
    #[must_use]
    pub fn divider(self) -> i16 {
        self.divider
    }

    /// Puts the divider where the left pane, which has a width by itself, has this one.
    pub(crate) fn drag_divider(&mut self, usual: u16, width: u16) {
        let columns = i32::from(width) - i32::from(usual);
        let columns = i16::try_from(columns).unwrap_or(0);
        self.divider = columns.clamp(-FARTHEST, FARTHEST);
    }

    /// The width of the left pane, which has this width by itself: both panes keep at least these many columns.
    pub(crate) fn left(self, usual: u16, least: u16, all: u16, least_right: u16) -> u16 {
        let most = all.saturating_sub(least_right).max(least);
        usual.saturating_add_signed(self.divider).clamp(least, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_panes_keep_their_least_width() {
        let mut panes = Panes::default();
        assert_eq!(panes.left(70, 40, 120, 30), 70);
        for _ in 0..99 {
            panes.move_divider(1);
        }
        assert_eq!(panes.left(70, 40, 120, 30), 90);
        for _ in 0..99 {
            panes.move_divider(-1);
        }
        assert_eq!(panes.left(70, 40, 120, 30), 40);
        assert_eq!(panes.left(70, 40, 60, 30), 40);
    }
}
