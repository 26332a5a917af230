//! The message that a customer gets with an auth link.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::secret::Secret;
use crate::zone::in_full;

/// A message ready to send: what to do, the link, until when it works. It carries the link's token, so it is a secret.
#[must_use]
pub fn link_message(url: &Secret, expires_at: Timestamp, zone: &TimeZone) -> Secret {
    message(url.expose(), expires_at, zone)
}

/// The same with the token left out, to be shown.
#[must_use]
pub fn link_message_preview(url: &Secret, expires_at: Timestamp, zone: &TimeZone) -> String {
    message(&link_without_token(url), expires_at, zone)
        .expose()
        .to_owned()
}

/// The address of a link as far as it is no secret: without its query, which carries the token.
#[must_use]
pub fn link_without_token(url: &Secret) -> String {
    let address = url.expose();
    let end = address.find(['?', '#']).unwrap_or(address.len());
    if end < address.len() {
        format!("{}?token=…", &address[..end])
    } else {
        "…".to_owned()
    }
}

fn message(url: &str, expires_at: Timestamp, zone: &TimeZone) -> Secret {
    let until = in_full(expires_at, zone);
    Secret::new(format!(
        "Hello,\n\nplease connect Planday here, as an Administrator of your Planday portal:\n{url}\n\nThe link works until {until}."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_has_the_link_and_its_end_and_the_preview_no_token() {
        let url = Secret::new("https://app.stackone.com/embedded/integrations?token=s3cret");
        let end: Timestamp = "2026-11-26T13:38:00Z".parse().expect("a time");
        let zone = TimeZone::UTC;
        let message = link_message(&url, end, &zone);
        assert!(message.expose().contains("token=s3cret"));
        assert!(
            message
                .expose()
                .contains("until Thu 26 Nov 2026, 13:38 (UTC)")
        );
        let preview = link_message_preview(&url, end, &zone);
        assert!(!preview.contains("s3cret") && preview.contains("integrations?token=…"));
        let odd = Secret::new("s3cret");
        assert_eq!(link_without_token(&odd), "…");
    }
}
