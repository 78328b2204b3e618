//! `/public_key`: what clients must know of the sandbox.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

use crate::control::Control;
use crate::hex;

pub(super) fn routes() -> Router<Control> {
    Router::new().route("/public_key", get(public_key))
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
