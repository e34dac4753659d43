//! Bearer tokens: the provider that fetches them, and the one that is kept until it expires.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::HeaderValue;
use tokio::sync::Mutex;

use crate::error::{Cause, Error, ErrorKind};
use crate::{headers, settings};

/// A token is replaced this long before it expires, or when a tenth of its lifetime is left if that is shorter. So it
/// is still valid when the service checks it.
const EXPIRY_MARGIN: Duration = Duration::from_mins(1);

/// A bearer token and its lifetime.
#[derive(Clone)]
pub struct Token {
    secret: String,
    expires_in: Option<Duration>,
}

impl Token {
    /// A token without a known lifetime. The client keeps it until the service refuses it. White space around the token
    /// is ignored.
    pub fn new(secret: impl Into<String>) -> Self {
        Self { secret: secret.into(), expires_in: None }
    }

    /// The lifetime of the token from now on: `expires_in` of OAuth 2.0 (RFC 6749, section 5.1).
    #[must_use]
    pub fn expires_in(mut self, duration: Duration) -> Self {
        self.expires_in = Some(duration);
        self
    }
}

/// The token itself is left out, because debug text may be logged.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// Fetches bearer tokens, for example from Amazon Cognito.
///
/// The client keeps a token until shortly before it expires. All calls share that token: when several calls need a new
/// one, it is fetched once. When the service answers with status 401, the client fetches a new token and repeats the
/// request, once for each call.
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
///         // Ask the token endpoint of the user pool.
///         Ok(Token::new("eyJraWQ…").expires_in(Duration::from_hours(1)))
///     }
/// }
///
/// let client = Client::builder("https://abc123.execute-api.eu-west-1.amazonaws.com/prod").bearer(Cognito).build();
/// assert!(client.is_ok());
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Fetches a new token, within the timeout of the call that needs it. An error becomes the source of that call's
    /// error.
    fn token(&self) -> impl Future<Output = Result<Token, Box<dyn std::error::Error + Send + Sync>>> + Send;
}

/// [`TokenProvider`] as a trait object: its own method returns an opaque future, which a trait object does not allow.
trait DynTokenProvider: Send + Sync {
    fn fetch(&self) -> Pin<Box<dyn Future<Output = Result<Token, Cause>> + Send + '_>>;
}

impl<P: TokenProvider> DynTokenProvider for P {
    fn fetch(&self) -> Pin<Box<dyn Future<Output = Result<Token, Cause>> + Send + '_>> {
        Box::pin(self.token())
    }
}

/// A token provider, and the token that it returned last.
#[derive(Clone)]
pub(crate) struct Bearer {
    provider: Arc<dyn DynTokenProvider>,
    current: Arc<Mutex<Option<CurrentToken>>>,
}

struct CurrentToken {
    header: HeaderValue,
    /// When to fetch another one. Absent if the lifetime is not known.
    replace_at: Option<Instant>,
}

impl Bearer {
    pub(crate) fn new(provider: impl TokenProvider) -> Self {
        Self { provider: Arc::new(provider), current: Arc::default() }
    }

    /// The value of `Authorization`. Calls that need it while a token is being fetched wait for that token.
    pub(crate) async fn header(&self, now: Instant) -> Result<HeaderValue, Error> {
        let mut current = self.current.lock().await;
        if let Some(token) = current.as_ref().filter(|token| token.replace_at.is_none_or(|end| now < end)) {
            return Ok(token.header.clone());
        }
        let token = self.provider.fetch().await;
        let token = token.map_err(|cause| {
            Error::with_source(ErrorKind::Credentials, "the token provider returned no token", cause)
        })?;
        let secret = settings::non_empty(token.secret.as_bytes());
        let header = secret.and_then(|secret| headers::secret(&format!("Bearer {secret}")));
        let header = header.map_err(|fault| Error::new(ErrorKind::Credentials, format!("the token {fault}")))?;
        let usable_for = token.expires_in.map(|lifetime| lifetime.saturating_sub(EXPIRY_MARGIN.min(lifetime / 10)));
        let replace_at = usable_for.and_then(|usable_for| now.checked_add(usable_for));
        *current = Some(CurrentToken { header: header.clone(), replace_at });
        Ok(header)
    }

    /// Drops the token of this header, which the service has refused. A newer token is kept.
    pub(crate) async fn forget(&self, header: &HeaderValue) {
        let mut current = self.current.lock().await;
        if current.as_ref().is_some_and(|token| token.header == header) {
            *current = None;
        }
    }
}
