//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use access::Source;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::Extensions;
use axum::http::header::{HeaderMap, HeaderName, USER_AGENT};
use axum::http::request::Parts;

use crate::Server;
use crate::error::Error;

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Where the request comes from, for handlers.
pub(crate) struct Came(pub(crate) Source);

impl FromRequestParts<Arc<Server>> for Came {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Error> {
        Ok(Self(of(parts, server)))
    }
}

/// Where a request comes from.
pub(crate) fn of(parts: &Parts, server: &Server) -> Source {
    let address = address(&parts.headers, &parts.extensions, server.behind_proxy);
    let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    Source { address, agent: agent.unwrap_or_default().to_owned() }
}

/// The address of who asks. A proxy adds whom it speaks for at the end of the list: what stands before
/// that anybody may have written. Without a proxy the header counts for nothing.
pub(crate) fn address(
    headers: &HeaderMap,
    extensions: &Extensions,
    behind_proxy: bool,
) -> Option<IpAddr> {
    let forwarded = || {
        let last = headers.get_all(FORWARDED).iter().next_back()?.to_str().ok()?;
        let last = last.rsplit(',').next()?.trim();
        let with_port = || last.parse().map(|address: SocketAddr| address.ip());
        last.parse().or_else(|_| with_port()).ok()
    };
    let peer = || {
        let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
        Some(peer.ip())
    };
    behind_proxy.then(forwarded).flatten().or_else(peer)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_proxy_says_for_whom_it_speaks_and_only_its_last_word_counts() {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 5))));
        for (header, behind_proxy, expected) in [
            (Some("203.0.113.9"), true, "203.0.113.9"),
            (Some("192.0.2.1, 203.0.113.9"), true, "203.0.113.9"),
            (Some("203.0.113.9:4711"), true, "203.0.113.9"),
            (Some("2001:db8::1"), true, "2001:db8::1"),
            (Some("unknown"), true, "10.0.0.1"),
            (None, true, "10.0.0.1"),
            (Some("203.0.113.9"), false, "10.0.0.1"),
        ] {
            let headers = header.map(|text| (FORWARDED, HeaderValue::from_static(text)));
            let headers = HeaderMap::from_iter(headers);
            let found = address(&headers, &extensions, behind_proxy);
            assert_eq!(found, Some(expected.parse().unwrap()), "{header:?}");
        }
        let mut twice = HeaderMap::new();
        twice.append(FORWARDED, HeaderValue::from_static("192.0.2.1"));
        twice.append(FORWARDED, HeaderValue::from_static("203.0.113.9"));
        assert_eq!(address(&twice, &extensions, true), Some("203.0.113.9".parse().unwrap()));
    }
}
