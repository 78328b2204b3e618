//! What a request must be before a page sees it, and what every answer carries.
//!
//! The server listens on loopback, which does not keep other web sites out: a page elsewhere can
//! point its own name at 127.0.0.1 (DNS rebinding) or post a form here (CSRF). So the host must be
//! ours, and what changes something must come from our own pages.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Uri;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::Response;

use crate::Server;
use crate::error::Error;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    object-src 'none'; frame-ancestors 'none'";

/// What no page here needs. The microphone is needed to record one's own voice, and by the phones that the
/// demo shows in a frame.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), midi=(), payment=(), usb=()";

/// For how long a browser that came by HTTPS comes by nothing else: two years.
const ONLY_HTTPS: &str = "max-age=63072000";

/// The policy of a page that shows another page from here in a frame.
pub(crate) fn framing() -> String {
    format!("{POLICY}; frame-src 'self'")
}

/// Refuses foreign hosts and cross-site changes.
pub(crate) async fn check(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let_in(&server, &request)?;
    Ok(next.run(request).await)
}

/// Whether a request is let in.
pub(crate) fn let_in(server: &Server, request: &Request) -> Result<(), Error> {
    let host = host(request.headers(), request.uri()).ok_or(Error::ForeignHost)?;
    if !is_ours(&host, &server.hosts) {
        return Err(Error::ForeignHost);
    }
    if !request.method().is_safe() && !is_same_origin(request.headers(), &host) {
        return Err(Error::CrossSite);
    }
    Ok(())
}

/// Adds the headers that hold the browser to our own origin, save those that an answer has of its
/// own: it knows better what it needs.
pub(crate) async fn seal(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if server.is_secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_HTTPS));
    }
    response
}

/// The name, or the address, under which somebody reaches the server, with its port.
pub(crate) fn host(headers: &HeaderMap, uri: &Uri) -> Option<Authority> {
    match headers.get(HOST) {
        Some(host) => host.to_str().ok()?.parse().ok(),
        None => uri.authority().cloned(),
    }
}

fn is_ours(host: &Authority, configured: &[String]) -> bool {
    let name = host.host();
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        || configured.iter().any(|ours| ours.eq_ignore_ascii_case(name))
}

/// Browsers say where a request comes from in `Sec-Fetch-Site`, old ones in `Origin`; what sends
/// neither is no browser and acts for nobody else.
fn is_same_origin(headers: &HeaderMap, host: &Authority) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    match headers.get(ORIGIN) {
        None => true,
        Some(origin) => origin
            .to_str()
            .ok()
            .and_then(|origin| origin.parse::<Uri>().ok())
            .is_some_and(|origin| origin.authority() == Some(host)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_and_configured_hosts_are_ours() {
        let configured = ["twin.example".to_owned()];
        for (host, ours) in [
            ("127.0.0.1:8080", true),
            ("127.8.8.8", true),
            ("localhost:8080", true),
            ("LOCALHOST", true),
            ("[::1]:8080", true),
            ("Twin.example", true),
            ("evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("localhost.evil.example:8080", false),
            ("192.168.0.5:8080", false),
            ("evil.twin.example", false),
        ] {
            assert_eq!(is_ours(&host.parse().unwrap(), &configured), ours, "{host}");
        }
    }

    #[test]
    fn a_change_must_come_from_our_own_pages() {
        let host: Authority = "127.0.0.1:8080".parse().unwrap();
        for (name, value, allowed) in [
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "cross-site", false),
            ("sec-fetch-site", "none", false),
            ("origin", "http://127.0.0.1:8080", true),
            ("origin", "http://127.0.0.1:9090", false),
            ("origin", "https://evil.example", false),
            ("origin", "null", false),
            ("accept", "*/*", true),
        ] {
            let headers = HeaderMap::from_iter([(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )]);
            assert_eq!(is_same_origin(&headers, &host), allowed, "{name}: {value}");
        }
    }
}
