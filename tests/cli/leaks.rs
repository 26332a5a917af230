//! Looking for secrets where none may be.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode_byte, utf8_percent_encode};

/// The forms in which a secret could stand in a text.
fn forms(secret: &str) -> Vec<String> {
    let every_byte: String = secret.bytes().map(percent_encode_byte).collect();
    let mut forms = vec![
        secret.to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        every_byte.to_lowercase(),
        every_byte,
    ];
    // Within a longer text that is encoded, it may begin at any of three places; its edges depend on its neighbours.
    for shift in 0..3 {
        let padded = [vec![0; shift], secret.as_bytes().to_vec()].concat();
        let sure = (shift * 8).div_ceil(6)..padded.len() * 8 / 6;
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            forms.push(engine.encode(&padded)[sure.clone()].to_owned());
        }
    }
    forms
}

/// None of the secrets is in any of the texts, each given with its name.
pub fn assert_none(secrets: &[String], texts: &[(&str, &str)]) {
    for secret in secrets {
        assert!(secret.len() >= 16, "a secret to look for: {secret}");
        for form in forms(secret) {
            for (name, text) in texts {
                assert!(!text.contains(&form), "{form} is in the {name}: {text}");
            }
        }
    }
}

/// The values of a member in everything that a service answered.
pub fn members(answers: &str, name: &str) -> Vec<String> {
    let before = format!("\"{name}\":\"");
    answers
        .split(&before)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}
