//! What the owner notes of a chat for themselves: get, set.

use axum::Json;
use engine::LONGEST_NOTE;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::chats::place;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis};
use crate::api::take::{At, Body};

/// A note of a chat. Twins and models never read it: what they are to know is a fact.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatNote)]
pub(super) struct NoteShape {
    /// What it says; empty if there is none.
    text: String,
    /// When that was last changed; null if there is none.
    changed_at: Option<Millis>,
}

/// Get a chat's note
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/chats/{chat}/note", tag = "Chats",
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = NoteShape, description = "The note.")),
    security(("token" = ["read"])),
)]
pub(super) async fn get(
    caller: Caller<Reads>,
    At(at): At<(String, String)>,
) -> Result<Json<NoteShape>, Problem> {
    let (account, chat) = place(&at)?;
    caller.engine.chat(account, chat, 0).await?.ok_or(Problem::NotFound)?;
    let note = caller.engine.chat_note(account, chat).await?;
    let changed_at = note.as_ref().map(|note| note.changed_at.as_millis());
    Ok(Json(NoteShape { text: note.map(|note| note.text).unwrap_or_default(), changed_at }))
}

/// What is noted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChatNoteChange, example = json!({"text": "Ask about the summer house"}))]
pub(super) struct Noted {
    /// What it says from now on, 4,000 characters at most; empty takes it away.
    #[schema(max_length = 4000)]
    text: String,
}

/// Set a chat's note
///
/// In place of the one before.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/chats/{chat}/note", tag = "Chats", request_body = Noted,
    params(
        ("account" = String, Path, description = "The account."),
        ("chat" = i64, Path, description = "Telegram's number of the chat."),
    ),
    responses((status = 200, body = Done, description = "It is noted.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn set(
    caller: Caller<Manages>,
    At(at): At<(String, String)>,
    Body(Noted { text }): Body<Noted>,
) -> Result<Json<Done>, Problem> {
    let (account, chat) = place(&at)?;
    if text.chars().count() > LONGEST_NOTE {
        return Err(Problem::invalid("text", Wrong::TooLong(LONGEST_NOTE as u64)));
    }
    let found = caller.engine.note_of_chat(account, chat, &text).await?;
    if found { Ok(DONE) } else { Err(Problem::NotFound) }
}
