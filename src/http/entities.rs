//! The character references of HTML that can stand for a character of a credential.

/// The longest reference that is read, in bytes: a named one, or a numeric one with zeros in front.
const LONGEST: usize = 20;

/// The named references of the characters that credentials are made of, or that an encoder escapes beside them.
const NAMED: [(&str, char); 40] = [
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("dash", '-'),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("equals", '='),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("verbar", '|'),
    ("rcub", '}'),
    ("tilde", '~'),
];

/// The character that a reference at the start of `bytes` stands for, and the reference's length.
pub(super) fn reference(bytes: &[u8]) -> Option<(char, usize)> {
    let inside = bytes.strip_prefix(b"&")?;
    if inside.first() == Some(&b'#') {
        return numeric(&inside[1..]);
    }
    let end = inside
        .iter()
        .take(LONGEST)
        .position(|byte| *byte == b';')
        .unwrap_or(0);
    let name = std::str::from_utf8(&inside[..end]).ok()?;
    let (_, c) = NAMED.iter().find(|(known, _)| *known == name)?;
    Some((*c, end + 2))
}

/// A numeric reference, behind its `&#`: browsers read it without its `;` too.
fn numeric(inside: &[u8]) -> Option<(char, usize)> {
    let (radix, digits) = match inside {
        [b'x' | b'X', digits @ ..] => (16, digits),
        digits => (10, digits),
    };
    let length = digits
        .iter()
        .take(LONGEST)
        .take_while(|byte| char::from(**byte).is_digit(radix))
        .count();
    let number = std::str::from_utf8(&digits[..length]).ok()?;
    let c = char::from_u32(u32::from_str_radix(number, radix).ok()?)?;
    let prefix = 2 + inside.len() - digits.len();
    let end = usize::from(digits.get(length) == Some(&b';'));
    Some((c, prefix + length + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_decimal_and_hexadecimal_references_are_read() {
        for (text, expected) in [
            ("&amp;x", ('&', 5)),
            ("&#43;", ('+', 5)),
            ("&#x2B;", ('+', 6)),
            ("&#X002b;", ('+', 8)),
            ("&lowbar;", ('_', 8)),
            ("&#x1F600;", ('😀', 9)),
            ("&#43b", ('+', 4)),
            ("&#x2B-", ('+', 5)),
            ("&#X2b", ('+', 5)),
        ] {
            assert_eq!(reference(text.as_bytes()), Some(expected), "{text}");
        }
        for text in [
            "&",
            "&;",
            "&nothing;",
            "&#;",
            "&#xD800;",
            "&#x;",
            "&#xg",
            "&amp",
            "amp;",
            "& b;",
        ] {
            assert_eq!(reference(text.as_bytes()), None, "{text}");
        }
    }
}
