//! Keeping web pages out: a page of any site may have the browser call
//! loopback, under a name that its DNS server points there.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::http::Refusal;

/// Lets a request through only if it calls the sandbox by a loopback name.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    if calls_loopback(request.headers()) {
        next.run(request).await
    } else {
        Refusal::new(StatusCode::FORBIDDEN, "the Host header names no loopback address")
            .into_response()
    }
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
}
