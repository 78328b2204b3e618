//! HTTP to others: TLS that trusts whom the operating system trusts, and answers that are bounded, or read
//! piece by piece. No redirect is followed, for it would carry what is sent to another address than it is
//! meant for.
//!
//! Which way a connection takes is the caller's: `models` and `voice` go by the [`Route`] that the
//! environment's proxies make, `webhooks` only to addresses that anybody may reach. This crate must not
//! know what is sent, nor what an answer means.
//!
//! | module | what it holds |
//! |---|---|
//! | `route` | [`Route`]: straight, or by a proxy |
//! | `key` | [`ApiKey`]: from a value or a file, shown to nobody |
//! | `said` | [`shortened`], [`repeats`]: what of a provider's words may stand in an error |
//! | `retry` | [`Patience`], [`retry_after`], [`within`]: how long is waited, and when is asked again |
//! | `breaker` | [`Breaker`]: a provider that keeps failing is left alone for a while |
//! | `form` | [`form()`]: forms with files in them |

mod breaker;
mod form;
mod key;
mod retry;
mod route;
mod said;

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::BoxError;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::rt::{Read, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::Connection;
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};
use tower::Service;

pub use breaker::{Breaker, Leave, Outcome, Shut};
pub use form::{Part, form};
pub use key::{ApiKey, KeyError};
pub use retry::{Patience, retry_after, seconds, within};
pub use route::Route;
pub use said::{repeats, shortened};

/// An HTTP client over connections of the caller's. Cheap to clone.
#[derive(Clone)]
pub struct Http<C>(Client<HttpsConnector<C>, Full<Bytes>>);

/// An answer, whatever its status; its body is not read yet.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    body: Incoming,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoReply {
    /// There was no connection, or it was lost before the answer came.
    #[error("the connection failed")]
    Connection(#[source] BoxError),
    /// The other side cannot show a certificate that is trusted for its name, or speaks no TLS that we do.
    #[error("no TLS with it")]
    Tls(#[source] BoxError),
    /// The answer's body broke off.
    #[error("it broke off")]
    BrokeOff,
    /// The answer's body is longer than so many bytes, which were to be read at most.
    #[error("it is longer than {0} bytes")]
    TooLong(usize),
}

impl<C> Http<C>
where
    C: Service<Uri> + Clone + Send + Sync + 'static,
    C::Response: Connection + Read + Write + Send + Unpin + 'static,
    C::Future: Send + 'static,
    C::Error: Into<BoxError>,
{
    /// A client whose connections `way` makes, and keeps for a while once they are idle; with `None` none
    /// is used twice.
    ///
    /// # Errors
    ///
    /// TLS cannot be set up.
    pub fn new(way: C, idle: Option<Duration>) -> Result<Self, rustls::Error> {
        let mut client = Client::builder(TokioExecutor::new());
        client.pool_timer(TokioTimer::new()).pool_idle_timeout(idle);
        if idle.is_none() {
            client.pool_max_idle_per_host(0);
        }
        Ok(Self(client.build(HttpsConnector::from((way, tls()?)))))
    }

    /// Posts JSON.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub async fn post(
        &self,
        uri: Uri,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Reply, NoReply> {
        let mut request = Request::post(uri)
            .body(body.into())
            .map_err(|error| NoReply::Connection(error.into()))?;
        *request.headers_mut() = headers;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
        self.send(request).await
    }

    /// Sends a request as it is, but for the name of this program.
    ///
    /// # Errors
    ///
    /// There is no answer.
    pub async fn send(&self, mut request: Request<Bytes>) -> Result<Reply, NoReply> {
        let agent = HeaderValue::from_static(concat!("aitwin/", env!("CARGO_PKG_VERSION")));
        request.headers_mut().insert(USER_AGENT, agent);
        let answer = self.0.request(request.map(Full::new)).await.map_err(|error| {
            if is_of_tls(&error) {
                NoReply::Tls(error.into())
            } else {
                NoReply::Connection(error.into())
            }
        })?;
        let (parts, body) = answer.into_parts();
        Ok(Reply { status: parts.status, headers: parts.headers, body })
    }
}

impl NoReply {
    /// Whether nothing can have been sent: no connection came about. Of what was sent nobody knows whether it
    /// was done.
    pub fn is_unsent(&self) -> bool {
        let (Self::Connection(error) | Self::Tls(error)) = self else { return false };
        let failed = cause::<legacy::Error>(error.as_ref());
        failed.is_some_and(legacy::Error::is_connect)
    }
}

impl Reply {
    /// Reads the body to its end.
    ///
    /// # Errors
    ///
    /// It breaks off, or is longer than `longest` bytes.
    pub async fn read(self, longest: usize) -> Result<Bytes, NoReply> {
        let body = Limited::new(self.body, longest).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                NoReply::TooLong(longest)
            } else {
                NoReply::BrokeOff
            }
        })?;
        Ok(body.to_bytes())
    }

    /// How long the body is, if that is known before it is read.
    pub fn length(&self) -> Option<u64> {
        Body::size_hint(&self.body).exact()
    }

    /// The next bytes of a body that is too long to be held whole; `None` at its end.
    ///
    /// # Errors
    ///
    /// It breaks off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, NoReply> {
        while let Some(frame) = self.body.frame().await {
            // What is no data comes after all of it, and says nothing that is needed.
            if let Ok(bytes) = frame.map_err(|_| NoReply::BrokeOff)?.into_data() {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }
}

/// The cause of a kind among the causes of an error.
pub fn cause<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // What an error of I/O was made of is not among its causes.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inner.map(|inner| inner as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    None
}

fn is_of_tls(error: &(dyn StdError + 'static)) -> bool {
    cause::<rustls::Error>(error).is_some()
}

/// TLS by ring. On a machine without any certificates it is made all the same: models at home are
/// asked without it.
fn tls() -> Result<Arc<ClientConfig>, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
