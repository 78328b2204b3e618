//! Keeping web pages out: a page of any site may have the browser call
//! loopback, under a name that its DNS server points there, or post to it
//! without reading the answer. Only pages that came from here may.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::http::Refusal;

/// Lets a request through only if it calls the sandbox by a loopback name, and
/// changes nothing on behalf of another site.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let refused = if !calls_loopback(request.headers()) {
        "the Host header names no loopback address"
    } else if !request.method().is_safe() && !is_from_here(request.headers()) {
        "a page of another site may change nothing"
    } else {
        return next.run(request).await;
    };
    Refusal::new(StatusCode::FORBIDDEN, refused).into_response()
}

/// Browsers say where a request comes from in `Sec-Fetch-Site`, old ones in
/// `Origin`; what sends neither is no browser and acts for nobody else.
fn is_from_here(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = headers.get(HOST).map(HeaderValue::as_bytes);
    headers.get(ORIGIN).is_none_or(|origin| {
        origin.as_bytes().strip_prefix(b"http://").is_some_and(|origin| Some(origin) == host)
    })
}

fn calls_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next(),
        None => host.split(':').next(),
    };
    name.is_some_and(|name| {
        name.eq_ignore_ascii_case("localhost")
            || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn allowed(host: &str) -> bool {
        calls_loopback(&HeaderMap::from_iter([(HOST, host.parse().unwrap())]))
    }

    #[test]
    fn only_loopback_names_are_let_in() {
        for host in ["localhost", "LOCALHOST:4431", "127.0.0.1:4431", "127.9.9.9", "[::1]:4431"] {
            assert!(allowed(host), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:4431", "[::2]", ""] {
            assert!(!allowed(host), "{host}");
        }
        assert!(!calls_loopback(&HeaderMap::new()));
    }

    #[test]
    fn only_pages_from_here_may_change_something() {
        for (name, value, allowed) in [
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "cross-site", false),
            ("sec-fetch-site", "none", false),
            ("origin", "http://127.0.0.1:4431", true),
            ("origin", "http://127.0.0.1:9090", false),
            ("origin", "https://127.0.0.1:4431", false),
            ("origin", "https://evil.example", false),
            ("origin", "null", false),
            ("accept", "*/*", true),
        ] {
            let headers = HeaderMap::from_iter([
                (HOST, "127.0.0.1:4431".parse().unwrap()),
                (HeaderName::from_static(name), value.parse().unwrap()),
            ]);
            assert_eq!(is_from_here(&headers), allowed, "{name}: {value}");
        }
    }
}
