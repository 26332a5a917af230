//! A listener in front of a service: it passes every byte on, and remembers them all.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

type Bytes = Arc<Mutex<Vec<u8>>>;

/// What one connection carried, each way by itself.
#[derive(Clone, Default)]
struct Carried {
    sent: Bytes,
    received: Bytes,
}

/// The listener.
#[derive(Clone)]
pub struct Tap {
    address: SocketAddr,
    connections: Arc<Mutex<Vec<Carried>>>,
    used: Arc<Notify>,
}

/// One request, as it was sent.
pub struct Request {
    /// Its first line and its headers.
    pub head: String,
    /// Its body.
    pub body: String,
}

impl Tap {
    /// Listens in front of `service`, an address such as `http://127.0.0.1:4010`.
    pub async fn before(service: &str) -> Self {
        let service = service
            .strip_prefix("http://")
            .expect("plain http")
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let tap = Self {
            address: listener.local_addr().expect("an address"),
            connections: Arc::default(),
            used: Arc::default(),
        };
        let listening = tap.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(listening.clone().carry(client, service.clone()));
            }
        });
        tap
    }

    /// The address to use instead of the service's.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for the first byte of the first request.
    pub async fn used(&self) {
        self.used.notified().await;
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        let connections = self.connections.lock().expect("a lock").clone();
        connections
            .iter()
            .flat_map(|carried| requests(&text(&carried.sent)))
            .collect()
    }

    /// Everything that came back so far.
    pub fn answers(&self) -> String {
        let connections = self.connections.lock().expect("a lock").clone();
        connections
            .iter()
            .map(|carried| text(&carried.received))
            .collect()
    }

    async fn carry(self, client: TcpStream, service: String) {
        let Ok(server) = TcpStream::connect(service).await else {
            return;
        };
        let carried = Carried::default();
        self.connections
            .lock()
            .expect("a lock")
            .push(carried.clone());
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::join!(
            copy(from_client, to_server, &carried.sent, Some(&self.used)),
            copy(from_server, to_client, &carried.received, None),
        );
    }
}

impl Request {
    /// The value of a header, if it was sent.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

async fn copy(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    kept: &Bytes,
    used: Option<&Notify>,
) {
    let mut chunk = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut chunk).await {
        kept.lock()
            .expect("a lock")
            .extend_from_slice(&chunk[..count]);
        if let Some(used) = used {
            used.notify_one();
        }
        if to.write_all(&chunk[..count]).await.is_err() {
            break;
        }
    }
    // The other side may have gone already.
    to.shutdown().await.ok();
}

fn text(bytes: &Bytes) -> String {
    String::from_utf8_lossy(&bytes.lock().expect("a lock")).into_owned()
}

/// Takes requests apart that follow one another on a connection.
fn requests(mut rest: &str) -> Vec<Request> {
    let mut requests = Vec::new();
    while let Some((head, behind)) = rest.split_once("\r\n\r\n") {
        let mut request = Request {
            head: head.to_owned(),
            body: String::new(),
        };
        let length = request
            .header("content-length")
            .and_then(|length| length.parse().ok());
        let (body, next) = behind.split_at(length.unwrap_or(0).min(behind.len()));
        body.clone_into(&mut request.body);
        rest = next;
        requests.push(request);
    }
    requests
}
