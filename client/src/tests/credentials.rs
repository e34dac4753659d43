//! Keys and tokens: what is sent, and when another token is fetched.

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::scripted::{Scripted, Step};
use crate::{Client, ErrorKind, RequestOptions, Token, TokenProvider};

/// Gives token 1, token 2 and so on, each of this life.
#[derive(Clone, Default)]
struct Counting {
    fetched: Arc<AtomicU32>,
    life: Option<Duration>,
}

impl TokenProvider for Counting {
    async fn token(&self) -> Result<Token, Box<dyn StdError + Send + Sync>> {
        let token = Token::new(format!("canary-{}", self.fetched.fetch_add(1, Ordering::Relaxed) + 1));
        Ok(self.life.into_iter().fold(token, Token::expires_in))
    }
}

fn tokens(server: &Scripted) -> Vec<String> {
    server.received().into_iter().map(|request| request.headers["authorization"].clone()).collect()
}

async fn ask(client: &Client) -> u32 {
    client.generate().input("Hello").send().await.expect("answered").attempts()
}

#[tokio::test]
async fn an_api_key_goes_with_every_request() {
    let server = Scripted::start([Step::ok()]).await;
    let (client, _) = server.client(|client| client.api_key("canary-key"));
    ask(&client).await;
    assert_eq!(server.received()[0].headers["x-api-key"], "canary-key");
    assert!(!format!("{client:?}").contains("canary"), "{client:?}");
}

#[tokio::test]
async fn a_token_is_fetched_once_for_all_calls() {
    let server = Scripted::start([Step::ok()]).await;
    let provider = Counting::default();
    let (client, _) = server.client(|client| client.bearer(provider.clone()));
    let (one, other) = tokio::join!(ask(&client), ask(&client));
    assert_eq!((one, other, provider.fetched.load(Ordering::Relaxed)), (1, 1, 1));
    assert_eq!(tokens(&server), ["Bearer canary-1", "Bearer canary-1"]);
    assert!(!format!("{client:?}").contains("canary"), "{client:?}");
    assert!(!format!("{:?}", Token::new("canary")).contains("canary"));
}

#[tokio::test]
async fn a_token_is_not_used_in_its_last_minute() {
    let wait_of = |seconds: &'static str| Step::error(503, "overloaded", seconds);
    let script = [wait_of("retry-after: 539\r\n"), wait_of("retry-after: 1\r\n"), Step::ok()];
    let server = Scripted::start(script).await;
    let provider = Counting { life: Some(Duration::from_mins(10)), ..Counting::default() };
    let (client, _) = server.client(|client| client.bearer(provider).timeout(Duration::from_hours(1)));
    assert_eq!(ask(&client).await, 3);
    assert_eq!(tokens(&server), ["Bearer canary-1", "Bearer canary-1", "Bearer canary-2"]);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_even_without_retries() {
    let refused = || Step::error(401, "unauthorized", "");
    let server = Scripted::start([refused(), Step::ok(), refused()]).await;
    let (client, _) = server.client(|client| client.bearer(Counting::default()));
    let client = client.with(RequestOptions::new().no_retries());
    assert_eq!(ask(&client).await, 2);
    let error = client.generate().input("Hello").send().await.expect_err("refused");
    assert_eq!((error.status(), error.attempts()), (Some(401), 2));
    assert_eq!(tokens(&server), ["Bearer canary-1", "Bearer canary-2", "Bearer canary-2", "Bearer canary-3"]);
}

struct Broken;

impl TokenProvider for Broken {
    async fn token(&self) -> Result<Token, Box<dyn StdError + Send + Sync>> {
        Err("the user pool is gone".into())
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let server = Scripted::start([Step::ok()]).await;
    let (client, _) = server.client(|client| client.bearer(Broken));
    let error = client.generate().input("Hello").send().await.expect_err("no token");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0));
    assert_eq!(error.source().expect("a cause").to_string(), "the user pool is gone");
    assert!(server.received().is_empty());
}
