//! What a voice may be made of: voice notes that the owner has spoken, and recordings of theirs.

use axum::Json;
use axum::body::{self, Body as Stream};
use axum::http::StatusCode;
use domain::{NoteMeasure, VoiceTrouble};
use engine::{MeasuringBegun, OwnNote, Recording};
use serde::Serialize;
use utoipa::ToSchema;

use super::accounts::find;
use super::voices::studio_place;
use crate::NOTE_LIMIT;
use crate::api::caller::{Caller, Manages, Reads};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{DONE, Done, Millis};
use crate::api::take::{At, id};

/// How a recording sounds. Levels are in dBFS: 0 is as loud as can be.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordingFigures)]
struct FiguresShape {
    /// How long it is, in seconds.
    seconds: f64,
    /// For how long somebody speaks in it, in seconds.
    speech: f64,
    /// How loud that is.
    loudness: f64,
    /// How loud it is where nobody speaks.
    noise: f64,
    /// What speaks against making a voice of it: `silent`, `short`, `quiet`, `noisy`, `clipped`.
    flaws: Vec<&'static str>,
}

impl From<&NoteMeasure> for FiguresShape {
    fn from(of: &NoteMeasure) -> Self {
        use domain::Flaw;
        let flaw = |flaw| match flaw {
            Flaw::Silent => "silent",
            Flaw::Short => "short",
            Flaw::Quiet => "quiet",
            Flaw::Noisy => "noisy",
            Flaw::Clipped => "clipped",
        };
        Self {
            seconds: of.duration.as_secs_f64(),
            speech: of.speech.as_secs_f64(),
            loudness: of.loudness,
            noise: of.noise,
            flaws: of.flaws().into_iter().map(flaw).collect(),
        }
    }
}

/// A voice note that the owner has spoken.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnVoiceNote)]
struct NoteShape {
    /// Telegram's number of the chat.
    chat: i64,
    /// Its number in the chat.
    message: i32,
    /// When it was sent.
    sent_at: Millis,
    /// How it sounds; null while that was not measured.
    figures: Option<FiguresShape>,
    /// Whether it is one of those that a voice is best made of.
    proposed: bool,
}

impl From<OwnNote> for NoteShape {
    fn from(OwnNote { message, measure, proposed, .. }: OwnNote) -> Self {
        Self {
            chat: message.chat.0,
            message: message.id.0,
            sent_at: message.sent_at.as_millis(),
            figures: measure.as_ref().map(Into::into),
            proposed,
        }
    }
}

/// The owner's voice notes.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnVoiceNotes)]
pub(super) struct NotesShape {
    /// The newest first, 60 at most, of 3 to 180 seconds.
    items: Vec<NoteShape>,
    /// Whether they are being measured.
    measuring: bool,
}

/// List own voice notes
///
/// Only what the owner has spoken themselves, neither their twin's nor what was passed on.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/voice_notes", tag = "Voices",
    params(("account" = String, Path, description = "The account.")),
    responses((status = 200, body = NotesShape, description = "Voice notes.")),
    security(("token" = ["read"])),
)]
pub(super) async fn notes(
    caller: Caller<Reads>,
    At(account): At<String>,
) -> Result<Json<NotesShape>, Problem> {
    let found = caller.engine.own_notes(id(&account)?).await?.ok_or(Problem::NotFound)?;
    let measuring = found.measuring.is_some();
    Ok(Json(NotesShape { items: found.notes.into_iter().map(Into::into).collect(), measuring }))
}

/// Measure own voice notes
///
/// They are fetched from Telegram and measured on the server; only figures are kept. It is done when `measuring` is
/// false again.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/voice_notes", tag = "Voices",
    params(("account" = String, Path, description = "The account.")),
    responses(
        (status = 202, body = Done, description = "It has begun."),
        (status = 503, description = "The account is not connected."),
    ),
    security(("token" = ["manage"])),
)]
pub(super) async fn measure(
    caller: Caller<Manages>,
    At(account): At<String>,
) -> Result<(StatusCode, Json<Done>), Problem> {
    let account = find(&caller, &account).await?.account.id;
    studio_place(&caller).await?;
    match caller.engine.measure_own_notes(account).await? {
        MeasuringBegun::Started => Ok((StatusCode::ACCEPTED, DONE)),
        MeasuringBegun::Offline => Err(Problem::Studio(VoiceTrouble::Offline)),
        MeasuringBegun::Unknown => Err(Problem::NotFound),
    }
}

/// A recording that was added.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnRecording)]
pub(super) struct RecordingShape {
    /// By this it is picked.
    id: String,
    /// How it sounds.
    figures: FiguresShape,
}

impl From<Recording> for RecordingShape {
    fn from(Recording { id, recorded, .. }: Recording) -> Self {
        Self { id: id.to_string(), figures: (&recorded.measure).into() }
    }
}

/// Add a recording
///
/// The body is a file of at most three minutes and 24 MB: OGG or WebM with Opus inside, or WAV. It is kept in memory for an
/// hour.
#[utoipa::path(
    post, path = "/api/v1/voices/recordings", tag = "Voices",
    request_body(content = String, content_type = "application/octet-stream", description = "The file."),
    responses((status = 200, body = RecordingShape, description = "It is kept.")),
    security(("token" = ["manage"])),
)]
pub(super) async fn record(
    caller: Caller<Manages>,
    stream: Stream,
) -> Result<Json<RecordingShape>, Problem> {
    studio_place(&caller).await?;
    let bytes = body::to_bytes(stream, NOTE_LIMIT).await.map_err(|_| Problem::TooLarge)?;
    match caller.engine.keep_recording(bytes.to_vec()).await? {
        Ok(recording) => Ok(Json(recording.into())),
        Err(no) => Err(Problem::invalid("body", Wrong::NoSound(no))),
    }
}
