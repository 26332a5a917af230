//! What a proxy answers where it does not connect. The HTTP library says only that it did not, so it is asked once more.

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use super::proxy::Server;

/// The longest first line of an answer, in bytes.
const LONGEST: usize = 1_024;

/// The status with which the proxy refuses to connect to the host of `url`; none where it does not say, or connects now.
/// Nothing of the call is sent.
pub(super) async fn status(
    server: &Server,
    url: &Url,
    tls: ClientConfig,
    limit: Duration,
) -> Option<u16> {
    let asked = async {
        let stream = TcpStream::connect((server.host(), server.port()))
            .await
            .ok()?;
        if server.is_secured() {
            let name = ServerName::try_from(server.host().to_owned()).ok()?;
            let secured = TlsConnector::from(Arc::new(tls))
                .connect(name, stream)
                .await;
            ask(secured.ok()?, server, url).await
        } else {
            ask(stream, server, url).await
        }
    };
    let status = tokio::time::timeout(limit, asked).await.ok()??;
    (!(200..300).contains(&status)).then_some(status)
}

async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    server: &Server,
    url: &Url,
) -> Option<u16> {
    let host = url.host_str()?;
    let port = url.port_or_known_default()?;
    let authorization = server.authorization().map_or_else(String::new, |value| {
        format!("Proxy-Authorization: {value}\r\n")
    });
    let request =
        format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{authorization}\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    stream.flush().await.ok()?;
    let mut line = Vec::with_capacity(64);
    while !line.contains(&b'\n') && line.len() < LONGEST {
        let byte = stream.read_u8().await.ok()?;
        line.push(byte);
    }
    status_of(&line)
}

/// The status in the first line of an answer.
fn status_of(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_whitespace();
    words
        .next()
        .filter(|version| version.starts_with("HTTP/"))?;
    let status = words.next().filter(|status| status.len() == 3)?;
    status.parse().ok().filter(|status| *status >= 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_from_the_first_line_alone() {
        for (line, expected) in [
            ("HTTP/1.1 407 Proxy Authentication Required\r\n", Some(407)),
            ("HTTP/1.0 403\r\n", Some(403)),
            ("HTTP/1.1 40 x\r\n", None),
            ("HTTP/1.1\r\n", None),
            ("SSH-2.0-x 407\r\n", None),
            ("HTTP/1.1 4x7 x\r\n", None),
        ] {
            assert_eq!(status_of(line.as_bytes()), expected, "{line}");
        }
    }
}
