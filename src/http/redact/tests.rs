use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use url::form_urlencoded;

use super::*;

fn knowing(secret: &str) -> Redactor {
    let redactor = Redactor::default();
    redactor.protect(&Secret::new(secret));
    redactor
}

fn each<T>(parts: impl Iterator<Item = T>, form: impl Fn(T) -> String) -> String {
    parts.map(form).collect::<Vec<_>>().concat()
}

fn html(secret: &str) -> String {
    let named = [
        ('&', "&amp;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
        ('"', "&quot;"),
        ('\'', "&#39;"),
        ('+', "&plus;"),
        ('_', "&lowbar;"),
    ];
    each(secret.chars(), |c| {
        let name = named.iter().find(|(plain, _)| *plain == c);
        name.map_or(c.to_string(), |(_, name)| (*name).to_owned())
    })
}

/// Every form in which a secret may stand in a text.
fn forms(secret: &str) -> Vec<String> {
    let json = serde_json::to_string(secret).expect("JSON");
    let json = &json[1..json.len() - 1];
    let units = secret.encode_utf16();
    vec![
        secret.to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        each(secret.bytes(), |byte| match byte {
            plain if plain.is_ascii_alphanumeric() => char::from(plain).to_string(),
            other => format!("%{other:02x}"),
        }),
        each(secret.bytes(), |byte| format!("%{byte:02X}")),
        form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        json.to_owned(),
        json.replace('/', "\\/"),
        each(units.clone(), |unit| format!("\\u{unit:04x}")),
        each(units, |unit| format!("\\u{unit:04X}")),
        json.replace('\\', "\\\\").replace('"', "\\\""),
        each(secret.chars(), |c| format!("&#{};", u32::from(c))),
        each(secret.chars(), |c| format!("&#x{:X};", u32::from(c))),
        html(secret),
        html(secret).replace('&', "&amp;"),
        each(secret.bytes(), |byte| format!("{byte:02x}")),
        each(secret.bytes(), |byte| format!("{byte:02X}")),
        secret.to_ascii_uppercase(),
        secret.to_ascii_lowercase(),
        each(secret.chars(), |c| {
            // Broken up, a secret with such characters is another one.
            if secret.contains(text::is_invisible) {
                c.to_string()
            } else {
                format!("{c}\u{200b}")
            }
        }),
    ]
}

#[test]
fn every_occurrence_and_the_longest_secret() {
    let redactor = knowing("abcd");
    redactor.protect(&Secret::new("abcdef"));
    redactor.protect(&Secret::new("efgh"));
    assert_eq!(
        redactor.text("abcd, abcdef; abcdefgh abcdabcd"),
        "[redacted], [redacted]; [redacted] [redacted][redacted]"
    );
}

#[test]
fn a_secret_that_nobody_knows_is_told_by_its_form() {
    const JWT: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2lnbmF0dXJlMTIz";
    for redactor in [Redactor::default(), knowing("abcdefgh")] {
        for secret in [KEY, JWT] {
            let said = redactor.line(&format!("label{secret}, abc"), 200);
            assert_eq!(said, format!("label{PLACEHOLDER}, abc"));
            let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
            assert_eq!(redactor.text(&encoded), PLACEHOLDER);
            let broken: String = secret.chars().flat_map(|c| [c, '\u{fe0f}']).collect();
            assert!(!redactor.line(&broken, 900).contains("Jzd"));
            assert!(!redactor.line(&broken, 900).contains('m'));
        }
        let pem = "x -----BEGIN PRIVATE KEY-----\nMIIEpAIB\n-----END PRIVATE KEY----- y";
        assert_eq!(redactor.text(pem), format!("x {PLACEHOLDER} y"));
        let json = serde_json::to_string(pem).expect("JSON");
        assert_eq!(redactor.text(&json), format!("\"x {PLACEHOLDER} y\""));
        assert_eq!(
            redactor.text(&format!("Bearer {TOKEN}")),
            format!("Bearer {PLACEHOLDER}")
        );
        let long = format!("{}{JWT}", "a ".repeat(BODY_ON_RECORD / 2 - 10));
        let long = format!("{long}{}", " b".repeat(BODY_ON_RECORD));
        assert!(!redactor.body(long.as_bytes()).contains("eyJ"));
    }
}

#[test]
fn short_secrets_do_not_shred_the_text() {
    assert_eq!(knowing("abc").text("abcd"), "abcd");
    assert_eq!(knowing("åäö").text("åäö"), "åäö");
    assert_eq!(knowing("").text("abcd"), "abcd");
}

const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";
const KEY: &str = "v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA";

#[test]
fn a_secret_that_is_cut_is_found_from_eight_characters_on() {
    let redactor = knowing(TOKEN);
    redactor.protect(&Secret::new(KEY));
    for secret in [TOKEN, KEY] {
        let shared = if secret == KEY { "v1.eu1." } else { "" };
        for length in shared.len() + 9..secret.len() {
            for dots in ["...", "…", "****", ", which is unknown", ""] {
                let shown = redactor.text(&format!("the key {}{dots}", &secret[..length]));
                assert_eq!(shown, format!("the key {PLACEHOLDER}{dots}"));
            }
            let coded = STANDARD_NO_PAD.encode(&secret[..length]);
            let shown = redactor.text(&coded);
            assert!(
                shown.starts_with(PLACEHOLDER) && shown.len() < 14,
                "{shown}"
            );
        }
        let short = &secret[..shared.len() + 6];
        assert_eq!(redactor.text(short), short);
    }
}

#[test]
fn ordinary_text_is_not_shredded() {
    let redactor = Redactor::default();
    for secret in [
        TOKEN,
        KEY,
        "correct horse battery staple",
        "Passwordsesame",
        "connection-lost",
    ] {
        redactor.protect(&Secret::new(secret));
    }
    for text in [
        "v1.eu1.ordinary and v1.us2.words",
        "The correct horse is in the connection list; the password is wrong.",
        "GET /connect/authorize?client_id=0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef&scope=openid",
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ",
    ] {
        assert_eq!(redactor.text(text), text);
    }
}

/// What an issuer would send: the header is the same in all of them, and so is the beginning of the claims.
fn access_token(number: u32) -> Secret {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let claims = format!("{{\"iss\":\"https://id.example.com\",\"sub\":\"{number:08}\"}}");
    let signature = format!("{number:08}").repeat(40);
    Secret::new(format!(
        "{}.{}.{}",
        part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}"),
        part(&claims),
        part(&signature)
    ))
}

#[test]
fn access_tokens_are_forgotten_and_their_number_is_bounded() {
    let redactor = knowing(TOKEN);
    let count = || {
        let known = redactor.known();
        known.plain.count() + known.coded.count()
    };
    let few = count();
    let now = Instant::now();
    let hour = Duration::from_secs(3_600);
    let mut most = 0;
    for number in 0..10_000 {
        redactor.protect_until(&access_token(number), now, hour);
        most = most.max(count());
    }
    assert_eq!(most, few + MOST_PASSING * 5);
    let latest = access_token(9_999);
    assert_eq!(redactor.text(latest.expose()), PLACEHOLDER);
    // One bucket holds them all, and a text full of their common beginning is no more work for it.
    let others = access_token(10_001).expose().repeat(100);
    assert!(!redactor.text(&others).contains("eyJ"));
    redactor.protect_until(&access_token(10_002), now + hour + hour, hour);
    assert_eq!(count(), few + 5, "an hour later only the newest is known");
    assert_eq!(redactor.text(TOKEN), PLACEHOLDER);
}

#[test]
fn what_is_kept_for_good_is_not_forgotten_with_an_hour() {
    let redactor = Redactor::default();
    let now = Instant::now();
    let token = access_token(1);
    redactor.protect_until(&token, now, Duration::ZERO);
    redactor.protect(&token);
    redactor.protect_until(
        &access_token(2),
        now + Duration::from_secs(9),
        Duration::ZERO,
    );
    assert_eq!(redactor.text(token.expose()), PLACEHOLDER);
}

#[test]
fn a_long_text_is_looked_through_in_pieces() {
    let redactor = knowing(TOKEN);
    for before in [
        WINDOW - 30,
        WINDOW - 10,
        WINDOW,
        WINDOW + 300,
        3 * WINDOW - 1,
    ] {
        let text = format!("{}{TOKEN}{}", "x".repeat(before), "y".repeat(WINDOW));
        let expected = text.replace(TOKEN, PLACEHOLDER);
        assert_eq!(redactor.text(&text), expected);
    }
}

#[test]
fn a_secret_in_the_middle_of_base64_takes_its_shared_characters_along() {
    let redactor = knowing("k3y-of-us");
    for before in ["", "u", "us", "use"] {
        let text = STANDARD.encode(format!("{before}k3y-of-us:"));
        let kept = &text[..before.len() * 8 / 6];
        let shown = redactor.text(&text);
        assert!(
            shown.starts_with(&format!("{kept}{PLACEHOLDER}")),
            "{text} became {shown}"
        );
    }
}

#[test]
fn what_cleaning_takes_away_does_not_bring_a_secret_back() {
    let redactor = knowing("sesame-open");
    for raw in ["ses\u{200b}ame-open", "s\u{202e}es\u{ad}ame\u{feff}-open"] {
        assert_eq!(redactor.line(raw, 100), PLACEHOLDER);
        assert_eq!(redactor.body(raw.as_bytes()), PLACEHOLDER);
    }
    // Nor does a cut leave one half.
    assert_eq!(redactor.line("xx ses\u{200b}ame-open", 8), "xx [red…");
}

#[test]
fn a_body_is_cut_and_never_within_a_secret() {
    let secret = "0123456789".repeat(20);
    let redactor = knowing(&secret);
    for back in [0, 1, 50, 199, 200, 3_000] {
        let mut body = "x".repeat(BODY_ON_RECORD - back);
        body.push_str(&secret);
        body.push_str(&"é".repeat(50_000));
        for end in [body.len(), BODY_ON_RECORD - back + 120] {
            let shown = redactor.body(&body.as_bytes()[..end]);
            assert!(shown.len() <= BODY_ON_RECORD + '…'.len_utf8());
            // A body that ends within the secret ends in a part of it, which is nobody's secret any more.
            assert!(end < body.len() || !shown.contains("0123"), "{back}");
        }
    }
    // Secrets shrink: what was read last, here the first part of one, is drawn into sight.
    let body = format!("x{}", secret.repeat(200));
    assert!(!redactor.body(body.as_bytes()).contains("0123"));
    assert_eq!(redactor.body(b"caf\xe9"), "caf\u{fffd}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_form_of_a_secret_comes_through(
        // A character of its own in front, or the placeholder could contain the secret.
        secret in "§.{3,40}|[!-~]{8,60}",
        before in "[^%\\\\]{0,20}",
        after in ".{0,20}",
    ) {
        let redactor = knowing(&secret);
        for form in forms(&secret) {
            let shown = redactor.text(&format!("{before}{form}{after}"));
            prop_assert!(!shown.contains(&form), "{form} is in {shown}");
            prop_assert!(!shown.contains(&secret), "{secret} is in {shown}");
            prop_assert!(shown.contains(PLACEHOLDER));
        }
    }

    #[test]
    fn no_base64_of_a_secret_comes_through(
        secret in "§.{3,40}|[!-~]{8,60}",
        before in proptest::collection::vec(any::<u8>(), 0..7),
        after in proptest::collection::vec(any::<u8>(), 0..7),
    ) {
        let redactor = knowing(&secret);
        let whole = [&before[..], secret.as_bytes(), &after].concat();
        // All and only the characters that hold a bit of the secret.
        let kept = before.len() * 8 / 6;
        let gone = ((before.len() + secret.len()) * 8).div_ceil(6);
        for text in [STANDARD.encode(&whole), STANDARD_NO_PAD.encode(&whole),
                     URL_SAFE.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)] {
            let expected = format!("({}{PLACEHOLDER}{})", &text[..kept], &text[gone..]);
            prop_assert_eq!(redactor.text(&format!("({text})")), expected);
            let escaped = text.replace('/', "\\/");
            prop_assert!(redactor.text(&escaped).contains(PLACEHOLDER));
            let encoded = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
            prop_assert!(redactor.text(&encoded).contains(PLACEHOLDER));
        }
    }

    #[test]
    fn nothing_from_outside_makes_it_fail(text in ".{0,80}|[%+\\\\u0-9a-f\"é]{0,80}") {
        let redactor = knowing("a%b+");
        redactor.protect(&Secret::new("\u{e9}\u{e9}\u{e9}\u{e9}"));
        let shown = redactor.text(&text);
        prop_assert!(!shown.contains("a%b+"));
        redactor.body(text.as_bytes());
    }
}
