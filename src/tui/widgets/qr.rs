//! A text as a QR code in cells, dark on light in every theme.
//!
//! A code is a picture and no decoration: it is drawn in black and white even where the screens have no colours, because a
//! phone reads nothing else. Where only ASCII is drawn, a module is two cells of colour, and no glyph is needed.

use qrcode::{EcLevel, QrCode};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

/// The white margin around the code, in modules. The standard asks for four; phones read codes with two as well, and a
/// small window has no room for more.
const MARGINS: [u16; 2] = [4, 2];

/// Black and white of the 256 colours: no theme of a terminal changes these two.
const DARK: Color = Color::Indexed(16);
const LIGHT: Color = Color::Indexed(231);

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    /// Which modules are dark, row by row.
    dark: Vec<bool>,
    /// How many modules a side has.
    side: u16,
}

/// How a code is drawn: how wide its margin is, and whether with blocks of half a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    margin: u16,
    halves: bool,
}

impl Code {
    /// The code of a text, in the smallest size that holds it; none where no size does.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
        let side = u16::try_from(code.width()).ok()?;
        let dark = code.to_colors().into_iter();
        Some(Self {
            dark: dark.map(|color| color == qrcode::Color::Dark).collect(),
            side,
        })
    }

    /// How it can be drawn in so many columns and rows; none where it does not fit.
    pub(crate) fn fitting(&self, columns: u16, rows: u16, ascii: bool) -> Option<Form> {
        let forms = MARGINS.map(|margin| Form {
            margin,
            halves: !ascii,
        });
        let fits = |form: &Form| {
            let (wide, high) = self.cells(*form);
            wide <= columns && high <= rows
        };
        forms.into_iter().find(fits)
    }

    /// The columns and rows that it takes.
    pub(crate) fn cells(&self, form: Form) -> (u16, u16) {
        let side = self.side + 2 * form.margin;
        if form.halves {
            (side, side.div_ceil(2))
        } else {
            (2 * side, side)
        }
    }

    /// The columns and rows that it takes at the least.
    pub(crate) fn least(&self, ascii: bool) -> (u16, u16) {
        let [_, margin] = MARGINS;
        self.cells(Form {
            margin,
            halves: !ascii,
        })
    }

    /// Draws it at the top left of the area, which must have room for it.
    pub(crate) fn draw(&self, form: Form, buffer: &mut Buffer, area: Rect) {
        let (columns, rows) = self.cells(form);
        let area = Rect {
            width: columns.min(area.width),
            height: rows.min(area.height),
            ..area
        };
        for position in area.positions() {
            let Some(cell) = buffer.cell_mut(position) else {
                continue;
            };
            let (column, row) = (position.x - area.x, position.y - area.y);
            cell.reset();
            if form.halves {
                let upper = self.is_dark(form, column, 2 * row);
                let lower = self.is_dark(form, column, 2 * row + 1);
                let style = Style::new().fg(ink(upper)).bg(ink(lower));
                cell.set_symbol("▀").set_style(style);
            } else {
                let ink = ink(self.is_dark(form, column / 2, row));
                cell.set_symbol(" ").set_style(Style::new().bg(ink));
            }
        }
    }

    /// Whether a module is dark; what lies in the margin or behind it is light.
    fn is_dark(&self, form: Form, column: u16, row: u16) -> bool {
        let inside = |at: u16| {
            let at = at.checked_sub(form.margin)?;
            (at < self.side).then_some(at)
        };
        let (Some(column), Some(row)) = (inside(column), inside(row)) else {
            return false;
        };
        let at = usize::from(row) * usize::from(self.side) + usize::from(column);
        self.dark.get(at).copied().unwrap_or(false)
    }
}

fn ink(is_dark: bool) -> Color {
    if is_dark { DARK } else { LIGHT }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://app.stackone.com/embedded/integrations?token=demo-0f3c9a71b2d84e55";

    /// Reads the code out of the cells as a phone would: every half of a cell is so many pixels.
    fn decoded(buffer: &Buffer, form: Form) -> String {
        const PIXELS: usize = 4;
        let (columns, rows) = (
            usize::from(buffer.area.width),
            usize::from(buffer.area.height),
        );
        let (wide, high) = if form.halves {
            (columns, rows * 2)
        } else {
            (columns / 2, rows)
        };
        let shade = |x: usize, y: usize| {
            let (x, y) = (x / PIXELS, y / PIXELS);
            let (column, row) = if form.halves { (x, y / 2) } else { (2 * x, y) };
            let at = |number: usize| u16::try_from(number).expect("a cell");
            let cell = &buffer[(at(column), at(row))];
            let color = if form.halves && y % 2 == 0 {
                cell.fg
            } else {
                cell.bg
            };
            match color {
                DARK => 0,
                LIGHT => 255,
                other => panic!("another colour: {other:?}"),
            }
        };
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(wide * PIXELS, high * PIXELS, shade);
        let grids = image.detect_grids();
        let [grid] = grids.as_slice() else {
            panic!("{} codes", grids.len());
        };
        grid.decode().expect("a code").1
    }

    fn drawn(code: &Code, form: Form) -> Buffer {
        let (columns, rows) = code.cells(form);
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let area = *buffer.area();
        code.draw(form, &mut buffer, area);
        buffer
    }

    #[test]
    fn what_is_drawn_can_be_read_back() {
        for text in [LINK, &LINK.repeat(4), "æ"] {
            let code = Code::of(text).expect("a code");
            for ascii in [false, true] {
                let form = code.fitting(400, 400, ascii).expect("room");
                assert_eq!(decoded(&drawn(&code, form), form), text);
            }
        }
    }

    #[test]
    fn a_small_window_gets_a_narrower_margin_and_a_smaller_one_none() {
        let code = Code::of(LINK).expect("a code");
        let (columns, rows) = code.least(false);
        let form = code.fitting(columns, rows, false).expect("just so");
        assert_eq!(decoded(&drawn(&code, form), form), LINK);
        assert_eq!(code.fitting(columns - 1, rows, false), None);
        assert_eq!(code.fitting(columns, rows - 1, false), None);
    }
}
