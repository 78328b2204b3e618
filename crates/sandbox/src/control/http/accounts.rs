//! `/accounts`: making and changing them, reading login codes, whom they know.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::extract::{Body, Path};
use super::refusal::Refusal;
use crate::Error;
use crate::control::{AccountChange, AccountInfo, Control, NewAccount};

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/accounts", get(list_accounts).post(create_account))
        .route("/accounts/{who}", get(account).patch(change_account))
        .route("/accounts/{who}/blocked", post(block))
        .route("/accounts/{who}/blocked/{person}", delete(unblock))
        .route("/accounts/{who}/code", get(login_code))
        .route("/accounts/{who}/contacts", post(add_contact))
        .route("/accounts/{who}/scan", post(scan))
}

async fn list_accounts(State(control): State<Control>) -> Json<Vec<AccountInfo>> {
    Json(control.accounts())
}

async fn create_account(
    State(control): State<Control>,
    Body(new): Body<NewAccount>,
) -> Result<(StatusCode, Json<AccountInfo>), Refusal> {
    let made = aside(move || control.create_account(new)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn account(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<Json<AccountInfo>, Refusal> {
    Ok(Json(control.account(&who).ok_or(Error::NoSuchAccount(who))?))
}

async fn change_account(
    State(control): State<Control>,
    Path(who): Path<String>,
    Body(change): Body<AccountChange>,
) -> Result<Json<AccountInfo>, Refusal> {
    Ok(Json(aside(move || control.change_account(&who, change)).await?))
}

/// Making a password's verifier takes long enough to be in others' way.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Refusal> {
    Ok(tokio::task::spawn_blocking(work).await??)
}

#[derive(Serialize)]
struct Code {
    code: String,
}

async fn login_code(
    State(control): State<Control>,
    Path(who): Path<String>,
) -> Result<Json<Code>, Refusal> {
    if let Some(code) = control.login_code(&who) {
        return Ok(Json(Code { code }));
    }
    if control.account(&who).is_none() {
        return Err(Error::NoSuchAccount(who).into());
    }
    let error = "no login code was sent, or it was used or is too old";
    Err(Refusal::new(StatusCode::NOT_FOUND, error))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scan {
    url: String,
}

async fn scan(
    State(control): State<Control>,
    Path(who): Path<String>,
    Body(Scan { url }): Body<Scan>,
) -> Result<StatusCode, Refusal> {
    control.scan(&who, &url)?;
    Ok(StatusCode::NO_CONTENT)
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocked {
    person: String,
}

async fn block(
    State(control): State<Control>,
    Path(who): Path<String>,
    Body(Blocked { person }): Body<Blocked>,
) -> Result<StatusCode, Refusal> {
    control.set_blocked(&who, &person, true)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn unblock(
    State(control): State<Control>,
    Path((who, person)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    control.set_blocked(&who, &person, false)?;
    Ok(StatusCode::NO_CONTENT)
}
