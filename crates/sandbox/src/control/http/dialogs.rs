//! `/dialogs`, `/drafts` and `/presence`: an account's list of chats.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::extract::{Body, Query};
use super::refusal::Refusal;
use crate::control::Control;
use crate::control::dialogs::DialogInfo;

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/dialogs", get(list))
        .route("/drafts", post(draft))
        .route("/presence", post(presence))
}

#[derive(Deserialize)]
struct Of {
    of: String,
}

async fn list(
    State(control): State<Control>,
    Query(Of { of }): Query<Of>,
) -> Result<Json<Vec<DialogInfo>>, Refusal> {
    Ok(Json(control.dialogs(&of)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    of: String,
    with: String,
    #[serde(default)]
    text: String,
    reply_to: Option<i32>,
}

async fn draft(
    State(control): State<Control>,
    Body(Draft { of, with, text, reply_to }): Body<Draft>,
) -> Result<StatusCode, Refusal> {
    control.save_draft(&of, &with, &text, reply_to)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presence {
    of: String,
    online: bool,
}

async fn presence(
    State(control): State<Control>,
    Body(Presence { of, online }): Body<Presence>,
) -> Result<StatusCode, Refusal> {
    control.set_online(&of, online)?;
    Ok(StatusCode::NO_CONTENT)
}
