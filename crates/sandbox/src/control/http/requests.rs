//! `/requests`: what clients have asked for.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::extract::Query;
use super::refusal::Refusal;
use crate::control::Control;
use crate::control::requests::RequestFilter;
use crate::recorder::RecordedRequest;

/// How many requests are told at once, unless another number is asked for.
const PAGE: usize = 100;
/// The longest that a call may wait, in seconds.
const LONGEST_WAIT: u64 = 60;

pub(super) fn routes() -> Router<Control> {
    Router::new().route("/requests", get(list).delete(clear))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    account: Option<String>,
    method: Option<String>,
    after: Option<u64>,
    limit: Option<usize>,
    /// How long to wait for the first, in seconds.
    wait: Option<u64>,
}

async fn list(
    State(control): State<Control>,
    Query(Asked { account, method, after, limit, wait }): Query<Asked>,
) -> Result<Json<Vec<RecordedRequest>>, Refusal> {
    let limit = Some(limit.unwrap_or(PAGE));
    let filter = RequestFilter { account, method, after, limit };
    Ok(Json(match wait {
        Some(seconds) => {
            let patience = Duration::from_secs(seconds.min(LONGEST_WAIT));
            control.wait_for_requests(&filter, patience).await?
        }
        None => control.requests(&filter)?,
    }))
}

async fn clear(State(control): State<Control>) -> StatusCode {
    control.clear_requests();
    StatusCode::NO_CONTENT
}
