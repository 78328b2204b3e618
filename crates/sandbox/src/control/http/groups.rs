//! `/groups`: making them, and who is in them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use super::extract::{Body, Path};
use super::refusal::Refusal;
use crate::control::Control;
use crate::control::groups::{GroupInfo, NewGroup};

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/groups", get(list).post(create))
        .route("/groups/{group}/add", post(add))
        .route("/groups/{group}/remove", post(remove))
}

/// Seeing them, and no more.
pub(super) fn list_only() -> Router<Control> {
    Router::new().route("/groups", get(list))
}

async fn list(State(control): State<Control>) -> Json<Vec<GroupInfo>> {
    Json(control.groups())
}

async fn create(
    State(control): State<Control>,
    Body(new): Body<NewGroup>,
) -> Result<(StatusCode, Json<GroupInfo>), Refusal> {
    Ok((StatusCode::CREATED, Json(control.create_group(&new)?)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    by: String,
    member: String,
}

async fn add(
    State(control): State<Control>,
    Path(group): Path<String>,
    Body(Change { by, member }): Body<Change>,
) -> Result<Json<GroupInfo>, Refusal> {
    Ok(Json(control.add_member(&group, &by, &member)?))
}

async fn remove(
    State(control): State<Control>,
    Path(group): Path<String>,
    Body(Change { by, member }): Body<Change>,
) -> Result<Json<GroupInfo>, Refusal> {
    Ok(Json(control.remove_member(&group, &by, &member)?))
}
