//! What happened in an account, in numbers.

use std::time::Duration;

use axum::Json;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::accounts::find;
use crate::api::caller::{Caller, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{Millis, ModeName};
use crate::api::take::{Asked, At};

/// A day.
const DAY: Duration = Duration::from_secs(86_400);

/// When.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Within {
    /// From when on; a day before `to`, if not said.
    from: Option<Millis>,
    /// Before when; now, if not said.
    to: Option<Millis>,
}

/// Replies of a mode.
#[derive(Serialize, ToSchema)]
#[schema(as = SentInMode)]
pub(super) struct InMode {
    /// The mode under which they were written.
    mode: ModeName,
    /// How many were sent.
    replies: u64,
}

/// What happened.
#[derive(Serialize, ToSchema)]
#[schema(as = Statistics)]
pub(super) struct Statistics {
    /// From when on it is counted.
    from: Millis,
    /// Before when.
    to: Millis,
    /// How many messages people wrote to the owner, in private chats.
    messages_in: u64,
    /// In how many chats.
    chats: u64,
    /// How many replies were sent, by mode.
    replies: Vec<InMode>,
    /// How many of the owner's own answers the twin has learnt by now.
    exemplars: usize,
}

/// Get statistics
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/statistics", tag = "Statistics",
    params(("account" = String, Path, description = "The account."), Within),
    responses((status = 200, body = Statistics, description = "What happened within a span.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
    Asked(within): Asked<Within>,
) -> Result<Json<Statistics>, Problem> {
    let view = find(&caller, &account).await?;
    let to = within.to.map_or_else(|| caller.server.clock.now(), Timestamp::from_millis);
    let from = within.from.map_or_else(|| to - DAY, Timestamp::from_millis);
    if from > to {
        let most = u64::try_from(to.as_millis()).unwrap_or(0);
        return Err(Problem::invalid("from", Wrong::Range { least: 0, most }));
    }
    let tally = caller.engine.tally(view.account.id, from, to).await?.ok_or(Problem::NotFound)?;
    Ok(Json(Statistics {
        from: from.as_millis(),
        to: to.as_millis(),
        messages_in: tally.came,
        chats: tally.chats,
        replies: tally
            .sent
            .into_iter()
            .map(|(mode, replies)| InMode { mode: mode.into(), replies })
            .collect(),
        exemplars: view.exemplars,
    }))
}
