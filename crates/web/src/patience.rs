//! How long a body is waited for: who sends one a byte at a time is let go.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, timeout_at};

/// How long the parts of a body may take.
#[derive(Clone, Copy)]
struct Patience {
    /// The next part. A phone in a tunnel needs some.
    part: Duration,
    /// The whole of it, …
    whole: Duration,
    /// … and longer by a second for each so many bytes that have come: an export has any size.
    bytes_a_second: u64,
}

const PATIENCE: Patience = Patience {
    part: Duration::from_secs(30),
    whole: Duration::from_secs(60),
    bytes_a_second: 8 * 1024,
};

/// Ends bodies that do not come.
pub(crate) async fn limit(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    next.run(Request::from_parts(parts, waited_for(body, PATIENCE))).await
}

fn waited_for(body: Body, patience: Patience) -> Body {
    let begun = Some((body.into_data_stream(), Instant::now() + patience.whole));
    Body::from_stream(stream::unfold(begun, move |waiting| async move {
        let (mut chunks, over) = waiting?;
        match timeout_at(over.min(Instant::now() + patience.part), chunks.next()).await {
            Ok(chunk) => {
                let over = over + patience.earned_by(chunk.as_ref());
                chunk.map(|chunk| (chunk, Some((chunks, over))))
            }
            Err(_) => Some((Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut))), None)),
        }
    }))
}

impl Patience {
    /// How much longer a body is waited for that has brought this.
    fn earned_by(self, chunk: Option<&Result<Bytes, axum::Error>>) -> Duration {
        let bytes = chunk.and_then(|chunk| chunk.as_ref().ok()).map_or(0, Bytes::len);
        Duration::from_millis(bytes as u64 * 1000 / self.bytes_a_second)
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    const SHORT: Patience = Patience {
        part: Duration::from_millis(20),
        whole: Duration::from_secs(60),
        bytes_a_second: 8 * 1024,
    };

    #[tokio::test]
    async fn who_sends_nothing_more_is_let_go() {
        let first = || stream::iter([Ok::<_, axum::Error>("one")]);
        let read = async |body| to_bytes(waited_for(body, SHORT), 10).await;
        assert_eq!(read(Body::from_stream(first())).await.unwrap(), "one");
        let endless = Body::from_stream(first().chain(stream::pending()));
        assert!(read(endless).await.is_err());
    }

    /// Each part is in time, and the whole never comes.
    #[tokio::test(start_paused = true)]
    async fn who_sends_a_byte_at_a_time_is_let_go_and_who_brings_much_is_not() {
        let every_second = |part: &'static [u8], parts: usize| {
            Body::from_stream(stream::unfold(0, move |sent| async move {
                if sent == parts {
                    return None;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
                Some((Ok::<_, axum::Error>(part), sent + 1))
            }))
        };
        let read = async |body| to_bytes(waited_for(body, PATIENCE), usize::MAX).await;
        let begun = Instant::now();
        assert!(read(every_second(b"a", 10_000)).await.is_err());
        assert!(begun.elapsed() < Duration::from_secs(70), "{:?}", begun.elapsed());
        let much = read(every_second(&[b'a'; 16 * 1024], 600)).await.unwrap();
        assert_eq!(much.len(), 600 * 16 * 1024, "ten minutes of an export");
        assert!(read(every_second(b"a", 50)).await.is_ok(), "a form from a tunnel");
    }
}
