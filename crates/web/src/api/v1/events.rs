//! Everything that happens, live, for as long as the token lets its bearer see it.

use access::{Access, Bearer};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::sse::Event;
use engine::{Stamped, Subscription};
use futures_util::stream::{self, Stream};
use tracing::error;
use utoipa::ToSchema;

use crate::api::caller::{Caller, Reads};
use crate::api::problem::Problem;
use crate::api::shapes::Millis;
use crate::stream::{id, respond, seen};

/// An event.
#[derive(ToSchema)]
#[schema(as = Event)]
#[expect(dead_code, reason = "the shape of a `Stamped`, for the document")]
pub(super) struct EventShape {
    /// Its number: rises by one with every event since the server started.
    seq: u64,
    /// When it happened.
    at: Millis,
    /// In which account; null where it is of none, as `import_failed` of a file that does not say whose it is.
    account: Option<String>,
    /// In which chat; null for the account as a whole.
    chat: Option<i64>,
    /// What happened: `type` names it, e.g. `message`, `drafted`, `planned`, `sent`, `cancelled`, `judged`,
    /// `asked`, `question_closed`, `paused`, `connection`, `history_progress`, `import_progress`,
    /// `import_failed`; what else is in it depends on that. Types may be added: pass over those that you do not know.
    #[schema(value_type = Object, example = json!({"type": "sent", "reply": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}))]
    event: serde_json::Value,
}

/// Follow events
///
/// Server-sent events: each has an `id` and JSON as its `data`. Whoever comes back with the last `id` as
/// `Last-Event-ID` is sent what it missed of the newest 2,000; an event `restarted` says that more was
/// missed, as after a restart of the server: load what you show anew.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "Events",
    params(("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was seen.")),
    responses((
        status = 200, body = EventShape, content_type = "text/event-stream",
        description = "Events, as long as the connection lasts."
    )),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let run = caller.server.started;
    let after = seen(&headers, run);
    let follower = Follower {
        access: caller.access()?.clone(),
        bearer: caller.bearer.clone(),
        subscription: caller.engine.subscribe(after),
        run,
        seen: after,
        // Whoever has seen something that is not of this run has missed what came since.
        has_missed: after.is_none() && headers.contains_key("last-event-id"),
    };
    Ok(respond(follower.events()))
}

struct Follower {
    access: Access,
    bearer: Bearer,
    subscription: Subscription,
    run: domain::Timestamp,
    seen: Option<u64>,
    has_missed: bool,
}

impl Follower {
    fn events(self) -> impl Stream<Item = Event> + Send {
        stream::unfold((self, None), async |(mut follower, waiting)| {
            if let Some(event) = waiting {
                return Some((event, (follower, None)));
            }
            if std::mem::take(&mut follower.has_missed) {
                return Some((restarted(), (follower, None)));
            }
            let stamped = follower.subscription.next().await?;
            if !follower.may_read().await {
                return None;
            }
            let event = follower.event(&stamped)?;
            let has_gap = follower.seen.is_some_and(|seen| stamped.seq != seen + 1);
            follower.seen = Some(stamped.seq);
            if has_gap {
                return Some((restarted(), (follower, Some(event))));
            }
            Some((event, (follower, None)))
        })
    }

    /// Whether the token has neither ended nor been taken back since.
    async fn may_read(&self) -> bool {
        self.access.is_still_valid(&self.bearer).await.unwrap_or_else(|error| {
            error!(error = &error as &dyn std::error::Error, "live stream ended");
            false
        })
    }

    fn event(&self, stamped: &Stamped) -> Option<Event> {
        match serde_json::to_string(stamped) {
            Ok(data) => Some(Event::default().id(id(self.run, stamped.seq)).data(data)),
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "an event cannot be told");
                None
            }
        }
    }
}

/// Says that something was missed.
fn restarted() -> Event {
    Event::default().event("restarted").data("{}")
}
