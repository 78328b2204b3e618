//! Pauses of all accounts at once, and of one chat.

use axum::Json;
use domain::Pause;

use super::accounts::HowLong;
use super::chats::place;
use crate::api::caller::{Caller, Manages};
use crate::api::problem::Problem;
use crate::api::shapes::{DONE, Done};
use crate::api::take::{At, Body};

/// Pause all accounts
///
/// What is planned in any of them is withdrawn, and nothing is sent until then.
#[utoipa::path(
    post, path = "/api/v1/pause", tag = "Accounts", request_body = HowLong,
    responses((status = 200, body = Done, description = "They are paused.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn pause_all(
    caller: Caller<Manages>,
    Body(how_long): Body<HowLong>,
) -> Result<Json<Done>, Problem> {
    let until = how_long.until(caller.server.clock.now())?;
    caller.engine.pause(None, until).await?;
    Ok(DONE)
}

/// Resume all accounts
///
/// What was written meanwhile is answered unless it is too old.
#[utoipa::path(
    post, path = "/api/v1/resume", tag = "Accounts",
    responses((status = 200, body = Done, description = "They go on.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn resume_all(caller: Caller<Manages>) -> Result<Json<Done>, Problem> {
    caller.engine.resume(None).await?;
    Ok(DONE)
}

/// Pause a chat
///
/// What is planned there is withdrawn, and nothing is sent there until then, whatever the twin does elsewhere.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/chats/{chat}/pause", tag = "Chats", request_body = HowLong,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It is paused.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn pause_chat(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(how_long): Body<HowLong>,
) -> Result<Json<Done>, Problem> {
    let since = caller.server.clock.now();
    set(&caller, &at, Some(Pause { since, until: how_long.until(since)? })).await
}

/// Resume a chat
///
/// Its own pause ends; that of its account goes on.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/chats/{chat}/resume", tag = "Chats",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It goes on.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn resume_chat(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
) -> Result<Json<Done>, Problem> {
    set(&caller, &at, None).await
}

async fn set(
    caller: &Caller<Manages>,
    at: &(String, String),
    pause: Option<Pause>,
) -> Result<Json<Done>, Problem> {
    let (account, chat) = place(at)?;
    let found = caller.engine.pause_chat(account, chat, pause).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}
