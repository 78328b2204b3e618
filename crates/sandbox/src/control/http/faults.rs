//! `/faults`, and what can be done to an account's connections and keys.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::extract::{Body, Path};
use super::refusal::Refusal;
use crate::control::Control;
use crate::faults::{Fault, NewFault};

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/faults", get(list).post(add).delete(clear))
        .route("/faults/{id}", delete(remove))
        .route("/accounts/{who}/hang_up", post(hang_up))
        .route("/accounts/{who}/expire_salts", post(expire_salts))
        .route("/accounts/{who}/log_out", post(log_out))
        .route("/accounts/{who}/destroy_keys", post(destroy_keys))
        .route("/duplicated_keys", get(duplicated_keys).put(set_duplicated_keys))
}

async fn list(State(control): State<Control>) -> Json<Vec<Fault>> {
    Json(control.faults())
}

async fn add(
    State(control): State<Control>,
    Body(new): Body<NewFault>,
) -> Result<(StatusCode, Json<Fault>), Refusal> {
    Ok((StatusCode::CREATED, Json(control.add_fault(new)?)))
}

async fn remove(
    State(control): State<Control>,
    Path(id): Path<u64>,
) -> Result<StatusCode, Refusal> {
    control.remove_fault(id)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn clear(State(control): State<Control>) -> StatusCode {
    control.clear_faults();
    StatusCode::NO_CONTENT
}

async fn hang_up(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<StatusCode, Refusal> {
    control.hang_up(&who)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn expire_salts(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<StatusCode, Refusal> {
    control.expire_salts(&who)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn log_out(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<StatusCode, Refusal> {
    control.log_out_everywhere(&who)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn destroy_keys(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<StatusCode, Refusal> {
    control.destroy_keys(&who)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What becomes of a key that is used on two connections at once.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DuplicatedKeys {
    killed: bool,
}

async fn duplicated_keys(State(control): State<Control>) -> Json<DuplicatedKeys> {
    Json(DuplicatedKeys { killed: control.kills_duplicated_keys() })
}

async fn set_duplicated_keys(
    State(control): State<Control>,
    Body(DuplicatedKeys { killed }): Body<DuplicatedKeys>,
) -> StatusCode {
    control.set_kills_duplicated_keys(killed);
    StatusCode::NO_CONTENT
}
