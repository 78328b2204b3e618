//! How long the parts of a body are waited for: who sends one a byte at a time is let go.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{StreamExt, stream};

/// How long the next part may take. A phone in a tunnel needs some.
const NEXT_PART: Duration = Duration::from_secs(30);

/// Ends bodies that do not come.
pub(crate) async fn limit(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    next.run(Request::from_parts(parts, waited_for(body, NEXT_PART))).await
}

fn waited_for(body: Body, patience: Duration) -> Body {
    let chunks = Some(body.into_data_stream());
    Body::from_stream(stream::unfold(chunks, move |chunks| async move {
        let mut chunks = chunks?;
        match tokio::time::timeout(patience, chunks.next()).await {
            Ok(chunk) => chunk.map(|chunk| (chunk, Some(chunks))),
            Err(_) => Some((Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut))), None)),
        }
    }))
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    #[tokio::test]
    async fn who_sends_nothing_more_is_let_go() {
        let first = || stream::iter([Ok::<_, axum::Error>("one")]);
        let read = async |body| to_bytes(waited_for(body, Duration::from_millis(20)), 10).await;
        assert_eq!(read(Body::from_stream(first())).await.unwrap(), "one");
        let endless = Body::from_stream(first().chain(stream::pending()));
        assert!(read(endless).await.is_err());
    }
}
