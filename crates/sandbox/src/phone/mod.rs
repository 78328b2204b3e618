//! The phone page: a small Telegram client in the browser, for any account.
//!
//! Its pages, styles and scripts are in `assets/phone`, as they are served: no
//! framework and no build step. What it can do, `control` does: here are only
//! its files, the calls that it needs, and Ogg for what browsers record.

mod assets;
mod ogg;
#[cfg(test)]
mod tests;
mod webm;

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::control::http::{Refusal, phone_api};
use crate::control::{Control, loopback};

/// The longest recording that is taken, in bytes: hours of speech.
const MAX_RECORDING: usize = 16 * 1024 * 1024;

/// Everything under `/phone`: the page, its files, and its calls.
pub(crate) fn router(control: Control) -> Router {
    let ogg = post(to_ogg).layer(DefaultBodyLimit::max(MAX_RECORDING));
    Router::new()
        .route("/phone", get(assets::with_slash))
        .route("/phone/", get(assets::page))
        .route("/phone/{*name}", get(assets::file))
        .nest("/phone/api", phone_api().route("/ogg", ogg))
        .layer(middleware::from_fn(loopback::guard))
        .with_state(control)
}

/// What a browser has recorded, as Telegram wants voice notes.
async fn to_ogg(webm: Result<Bytes, BytesRejection>) -> Result<impl IntoResponse, Refusal> {
    let webm = webm?;
    let sound = webm::sound(&webm)
        .map_err(|error| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
    Ok(([(CONTENT_TYPE, "audio/ogg")], ogg::file(&sound)))
}
