//! The control API: [`Control`] as HTTP and JSON, for programs in any language.
//!
//! Every error is `{"error": "…"}` with the status that says whose fault it is.
//!
//! One file per thing of the world. To add one: a file with its handlers and
//! `routes`, named in [`router`], which calls [`Control`] and decides nothing.

mod accounts;
mod bots;
mod business;
mod dialogs;
mod events;
mod extract;
mod faults;
mod files;
mod groups;
mod logins;
mod messages;
mod people;
mod public_key;
mod refusal;
mod requests;
mod transcripts;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};

use super::{Control, loopback};
use crate::botapi;
use crate::phone;
pub(crate) use refusal::Refusal;

/// All of the control API, and the phone page beside it.
pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .merge(phone_calls())
        .merge(accounts::routes())
        .merge(bots::routes())
        .merge(business::routes())
        .merge(faults::routes())
        .merge(groups::routes())
        .merge(logins::routes())
        .merge(messages::history())
        .merge(public_key::routes())
        .merge(requests::routes())
        .merge(transcripts::routes())
        .fallback(elsewhere)
        .method_not_allowed_fallback(async || {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not by this HTTP method")
        })
        .layer(middleware::from_fn(loopback::guard))
        .with_state(control.clone())
        .merge(phone::router(control))
}

/// What an operator and a phone both do.
fn phone_calls() -> Router<Control> {
    Router::new()
        .merge(dialogs::routes())
        .merge(events::routes())
        .merge(files::routes())
        .merge(messages::routes())
}

/// Only what a phone needs: seeing who is there, and acting in chats.
pub(crate) fn phone_api() -> Router<Control> {
    phone_calls().merge(groups::list_only()).merge(people::routes())
}

/// Programs that speak for bots call the same address.
async fn elsewhere(State(control): State<Control>, request: Request) -> Response {
    if botapi::is_meant(request.uri().path()) {
        botapi::answer(control.server, request).await
    } else {
        Refusal::new(StatusCode::NOT_FOUND, "there is nothing here").into_response()
    }
}
