//! The screen as an SVG picture, for the README.

use std::fmt::Write as _;

use vt100::{Cell, Color, Screen};

const CELL: (u32, u32) = (9, 19);
const MARGIN: u32 = 12;
const BACKGROUND: &str = "#14161a";
const TEXT: &str = "#d6d9de";

/// The sixteen colours of the terminal, as this picture shows them.
const ANSI: [&str; 16] = [
    "#2b2f36", "#e06c75", "#5fbf6f", "#d8b04c", "#5b9bd5", "#c678dd", "#3fb8bf", "#d6d9de",
    "#6b7280", "#ff8088", "#7fdc8f", "#f0cc6c", "#7bb8f0", "#dc98f0", "#5fd8df", "#ffffff",
];

/// How a run of cells looks.
#[derive(Clone, PartialEq)]
struct Style {
    text: String,
    background: Option<String>,
    bold: bool,
    dim: bool,
    underlined: bool,
}

impl Style {
    fn of(cell: &Cell) -> Self {
        let text = color(cell.fgcolor()).unwrap_or_else(|| TEXT.to_owned());
        let background = color(cell.bgcolor());
        let (text, background) = if cell.inverse() {
            (
                background.unwrap_or_else(|| BACKGROUND.to_owned()),
                Some(text),
            )
        } else {
            (text, background)
        };
        Self {
            text,
            background,
            bold: cell.bold(),
            dim: cell.dim(),
            underlined: cell.underline(),
        }
    }
}

impl Style {
    /// Without the background that the whole picture has.
    fn on(mut self, canvas: Option<&String>) -> Self {
        if self.background.as_ref() == canvas {
            self.background = None;
        }
        self
    }
}

fn color(color: Color) -> Option<String> {
    match color {
        Color::Default => None,
        // Black and white of a QR code.
        Color::Idx(16) => Some("#000000".to_owned()),
        Color::Idx(231) => Some("#ffffff".to_owned()),
        Color::Idx(index) => ANSI.get(usize::from(index)).map(|hex| (*hex).to_owned()),
        Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
    }
}

/// Draws the screen.
pub fn svg(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let width = u32::from(columns) * CELL.0 + 2 * MARGIN;
    let height = u32::from(rows) * CELL.1 + 2 * MARGIN;
    // The canvas of a theme, or the terminal's own.
    let canvas = screen
        .cell(1, columns - 1)
        .and_then(|cell| color(cell.bgcolor()));
    let ground = canvas.clone().unwrap_or_else(|| BACKGROUND.to_owned());
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>"
    );
    for row in 0..rows {
        let mut at = 0;
        while at < columns {
            let Some(cell) = screen.cell(row, at) else {
                break;
            };
            let style = Style::of(cell).on(canvas.as_ref());
            let start = at;
            let mut text = String::new();
            while at < columns
                && let Some(cell) = screen.cell(row, at)
                && Style::of(cell).on(canvas.as_ref()) == style
            {
                text.push_str(if cell.has_contents() {
                    cell.contents()
                } else {
                    " "
                });
                at += 1;
            }
            run(&mut out, (row, start, at), &style, &text);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn run(out: &mut String, (row, start, end): (u16, u16, u16), style: &Style, text: &str) {
    let x = u32::from(start) * CELL.0 + MARGIN;
    let y = u32::from(row) * CELL.1 + MARGIN;
    let width = u32::from(end - start) * CELL.0;
    if let Some(background) = &style.background {
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{background}\"/>",
            CELL.1
        );
    }
    if text.trim().is_empty() {
        return;
    }
    // Half blocks are modules of a QR code: a font would leave gaps between them.
    if text.chars().all(|c| c == '▀') {
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{}\"/>",
            f64::from(CELL.1) / 2.0,
            style.text
        );
        return;
    }
    let bold = if style.bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let dim = if style.dim { " opacity=\"0.65\"" } else { "" };
    let line = if style.underlined {
        " text-decoration=\"underline\""
    } else {
        ""
    };
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{}\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" \
         fill=\"{}\"{bold}{dim}{line}>{escaped}</text>",
        y + 14,
        style.text
    );
}
