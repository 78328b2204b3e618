//! A change that was begun is made to its end, with the line of the audit log that tells of it: a browser or
//! a program that hangs up in between stops neither.

use std::panic::resume_unwind;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

/// Handles what may change something in a task of its own, which goes on when nobody waits for the answer.
/// What only reads stops with whoever asked.
pub(crate) async fn to_the_end(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The program ends.
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::Arc;
    use std::task::Poll;
    use std::time::Duration;

    use axum::Router;
    use axum::body::Body;
    use axum::http::{self, Method};
    use axum::middleware::from_fn;
    use axum::routing::any;
    use tokio::sync::Notify;
    use tokio::time::timeout;
    use tower::ServiceExt;

    use super::*;

    /// Whether a request is handled to its end although whoever sent it hangs up.
    async fn is_ended(method: Method) -> bool {
        let (may_go_on, is_done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (go_on, done) = (Arc::clone(&may_go_on), Arc::clone(&is_done));
        let handler = move || async move {
            go_on.notified().await;
            done.notify_one();
        };
        let router = Router::new().route("/", any(handler)).layer(from_fn(to_the_end));
        let request = http::Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
        let mut asked = Box::pin(router.oneshot(request));
        let is_answered = poll_fn(|cx| Poll::Ready(asked.as_mut().poll(cx).is_ready())).await;
        assert!(!is_answered);
        drop(asked);
        may_go_on.notify_one();
        timeout(Duration::from_secs(20), is_done.notified()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_hangs_up_stops_no_change_half_way() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert!(is_ended(method.clone()).await, "{method}");
        }
        assert!(!is_ended(Method::GET).await, "what only reads is not read for nobody");
    }
}
