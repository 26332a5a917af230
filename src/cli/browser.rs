//! The machine's browser, and how it gets an address that holds a token.
//!
//! The arguments of a program can be read by every user of the machine, and the one that opens a page takes it as an argument. So it
//! is given an address on this machine that sends the browser on, once.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::secret::Secret;
use crate::tui::message::Page;

/// How long the address on this machine waits for the browser.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a connection may stay open behind the answer.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Opens the page with `opener`. Needs the context of the runtime.
///
/// An error means that no browser of this machine's can be expected to show it.
pub(super) fn open(
    page: &Page,
    env: &impl Fn(&str) -> Option<String>,
    opener: impl FnOnce(&str) -> io::Result<()>,
) -> io::Result<()> {
    if page.shown {
        return opener(page.url.expose());
    }
    if is_elsewhere(env) {
        return Err(io::Error::other("the browser is on another machine"));
    }
    let once = Once::wait(page.url.clone(), PATIENCE)?;
    opener(&once.address).inspect_err(|_| once.done.cancel())
}

/// Whether the person sits at another machine, whose browser does not reach this one.
fn is_elsewhere(env: &impl Fn(&str) -> Option<String>) -> bool {
    ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"]
        .iter()
        .any(|name| env(name).is_some_and(|value| !value.is_empty()))
}

/// An address that answers once.
struct Once {
    address: String,
    /// Ends the waiting.
    done: CancellationToken,
}

#[derive(Clone)]
struct Waiting {
    link: Arc<Mutex<Option<Secret>>>,
    done: CancellationToken,
}

impl Once {
    /// Listens on this machine alone until the link was asked for, or the time is over.
    fn wait(link: Secret, patience: Duration) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        // Only who was given the address knows this: other users of the machine can reach the port.
        let path = format!("/{}", Uuid::new_v4().simple());
        let address = format!("http://{}{path}", listener.local_addr()?);
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let done = CancellationToken::new();
        let waiting = Waiting {
            link: Arc::new(Mutex::new(Some(link))),
            done: done.clone(),
        };
        let router = Router::new().route(&path, any(answer)).with_state(waiting);
        let ends = done.clone();
        tokio::spawn(async move {
            let serving = axum::serve(listener, router)
                .with_graceful_shutdown(ends.clone().cancelled_owned());
            let serving = tokio::spawn(serving.into_future());
            // Nobody asked for it, or somebody did: either way nothing is left to wait for.
            let _ = tokio::time::timeout(patience, ends.cancelled()).await;
            ends.cancel();
            tokio::time::sleep(LAST_WORDS).await;
            serving.abort();
        });
        Ok(Self { address, done })
    }
}

async fn answer(State(waiting): State<Waiting>, method: Method) -> Response {
    const NO_STORE: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store");
    // A look ahead must not use it up.
    if method != Method::GET {
        return (StatusCode::METHOD_NOT_ALLOWED, [NO_STORE]).into_response();
    }
    let mut link = waiting.link.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(link) = link.take() else {
        return (StatusCode::GONE, [NO_STORE]).into_response();
    };
    waiting.done.cancel();
    let headers = [
        NO_STORE,
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONNECTION, "close"),
        (header::LOCATION, link.expose()),
    ];
    (StatusCode::FOUND, headers).into_response()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;

    const LINK: &str = "https://connect.example.com/?token=hush-hush-token";

    fn page(url: &str, shown: bool) -> Page {
        Page {
            url: Secret::new(url),
            shown,
        }
    }

    fn at_home(_: &str) -> Option<String> {
        None
    }

    /// A program that writes its arguments down.
    struct Recorder(tempfile::TempDir);

    impl Recorder {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let program = folder.path().join("open");
            std::fs::write(
                &program,
                "#!/bin/sh\nprintf '%s\\n' \"$@\" >> \"$0.said\"\n",
            )
            .expect("written");
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700))
                .expect("set");
            Self(folder)
        }

        fn open(&self, address: &str) -> io::Result<()> {
            let ended = Command::new("sh")
                .arg(self.0.path().join("open"))
                .arg(address)
                .status()?;
            assert!(ended.success());
            Ok(())
        }

        fn said(&self) -> String {
            std::fs::read_to_string(self.0.path().join("open.said")).unwrap_or_default()
        }
    }

    /// What a browser gets; nothing where nobody listens any more.
    async fn get(method: &str, address: &str) -> Option<String> {
        let (host, path) = address.strip_prefix("http://")?.split_once('/')?;
        let mut stream = TcpStream::connect(host).await.ok()?;
        let request =
            format!("{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        (!answer.is_empty()).then_some(answer)
    }

    #[tokio::test]
    async fn the_browser_is_sent_on_once_and_no_argument_holds_the_link() {
        let recorder = Recorder::new();
        open(&page(LINK, false), &at_home, |address| {
            recorder.open(address)
        })
        .expect("opened");
        let said = recorder.said();
        let address = said.trim();
        assert!(
            address.starts_with("http://127.0.0.1:") && !said.contains("hush"),
            "{said}"
        );
        assert!(!said.contains("example.com"), "{said}");

        let elsewhere = format!("{address}x");
        let refused = get("GET", &elsewhere).await.expect("an answer");
        assert!(
            refused.starts_with("HTTP/1.1 404") && !refused.contains("hush"),
            "{refused}"
        );
        let look = get("HEAD", address).await.expect("an answer");
        assert!(
            look.starts_with("HTTP/1.1 405") && !look.contains("hush"),
            "{look}"
        );

        let answer = get("GET", address).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
        for line in [
            format!("location: {LINK}"),
            "cache-control: no-store".to_owned(),
            "referrer-policy: no-referrer".to_owned(),
        ] {
            assert!(answer.contains(&line), "{line}: {answer}");
        }
        let again = get("GET", address).await.unwrap_or_default();
        assert!(!again.contains("hush"), "{again}");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_waited_for_longer_than_a_minute() {
        let once = Once::wait(Secret::new(LINK), PATIENCE).expect("listening");
        tokio::time::sleep(PATIENCE + LAST_WORDS + LAST_WORDS).await;
        assert!(once.done.is_cancelled());
        assert_eq!(get("GET", &once.address).await, None);
    }

    #[tokio::test]
    async fn a_public_page_is_opened_as_it_is_and_no_link_is_over_ssh() {
        let recorder = Recorder::new();
        let public = page("https://help.example.com/", true);
        open(&public, &at_home, |address| recorder.open(address)).expect("opened");
        assert_eq!(recorder.said(), "https://help.example.com/\n");
        let ssh =
            |name: &str| (name == "SSH_CONNECTION").then(|| "10.0.0.1 1 10.0.0.2 22".to_owned());
        let opened = open(&page(LINK, false), &ssh, |address| recorder.open(address));
        assert!(opened.is_err());
        assert_eq!(recorder.said(), "https://help.example.com/\n");
    }
}
