//! `/files`: bytes in, bytes out.

use std::ops::Range;

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream;

use super::extract::{Path, Query};
use super::refusal::Refusal;
use crate::Error;
use crate::control::Control;
use crate::control::files::{FileInfo, NewFile};

/// The largest file that is taken at once, in bytes.
const MAX_BODY: usize = 64 * 1024 * 1024;
/// How many bytes are read from the disk at once.
const READ: u64 = 256 * 1024;
const ANY_TYPE: HeaderValue = HeaderValue::from_static("application/octet-stream");

pub(super) fn routes() -> Router<Control> {
    Router::new()
        .route("/files", post(store).layer(DefaultBodyLimit::max(MAX_BODY)))
        .route("/files/{id}", get(load))
}

async fn store(
    State(control): State<Control>,
    Query(new): Query<NewFile>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<FileInfo>), Refusal> {
    let bytes = bytes?;
    let stored = tokio::task::spawn_blocking(move || control.add_file(new, &bytes)).await;
    Ok((StatusCode::CREATED, Json(stored??)))
}

async fn load(
    State(control): State<Control>,
    Path(id): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let file = control.file(id).ok_or(Error::NoSuchFile(id))?;
    let size = file.size;
    let asked = headers.get(RANGE).and_then(|range| range.to_str().ok());
    let Some(Range { start, end }) = asked.map_or(Some(0..size), |text| range(text, size)) else {
        let all = [(CONTENT_RANGE, format!("bytes */{size}"))];
        let refusal = Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, "no byte of it is there");
        return Ok((all, refusal).into_response());
    };
    let mut response = Response::new(body(control, id, start..end));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, content_type(&file));
    headers.insert(CONTENT_LENGTH, (end - start).into());
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // Anybody's bytes: they may be seen and heard, but are no page of ours.
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if end - start < size {
        let part = format!("bytes {start}-{}/{size}", end - 1);
        headers.insert(CONTENT_RANGE, part.parse().expect("digits make a header"));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

fn content_type(file: &FileInfo) -> HeaderValue {
    HeaderValue::from_str(&file.mime).unwrap_or(ANY_TYPE)
}

/// The bytes of a range, read as they are wanted.
fn body(control: Control, id: i64, range: Range<u64>) -> Body {
    Body::from_stream(stream::try_unfold(range, move |Range { start, end }| {
        let limit = READ.min(end - start) as usize;
        let read = control.read_file(id, start, limit).map(|bytes| {
            let next = start + bytes.len() as u64;
            (!bytes.is_empty()).then(|| (Bytes::from(bytes), next..end))
        });
        async move { read }
    }))
}

/// The bytes meant by a `Range` header; all of them by one that is not
/// understood. `None` if there are none such.
fn range(text: &str, size: u64) -> Option<Range<u64>> {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|text| text.split_once('-'))
    else {
        return Some(0..size);
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (start, end) = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => (first, last.saturating_add(1).min(size)),
        (Some(first), None) if last.trim().is_empty() => (first, size),
        (None, Some(length)) if first.trim().is_empty() => (size.saturating_sub(length), size),
        _ => return Some(0..size),
    };
    (start < end).then_some(start..end)
}
