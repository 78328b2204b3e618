//! `/files/{id}/transcript` and `/transcription`: what is said in voice notes, and who may ask.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, put};
use axum::{Json, Router};

use super::extract::{Body, Path};
use super::refusal::Refusal;
use crate::control::Control;
use crate::{Transcript, TranscriptionSettings};

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/files/{id}/transcript", put(decide))
        .route("/transcription", get(settings).put(set_settings))
}

async fn decide(
    State(control): State<Control>,
    Path(id): Path<i64>,
    Body(transcript): Body<Transcript>,
) -> Result<StatusCode, Refusal> {
    control.transcribe(id, transcript)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn settings(State(control): State<Control>) -> Json<TranscriptionSettings> {
    Json(control.transcription_settings())
}

/// What the body does not name is as at the start.
async fn set_settings(
    State(control): State<Control>,
    Body(settings): Body<TranscriptionSettings>,
) -> Json<TranscriptionSettings> {
    control.set_transcription_settings(settings);
    Json(control.transcription_settings())
}
