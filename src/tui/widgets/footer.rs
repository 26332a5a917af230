//! The last line: the keys that work now.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::tui::registry::Binding;
use crate::tui::ui::Ui;
use crate::tui::widgets::linked::Linked;
use crate::tui::widgets::words;

/// What stands at the right end of the keys on every screen, in this order. The first gives way where there is little room.
const FIXED: [&str; 4] = ["list.filter", "palette.open", "help.open", "app.quit"];

/// As many keys of this moment are worth more than the key of the filter: the main action, and the one after it.
const WORTH_MORE: usize = 2;

/// The fewest cells between the two groups.
const BETWEEN: usize = 2;

/// Draws the keys that work now: those of this moment by rank at the left, those of every screen at the right. What does not
/// fit goes from the end of the left, and is found in the help.
pub(crate) fn draw(ui: Ui<'_>, frame: &mut Frame, area: Rect, bindings: Vec<Binding>) {
    let width = usize::from(area.width).saturating_sub(2);
    let named = |binding: &Binding| binding.hint.rank > 0 && works(binding);
    let is_fixed = |binding: &Binding| FIXED.contains(&binding.command.id);
    let (mut fixed, mut moment): (Vec<_>, Vec<_>) =
        bindings.into_iter().filter(named).partition(is_fixed);
    fixed.sort_by_key(|binding| FIXED.iter().position(|id| *id == binding.command.id));
    moment.sort_by_key(|binding| std::cmp::Reverse(binding.hint.rank));
    let room = |fixed: &[Binding]| width.saturating_sub(cells(fixed) + BETWEEN);
    let mut shown = fitting(&moment, room(&fixed));
    let has_filter = fixed
        .first()
        .is_some_and(|first| first.command.id == FIXED[0]);
    if shown < WORTH_MORE.min(moment.len()) && has_filter {
        fixed.remove(0);
        shown = fitting(&moment, room(&fixed));
    }
    moment.truncate(shown);
    line(ui, &moment).draw(ui, frame, area);
    line(ui, &fixed).draw_right(ui, frame, area);
}

/// Whether a key does something now.
pub(crate) fn works(binding: &Binding) -> bool {
    binding.off().is_none() && !binding.chords.is_empty()
}

/// How many of these fit, from the first on.
fn fitting(bindings: &[Binding], room: usize) -> usize {
    (0..=bindings.len())
        .rev()
        .find(|count| cells(&bindings[..*count]) <= room)
        .unwrap_or(0)
}

/// How many cells these take, with two between them.
fn cells(bindings: &[Binding]) -> usize {
    let each = bindings
        .iter()
        .map(|binding| words::width(&binding.label()) + 1 + words::width(&binding.hint.text));
    each.sum::<usize>() + 2 * bindings.len().saturating_sub(1)
}

fn line(ui: Ui<'_>, bindings: &[Binding]) -> Linked {
    let mut line = Linked::default();
    line.push(Span::raw(" "));
    for (at, binding) in bindings.iter().enumerate() {
        if at > 0 {
            line.push(Span::raw("  "));
        }
        let key = Span::styled(binding.label(), ui.theme.key());
        let what = format!(" {}", binding.hint.text);
        line.link(
            binding.command.id,
            [key, Span::styled(what, ui.theme.muted())],
        );
    }
    line.push(Span::raw(" "));
    line
}
