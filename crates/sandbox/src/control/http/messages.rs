//! `/messages`: writing as anybody, and reading chats.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;

use super::extract::{Body, Query};
use super::refusal::Refusal;
use crate::control::Control;
use crate::control::events::ChatMessage;

pub(super) fn routes() -> Router<Control> {
    Router::new().route("/messages", get(conversation).post(send_message))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMessage {
    from: String,
    to: String,
    text: String,
}

async fn send_message(
    State(control): State<Control>,
    Body(new): Body<NewMessage>,
) -> Result<(StatusCode, Json<ChatMessage>), Refusal> {
    let sent = control.send_message(&new.from, &new.to, &new.text)?;
    Ok((StatusCode::CREATED, Json(sent)))
}

#[derive(Deserialize)]
struct Chat {
    of: String,
    with: String,
}

async fn conversation(
    State(control): State<Control>,
    Query(Chat { of, with }): Query<Chat>,
) -> Result<Json<Vec<ChatMessage>>, Refusal> {
    Ok(Json(control.conversation(&of, &with)?))
}
