//! The text field under fixed keys.

use crossterm::event::{KeyCode, KeyModifiers};

use super::*;

pub(super) fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
    KeyEvent::new(code, modifiers)
}

pub(super) fn plain(code: KeyCode) -> KeyEvent {
    press(code, KeyModifiers::NONE)
}

pub(super) fn control(c: char) -> KeyEvent {
    press(KeyCode::Char(c), KeyModifiers::CONTROL)
}

pub(super) fn alt(c: char) -> KeyEvent {
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
    assert_eq!((field.kind, field.limit), (Kind::Text, 3));
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
fn a_long_value_begins_with_its_first_character_at_rest() {
    let field = field("abcdefgh");
    assert_eq!(field.shown(6, None), ("…efgh".into(), 5));
    assert_eq!(field.shown_at_rest(6, None), "abcde…");
    let secret = TextField::new(Kind::Secret).with("abcdefgh");
    assert_eq!(secret.shown_at_rest(6, None), "*****…");
    // What is compared shows even a space that is none.
    let exact = TextField::new(Kind::Exact).with("a\u{a0}b");
    assert_eq!(exact.shown_at_rest(6, None), "a\u{fffd}b");
}

#[test]
fn keys_of_a_text_are_known_without_one() {
    for key in [
        plain(KeyCode::Home),
        control('u'),
        alt('b'),
        plain(KeyCode::Char('x')),
    ] {
        assert!(takes(key), "{key:?}");
    }
    for key in [
        plain(KeyCode::PageUp),
        control('d'),
        control('f'),
        plain(KeyCode::F(1)),
    ] {
        assert!(!takes(key), "{key:?}");
    }
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
