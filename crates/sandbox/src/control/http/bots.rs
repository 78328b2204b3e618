//! `/bots`: making them, and their tokens.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, patch, post};
use axum::{Json, Router};

use super::extract::{Body, Path};
use super::refusal::Refusal;
use crate::control::Control;
use crate::control::bots::{BotChange, BotInfo, NewBot};

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/bots", get(list).post(create))
        .route("/bots/{who}", patch(change).delete(delete))
        .route("/bots/{who}/revoke", post(revoke))
}

async fn list(State(control): State<Control>) -> Json<Vec<BotInfo>> {
    Json(control.bots())
}

async fn create(
    State(control): State<Control>,
    Body(new): Body<NewBot>,
) -> Result<(StatusCode, Json<BotInfo>), Refusal> {
    Ok((StatusCode::CREATED, Json(control.create_bot(&new)?)))
}

async fn change(
    State(control): State<Control>,
    Path(who): Path<String>,
    Body(change): Body<BotChange>,
) -> Result<Json<BotInfo>, Refusal> {
    Ok(Json(control.set_bot(&who, change)?))
}

async fn delete(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<StatusCode, Refusal> {
    control.delete_bot(&who)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn revoke(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<Json<BotInfo>, Refusal> {
    Ok(Json(control.revoke_bot_token(&who)?))
}
