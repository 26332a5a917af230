//! The message that a customer is sent with a link.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::secret::Secret;

/// The message: plain text, without a subject. It holds the link's address, so it is a secret as well.
///
/// `zone_name` is what the time zone is called, such as `Europe/Copenhagen`: the customer may be in another one.
#[must_use]
pub fn customer_message(
    url: &Secret,
    expires_at: Timestamp,
    zone: &TimeZone,
    zone_name: &str,
) -> Secret {
    Secret::new(format!(
        "Hello,\n\nplease connect Planday here, as an Administrator:\n{}\n\nThe link works until {} ({zone_name}).",
        url.expose(),
        local_end(expires_at, zone),
    ))
}

/// When a link ends, in this time zone: `Thu 26 Nov 2026, 14:38`.
#[must_use]
pub fn local_end(expires_at: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(expires_at);
    local.strftime("%a %-d %b %Y, %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_says_what_to_do_until_when_and_in_which_time_zone() {
        let at: Timestamp = "2026-11-26T13:38:20Z".parse().expect("a time");
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let url = Secret::new("https://example.com/x");
        let message = customer_message(&url, at, &zone, "Europe/Copenhagen");
        assert_eq!(
            message.expose(),
            "Hello,\n\nplease connect Planday here, as an Administrator:\nhttps://example.com/x\n\n\
             The link works until Thu 26 Nov 2026, 14:38 (Europe/Copenhagen)."
        );
    }
}
