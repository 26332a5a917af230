use futures::stream;
use tokio::sync::mpsc;

use super::*;

/// The bytes of a terminal as the library for terminals reads them.
fn keys(text: &str) -> Vec<Event> {
    let mut events = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let (code, modifiers) = match c {
            '\x1b' => match chars.next_if(|next| matches!(next, ']' | '\\')) {
                Some(next) => (KeyCode::Char(next), KeyModifiers::ALT),
                None => (KeyCode::Esc, KeyModifiers::NONE),
            },
            // Escape at the end of one read, with the rest in the next.
            '␛' => (KeyCode::Esc, KeyModifiers::NONE),
            '\x07' => (KeyCode::Char('g'), KeyModifiers::CONTROL),
            c if c.is_uppercase() => (KeyCode::Char(c), KeyModifiers::SHIFT),
            c => (KeyCode::Char(c), KeyModifiers::NONE),
        };
        events.push(Event::Key(KeyEvent::new(code, modifiers)));
    }
    events
}

fn asked(text: &str) -> Keys<impl Stream<Item = io::Result<Event>> + Unpin> {
    let mut asked = Keys::new(stream::iter(keys(text).into_iter().map(Ok)));
    asked.state = State::Asked;
    asked
}

async fn typed(text: &str) -> Vec<Event> {
    asked(text)
        .map(|event| event.expect("an event"))
        .collect()
        .await
}

#[tokio::test]
async fn no_answer_is_typed_however_it_comes() {
    for answer in [
        "\x1b]11;rgb:1515/1717/1c1c\x1b\\",
        "\x1b]11;rgb:15/17/1C\x07",
        "\x1b]11;#15171c\x07",
        "\x1b]11;rgba:ffff/ffff/ffff/ffff\x1b\\",
        "\x1b]11;unknown\x07",
    ] {
        assert_eq!(typed(answer).await, [], "{answer:?}");
        let two = format!("ab{answer}cd{answer}e");
        assert_eq!(typed(&two).await, keys("abcde"), "{answer:?}");
    }
    let in_pieces = "ab␛]11;rgb:1515/1717/1c1c␛\\cd";
    assert_eq!(typed(in_pieces).await, keys("abcd"));
}

#[tokio::test]
async fn what_only_begins_like_an_answer_is_typed() {
    for text in [
        "\x1b]x",
        "\x1b]11x",
        "\x1b]1\x1b]11x",
        "\x1b",
        "\x1bq",
        "]11;rgb:1/2/3\x07",
        "\x1b\\",
        "a\x07b",
    ] {
        assert_eq!(typed(text).await, keys(text), "{text:?}");
    }
}

#[tokio::test]
async fn where_nothing_was_asked_every_key_is_one() {
    let text = "\x1b]11;rgb:1/2/3\x07";
    let silent = Keys::new(stream::iter(keys(text).into_iter().map(Ok)));
    let typed: Vec<_> = silent.map(|event| event.expect("an event")).collect().await;
    assert_eq!(typed, keys(text));
}

#[tokio::test]
async fn an_answer_that_breaks_off_takes_no_key_with_it() {
    let rest = format!("{}abc", "\x1b]11;rgb:15\r");
    let mut events = keys(&rest);
    // Enter, as no answer has it.
    events[10] = Event::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE));
    let mut broken = Keys::new(stream::iter(events.clone().into_iter().map(Ok)));
    broken.state = State::Asked;
    let typed: Vec<_> = broken.map(|event| event.expect("an event")).collect().await;
    assert_eq!(typed, events[events.len() - 4..]);
}

#[tokio::test(start_paused = true)]
async fn what_is_typed_before_the_answer_is_kept_and_the_answer_told() {
    let (send, receive) = mpsc::unbounded_channel();
    let events = stream::unfold(receive, |mut receive| async {
        Some((receive.recv().await?, receive))
    });
    let mut keys_of = Keys::new(Box::pin(events));
    let say = |text: &str| {
        for event in keys(text) {
            send.send(Ok(event)).expect("listened to");
        }
    };
    say("v\x1b]11;rgb:ffff/ffff/ffff\x1b\\w");
    assert_eq!(keys_of.is_dark(PIECE).await, Some(false));
    // Esc waits for a moment, as it may be the beginning of an answer; then it is Esc.
    let mut typed = Vec::new();
    for _ in 0..2 {
        typed.push(keys_of.next().await.expect("a key").expect("an event"));
    }
    assert_eq!(typed, keys("vw"));
}

#[tokio::test(start_paused = true)]
async fn no_answer_ends_the_wait_and_a_late_one_is_still_no_key() {
    let (send, receive) = mpsc::unbounded_channel();
    let events = stream::unfold(receive, |mut receive| async {
        Some((receive.recv().await?, receive))
    });
    let mut keys_of = Keys::new(Box::pin(events));
    assert_eq!(keys_of.is_dark(PIECE).await, None);
    for event in keys("\x1b]11;rgb:1/2/3\x07\x1b") {
        send.send(Ok(event)).expect("listened to");
    }
    let next = keys_of.next().await.expect("a key").expect("an event");
    assert_eq!([next], *keys("\x1b"));
    // What has begun and does not end is dropped, and the next key is one again.
    for event in keys("\x1b]11;rgb:1") {
        send.send(Ok(event)).expect("listened to");
    }
    let waits = timeout(2 * WHOLE, keys_of.next()).await;
    assert!(waits.is_err(), "nothing was typed");
    send.send(Ok(keys("q").remove(0))).expect("listened to");
    let next = keys_of.next().await.expect("a key").expect("an event");
    assert_eq!([next], *keys("q"));
}

#[test]
fn a_colour_is_read_as_terminals_write_it() {
    let cases = [
        ("rgb:0000/0000/0000", Some(true)),
        ("rgb:fcfc/fcfc/fbfb", Some(false)),
        ("rgb:f/f/f", Some(false)),
        ("rgba:00/2b/36/ff", Some(true)),
        ("#fdf6e3", Some(false)),
        ("#000", Some(true)),
        ("#", None),
        ("rgb:1/2", None),
        ("rgb:12345/1/1", None),
        ("?", None),
        ("", None),
    ];
    for (answer, expected) in cases {
        assert_eq!(is_dark(answer), expected, "{answer:?}");
    }
}
