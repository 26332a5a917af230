//! Small servers that do as a test wants, and what the door told.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use stackday::http::{Call, Door, DoorOptions, Failure, Reply};
use stackday::journal::{Entry, Exchange, Journal, Outcome, Part};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;
use url::Url;

/// What a server got, each request whole.
pub type Requests = UnboundedReceiver<String>;

/// A server that gives each request, with its number from 0, to `answer`.
pub async fn server<F, A>(answer: F) -> (SocketAddr, Requests)
where
    F: Fn(usize, TcpStream) -> A + Send + Sync + 'static,
    A: Future<Output = ()> + Send,
{
    let listener = listener().await;
    let address = listener.local_addr().expect("an address");
    let (sender, requests) = unbounded_channel();
    tokio::spawn(async move {
        let mut number = 0;
        while let Ok((mut stream, _)) = listener.accept().await {
            if read_request(&mut stream, &sender).await {
                answer(number, stream).await;
                number += 1;
            }
        }
    });
    (address, requests)
}

/// Reads one request and tells of it; `false` if there was none.
async fn read_request(stream: &mut TcpStream, requests: &UnboundedSender<String>) -> bool {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_it = name.eq_ignore_ascii_case("content-length");
                is_it.then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                // A test that does not look at them has let go of its end.
                let _ = requests.send(text);
                return true;
            }
        }
        match stream.read_buf(&mut request).await {
            Ok(0) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

pub fn http(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Some\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// A server that answers with these bytes in turn, and with the last ones ever after.
pub async fn answering(answers: Vec<Vec<u8>>) -> (SocketAddr, Requests) {
    server(move |number, mut stream| {
        let answer = answers[number.min(answers.len() - 1)].clone();
        async move {
            // A client that has gone needs no answer.
            let _ = stream.write_all(&answer).await;
        }
    })
    .await
}

/// A server that holds every request, and never answers.
pub async fn silent() -> (SocketAddr, Requests) {
    server(|_, stream| async move {
        tokio::spawn(async move {
            let _held = stream;
            std::future::pending::<()>().await;
        });
    })
    .await
}

pub async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a port")
}

/// A port that is taken, so that nobody else can come to listen there, and refuses connections.
pub fn refusing() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().expect("a socket");
    let any = "127.0.0.1:0".parse().expect("an address");
    socket.bind(any).expect("a port");
    let address = socket.local_addr().expect("an address");
    (socket, address)
}

pub fn url(address: SocketAddr, path: &str) -> Url {
    parse(&format!("http://{address}{path}"))
}

pub fn parse(raw: &str) -> Url {
    Url::parse(raw).expect("an address")
}

pub fn get(address: SocketAddr, path: &str) -> Call {
    Call::get("planday", "portal info", url(address, path))
}

/// The defaults, with waits that are over at once.
pub fn options() -> DoorOptions {
    DoorOptions {
        first_delay: Duration::from_millis(1),
        ..DoorOptions::default()
    }
}

/// One attempt only.
pub fn once() -> DoorOptions {
    DoorOptions {
        attempts: 1,
        ..options()
    }
}

pub fn door(options: DoorOptions) -> (Door, Receiver<Entry>) {
    let (journal, entries) = Journal::new(None);
    (Door::new(options, journal), entries)
}

pub async fn send(door: &Door, call: Call) -> Result<Reply, Failure> {
    door.send(call, &CancellationToken::new()).await
}

/// What was told so far.
pub fn written(entries: &mut Receiver<Entry>) -> Vec<Entry> {
    std::iter::from_fn(|| entries.try_recv().ok()).collect()
}

pub fn exchanges(entries: &[Entry]) -> Vec<Arc<Exchange>> {
    entries
        .iter()
        .filter_map(|entry| entry.exchange.clone())
        .collect()
}

pub fn response(exchange: &Exchange) -> &Part {
    match &exchange.outcome {
        Outcome::Answered { response, .. } => response,
        Outcome::Failed { reason } => panic!("no answer: {reason}"),
    }
}

pub fn has(part: &Part, name: &str, value: &str) -> bool {
    part.headers
        .iter()
        .any(|(have, shown)| have == name && shown == value)
}
