//! The text field under fixed keys and under random ones.

use crossterm::event::{KeyCode, KeyModifiers};
use proptest::prelude::*;

use super::*;

fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
    KeyEvent::new(code, modifiers)
}

fn plain(code: KeyCode) -> KeyEvent {
    press(code, KeyModifiers::NONE)
}

fn control(c: char) -> KeyEvent {
    press(KeyCode::Char(c), KeyModifiers::CONTROL)
}

fn alt(c: char) -> KeyEvent {
    press(KeyCode::Char(c), KeyModifiers::ALT)
}

fn field(text: &str) -> TextField {
    TextField::new(Kind::Text).with(text)
}

/// Types each character.
fn type_in(field: &mut TextField, text: &str) {
    for c in text.chars() {
        assert_eq!(field.key(plain(KeyCode::Char(c))), Edit::Changed);
    }
}

/// The text with the cursor drawn in.
fn seen(field: &TextField) -> String {
    let (before, behind) = field.text().split_at(field.byte());
    format!("{before}|{behind}")
}

#[test]
fn motions_and_deletions_go_by_character_word_and_line() {
    for (key, expected) in [
        (plain(KeyCode::Left), "one t|wo three"),
        (plain(KeyCode::Right), "one two| three"),
        (
            press(KeyCode::Left, KeyModifiers::CONTROL),
            "one |two three",
        ),
        (
            press(KeyCode::Right, KeyModifiers::CONTROL),
            "one two |three",
        ),
        (alt('b'), "one |two three"),
        (alt('f'), "one two |three"),
        (plain(KeyCode::Home), "|one two three"),
        (plain(KeyCode::End), "one two three|"),
        (control('a'), "|one two three"),
        (control('e'), "one two three|"),
        (plain(KeyCode::Backspace), "one t|o three"),
        (control('h'), "one t|o three"),
        (plain(KeyCode::Delete), "one tw| three"),
        (control('w'), "one |o three"),
        (press(KeyCode::Backspace, KeyModifiers::ALT), "one |o three"),
        (alt('d'), "one tw|three"),
        (control('k'), "one tw|"),
        (control('u'), "|"),
    ] {
        let mut field = field("one two three");
        field.line.handle(InputRequest::SetCursor(6));
        assert_ne!(field.key(key), Edit::Ignored, "{key:?}");
        assert_eq!(seen(&field), expected, "{key:?}");
    }
}

#[test]
fn keys_of_others_are_left_to_them() {
    let mut field = field("abc");
    for code in [
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::Insert,
        KeyCode::F(1),
    ] {
        assert_eq!(field.key(plain(code)), Edit::Ignored, "{code:?}");
    }
    for c in "bcdfgijlmnopqrstvxyz1234568".chars() {
        assert_eq!(field.key(control(c)), Edit::Ignored, "Ctrl-{c}");
    }
    for c in "12345acpx".chars() {
        assert_eq!(field.key(alt(c)), Edit::Ignored, "Alt-{c}");
    }
    let mut released = plain(KeyCode::Char('x'));
    released.kind = crossterm::event::KeyEventKind::Release;
    assert_eq!(field.key(released), Edit::Ignored);
    assert_eq!(seen(&field), "abc|");
}

#[test]
fn undo_takes_back_words_pastes_and_what_was_emptied() {
    for undo in [
        control('7'),
        control('/'),
        control('_'),
        plain(KeyCode::Char('\u{1f}')),
    ] {
        let mut field = TextField::new(Kind::Text);
        type_in(&mut field, "one two");
        let _ = field.paste(" three\nfour");
        assert_eq!(field.key(control('u')), Edit::Changed);
        for expected in ["one two three four|", "one two|", "one |", "|"] {
            assert_eq!(field.key(undo), Edit::Changed);
            assert_eq!(seen(&field), expected);
        }
        assert!(matches!(field.key(undo), Edit::Refused(_)));
    }
}

#[test]
fn a_motion_ends_what_is_undone_in_one_step() {
    let mut field = TextField::new(Kind::Text);
    type_in(&mut field, "ac");
    let _ = field.key(plain(KeyCode::Left));
    type_in(&mut field, "b");
    let _ = field.undo();
    assert_eq!(seen(&field), "a|c");
    field.set("new");
    assert!(matches!(field.undo(), Edit::Refused(_)), "it began anew");
    type_in(&mut field, "er");
    field.forget_history();
    assert!(matches!(field.undo(), Edit::Refused(_)), "it is forgotten");
    assert_eq!(seen(&field), "newer|");
}

#[test]
fn a_replaced_text_can_be_brought_back() {
    let mut field = field("old");
    assert_eq!(field.paste_over("new value").sentence(), None);
    assert_eq!(field.replace("new"), Edit::Changed);
    assert_eq!(field.replace("new"), Edit::Moved);
    let _ = field.undo();
    assert_eq!(field.text(), "new value");
    let _ = field.undo();
    assert_eq!(field.text(), "old");
    let _ = field.paste("");
    assert!(matches!(field.undo(), Edit::Refused(_)));
}

#[test]
fn a_paste_goes_in_at_the_cursor_and_what_is_refused_changes_nothing() {
    let mut field = field("ad");
    let _ = field.key(plain(KeyCode::Left));
    assert!(
        field
            .paste("b\nc")
            .sentence()
            .expect("said")
            .starts_with('2')
    );
    assert_eq!(seen(&field), "ab c|d");
    let mut secret = TextField::new(Kind::Passphrase).with("kept");
    assert!(secret.paste_over("two\nlines").refused.is_some());
    assert_eq!(secret.text(), "kept");
}

#[test]
fn the_limit_is_told_and_what_is_longer_already_stays() {
    let mut field = TextField::new(Kind::Text).limited(3).with("abcd");
    assert_eq!((field.kind(), field.limit()), (Kind::Text, 3));
    let Edit::Refused(why) = field.insert('x') else {
        panic!("no room");
    };
    assert_eq!(
        why,
        "At most 3 characters fit here, so this one is not taken."
    );
    assert!(!field.paste("x").is_whole());
    assert_eq!(field.text(), "abcd");
    let _ = field.key(plain(KeyCode::Backspace));
    let _ = field.key(plain(KeyCode::Backspace));
    let pasted = field.paste("xyz");
    assert_eq!((pasted.taken, pasted.of, field.text()), (1, 3, "abx"));
}

#[test]
fn characters_that_cannot_be_seen_are_refused_where_they_have_no_place() {
    for (kind, c, taken) in [
        (Kind::Text, '\u{202e}', false),
        (Kind::Filter, '\u{200b}', false),
        (Kind::Exact, '\u{200b}', true),
        (Kind::Secret, '\u{200b}', true),
        (Kind::Exact, '\u{7}', false),
        (Kind::Secret, '\u{7}', false),
        (Kind::Word, ' ', false),
        (Kind::Filter, ' ', true),
    ] {
        let edit = TextField::new(kind).insert(c);
        assert_eq!(edit == Edit::Changed, taken, "{kind:?} {c:?}: {edit:?}");
    }
}

#[test]
fn a_secret_is_masked_until_it_is_revealed() {
    let mut field = TextField::new(Kind::Secret).with("hunter two");
    assert_eq!(field.shown(20, None), ("*".repeat(10), 10));
    assert_eq!(field.shown(20, Some('•')), ("•".repeat(10), 10));
    field.reveal(true);
    assert_eq!(field.shown(20, None), ("hunter two".into(), 10));
    assert_eq!(
        format!("{field:?}"),
        "TextField { kind: Secret, limit: 4096, .. }"
    );
    let _ = field.key(alt('b'));
    assert_eq!(field.cursor(), 0, "its words are not told");
    let mut plain = self::field("a");
    plain.reveal(true);
    assert!(!plain.is_revealed());
    assert_eq!(plain.shown(5, Some('*')), ("*".into(), 1));
}

#[test]
fn characters_that_grow_together_keep_the_cursor_outside() {
    let mut field = field("x\u{200d}");
    assert_eq!(field.text().chars().count(), 2);
    field.set("\u{301}");
    let _ = field.key(plain(KeyCode::Home));
    type_in(&mut field, "e");
    assert_eq!(seen(&field), "e\u{301}|");
    let _ = field.key(plain(KeyCode::Backspace));
    assert!(field.is_empty());
}

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
        Kind::Word,
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
