//! Which addresses are called, and by which way.

use url::{Host, Url};

use super::failure::Failure;

/// Whether the address is on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Refuses what must not be called: the call would go out in the clear, or carry credentials that nobody protects.
pub(super) fn check(url: &Url) -> Result<(), Failure> {
    let bad = |problem: String| Err(Failure::BadAddress { problem });
    if !matches!(url.scheme(), "http" | "https") {
        return bad(format!("{} is neither https nor http", url.scheme()));
    }
    if has_user(url) {
        return bad("it holds a user name or a password".to_owned());
    }
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return bad("it names no host".to_owned());
    };
    if url.scheme() == "http" && !is_loopback(url) {
        return Err(Failure::PlainHttp {
            host: host.to_owned(),
        });
    }
    Ok(())
}

/// The address as the record may show it, but for secrets by value.
pub(super) fn on_record(url: &Url) -> String {
    let mut shown = url.clone();
    if has_user(url) && shown.set_password(None).is_ok() && shown.set_username("redacted").is_ok() {
        return shown.into();
    }
    url.to_string()
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(raw: &str) -> Url {
        Url::parse(raw).expect("an address")
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for local in [
            "http://127.0.0.1:8080/",
            "http://127.255.3.4/",
            "http://[::1]:9/",
            "http://LOCALHOST/",
            "http://127.1/",
        ] {
            assert_eq!(check(&url(local)), Ok(()), "{local}");
            assert!(is_loopback(&url(local)), "{local}");
        }
        for remote in [
            "http://example.com/",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://128.0.0.1/",
            "http://0.0.0.0/",
            "http://[::2]/",
            "http://[::ffff:127.0.0.1]/",
        ] {
            assert!(
                matches!(check(&url(remote)), Err(Failure::PlainHttp { .. })),
                "{remote}"
            );
        }
        assert_eq!(check(&url("https://example.com/")), Ok(()));
    }

    #[test]
    fn other_schemes_and_users_are_refused() {
        for bad in [
            "ftp://localhost/",
            "file:///etc/passwd",
            "https://user@example.com/",
            "https://:word@example.com/",
            "data:text/plain,x",
        ] {
            assert!(
                matches!(check(&url(bad)), Err(Failure::BadAddress { .. })),
                "{bad}"
            );
        }
    }

    #[test]
    fn the_record_shows_no_user() {
        assert_eq!(
            on_record(&url("https://user:word@example.com/a?b=c")),
            "https://redacted@example.com/a?b=c"
        );
        assert_eq!(
            on_record(&url("https://example.com/")),
            "https://example.com/"
        );
    }
}
