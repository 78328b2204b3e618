//! Reading an account's own history from Telegram, which its twin learns from.

use axum::Json;
use axum::http::StatusCode;
use engine::{History, HistoryState};
use serde::Serialize;
use utoipa::ToSchema;

use super::accounts::find;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::Problem;
use crate::api::shapes::Millis;
use crate::api::take::At;
use crate::parts::connection;

/// How far the reading is.
#[derive(Serialize, ToSchema)]
#[schema(as = History)]
pub(super) struct HistoryShape {
    /// `never`, `reading`, `done` or `refused` (by Telegram).
    #[schema(example = "reading")]
    state: &'static str,
    /// When it was asked for.
    started_at: Option<Millis>,
    /// How many chats there are to read.
    chats: u64,
    /// How many of them were read.
    chats_done: u64,
    /// How many messages were read in all.
    messages: u64,
    /// How many of the owner's own answers the twin has learnt; null of one that does not run.
    exemplars: Option<usize>,
}

fn shape(history: Option<&History>, exemplars: Option<usize>) -> HistoryShape {
    HistoryShape {
        state: match history.map(|history| history.state) {
            None => "never",
            Some(HistoryState::Reading) => "reading",
            Some(HistoryState::Done) => "done",
            Some(HistoryState::Refused) => "refused",
        },
        started_at: history.map(|history| history.started_at.as_millis()),
        chats: history.map_or(0, |history| history.chats),
        chats_done: history.map_or(0, |history| history.chats_done),
        messages: history.map_or(0, |history| history.messages),
        exemplars,
    }
}

/// How far a history was read
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/history", tag = "Learning",
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = HistoryShape, description = "How far it is.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Json<HistoryShape>, Problem> {
    let view = find(&caller, &account).await?;
    Ok(Json(shape(view.history.as_ref(), connection::exemplars(&view))))
}

/// Read a history
///
/// Slowly, as soon as the account is connected; the twin learns from it. Progress is told here and as
/// events.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/history", tag = "Learning",
    params(("account" = String, Path, description = "The account.")),
    responses(
        (status = 202, body = HistoryShape, description = "It is being read."),
        (status = 409, description = "It is being read already."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn read(
    caller: Caller<Manages>,
    At(account): At<String>,
) -> Result<(StatusCode, Json<HistoryShape>), Problem> {
    let account = find(&caller, &account).await?.account.id;
    if !caller.engine.read_history(account).await? {
        return Err(Problem::UnderWay);
    }
    let view = caller.engine.account(account).await?.ok_or(Problem::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(shape(view.history.as_ref(), connection::exemplars(&view)))))
}
