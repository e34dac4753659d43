//! A server that follows a script: each step answers one connection, with one response.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::clock::FakeClock;
use crate::{Client, ClientBuilder};

pub(super) const GENERATE_RESPONSE: &str = r#"{"id":"gen_1","model":"nova-micro","output":"Text.","stop_reason":"end_turn",
    "usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}"#;

/// What the server sends on a connection.
#[derive(Clone)]
pub(super) enum Step {
    /// A whole response: status, further header lines, body.
    Respond(u16, &'static str, String),
    /// The head of a response with 1000 bytes, this part of its body, and the end of the connection.
    Cut(&'static str),
    /// The head of a stream, this part of it, and then nothing until the client closes the connection.
    Stall(&'static str),
    /// Nothing until the client closes the connection.
    Silence,
    /// The end of the connection.
    Hangup,
    /// This head of a response, and then this part of its body again and again until the client closes the connection.
    Endless(&'static str, &'static str),
}

/// The headers and the body of a request.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub(super) headers: HashMap<String, String>,
    pub(super) body: String,
}

pub(super) struct Scripted {
    pub(super) url: String,
    received: Arc<Mutex<Vec<Received>>>,
    /// The bytes of endless bodies that were sent.
    sent: Arc<AtomicUsize>,
}

impl Step {
    pub(super) fn ok() -> Self {
        Self::Respond(
            200,
            "content-type: application/json\r\nx-request-id: req_server\r\n",
            GENERATE_RESPONSE.to_owned(),
        )
    }

    /// An error with the service's error body and further header lines.
    pub(super) fn error(status: u16, code: &str, headers: &'static str) -> Self {
        let body = format!(r#"{{"error":"it failed","code":"{code}","request_id":"req_server"}}"#);
        Self::Respond(status, headers, body)
    }

    async fn play(&self, stream: &mut TcpStream, sent: &AtomicUsize) -> std::io::Result<()> {
        match self {
            Self::Respond(status, headers, body) => {
                let head =
                    format!("HTTP/1.1 {status} Status\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
                stream.write_all(format!("{head}{headers}\r\n{body}").as_bytes()).await?;
            }
            Self::Cut(body) => {
                stream.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{body}").as_bytes()).await?;
            }
            Self::Stall(body) => {
                let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
                stream.write_all(format!("{head}{body}").as_bytes()).await?;
                stream.read_u8().await?;
            }
            Self::Silence => {
                stream.read_u8().await?;
            }
            Self::Hangup => {}
            Self::Endless(head, piece) => {
                stream.write_all(format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
                // In large parts, so that the test is quick.
                let part = piece.repeat(64 * 1024 / piece.len() + 1);
                loop {
                    stream.write_all(part.as_bytes()).await?;
                    sent.fetch_add(part.len(), Ordering::Relaxed);
                }
            }
        }
        Ok(())
    }
}

impl Scripted {
    /// Starts a server. After the last step of the script, the server repeats that step.
    pub(super) async fn start(steps: impl IntoIterator<Item = Step>) -> Self {
        let steps: Vec<_> = steps.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let received = Arc::new(Mutex::new(Vec::new()));
        let sent = Arc::new(AtomicUsize::new(0));
        let (record, counter) = (received.clone(), sent.clone());
        tokio::spawn(async move {
            for number in 0.. {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                let step = steps[number.min(steps.len() - 1)].clone();
                let (record, counter) = (record.clone(), counter.clone());
                tokio::spawn(async move {
                    let request = read(&mut stream).await;
                    record.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                    // Writing fails if the client has closed the connection. The test checks what the client received.
                    let _ = step.play(&mut stream, &counter).await;
                });
            }
        });
        Self { url, received, sent }
    }

    /// The requests so far.
    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The number of bytes of endless bodies that were sent so far.
    pub(super) fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// A client of this server, with a clock of its own.
    pub(super) fn client(&self, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> (Client, Arc<FakeClock>) {
        let clock = FakeClock::start();
        let client = settings(Client::builder(&self.url)).build_with(clock.clone()).expect("a client");
        (client, clock)
    }
}

async fn read(stream: &mut TcpStream) -> Received {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        bytes.push(stream.read_u8().await.expect("a head"));
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    let headers: HashMap<_, _> = lines.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let mut body = vec![0; headers.get("content-length").map_or(0, |length| length.parse().expect("a length"))];
    stream.read_exact(&mut body).await.expect("a body");
    Received { headers, body: String::from_utf8(body).expect("UTF-8") }
}
