//! `/messages`: writing as anybody, changing what was written, and reading chats.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::extract::{Body, Query};
use super::refusal::Refusal;
use crate::control::Control;
use crate::control::events::{Activity, ChatMessage};
use crate::control::messages::{NewMessage, Page, SeedMessage};

/// The longest history that is taken at once, in bytes of JSON.
const MAX_HISTORY: usize = 64 * 1024 * 1024;

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/messages", get(conversation).post(send_message))
        .route("/messages/edit", post(edit))
        .route("/messages/delete", post(delete))
        .route("/messages/react", post(react))
        .route("/messages/heard", post(heard))
        .route("/messages/read", post(read))
        .route("/typing", post(typing))
}

/// Messages of the past, which only an operator writes.
pub(super) fn history() -> Router<Control> {
    Router::new().route("/history", post(seed).layer(DefaultBodyLimit::max(MAX_HISTORY)))
}

async fn send_message(
    State(control): State<Control>,
    Body(new): Body<NewMessage>,
) -> Result<(StatusCode, Json<ChatMessage>), Refusal> {
    Ok((StatusCode::CREATED, Json(control.send(&new)?)))
}

#[derive(Deserialize)]
struct Chat {
    of: String,
    with: String,
    before: Option<i32>,
    limit: Option<usize>,
}

async fn conversation(
    State(control): State<Control>,
    Query(Chat { of, with, before, limit }): Query<Chat>,
) -> Result<Json<Vec<ChatMessage>>, Refusal> {
    Ok(Json(control.page(&of, &with, Page { before, limit })?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    owner: String,
    messages: Vec<SeedMessage>,
}

async fn seed(
    State(control): State<Control>,
    Body(History { owner, messages }): Body<History>,
) -> Result<StatusCode, Refusal> {
    control.seed_history(&owner, messages)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    by: String,
    with: String,
    id: i32,
    text: String,
}

async fn edit(
    State(control): State<Control>,
    Body(Edit { by, with, id, text }): Body<Edit>,
) -> Result<Json<ChatMessage>, Refusal> {
    Ok(Json(control.edit_message(&by, &with, id, &text)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delete {
    by: String,
    with: String,
    ids: Vec<i32>,
    #[serde(default)]
    revoke: bool,
}

async fn delete(
    State(control): State<Control>,
    Body(Delete { by, with, ids, revoke }): Body<Delete>,
) -> Result<StatusCode, Refusal> {
    control.delete_messages(&by, &with, &ids, revoke)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct React {
    by: String,
    with: String,
    id: i32,
    emoji: Vec<String>,
}

async fn react(
    State(control): State<Control>,
    Body(React { by, with, id, emoji }): Body<React>,
) -> Result<Json<ChatMessage>, Refusal> {
    Ok(Json(control.react(&by, &with, id, &emoji)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Heard {
    by: String,
    with: String,
    ids: Vec<i32>,
}

async fn heard(
    State(control): State<Control>,
    Body(Heard { by, with, ids }): Body<Heard>,
) -> Result<StatusCode, Refusal> {
    control.mark_heard(&by, &with, &ids)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    by: String,
    with: String,
}

async fn read(
    State(control): State<Control>,
    Body(Read { by, with }): Body<Read>,
) -> Result<StatusCode, Refusal> {
    control.mark_read(&by, &with)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typing {
    from: String,
    to: String,
    action: Activity,
}

async fn typing(
    State(control): State<Control>,
    Body(Typing { from, to, action }): Body<Typing>,
) -> Result<StatusCode, Refusal> {
    control.set_typing(&from, &to, action)?;
    Ok(StatusCode::NO_CONTENT)
}
