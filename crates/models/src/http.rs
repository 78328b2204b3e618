//! HTTP to models: TLS, and answers that are bounded. No redirect is followed, for it would carry the
//! key to another address.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::BoxError;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};

use crate::Error;
use crate::route::Route;

/// The longest answer that is read. A reply is a few kilobytes.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;

/// The HTTP client that all models share. Cheap to clone.
#[derive(Clone)]
pub struct Http(Client<HttpsConnector<Route>, Full<Bytes>>);

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, 4 MiB at most.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoReply {
    /// There is no connection.
    #[error("the connection failed")]
    Connection(#[source] BoxError),
    /// The body ended too early.
    #[error("it broke off")]
    BrokeOff,
    /// The body is longer than is read.
    #[error("it is longer than {LONGEST_ANSWER} bytes")]
    TooLong,
}

impl Http {
    /// A client that trusts whom the operating system trusts, and reaches `https` addresses by the
    /// proxy that the environment names (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), since some
    /// providers are not to be reached from everywhere without one.
    pub fn new() -> Result<Self, Error> {
        Self::by(Matcher::from_env())
    }

    fn by(proxies: Matcher) -> Result<Self, Error> {
        let tls = tls().map_err(|error| Error::Http(error.into()))?;
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(60))
            .build(HttpsConnector::from((Route::new(proxies), tls)));
        Ok(Self(client))
    }

    /// Posts JSON. No redirect is followed.
    pub async fn post(
        &self,
        uri: Uri,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Reply, NoReply> {
        let lost = |error: BoxError| NoReply::Connection(error);
        let mut request =
            Request::post(uri).body(body.into()).map_err(|error| lost(error.into()))?;
        *request.headers_mut() = headers;
        let ours = [
            (CONTENT_TYPE, "application/json"),
            (USER_AGENT, concat!("aitwin/", env!("CARGO_PKG_VERSION"))),
        ];
        for (name, value) in ours {
            request.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        let answer = self.0.request(request).await.map_err(|error| lost(error.into()))?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, LONGEST_ANSWER).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { NoReply::TooLong } else { NoReply::BrokeOff }
        })?;
        Ok(Reply { status: parts.status, headers: parts.headers, body: body.to_bytes() })
    }
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    async fn post(http: &Http, address: &str) -> Result<Reply, NoReply> {
        http.post(address.parse().unwrap(), HeaderMap::new(), b"{}".to_vec()).await
    }

    /// A listener, and a client whose proxy it is.
    async fn proxied(scheme: &str) -> (TcpListener, Http) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("{scheme}://{}", listener.local_addr().unwrap());
        let http = Http::by(Matcher::builder().all(proxy).build()).unwrap();
        (listener, http)
    }

    async fn read(stream: &mut TcpStream, bytes: usize) -> Vec<u8> {
        let mut read = vec![0; bytes];
        stream.read_exact(&mut read).await.unwrap();
        read
    }

    const CLIENT_HELLO: u8 = 0x16;

    #[tokio::test]
    async fn tls_goes_through_an_http_proxy() {
        let (listener, http) = proxied("http").await;
        let proxy = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let asked = "CONNECT models.example:443 HTTP/1.1\r\n";
            assert_eq!(read(&mut stream, asked.len()).await, asked.as_bytes());
            let mut rest = Vec::new();
            while !rest.ends_with(b"\r\n\r\n") {
                rest.extend(read(&mut stream, 1).await);
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            assert_eq!(read(&mut stream, 1).await, [CLIENT_HELLO]);
        };
        let (answer, ()) = tokio::join!(post(&http, "https://models.example/v1"), proxy);
        assert!(matches!(answer, Err(NoReply::Connection(_))));
    }

    #[tokio::test]
    async fn tls_goes_through_a_socks_proxy_that_looks_up_the_name() {
        let (listener, http) = proxied("socks5h").await;
        let proxy = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            // RFC 1928: version 5, one method, no authentication; then CONNECT to a domain name.
            assert_eq!(read(&mut stream, 3).await, [5, 1, 0]);
            stream.write_all(&[5, 0]).await.unwrap();
            let name = b"models.example";
            let mut request = vec![5, 1, 0, 3, 14];
            request.extend(name);
            request.extend(443_u16.to_be_bytes());
            assert_eq!(read(&mut stream, request.len()).await, request);
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
            assert_eq!(read(&mut stream, 1).await, [CLIENT_HELLO]);
        };
        let (answer, ()) = tokio::join!(post(&http, "https://models.example/v1"), proxy);
        assert!(matches!(answer, Err(NoReply::Connection(_))));
    }

    #[tokio::test]
    async fn plain_http_goes_straight() {
        let (_proxy, http) = proxied("http").await;
        let server = wiremock::MockServer::start().await;
        assert_eq!(post(&http, &server.uri()).await.ok().unwrap().status, StatusCode::NOT_FOUND);
    }
}
