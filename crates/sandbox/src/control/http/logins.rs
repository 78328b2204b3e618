//! `/logins`: what is allowed to those who log in.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use super::extract::Body;
use crate::LoginSettings;
use crate::control::Control;

pub(super) fn routes() -> Router<Control> {
    Router::new().route("/logins", get(settings).put(set_settings))
}

async fn settings(State(control): State<Control>) -> Json<LoginSettings> {
    Json(control.login_settings())
}

/// What the body does not name is as at the start.
async fn set_settings(
    State(control): State<Control>,
    Body(settings): Body<LoginSettings>,
) -> Json<LoginSettings> {
    control.set_login_settings(settings);
    Json(control.login_settings())
}
