//! The control API: [`Control`] as HTTP and JSON, for programs in any language.
//!
//! Every error is `{"error": "…"}` with the status that says whose fault it is.

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::events::ChatMessage;
use super::{AccountInfo, Control, NewAccount, loopback};
use crate::state::accounts::AccountError;
use crate::{Error, hex};

/// All of the control API.
pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .route("/accounts", get(list_accounts).post(create_account))
        .route("/accounts/{who}/code", get(login_code))
        .route("/accounts/{who}/contacts", post(add_contact))
        .route("/messages", get(conversation).post(send_message))
        .route("/public_key", get(public_key))
        .fallback(async || Refusal::new(StatusCode::NOT_FOUND, "there is nothing here"))
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not by this HTTP method")
        })
        .layer(middleware::from_fn(loopback::guard))
        .with_state(control)
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
    let made = made
        .map_err(|_| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "the sandbox is stopping"))??;
    Ok((StatusCode::CREATED, Json(made)))
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

#[derive(Serialize)]
struct Key {
    pem: String,
    /// A 64-bit number, which JavaScript would round: so as text.
    fingerprint: String,
    modulus: String,
}

async fn public_key(State(control): State<Control>) -> Json<Key> {
    let key = control.public_key();
    Json(Key {
        pem: key.pem.clone(),
        fingerprint: key.fingerprint.to_string(),
        modulus: hex::encode(&key.modulus),
    })
}

/// A JSON body whose errors are JSON too.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Refusal))]
struct Body<T>(T);

/// A part of the path whose errors are JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Refusal))]
struct Path<T>(T);

/// A query string whose errors are JSON.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Refusal))]
struct Query<T>(T);

/// An answer that says no, and why.
pub(super) struct Refusal {
    status: StatusCode,
    error: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, error: impl Into<String>) -> Refusal {
        Refusal { status, error: error.into() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            error: String,
        }
        (self.status, Json(Body { error: self.error })).into_response()
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Refusal {
        Refusal::new(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for Refusal {
    fn from(rejection: PathRejection) -> Refusal {
        Refusal::new(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for Refusal {
    fn from(rejection: QueryRejection) -> Refusal {
        Refusal::new(rejection.status(), rejection.body_text())
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        use AccountError::{IdTaken, PhoneTaken, UsernameTaken};
        let status = match &error {
            Error::Account(PhoneTaken | UsernameTaken | IdTaken) => StatusCode::CONFLICT,
            Error::Account(_) | Error::Send(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::NoSuchAccount(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Refusal::new(status, error.to_string())
    }
}
