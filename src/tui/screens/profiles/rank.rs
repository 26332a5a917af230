//! Which of the rows that a filter finds is meant first: the one whose name has the words at its beginning.

/// How far a name, in small letters, is from what is looked for; 0 is nearest.
pub(crate) fn rank<'a>(name: &str, texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| of_text(name, text)).sum()
}

fn of_text(name: &str, text: &str) -> usize {
    match name.find(text) {
        Some(0) if name.len() == text.len() => 0,
        Some(0) => 1,
        Some(_) if begins_a_word(name, text) => 2,
        Some(_) => 3,
        None => 4,
    }
}

fn begins_a_word(name: &str, text: &str) -> bool {
    let mut places = name.match_indices(text);
    places.any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_name_is_nearer_than_its_middle_and_another_text() {
        let one = |name: &str| rank(name, ["nor"].into_iter());
        let names = ["nor", "nord", "acme nord", "minor", "acme"];
        let ranks = names.map(one);
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
        assert_eq!(one("minor nord"), one("acme nord"), "any place counts");
        let both = |name: &str| rank(name, ["acme", "nor"].into_iter());
        assert!(both("acme nord") < both("xacme nord"));
    }
}
