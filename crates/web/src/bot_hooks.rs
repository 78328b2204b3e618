//! `POST /bot-hooks/{place}`: where Telegram brings what comes for bots. Nobody has signed in there: the place
//! cannot be guessed, and Telegram shows a secret. What is answered tells only whether it is to come again.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::routing::post;
use domain::{BotHooks, Brought};

use crate::patience;

/// The longest update, in bytes.
const LONGEST: usize = 1024 * 1024;

/// In which Telegram shows the secret.
const SECRET: &str = "x-telegram-bot-api-secret-token";

/// The address, where something is brought.
pub(crate) fn router(hooks: Option<Arc<dyn BotHooks>>) -> Router {
    let Some(hooks) = hooks else { return Router::new() };
    Router::new()
        .route("/bot-hooks/{place}", post(take))
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(from_fn(patience::limit))
        .with_state(hooks)
}

async fn take(
    State(hooks): State<Arc<dyn BotHooks>>,
    Path(place): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let secret = headers.get(SECRET).and_then(|secret| secret.to_str().ok());
    match hooks.brought(&place, secret, body.into()).await {
        Brought::Stored => StatusCode::OK,
        Brought::Later => StatusCode::SERVICE_UNAVAILABLE,
        Brought::Nowhere => StatusCode::NOT_FOUND,
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use async_trait::async_trait;
    use axum::body::Body;
    use axum::http::Request;
    use futures_util::stream;
    use tokio::time::timeout;
    use tower::ServiceExt as _;

    use super::*;

    struct One;

    #[async_trait]
    impl BotHooks for One {
        async fn brought(&self, place: &str, secret: Option<&str>, body: Vec<u8>) -> Brought {
            match (place, secret) {
                ("place", Some("secret")) if body.is_empty() => Brought::Later,
                ("place", Some("secret")) => Brought::Stored,
                _ => Brought::Nowhere,
            }
        }
    }

    async fn status(place: &str, secret: Option<&str>, body: &'static str) -> StatusCode {
        let mut request = Request::post(format!("/bot-hooks/{place}"));
        if let Some(secret) = secret {
            request = request.header(SECRET, secret);
        }
        let request = request.body(Body::from(body)).unwrap();
        router(Some(Arc::new(One))).oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn only_who_knows_the_place_and_its_secret_is_heard() {
        assert_eq!(status("place", Some("secret"), "{}").await, StatusCode::OK);
        assert_eq!(status("place", Some("secret"), "").await, StatusCode::SERVICE_UNAVAILABLE);
        for (place, secret) in [("place", None), ("place", Some("other")), ("x", Some("secret"))] {
            assert_eq!(status(place, secret, "{}").await, StatusCode::NOT_FOUND);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let body = Body::from_stream(stream::pending::<Result<Bytes, io::Error>>());
        let request = Request::post("/bot-hooks/place").body(body).unwrap();
        let answered = router(Some(Arc::new(One))).oneshot(request);
        let answer = timeout(Duration::from_secs(600), answered).await;
        let answer = answer.expect("nobody waits for ever").unwrap();
        assert!(answer.status().is_client_error(), "{}", answer.status());
    }
}
