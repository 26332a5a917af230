use proptest::prelude::*;

use super::*;

const TOKEN: &str = "VxLtcy_OWkWoPKqs4uFhTg";

#[test]
fn unmistakable_forms_are_recognised_and_ordinary_texts_are_not() {
    let guard = Guard::default();
    for (text, form) in [
        ("see v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA==", SecretForm::ApiKey),
        (
            "Authorization: Bearer VxLtcy_OWkWoPKqs4uFhTg",
            SecretForm::Bearer,
        ),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII", SecretForm::Pem),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln", SecretForm::Jwt),
        (
            "Integrationv1.us1.Fk9reKeyOfSomebodyElse77",
            SecretForm::ApiKey,
        ),
        ("V1.US1.FK9REKEYOFSOMEBODYELSE77", SecretForm::ApiKey),
        (
            "Integrationbearer Zx81Qm-OpaqueAccessToken",
            SecretForm::Bearer,
        ),
    ] {
        assert_eq!(guard.find(text), Some(form), "{text}");
        assert_eq!(guard.suspect(text), Some(form), "{text}");
    }
    for text in [
        "",
        "0a1b2c3d-3ffe-46b6-83e7-1a20f5a2beef",
        "v1.2.3 of the connector",
        "the bearer of bad news is here today",
        "-----BEGIN CERTIFICATE-----",
        "Café Nord – notes: call on Monday",
    ] {
        assert_eq!(guard.suspect(text), None, "{text}");
    }
    let knows = Guard::new(Arc::new(|text| !text.contains("hush")));
    assert_eq!(knows.find("a hush b"), Some(SecretForm::Known));
    assert!(!knows.clean("a hush b").contains("hush"));
}

#[test]
fn what_may_be_a_token_is_suspected_until_a_person_says_that_it_is_none() {
    let guard = Guard::default();
    for text in [
        TOKEN,
        &format!("App Id: x Token:{TOKEN}."),
        &format!("“{TOKEN}”"),
    ] {
        assert_eq!(guard.find(text), None, "{text}");
        assert_eq!(guard.suspect(text), Some(SecretForm::TokenLike), "{text}");
    }
    for text in [
        "planday_list_employees",
        "restaurantgruppen-oslo",
        "1234567890123456789012",
        "https://Restaurantgruppen-Oslo.planday.com/",
        "VxLtcy_OWkWoPKqs4uFhT",
        "VxLtcy_OWkWoPKqs4uFhTgg",
    ] {
        assert_eq!(guard.suspect(text), None, "{text}");
    }
    let clone = guard.clone();
    clone.allow(&format!("customer {TOKEN}"));
    assert_eq!(guard.suspect(TOKEN), None);
    guard.allow("v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA==");
    assert!(guard.suspect("v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA==").is_some());
}

#[test]
fn a_passphrase_is_the_whole_text_or_nothing() {
    let guard = Guard::default();
    guard.know_passphrase("north");
    assert_eq!(guard.find(" north "), Some(SecretForm::Passphrase));
    assert_eq!(guard.find("Café north"), None);
    assert_eq!(guard.find(""), None);
}

#[test]
fn the_part_that_belongs_elsewhere_is_found() {
    let guard = Guard::default();
    let moved = |text: &str| {
        let (input, range) = guard.movable(text)?;
        Some((input, text[range].to_owned()))
    };
    let token = Some((Input::TokenSecret, TOKEN.to_owned()));
    assert_eq!(moved(&format!("App Id: x Token: {TOKEN}")), token);
    assert_eq!(moved(&format!("Bearer {TOKEN}")), token);
    let key = "v1.eu1.Zm9vYmFyYmF6cXV4MTIzNA==";
    assert_eq!(
        moved(&format!("key {key}")),
        Some((Input::ApiKey, key.to_owned()))
    );
    assert_eq!(moved("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_token_is_suspected_wherever_it_stands(
        bytes in any::<[u8; 16]>(),
        before in "|.*[ :=“(]",
        after in "|[ ,;”)].*",
    ) {
        use base64::Engine as _;
        let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
        prop_assume!(is_mixed(token.as_bytes()));
        let text = format!("{before}{token}{after}");
        prop_assert!(Guard::default().suspect(&text).is_some());
    }
}
