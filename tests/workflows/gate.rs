//! A gate in front of a service, for what happens between its answer and the moment that somebody hears it.

use stackday::planday::Planday;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::saved::Shelf;

/// A listener in front of a service: it passes questions on, and holds the answers back until it is opened.
pub struct Gate {
    url: String,
    /// Whether the service has answered.
    pub answered: watch::Receiver<bool>,
    /// Opens it.
    pub open: watch::Sender<bool>,
}

impl Gate {
    /// One in front of Planday's identity service, as these services know it from now on.
    pub async fn before_identity(shelf: &mut Shelf) -> Self {
        let ready = shelf.stage.ready.clone();
        let gate = Self::before(&ready.identity_url).await;
        shelf.stage.services.planday = Planday::new(
            shelf.stage.services.door.clone(),
            gate.url.parse().expect("an address"),
            ready.planday_url.parse().expect("an address"),
        );
        gate
    }

    async fn before(service: &str) -> Self {
        let service = service.strip_prefix("http://").expect("http").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (open, opened) = watch::channel(false);
        let (told, answered) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let mut server = TcpStream::connect(&service).await.expect("the service");
                let (mut opened, told) = (opened.clone(), told.clone());
                tokio::spawn(async move {
                    let mut chunk = vec![0; 64 * 1024];
                    let (mut from, mut to) = server.split();
                    let (mut asks, mut hears) = client.split();
                    let questions = async {
                        let mut question = vec![0; 64 * 1024];
                        while let Ok(count @ 1..) = asks.read(&mut question).await {
                            to.write_all(&question[..count]).await.expect("passed on");
                        }
                    };
                    let answers = async {
                        while let Ok(count @ 1..) = from.read(&mut chunk).await {
                            told.send_replace(true);
                            opened.wait_for(|open| *open).await.expect("open at last");
                            // Whoever asked may have gone.
                            hears.write_all(&chunk[..count]).await.ok();
                        }
                    };
                    tokio::join!(questions, answers);
                });
            }
        });
        Self {
            url,
            answered,
            open,
        }
    }
}
