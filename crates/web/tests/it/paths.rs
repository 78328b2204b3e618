//! Addresses that try to lead somewhere else.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::house::{Browser, House};

/// Ways out of a folder, as one part of an address.
const TRICKS: [&str; 14] = [
    "..",
    "%2e%2e",
    "..%2f..%2fCargo.toml",
    "..%5c..%5cCargo.toml",
    "%252e%252e%252fCargo.toml",
    "....//....//Cargo.toml",
    "%c0%ae%c0%ae%2fCargo.toml",
    "%00",
    "app.css%00.html",
    "app.css%0d%0aSet-Cookie:%20aitwin=x",
    "%ff%fe",
    ";jsessionid=1",
    "~",
    ".git%2fconfig",
];

#[tokio::test]
async fn no_address_leads_out_of_where_it_belongs() {
    let (house, anna) = House::of_anna().await;
    let account = house.stage.account;
    let places = [
        "/assets/".to_owned(),
        "/accounts/".to_owned(),
        format!("/accounts/{account}/chats/"),
        format!("/accounts/{account}/explained/"),
        "/inbox/".to_owned(),
        "/login/".to_owned(),
        "/api/".to_owned(),
        "/".to_owned(),
    ];
    let long = "a/".repeat(4_000);
    for place in places {
        for trick in TRICKS.into_iter().chain([long.as_str()]) {
            let path = format!("{place}{trick}");
            let answer = house.get(&anna, &path).await;
            let status = answer.status;
            assert!(status.is_client_error() || status.is_redirection(), "{path}: {status}");
            assert!(!answer.headers.contains_key(header::SET_COOKIE), "{path}");
            if let Some(to) = answer.location {
                assert!(to.starts_with('/') && !to.starts_with("//"), "{path} leads to {to}");
            }
        }
    }
}

/// What a proxy and we might read in two ways.
#[tokio::test]
async fn a_stranger_finds_no_page_by_another_spelling() {
    let (house, _) = House::of_anna().await;
    for path in [
        "//inbox",
        "/./inbox",
        "/assets/../inbox",
        "/health/../inbox",
        "/INBOX",
        "/inbox/",
        "/%69nbox",
    ] {
        let request = Browser::default().request("GET", "/").uri(path);
        let answer = house.send(request.body(Body::empty()).unwrap()).await;
        assert_ne!(answer.status, StatusCode::OK, "{path}");
    }
    let whole = Request::get("http://evil.example/inbox").header(header::HOST, "127.0.0.1:8080");
    let answer = house.send(whole.body(Body::empty()).unwrap()).await;
    assert_ne!(answer.status, StatusCode::OK);
}
