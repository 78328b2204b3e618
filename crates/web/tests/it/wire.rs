//! What goes over the wire compressed, and what does not.

use std::io::Read as _;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use axum::response::Response;
use flate2::read::GzDecoder;
use tower::ServiceExt as _;

use crate::house::{Browser, House};

/// Asks as a browser does that takes gzip, for a page of this site or of another.
async fn ask(house: &House, browser: &Browser, path: &str, site: &str) -> Response {
    let request: Request<Body> = browser
        .request("GET", path)
        .header(header::ACCEPT_ENCODING, "gzip, deflate, br")
        .header("sec-fetch-site", site)
        .body(Body::empty())
        .unwrap();
    house.pages.clone().oneshot(request).await.unwrap()
}

fn is_compressed(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding == "gzip")
}

#[tokio::test]
async fn pages_go_compressed_to_whoever_takes_that() {
    let (house, anna) = House::of_anna().await;
    let plain = house.get(&anna, "/inbox").await;
    assert!(!is_compressed(&plain.headers));
    for site in ["same-origin", "none"] {
        let page = ask(&house, &anna, "/inbox", site).await;
        assert!(is_compressed(page.headers()), "{site}");
        assert_eq!(page.headers()[header::VARY], "accept-encoding");
        let packed = to_bytes(page.into_body(), 1_000_000).await.unwrap();
        let mut text = String::new();
        GzDecoder::new(&*packed).read_to_string(&mut text).unwrap();
        assert_eq!(text.len(), plain.body.len());
        assert!(packed.len() * 3 < text.len(), "{} of {}", packed.len(), text.len());
    }
}

/// BREACH: whoever sees how long an answer is, and has a browser ask for pages of words of theirs, could tell
/// what else stands in the pages.
#[tokio::test]
async fn nothing_is_compressed_that_another_site_asks_for() {
    let (house, anna) = House::of_anna().await;
    for site in ["same-site", "cross-site"] {
        let page = ask(&house, &anna, "/history?q=secret", site).await;
        assert!(!is_compressed(page.headers()), "{site}");
    }
}

#[tokio::test]
async fn live_streams_go_as_they_are() {
    let (house, anna) = House::of_anna().await;
    let stream = ask(&house, &anna, "/inbox/events", "same-origin").await;
    assert_eq!(stream.headers()[header::CONTENT_TYPE], "text/event-stream");
    assert!(!is_compressed(stream.headers()));
}
