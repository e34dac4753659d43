//! A Bedrock whose connections do not hold: it answers each call with the bytes that the test gives it, and closes the
//! connection. Calls of other models than Nova Micro go to a fake that works.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::fake_bedrock::FakeBedrock;

/// Part of the path of every call of Nova Micro.
const MICRO: &str = "nova-micro";

/// A Bedrock whose connections do not hold.
pub struct BrokenBedrock {
    address: String,
    bytes: Arc<Mutex<Vec<u8>>>,
    calls: Arc<AtomicUsize>,
}

impl BrokenBedrock {
    /// Starts it. Calls of other models go to `others`.
    pub async fn start(others: &FakeBedrock) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let (bytes, calls): (Arc<Mutex<Vec<u8>>>, Arc<AtomicUsize>) = Default::default();
        let broken = Self { address, bytes: bytes.clone(), calls: calls.clone() };
        let others = others.url().replace("http://", "");
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (bytes, calls, others) =
                    (bytes.lock().expect("not poisoned").clone(), calls.clone(), others.clone());
                tokio::spawn(async move { serve(connection, bytes, calls, others).await });
            }
        });
        broken
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers these bytes from now on, and forgets the calls so far.
    pub fn answer(&self, bytes: &[u8]) {
        *self.bytes.lock().expect("not poisoned") = bytes.to_vec();
        self.calls.store(0, Ordering::SeqCst);
    }

    /// The number of calls of Nova Micro since the last [`Self::answer`].
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

/// One call. A connection that breaks here is what the test is about, so its errors do not matter.
async fn serve(mut connection: TcpStream, bytes: Vec<u8>, calls: Arc<AtomicUsize>, others: String) {
    let Some((head, body)) = read(&mut connection).await else { return };
    let line = head.lines().next().unwrap_or_default();
    if !line.starts_with("POST ") || line.contains(MICRO) {
        calls.fetch_add(usize::from(line.starts_with("POST ")), Ordering::SeqCst);
        let _ = connection.write_all(&bytes).await;
        let _ = connection.shutdown().await;
        return;
    }
    let mut working = TcpStream::connect(others).await.expect("the working fake");
    let head = head.replacen("\r\n\r\n", "\r\nconnection: close\r\n\r\n", 1);
    working.write_all(&[head.as_bytes(), &body].concat()).await.expect("sent");
    let mut answer = Vec::new();
    working.read_to_end(&mut answer).await.expect("answered");
    let _ = connection.write_all(&answer).await;
}

/// The head of a request, and its body. None if the connection ends before that.
async fn read(connection: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if connection.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let body = bytes.split_off(end);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let mut body = body;
    while body.len() < length.unwrap_or(0) {
        if connection.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some((head, body))
}
