//! `/accounts`: making them, reading login codes, contacts.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::extract::{Body, Path};
use super::refusal::Refusal;
use crate::Error;
use crate::control::{AccountInfo, Control, NewAccount};

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/accounts", get(list_accounts).post(create_account))
        .route("/accounts/{who}/code", get(login_code))
        .route("/accounts/{who}/contacts", post(add_contact))
}

async fn list_accounts(State(control): State<Control>) -> Json<Vec<AccountInfo>> {
    Json(control.accounts())
}

async fn create_account(
    State(control): State<Control>,
    Body(new): Body<NewAccount>,
) -> Result<(StatusCode, Json<AccountInfo>), Refusal> {
    // Making a password's verifier takes long enough to be in others' way.
    let made = tokio::task::spawn_blocking(move || control.create_account(new)).await;
    Ok((StatusCode::CREATED, Json(made??)))
}

#[derive(Serialize)]
struct Code {
    code: String,
}

async fn login_code(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<Json<Code>, Refusal> {
    if control.account(&who).is_none() {
        return Err(Error::NoSuchAccount(who).into());
    }
    let code = control.login_code(&who).ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, "no login code was sent, or it was used or is too old")
    })?;
    Ok(Json(Code { code }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contact {
    contact: String,
}

async fn add_contact(
    State(control): State<Control>,
    Path(who): Path<String>,
    Body(Contact { contact }): Body<Contact>,
) -> Result<StatusCode, Refusal> {
    control.add_contact(&who, &contact)?;
    Ok(StatusCode::NO_CONTENT)
}
