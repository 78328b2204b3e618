//! `/people`, for phones only: everybody to write to, people and bots, and no
//! token of theirs.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use crate::control::Control;
use crate::control::people::Person;

pub(super) fn routes() -> Router<Control> {
    Router::new().route("/people", get(list))
}

async fn list(State(control): State<Control>) -> Json<Vec<Person>> {
    Json(control.people())
}
