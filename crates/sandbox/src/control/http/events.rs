//! `/events`: what happens to an account, as server-sent events.
//!
//! The first is `ready`: whatever happens after it is told, so a client that
//! reads what there is after `ready` misses nothing. One that read too slowly is
//! told `missed`, and reads anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use futures_util::stream::{self, Stream, StreamExt};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;

use super::extract::Query;
use super::refusal::Refusal;
use crate::control::Control;

/// How often a stream without news shows that it is there.
const HEARTBEAT: Duration = Duration::from_secs(15);
const READY: &str = r#"{"event":"ready"}"#;
const MISSED: &str = r#"{"event":"missed"}"#;

pub(super) fn routes() -> Router<Control> {
    Router::new().route("/events", get(follow))
}

#[derive(Deserialize)]
struct Of {
    of: String,
}

async fn follow(
    State(control): State<Control>,
    Query(Of { of }): Query<Of>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let events = control.subscribe(&of)?;
    let news = stream::unfold(events, async |mut events| {
        let data = match events.recv().await {
            Ok(event) => serde_json::to_string(&event).unwrap_or_else(|_| MISSED.to_owned()),
            Err(RecvError::Lagged(_)) => MISSED.to_owned(),
            Err(RecvError::Closed) => return None,
        };
        Some((data, events))
    });
    let all = stream::iter([READY.to_owned()]).chain(news);
    let all = all.map(|data| Ok(Event::default().data(data)));
    Ok(Sse::new(all).keep_alive(KeepAlive::new().interval(HEARTBEAT)))
}
