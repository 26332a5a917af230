//! JSON with its structure made visible. Works on the text alone, so that a body that was cut still reads well, and order,
//! numbers and spelling stay as they came.

/// Whether the text is meant as JSON, and its structure is not seen.
pub(crate) fn is_json(body: &str) -> bool {
    body.starts_with(['{', '[']) && !body.contains('\n')
}

/// The text in lines; one that is no JSON as it is. Folded, what is in the outermost fields is left out.
pub(crate) fn lines(body: &str, folded: bool) -> Vec<String> {
    if !is_json(body) {
        return body.lines().map(str::to_owned).collect();
    }
    let all = indented(body);
    if !folded {
        return all.lines().map(str::to_owned).collect();
    }
    let mut lines: Vec<String> = Vec::new();
    let mut is_left_out = false;
    for line in all.lines() {
        let depth = (line.len() - line.trim_start().len()) / 2;
        let ends = line.trim_start().starts_with(['}', ']']);
        match lines.last_mut() {
            Some(last) if depth >= 2 => {
                if !is_left_out {
                    last.push_str(" …");
                }
                is_left_out = true;
            }
            Some(last) if depth == 1 && ends && is_left_out => {
                last.push(' ');
                last.push_str(line.trim_start());
                is_left_out = false;
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The name of the field that a line begins with, with its quotes: how many bytes it takes.
pub(crate) fn field(line: &str) -> Option<usize> {
    let rest = line.strip_prefix('"')?;
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' if !escaped => {
                let end = at + 2;
                return line[end..].starts_with(':').then_some(end);
            }
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

fn indented(body: &str) -> String {
    let mut out = String::with_capacity(body.len() * 3 / 2);
    let mut depth = 0_usize;
    let mut in_text = false;
    let mut escaped = false;
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        if in_text {
            out.push(c);
            in_text = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '"' => {
                in_text = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                if matches!(chars.peek(), Some('}' | ']')) {
                    out.extend(chars.next());
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    // Deeper than this, the structure is lost on a screen anyway.
    out.extend(std::iter::repeat_n("  ", depth.min(12)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_even_where_it_was_cut() {
        let shown = lines(r#"{"a":[1,{}],"b":"x,\"{y}"#, false);
        let expected = "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": \"x,\\\"{y}";
        assert_eq!(shown, expected.lines().collect::<Vec<_>>());
        assert_eq!(lines("a=1&b=2", true), ["a=1&b=2"]);
    }

    #[test]
    fn folded_only_the_outermost_fields_stand_there() {
        let shown = lines(r#"{"data":[{"id":1},{"id":2}],"next":null}"#, true);
        let expected = ["{", "  \"data\": [ … ],", "  \"next\": null", "}"];
        assert_eq!(shown, expected);
        let cut = lines(r#"{"data":[{"id":1},{"i"#, true);
        assert_eq!(cut, ["{", "  \"data\": [ …"]);
    }

    #[test]
    fn the_name_of_a_field_is_told_from_a_text() {
        assert_eq!(field(r#""a\"b": 1"#), Some(6));
        assert_eq!(field(r#""a: b","#), None);
        assert_eq!(field("1,"), None);
    }
}
