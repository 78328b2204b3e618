//! Serves the pages, over TLS or not, to whoever comes and not for longer than they need: who sends a
//! request too slowly, or headers without end, is let go.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;

use crate::config::Tls;
use crate::trouble::Trouble;

/// How long the head of a request may take, and TLS before it.
const HEAD_WITHIN: Duration = Duration::from_secs(15);

/// How many headers a request may have.
const HEADERS: usize = 64;

/// How many bytes of a head are held.
const HEAD: usize = 32 * 1024;

/// How many connections there are at once; who comes after them waits.
const CONNECTIONS: usize = 2_000;

/// How many of them one address may have, as `access::network` counts addresses; one more is closed. A
/// person's browsers, and those behind one router, need some tens.
const CONNECTIONS_OF_ONE: usize = 100;

/// How long to wait where the system can open no more connections.
const BREATH: Duration = Duration::from_millis(500);

/// What TLS is done with: the certificate and the key that the settings name.
pub(crate) fn acceptor(tls: &Tls) -> Result<TlsAcceptor> {
    let Tls { cert, key } = tls;
    let certificates = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable(cert, error))?;
    if certificates.is_empty() {
        return Err(Trouble::NoCertificate { path: cert.clone() }.into());
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| match error {
        pem::Error::NoItemsFound => Trouble::NoPrivateKey { path: key.clone() },
        error => unreadable(key, error),
    })?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let unfit = |source| Trouble::TlsUnfit { cert: cert.clone(), key: key.clone(), source };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(certificates, private)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn unreadable(path: &Path, error: pem::Error) -> Trouble {
    let path = path.to_owned();
    match error {
        pem::Error::Io(source) => Trouble::File { path, source },
        _ => Trouble::NotPem { path },
    }
}

/// Serves until the surroundings end. `by_proxy` says that all come from one address.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    pages: Router,
    by_proxy: bool,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let guests = Guests::default();
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let guest = if by_proxy { None } else { Some(guests.enter(peer.ip())) };
                // Who has too many is told nothing: telling takes what they have too much of.
                if let Some(None) = guest {
                    continue;
                }
                let place = (place, guest.flatten());
                tokio::spawn(answer(stream, peer, tls.clone(), pages.clone(), place));
            }
            Err(error) if is_of_the_connection(&error) => {}
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "no connection taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    matches!(error.kind(), K::ConnectionRefused | K::ConnectionAborted | K::ConnectionReset)
}

/// How many connections each address has. This machine's own have no end, as in `web::rate`.
#[derive(Clone, Default)]
struct Guests(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Guests {
    /// Counts a connection for as long as the guest is kept; `None` if it is one too many.
    fn enter(&self, address: IpAddr) -> Option<Guest> {
        let is_loopback = address.to_canonical().is_loopback();
        let address = access::network(address);
        if !is_loopback {
            let mut guests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let number = guests.entry(address).or_default();
            if *number >= CONNECTIONS_OF_ONE {
                return None;
            }
            *number += 1;
        }
        Some(Guest { guests: self.clone(), address })
    }
}

/// A connection that is counted.
struct Guest {
    guests: Guests,
    address: IpAddr,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut guests = self.guests.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = guests.get_mut(&self.address) {
            *number -= 1;
            if *number == 0 {
                guests.remove(&self.address);
            }
        }
    }
}

/// Answers one connection. What goes wrong with it is the other side's, and of no interest.
async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    pages: Router,
    _place: (OwnedSemaphorePermit, Option<Guest>),
) {
    // Events are small, and wanted at once.
    let _ = stream.set_nodelay(true);
    match tls {
        None => requests(stream, peer, pages, HEAD_WITHIN).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(HEAD_WITHIN, tls.accept(stream)).await {
                requests(stream, peer, pages, HEAD_WITHIN).await;
            }
        }
    }
}

async fn requests(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    peer: SocketAddr,
    pages: Router,
    head_within: Duration,
) {
    let pages = TowerToHyperService::new(pages);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        pages.call(request)
    });
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_within)
        .max_headers(HEADERS)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::net::Ipv4Addr;

    use axum::routing::get;
    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, RootCertStore};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio_rustls::TlsConnector;

    use super::*;

    const ASKS: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    /// Says who asks.
    fn pages() -> Router {
        Router::new().route(
            "/",
            get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string()),
        )
    }

    #[tokio::test]
    async fn pages_come_by_tls_with_the_certificate_of_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        fs::write(&cert, made.cert.pem()).unwrap();
        fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let acceptor = acceptor(&Tls { cert: cert.clone(), key: key.clone() }).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, Some(acceptor), pages(), false));

        let mut trusted = RootCertStore::empty();
        trusted.add(made.cert.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(trusted)
            .with_no_client_auth();
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
        stream.write_all(ASKS).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("127.0.0.1"), "{answer}");

        let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        fs::write(&key, other.signing_key.serialize_pem()).unwrap();
        let error = super::acceptor(&Tls { cert, key }).map(drop).unwrap_err().to_string();
        assert!(error.contains("cannot be used for TLS"), "{error}");
    }

    #[tokio::test]
    async fn who_sends_a_head_too_slowly_or_without_end_is_let_go() {
        let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
        let talk = async |sent: &[u8]| {
            let (mut here, there) = duplex(64 * 1024);
            tokio::spawn(requests(there, peer, pages(), Duration::from_millis(50)));
            // The server may hang up before it has read all.
            let _ = here.write_all(sent).await;
            let mut answer = Vec::new();
            let _ = here.read_to_end(&mut answer).await;
            String::from_utf8(answer).unwrap()
        };
        assert!(talk(ASKS).await.starts_with("HTTP/1.1 200"));
        let slow = talk(b"GET / HTTP/1.1\r\nHost: local").await;
        assert!(!slow.contains(" 200 "), "{slow}");
        let many = "X: y\r\n".repeat(HEADERS + 1);
        let many = talk(format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes()).await;
        assert!(many.starts_with("HTTP/1.1 431"), "{many}");
        let long = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "y".repeat(2 * HEAD));
        let long = talk(long.as_bytes()).await;
        assert!(long.starts_with("HTTP/1.1 431"), "{long}");
    }

    #[test]
    fn an_address_has_so_many_connections_and_no_more() {
        let guests = Guests::default();
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let (one, same) = (address("2001:db8::1"), address("2001:db8::2"));
        let mut inside: Vec<_> = (0..CONNECTIONS_OF_ONE).map(|_| guests.enter(one)).collect();
        assert!(inside.iter().all(Option::is_some));
        assert!(guests.enter(same).is_none());
        assert!(guests.enter(address("192.0.2.1")).is_some());
        inside.pop();
        assert!(guests.enter(same).is_some(), "somebody has gone");
        assert!((0..2 * CONNECTIONS_OF_ONE).all(|_| guests.enter(address("::1")).is_some()));
        let many: Vec<_> =
            (0..2 * CONNECTIONS_OF_ONE).map(|_| guests.enter(address("127.0.0.1"))).collect();
        assert!(many.iter().all(Option::is_some), "a proxy of this machine brings everybody");
        drop((inside, many));
        assert!(guests.0.lock().unwrap().is_empty(), "nothing is remembered of who has gone");
    }

    #[test]
    fn what_is_wrong_with_the_files_of_tls_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let empty = file("empty.pem", "");
        let broken = "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----";
        let broken = file("broken.pem", broken);
        let missing = folder.path().join("missing.pem");
        for (cert, sign) in
            [(&missing, "cannot read"), (&empty, "no certificate"), (&broken, "not PEM")]
        {
            let tls = Tls { cert: cert.clone(), key: empty.clone() };
            let error = acceptor(&tls).map(drop).unwrap_err().to_string();
            assert!(error.contains(sign), "{error}");
        }
    }
}
