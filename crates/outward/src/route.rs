//! The way to providers: straight, or by a proxy.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use domain::BoxError;
use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tower::Service;

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(10);

/// Connects. TLS goes by the proxy that is set for it; plain HTTP, which is spoken to models at home,
/// goes straight.
#[derive(Clone)]
pub struct Route {
    straight: HttpConnector,
    proxies: Arc<Matcher>,
}

type Connection = <HttpConnector as Service<Uri>>::Response;

impl Route {
    /// By the proxy that the environment names (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), since some
    /// providers are not to be reached from everywhere without one.
    pub fn from_environment() -> Self {
        Self::new(Matcher::from_env())
    }

    /// By these proxies.
    pub fn new(proxies: Matcher) -> Self {
        let mut straight = HttpConnector::new();
        straight.enforce_http(false);
        straight.set_nodelay(true);
        straight.set_connect_timeout(Some(CONNECTING));
        Self { straight, proxies: Arc::new(proxies) }
    }

    fn proxy(&self, to: &Uri) -> Option<Intercept> {
        let is_tls = to.scheme_str() == Some("https");
        let is_here = matches!(to.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
        self.proxies.intercept(to).filter(|_| is_tls && !is_here)
    }
}

impl Service<Uri> for Route {
    type Response = Connection;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Connection, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.straight.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let mut straight = self.straight.clone();
        let Some(proxy) = self.proxy(&to) else {
            return Box::pin(async move { Ok(straight.call(to).await?) });
        };
        let at = proxy.uri().clone();
        match at.scheme_str() {
            Some("http") => {
                let mut tunnel = Tunnel::new(at, straight);
                if let Some(auth) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(auth.clone());
                }
                Box::pin(async move { Ok(tunnel.call(to).await?) })
            }
            // With `socks5h` the proxy looks up the name, with `socks5` this machine does.
            Some(scheme @ ("socks5" | "socks5h")) => {
                let mut socks = SocksV5::new(at.clone(), straight).local_dns(scheme == "socks5");
                if let Some((user, password)) = proxy.raw_auth() {
                    socks = socks.with_auth(user.to_owned(), password.to_owned());
                }
                Box::pin(async move { Ok(socks.call(to).await?) })
            }
            _ => Box::pin(async {
                Err("the proxy must be http://HOST:PORT, socks5://… or socks5h://…".into())
            }),
        }
    }
}
