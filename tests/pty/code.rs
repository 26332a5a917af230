//! A QR code on the screen, read as a phone reads it: out of the colours of the cells.

use vt100::{Color, Screen};

/// How many pixels a module is made of.
const PIXELS: usize = 4;

/// The two colours of a code, and no others, make up its rectangle.
fn shade(color: Color) -> Option<u8> {
    match color {
        Color::Idx(16) => Some(0),
        Color::Idx(231) => Some(255),
        _ => None,
    }
}

/// The text of the code on the screen; none where there is none, or not a whole one.
pub fn read(screen: &Screen) -> Option<String> {
    let (rows, columns) = screen.size();
    let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
    let drawn = |(row, column): &(u16, u16)| {
        let cell = screen.cell(*row, *column);
        cell.is_some_and(|cell| shade(cell.fgcolor()).is_some() && shade(cell.bgcolor()).is_some())
    };
    let found: Vec<_> = cells.filter(drawn).collect();
    let top = found.iter().map(|(row, _)| *row).min()?;
    let bottom = found.iter().map(|(row, _)| *row).max()?;
    let left = found.iter().map(|(_, column)| *column).min()?;
    let right = found.iter().map(|(_, column)| *column).max()?;
    let (wide, high) = (
        usize::from(right - left + 1),
        2 * usize::from(bottom - top + 1),
    );
    let pixel = |x: usize, y: usize| {
        let (x, y) = (x / PIXELS, y / PIXELS);
        let row = top + u16::try_from(y / 2).expect("a row");
        let column = left + u16::try_from(x).expect("a column");
        let cell = screen.cell(row, column);
        let color = cell.map(|cell| {
            if y % 2 == 0 {
                cell.fgcolor()
            } else {
                cell.bgcolor()
            }
        });
        color.and_then(shade).unwrap_or(255)
    };
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(wide * PIXELS, high * PIXELS, pixel);
    let grids = image.detect_grids();
    grids.first()?.decode().ok().map(|(_, text)| text)
}
