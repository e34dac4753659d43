//! API keys and bearer tokens: what is sent, and when a new token is fetched.

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::scripted::{Scripted, Step};
use crate::{Client, ErrorKind, RequestOptions, Token, TokenProvider};

/// Returns token 1, token 2 and so on, each with this lifetime.
#[derive(Clone, Default)]
struct CountingProvider {
    fetched: Arc<AtomicU32>,
    lifetime: Option<Duration>,
}

impl TokenProvider for CountingProvider {
    async fn token(&self) -> Result<Token, Box<dyn StdError + Send + Sync>> {
        let token = Token::new(format!("canary-{}", self.fetched.fetch_add(1, Ordering::Relaxed) + 1));
        Ok(self.lifetime.into_iter().fold(token, Token::expires_in))
    }
}

fn tokens(server: &Scripted) -> Vec<String> {
    server.received().into_iter().map(|request| request.headers["authorization"].clone()).collect()
}

/// Makes a call that succeeds, and returns its number of attempts.
async fn attempts_of_call(client: &Client) -> u32 {
    client.generate().input("Hello").send().await.expect("answered").attempts()
}

#[tokio::test]
async fn every_request_has_the_api_key() {
    let server = Scripted::start([Step::ok()]).await;
    let (client, _) = server.client(|client| client.api_key("canary-key"));
    attempts_of_call(&client).await;
    assert_eq!(server.received()[0].headers["x-api-key"], "canary-key");
    assert!(!format!("{client:?}").contains("canary"), "{client:?}");
}

#[tokio::test]
async fn a_token_is_fetched_once_for_all_calls() {
    let server = Scripted::start([Step::ok()]).await;
    let provider = CountingProvider::default();
    let (client, _) = server.client(|client| client.bearer(provider.clone()));
    let (one, other) = tokio::join!(attempts_of_call(&client), attempts_of_call(&client));
    assert_eq!((one, other, provider.fetched.load(Ordering::Relaxed)), (1, 1, 1));
    assert_eq!(tokens(&server), ["Bearer canary-1", "Bearer canary-1"]);
    assert!(!format!("{client:?}").contains("canary"), "{client:?}");
    assert!(!format!("{:?}", Token::new("canary")).contains("canary"));
}

#[tokio::test]
async fn a_token_is_replaced_a_minute_before_it_expires() {
    let overloaded = |retry_after: &'static str| Step::error(503, "overloaded", retry_after);
    let script = [overloaded("retry-after: 539\r\n"), overloaded("retry-after: 1\r\n"), Step::ok()];
    let server = Scripted::start(script).await;
    let provider = CountingProvider { lifetime: Some(Duration::from_mins(10)), ..CountingProvider::default() };
    let (client, _) = server.client(|client| client.bearer(provider).timeout(Duration::from_hours(1)));
    assert_eq!(attempts_of_call(&client).await, 3);
    assert_eq!(tokens(&server), ["Bearer canary-1", "Bearer canary-1", "Bearer canary-2"]);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_even_without_retries() {
    let refused = || Step::error(401, "unauthorized", "");
    let server = Scripted::start([refused(), Step::ok(), refused()]).await;
    let (client, _) = server.client(|client| client.bearer(CountingProvider::default()));
    let client = client.with(RequestOptions::new().no_retries());
    assert_eq!(attempts_of_call(&client).await, 2);
    let error = client.generate().input("Hello").send().await.expect_err("refused");
    assert_eq!((error.status(), error.attempts()), (Some(401), 2));
    assert_eq!(tokens(&server), ["Bearer canary-1", "Bearer canary-2", "Bearer canary-2", "Bearer canary-3"]);
}

/// Returns this token.
struct FixedProvider(&'static str);

impl TokenProvider for FixedProvider {
    async fn token(&self) -> Result<Token, Box<dyn StdError + Send + Sync>> {
        Ok(Token::new(self.0))
    }
}

#[tokio::test]
async fn a_token_is_judged_like_a_key() {
    let server = Scripted::start([Step::ok()]).await;
    for (token, fault) in [
        ("\u{feff} canary\r\n", None),
        ("canary\ncanary", Some("the token has a line break in it")),
        ("canary\u{e9}", Some("the token has characters that are not visible ASCII")),
        ("\n", Some("the token is empty")),
    ] {
        let (client, _) = server.client(|client| client.bearer(FixedProvider(token)));
        match (client.generate().input("Hello").send().await, fault) {
            (Ok(_), None) => assert_eq!(tokens(&server), ["Bearer canary"]),
            (Err(error), Some(fault)) => {
                assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Credentials, fault));
            }
            (result, _) => panic!("{token:?}: {result:?}"),
        }
    }
    assert_eq!(server.received().len(), 1);
}

struct FailingProvider;

impl TokenProvider for FailingProvider {
    async fn token(&self) -> Result<Token, Box<dyn StdError + Send + Sync>> {
        Err("the user pool is gone".into())
    }
}

#[tokio::test]
async fn nothing_is_sent_if_the_token_provider_fails() {
    let server = Scripted::start([Step::ok()]).await;
    let (client, _) = server.client(|client| client.bearer(FailingProvider));
    let error = client.generate().input("Hello").send().await.expect_err("no token");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Credentials, 0));
    assert_eq!(error.source().expect("a cause").to_string(), "the user pool is gone");
    assert!(server.received().is_empty());
}
