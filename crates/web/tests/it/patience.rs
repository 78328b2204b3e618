//! Bodies that do not come, and requests without end, as the whole router meets them.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, pause, timeout};
use tower::ServiceExt;

use crate::api::stage::ApiStage;
use crate::stage::{Answer, Stage, read};

/// Sends a request whose body begins and then does not go on; returns what it was answered, in time.
async fn begins(
    router: &Router,
    request: axum::http::request::Builder,
    first: &'static str,
) -> Answer {
    let first = stream::iter([Ok::<_, io::Error>(first)]);
    let body = Body::from_stream(first.chain(stream::pending()));
    let request = request.header(header::HOST, "127.0.0.1:8080").body(body).unwrap();
    let begun = Instant::now();
    let answered = timeout(Duration::from_secs(600), router.clone().oneshot(request)).await;
    let answer = read(answered.expect("nobody waits for ever").unwrap()).await;
    assert!(begun.elapsed() < Duration::from_secs(70), "{:?}", begun.elapsed());
    answer
}

#[tokio::test]
async fn no_endpoint_waits_for_a_body_that_does_not_come() {
    let stage = ApiStage::set().await;
    pause();
    for path in ["/send_message", "/mcp"] {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", stage.anna.token))
            .header(header::CONTENT_TYPE, "application/json");
        let answer = begins(&stage.router, request, "{\"peer\": 7").await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.body);
    }
    assert!(stage.anna.telegram.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn no_page_waits_for_a_form_that_does_not_come() {
    let stage = Stage::set().await;
    pause();
    let request = Request::post("/language")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = begins(&stage.pages, request, "lang=ru").await;
    assert!(answer.status.is_client_error(), "{}", answer.body);
}

#[tokio::test]
async fn a_flood_of_the_api_is_slowed_and_others_are_not() {
    let stage = ApiStage::set().await;
    let ask = async |address: [u8; 4]| {
        let request = Request::get("/api/v1/accounts").header(header::HOST, "127.0.0.1:8080");
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 4711))));
        stage.request(request).await
    };
    let mut last = StatusCode::OK;
    for _ in 0..400 {
        last = ask([203, 0, 113, 9]).await.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let refused = ask([203, 0, 113, 9]).await;
    assert_eq!(refused.problem(), "too_many");
    assert_eq!(refused.headers[header::RETRY_AFTER], "1");
    assert_eq!(ask([203, 0, 113, 10]).await.problem(), "no_token");
}
