//! HTTP to models: by the proxy of the environment, and answers that are bounded.

use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderMap;
use http::{StatusCode, Uri};
pub use outward::NoReply;
use outward::Route;

use crate::Error;

/// The longest answer that is read, in bytes. A reply is a few kilobytes.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;

/// How long a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(60);

/// The HTTP client that all models share. Cheap to clone.
#[derive(Clone)]
pub struct Http(outward::Http<Route>);

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

impl Http {
    /// A client that trusts whom the operating system trusts, and reaches `https` addresses by the
    /// proxy that the environment names (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), since some
    /// providers are not to be reached from everywhere without one.
    pub fn new() -> Result<Self, Error> {
        Self::by(Route::from_environment())
    }

    fn by(route: Route) -> Result<Self, Error> {
        let client = outward::Http::new(route, Some(IDLE));
        client.map(Self).map_err(|error| Error::Http(error.into()))
    }

    /// Posts JSON. No redirect is followed.
    pub async fn post(
        &self,
        uri: Uri,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Reply, NoReply> {
        let answer = self.0.post(uri, headers, body).await?;
        let (status, headers) = (answer.status, answer.headers.clone());
        Ok(Reply { status, headers, body: answer.read(LONGEST_ANSWER).await? })
    }
}

#[cfg(test)]
mod tests {
    use hyper_util::client::proxy::matcher::Matcher;
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
        let http = Http::by(Route::new(Matcher::builder().all(proxy).build())).unwrap();
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
