//! The two ways `StackOne` pages: by number, and by cursor (stackone.md 9).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::problem::Problem;
use crate::sandbox::call::Call;

/// The documented page size, when none is asked for.
const DEFAULT: usize = 25;

/// The most a page holds. No maximum is documented; larger sizes are cut to this one.
const MOST: usize = 100;

/// A page asked for by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Which, from 1.
    pub number: usize,
    /// How many at most.
    pub size: usize,
}

impl Page {
    /// The page that a request asks for.
    pub fn of(call: &Call) -> Result<Self, Problem> {
        Ok(Self {
            number: positive(call, "page", 1)?,
            size: size(call)?,
        })
    }

    /// How many records come before it.
    pub fn skip(self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }
}

/// The page size asked for.
pub fn size(call: &Call) -> Result<usize, Problem> {
    Ok(positive(call, "page_size", DEFAULT)?.min(MOST))
}

fn positive(call: &Call, name: &str, default: usize) -> Result<usize, Problem> {
    match call.query(name) {
        None | Some("" | "null") => Ok(default),
        Some(sent) => {
            let number = sent.parse().ok().filter(|number| *number > 0);
            number.ok_or_else(|| Problem::invalid(format!("{name} must be a positive number")))
        }
    }
}

/// The cursor for what starts at this place; nobody but this server can read it.
pub fn cursor(place: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("place:{place}"))
}

/// Where a cursor points.
pub fn place(cursor: &str) -> Result<usize, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let place = text
        .as_deref()
        .and_then(|text| text.strip_prefix("place:"))
        .and_then(|place| place.parse().ok());
    place.ok_or_else(|| Problem::invalid("next must be a cursor that was returned before"))
}

/// Where the cursor of a request points; the start, when there is none.
pub fn start(call: &Call) -> Result<usize, Problem> {
    call.query("next")
        .filter(|next| !next.is_empty() && *next != "null")
        .map_or(Ok(0), place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        assert_eq!(place(&cursor(75)), Ok(75));
        assert!(place("75").is_err());
        assert!(place("").is_err());
    }
}
