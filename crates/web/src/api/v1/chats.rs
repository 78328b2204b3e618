//! Chats: list, get, mode; their messages.

use axum::Json;
use domain::policy::{Aloud, Told};
use domain::{AccountId, MessageId, Mode, PeerId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::accounts::find;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::paging::{Page, Paging};
use crate::api::problem::Problem;
use crate::api::shapes::{ChatShape, DONE, Done, MessageShape, Millis, ModeName, PauseShape, word};
use crate::api::take::{Asked, At, Body, id};

/// An account and a chat, by what stands in the path.
pub(super) fn place((account, peer): &(String, String)) -> Result<(AccountId, PeerId), Problem> {
    Ok((id(account)?, PeerId(id(peer)?)))
}

/// List chats
///
/// What is stored of them here, the chat with the newest message first.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/chats", tag = "Chats",
    params(("account" = String, Path, description = "The account."), Paging),
    responses((status = 200, body = Page<ChatShape>, description = "Chats.")),
    security(("token" = ["read"])),
)]
pub(super) async fn list(
    caller: Caller<Reads>,
    At(account): At<String>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<ChatShape>>, Problem> {
    let account = find(&caller, &account).await?.account.id;
    let chats = caller.engine.chats(account, paging.known()?).await?;
    Ok(Json(paging.part_of(chats, Into::into)?))
}

/// A chat and the mode in force.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatInForce)]
pub(super) struct OneChat {
    #[serde(flatten)]
    chat: ChatShape,
    /// The mode in force: its own, that of strangers or groups, or the account's.
    mode_in_force: ModeName,
    /// The twin's pause in this chat only.
    pause: Option<PauseShape>,
    /// Until when a connected bot may write here, where one speaks for the account: for a day after the other side
    /// has written. Once that has passed, only an account with a session of its own can write. Null is no such end.
    answerable_until: Option<Millis>,
    /// In which replies it is told that a twin writes: `never`, `first` or `each`; null is as the account says.
    told: Option<String>,
    /// When replies are spoken: `never`, `mirror`, `as_owner` or `always`; null is as the account says.
    voice: Option<String>,
    /// In which voice they are, by the provider's name of it; null is as the account says.
    spoken_in: Option<String>,
}

/// Get a chat
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/chats/{chat}", tag = "Chats",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = OneChat, description = "The chat.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(at): At<(String, String)>,
) -> Result<Json<OneChat>, Problem> {
    let (account, peer) = place(&at)?;
    let view = caller.engine.chat(account, peer, 0).await?.ok_or(Problem::NotFound)?;
    let answerable_until = caller.engine.answerable_until(account, peer).await?;
    Ok(Json(OneChat {
        chat: view.chat.into(),
        mode_in_force: view.mode.into(),
        pause: view.pause.map(Into::into),
        answerable_until: answerable_until.map(Timestamp::as_millis),
        told: view.told.as_ref().map(word),
        voice: view.aloud.as_ref().map(word),
        spoken_in: view.voice,
    }))
}

/// How much the twin may do in a chat.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChatMode, example = json!({"mode": "draft"}))]
pub(super) struct ChatMode {
    /// Its own mode; null takes the account's.
    mode: Option<ModeName>,
}

/// Set a chat's mode
///
/// A reply that the new mode does not allow is withdrawn.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/chats/{chat}/mode", tag = "Chats", request_body = ChatMode,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It is set.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn set_mode(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(ChatMode { mode }): Body<ChatMode>,
) -> Result<Json<Done>, Problem> {
    let (account, peer) = place(&at)?;
    let found = caller.engine.set_chat_mode(account, peer, mode.map(Mode::from)).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// What a chat has in place of what its account says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChatManner, example = json!({"told": "first", "voice": "mirror"}))]
pub(super) struct ChatManner {
    /// In which replies it is told that a twin writes: `never`, `first` or `each`; null is as the account
    /// says.
    #[schema(value_type = Option<String>, pattern = "^(never|first|each)$")]
    told: Option<Told>,
    /// When replies are spoken: `never`, `mirror`, `as_owner` or `always`; null is as the account says.
    #[schema(value_type = Option<String>, pattern = "^(never|mirror|as_owner|always)$")]
    voice: Option<Aloud>,
}

/// Set a chat's manner
///
/// Telling that a twin writes, and voice.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/chats/{chat}/manner", tag = "Chats", request_body = ChatManner,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It is set.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn set_manner(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(ChatManner { told, voice }): Body<ChatManner>,
) -> Result<Json<Done>, Problem> {
    let (account, peer) = place(&at)?;
    let found = caller.engine.set_chat_manner(account, peer, told, voice).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}

/// List a chat's messages
///
/// The newest first; `next` leads back in time.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/chats/{chat}/messages", tag = "Chats",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
        Paging,
    ),
    responses((status = 200, body = Page<MessageShape>, description = "Messages.")),
    security(("token" = ["read"])),
)]
pub(super) async fn messages(
    caller: Caller<Reads>,
    At(at): At<(String, String)>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<Page<MessageShape>>, Problem> {
    let (account, peer) = place(&at)?;
    let (before, limit) = (paging.after()?.map(MessageId), paging.limit()?);
    let found = caller.engine.messages(account, peer, before, limit + 1).await?;
    let mut messages = found.ok_or(Problem::NotFound)?;
    let goes_on = messages.len() > limit;
    messages.truncate(limit);
    let next = messages.last().filter(|_| goes_on).map(|last| last.id.to_string());
    Ok(Json(Page { items: messages.into_iter().map(Into::into).collect(), next }))
}
