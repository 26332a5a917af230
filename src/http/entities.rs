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
    let end = inside
        .iter()
        .take(LONGEST)
        .position(|byte| *byte == b';')
        .unwrap_or(0);
    let name = std::str::from_utf8(&inside[..end]).ok()?;
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        },
        None => NAMED
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, c)| u32::from(*c)),
    };
    Some((char::from_u32(number?)?, end + 2))
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
        ] {
            assert_eq!(reference(text.as_bytes()), Some(expected), "{text}");
        }
        for text in [
            "&",
            "&;",
            "&nothing;",
            "&#;",
            "&#xD800;",
            "&amp",
            "amp;",
            "& b;",
        ] {
            assert_eq!(reference(text.as_bytes()), None, "{text}");
        }
    }
}
