//! Bearer tokens: where they come from, and how long they are kept.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::HeaderValue;
use tokio::sync::Mutex;

use crate::error::{Cause, Error, ErrorKind};

/// A token is not used any more this long before it expires, or for a tenth of its life if that is less: it has to last
/// until the service has looked at it.
const MARGIN: Duration = Duration::from_mins(1);

/// A bearer token, and how long it is good.
#[derive(Clone)]
pub struct Token {
    secret: String,
    expires_in: Option<Duration>,
}

impl Token {
    /// A token that is kept until the service refuses it.
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secret: secret.into(), expires_in: None }
    }

    /// How long it is good from now on, `expires_in` of OAuth 2.0 (RFC 6749, 5.1).
    #[must_use]
    pub fn expires_in(mut self, duration: Duration) -> Self {
        self.expires_in = Some(duration);
        self
    }
}

/// The token never reaches a log.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// Fetches bearer tokens, for instance from Amazon Cognito.
///
/// The client keeps a token until shortly before it expires, fetches one for all of its calls at a time, and fetches another
/// when the service answers 401, once a call.
///
/// ```
/// use std::time::Duration;
///
/// use textgate::{Client, Token, TokenProvider};
///
/// struct Cognito;
///
/// impl TokenProvider for Cognito {
///     async fn token(&self) -> Result<Token, Box<dyn std::error::Error + Send + Sync>> {
///         // Ask the user pool's token endpoint.
///         Ok(Token::new("eyJraWQ…").expires_in(Duration::from_hours(1)))
///     }
/// }
///
/// let client = Client::builder("https://abc123.execute-api.eu-west-1.amazonaws.com/prod").bearer(Cognito).build();
/// assert!(client.is_ok());
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Fetches a new token. The call's timeout bounds it. What it fails with becomes the source of the call's error.
    fn token(&self) -> impl Future<Output = Result<Token, Box<dyn std::error::Error + Send + Sync>>> + Send;
}

/// A provider of any type.
trait Provide: Send + Sync {
    fn provide(&self) -> Pin<Box<dyn Future<Output = Result<Token, Cause>> + Send + '_>>;
}

impl<P: TokenProvider> Provide for P {
    fn provide(&self) -> Pin<Box<dyn Future<Output = Result<Token, Cause>> + Send + '_>> {
        Box::pin(self.token())
    }
}

/// A provider, and the token that it gave last.
#[derive(Clone)]
pub(crate) struct Bearer {
    provider: Arc<dyn Provide>,
    kept: Arc<Mutex<Option<Kept>>>,
}

struct Kept {
    header: HeaderValue,
    good_until: Option<Instant>,
}

impl Bearer {
    pub(crate) fn new(provider: impl TokenProvider) -> Self {
        Self { provider: Arc::new(provider), kept: Arc::default() }
    }

    /// The value of `Authorization`. Whoever comes while a token is fetched waits for that one.
    pub(crate) async fn header(&self, now: Instant) -> Result<HeaderValue, Error> {
        let mut kept = self.kept.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.good_until.is_none_or(|end| now < end)) {
            return Ok(kept.header.clone());
        }
        let token = self.provider.provide().await;
        let token = token.map_err(|cause| Error::caused(ErrorKind::Credentials, "no token could be fetched", cause))?;
        let header = HeaderValue::try_from(format!("Bearer {}", token.secret));
        let mut header = header.map_err(|_| Error::new(ErrorKind::Credentials, "the token cannot be sent"))?;
        header.set_sensitive(true);
        let good_for = token.expires_in.map(|life| life.saturating_sub(MARGIN.min(life / 10)));
        let good_until = good_for.and_then(|good_for| now.checked_add(good_for));
        *kept = Some(Kept { header: header.clone(), good_until });
        Ok(header)
    }

    /// The service has refused this one. A newer one stays.
    pub(crate) async fn refused(&self, header: &HeaderValue) {
        let mut kept = self.kept.lock().await;
        if kept.as_ref().is_some_and(|kept| kept.header == header) {
            *kept = None;
        }
    }
}
