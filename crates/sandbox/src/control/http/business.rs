//! `/accounts/{who}/bot`: the bot connected to an account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};

use super::extract::{Body, Path};
use super::refusal::Refusal;
use crate::control::Control;
use crate::control::business::{BotConnection, NewBotConnection};

pub(super) fn routes() -> Router<Control> {
    Router::new().route("/accounts/{who}/bot", get(connected).put(connect).delete(disconnect))
}

async fn connected(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<Json<BotConnection>, Refusal> {
    Ok(Json(control.connected_bot(&who)?))
}

async fn connect(
    State(control): State<Control>,
    Path(who): Path<String>,
    Body(new): Body<NewBotConnection>,
) -> Result<Json<BotConnection>, Refusal> {
    Ok(Json(control.connect_bot(&who, new)?))
}

async fn disconnect(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<StatusCode, Refusal> {
    control.disconnect_bot(&who)?;
    Ok(StatusCode::NO_CONTENT)
}
