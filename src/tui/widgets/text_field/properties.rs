//! The text field under random keys and pastes.

use crossterm::event::{KeyCode, KeyModifiers};
use proptest::prelude::*;

use super::tests::{alt, control, plain, press};
use super::*;

/// Something a person does to a field.
#[derive(Debug, Clone)]
enum Act {
    Key(KeyEvent),
    Paste(String),
    PasteOver(String),
}

fn text() -> impl Strategy<Value = String> {
    "([a-c \\-.:]|é|e\u{301}|日|👩\u{200d}👧|🇩|🇰|\u{202e}|\t|\n|\u{1b}|\\PC){0,12}"
}

fn act() -> impl Strategy<Value = Act> {
    let letters = prop::sample::select(vec![
        'a', 'b', ' ', '.', 'é', '\u{301}', '日', '👩', '\u{200d}', '👧', '🇩', '🇰', '\u{202e}',
    ]);
    let keys = prop::sample::select(vec![
        plain(KeyCode::Left),
        plain(KeyCode::Right),
        plain(KeyCode::Home),
        plain(KeyCode::End),
        plain(KeyCode::Backspace),
        plain(KeyCode::Delete),
        plain(KeyCode::Enter),
        plain(KeyCode::Tab),
        press(KeyCode::Left, KeyModifiers::CONTROL),
        press(KeyCode::Right, KeyModifiers::CONTROL),
        press(KeyCode::Backspace, KeyModifiers::ALT),
        alt('b'),
        alt('d'),
        alt('f'),
        control('a'),
        control('e'),
        control('k'),
        control('u'),
        control('w'),
        control('7'),
    ]);
    prop_oneof![
        4 => letters.prop_map(|c| Act::Key(plain(KeyCode::Char(c)))),
        4 => keys.prop_map(Act::Key),
        1 => text().prop_map(Act::Paste),
        1 => text().prop_map(Act::PasteOver),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Text,
        Kind::Exact,
        Kind::Secret,
        Kind::Passphrase,
        Kind::Filter,
    ])
}

fn is_between_characters(field: &TextField) -> bool {
    let at = field.byte();
    at == field.text().len()
        || field
            .text()
            .grapheme_indices(true)
            .any(|(start, _)| start == at)
}

/// Whether `short` is `long` with some characters taken out.
fn is_part_of(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_goes_only_by_deleting_and_the_limit_and_the_cursor_hold(
        kind in kind(),
        acts in prop::collection::vec(act(), 0..60),
        limit in 0_usize..40,
    ) {
        let mut field = TextField::new(kind).limited(limit);
        for act in acts {
            let before = field.text().to_owned();
            match act.clone() {
                Act::Key(key) => {
                    let edit = field.key(key);
                    let is_a_letter = matches!(
                        (key.code, key.modifiers),
                        (KeyCode::Char(_), KeyModifiers::NONE)
                    );
                    match edit {
                        Edit::Changed if is_a_letter => {
                            prop_assert!(is_part_of(&before, field.text()));
                            prop_assert_eq!(field.text().chars().count(), before.chars().count() + 1);
                        }
                        Edit::Changed if key == control('7') => {}
                        // It was deleted: what is left stood there before.
                        Edit::Changed => prop_assert!(is_part_of(field.text(), &before)),
                        Edit::Moved | Edit::Ignored | Edit::Refused(_) => {
                            prop_assert_eq!(field.text(), &before);
                        }
                    }
                    if matches!(key.code, KeyCode::Enter | KeyCode::Tab) {
                        prop_assert_eq!(edit, Edit::Ignored);
                    }
                }
                Act::Paste(text) => {
                    let pasted = field.paste(&text);
                    prop_assert!(is_part_of(&before, field.text()));
                    prop_assert_eq!(field.text().chars().count(), before.chars().count() + pasted.taken);
                    prop_assert!(pasted.is_whole() || pasted.sentence().is_some());
                }
                Act::PasteOver(text) => {
                    let pasted = field.paste_over(&text);
                    if pasted.taken == 0 {
                        prop_assert_eq!(field.text(), &before);
                    } else {
                        prop_assert_eq!(field.text().chars().count(), pasted.taken);
                    }
                }
            }
            prop_assert!(field.text().chars().count() <= limit);
            prop_assert!(!field.text().contains(['\n', '\r']));
            prop_assert!(is_between_characters(&field), "{act:?}: {:?} at {}", field.text(), field.cursor());
        }
    }

    #[test]
    fn undo_leads_back_through_earlier_texts_to_the_first(
        begun in "[a-c é]{0,8}",
        acts in prop::collection::vec(act(), 0..60),
    ) {
        let mut field = TextField::new(Kind::Text).with(&begun);
        let mut earlier = vec![begun.clone()];
        for act in acts {
            match act {
                // A step back is a text like any other afterwards.
                Act::Key(key) => {
                    if key == control('7') {
                        if field.key(key) == Edit::Changed {
                            let at = earlier.iter().rposition(|text| text == field.text());
                            prop_assert!(at.is_some());
                        }
                    } else {
                        let _ = field.key(key);
                    }
                }
                Act::Paste(text) => _ = field.paste(&text),
                Act::PasteOver(text) => _ = field.paste_over(&text),
            }
            if earlier.last().is_none_or(|last| last != field.text()) {
                earlier.push(field.text().to_owned());
            }
        }
        let steps = field.history.len();
        let mut left = earlier.len();
        for _ in 0..steps {
            prop_assert_eq!(field.undo(), Edit::Changed);
            let at = earlier[..left].iter().rposition(|text| text == field.text());
            prop_assert!(at.is_some(), "{:?} is none of {earlier:?}", field.text());
            prop_assert!(is_between_characters(&field));
            left = at.expect("found") + 1;
        }
        prop_assert_eq!(field.text(), begun);
    }

    #[test]
    fn a_secret_shows_nothing_and_keeps_nothing(
        kind in prop::sample::select(vec![Kind::Secret, Kind::Passphrase]),
        acts in prop::collection::vec(act(), 0..40),
        cells in 0_usize..20,
    ) {
        let mut field = TextField::new(kind);
        for act in acts {
            match act {
                Act::Key(key) => _ = field.key(key),
                Act::Paste(text) => _ = field.paste(&text),
                Act::PasteOver(text) => _ = field.paste_over(&text),
            }
            for mask in [None, Some('*')] {
                let (drawn, column) = field.shown(cells, mask);
                prop_assert!(drawn.chars().all(|c| matches!(c, '*' | '…')), "{drawn:?}");
                prop_assert!(drawn.chars().count() <= cells && column <= cells);
            }
            prop_assert_eq!(field.history.len(), 0);
            prop_assert!(matches!(field.undo(), Edit::Refused(_)));
            prop_assert_eq!(
                format!("{field:?}"),
                format!("TextField {{ kind: {kind:?}, limit: 4096, .. }}")
            );
        }
    }
}
