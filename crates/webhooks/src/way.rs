//! The way to a webhook: its host's name is looked up here, every address that comes back is looked at,
//! and the connection is made to one of exactly these. Nobody looks the name up a second time, so that it
//! cannot mean something else by then (DNS rebinding). There is no proxy on the way: it would look the
//! name up itself.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use std::vec;

use domain::BoxError;
use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use tower::Service;

use crate::address::Reach;
use crate::target::reach;

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(10);

/// Why no connection was tried.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoWay {
    #[error("the host's name means no address")]
    Unknown(#[source] io::Error),
    #[error("{0} is an address at which nothing is told")]
    Forbidden(IpAddr),
}

/// Connects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub(crate) allow_private: bool,
}

type Connection = <HttpConnector<Resolver> as Service<Uri>>::Response;
type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl Service<Uri> for Way {
    type Response = Connection;
    type Error = BoxError;
    type Future = Later<Result<Connection, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let reach = reach(to.scheme_str().unwrap_or_default(), self.allow_private);
        // An address is not looked up, so nothing else would look at it.
        let literal = to.host().and_then(|host| {
            host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok()
        });
        let forbidden = literal.filter(|address| !reach.allows(*address));
        let mut connector = HttpConnector::new_with_resolver(Resolver { reach });
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECTING));
        Box::pin(async move {
            match forbidden {
                Some(address) => Err(NoWay::Forbidden(address).into()),
                None => Ok(connector.call(to).await?),
            }
        })
    }
}

/// Looks names up, and gives back only what may be reached.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolver {
    reach: Reach,
}

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = NoWay;
    type Future = Later<Result<Self::Response, NoWay>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NoWay>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = self.reach;
        Box::pin(async move {
            let found =
                tokio::net::lookup_host((name.as_str(), 0)).await.map_err(NoWay::Unknown)?;
            allowed(reach, found.collect())
        })
    }
}

/// All addresses of a host, if all of them may be reached: one that hides a private address among others
/// is up to no good.
fn allowed(reach: Reach, found: Vec<SocketAddr>) -> Result<vec::IntoIter<SocketAddr>, NoWay> {
    if found.is_empty() {
        return Err(NoWay::Unknown(io::ErrorKind::NotFound.into()));
    }
    match found.iter().find(|address| !reach.allows(address.ip())) {
        Some(address) => Err(NoWay::Forbidden(address.ip())),
        None => Ok(found.into_iter()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 0)).collect()
    }

    #[test]
    fn one_private_address_among_others_is_enough_to_refuse() {
        let public = addresses(&["1.1.1.1", "2606:4700::1111"]);
        let kept: Vec<_> = allowed(Reach::Public, public.clone()).unwrap().collect();
        assert_eq!(kept, public);
        for mixed in [&["1.1.1.1", "127.0.0.1"], &["::ffff:169.254.169.254", "1.1.1.1"]] {
            let refused = allowed(Reach::Public, addresses(mixed));
            assert!(matches!(refused, Err(NoWay::Forbidden(_))), "{mixed:?}");
        }
        assert!(matches!(allowed(Reach::Anywhere, vec![]), Err(NoWay::Unknown(_))));
    }

    async fn refused(url: &str, allow_private: bool) -> NoWay {
        let error = Way { allow_private }.call(url.parse().unwrap()).await.map(drop).unwrap_err();
        let error: &(dyn std::error::Error + 'static) = &*error;
        match outward::cause::<NoWay>(error) {
            Some(NoWay::Forbidden(address)) => NoWay::Forbidden(*address),
            Some(NoWay::Unknown(_)) => NoWay::Unknown(io::ErrorKind::NotFound.into()),
            None => panic!("{url}: {error:?}"),
        }
    }

    #[tokio::test]
    async fn names_and_addresses_of_this_machine_are_not_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433"]
        {
            for scheme in ["https", "http"] {
                let refused = refused(&format!("{scheme}://{host}:{port}/"), false).await;
                assert!(matches!(refused, NoWay::Forbidden(_)), "{host}: {refused}");
            }
        }
        let accepted = futures_util::FutureExt::now_or_never(listener.accept());
        assert!(accepted.is_none(), "somebody has connected");
        let here = format!("http://127.0.0.1:{port}/").parse().unwrap();
        assert!(Way { allow_private: true }.call(here).await.is_ok());
        let plain = refused("http://10.0.0.1:1/", true).await;
        assert!(matches!(plain, NoWay::Forbidden(_)));
    }
}
