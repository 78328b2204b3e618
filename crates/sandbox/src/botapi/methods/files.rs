//! `getFile`, and the files themselves.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use futures_util::stream;
use serde_json::json;

use crate::botapi::file_id::{file_id, parse, unique_id};
use crate::botapi::{Answer, Call, Refused};
use crate::control::files::{FileInfo, MediaKind};
use crate::server::Server;
use crate::state::UserId;
use crate::state::files::FileId;

/// The largest file that is handed out, in bytes.
const MAX_FILE: u64 = 20 * 1024 * 1024;
/// How many bytes are read from the disk at once.
const READ: usize = 256 * 1024;

pub(super) fn get(call: &Call) -> Answer {
    let given = call.params.text("file_id");
    let given = given.ok_or_else(|| Refused::bad_request("file_id not specified"))?;
    let state = call.server.read();
    let file = parse(call.bot, &given).and_then(|file| state.file(file));
    let file = file.ok_or_else(|| Refused::bad_request("invalid file_id"))?;
    if file.size > MAX_FILE {
        return Err(Refused::bad_request("file is too big"));
    }
    let kind = FileInfo::from(file).kind;
    let (folder, ending) = match kind {
        MediaKind::Photo => ("photos", "jpg"),
        MediaKind::Voice => ("voice", "oga"),
        MediaKind::Audio => ("music", "mp3"),
        MediaKind::Video => ("videos", "mp4"),
        MediaKind::VideoNote => ("video_notes", "mp4"),
        MediaKind::Animation => ("animations", "mp4"),
        MediaKind::Sticker => ("stickers", "webp"),
        MediaKind::Document => ("documents", "bin"),
    };
    let named = file.file_name.as_deref().and_then(|name| name.rsplit_once('.'));
    let is_ending = |ending: &&str| ending.chars().all(|c| c.is_ascii_alphanumeric());
    let ending = named.map(|(_, ending)| ending).filter(is_ending).unwrap_or(ending);
    let path = format!("{folder}/file_{:016x}.{ending}", file.id);
    Ok(json!({
        "file_id": file_id(call.bot, kind, file.id),
        "file_unique_id": unique_id(file.id),
        "file_size": file.size,
        "file_path": path,
    })
    .into())
}

/// The bytes of a file, by the path that `getFile` told.
pub(in crate::botapi) fn download(
    server: &Arc<Server>,
    _: UserId,
    path: &str,
) -> Result<Response, Refused> {
    let name = path.rsplit_once("/file_").and_then(|(_, name)| name.split('.').next());
    let id = name.and_then(|name| FileId::from_str_radix(name, 16).ok());
    let state = server.read();
    let file = id.and_then(|id| state.file(id)).ok_or(Refused::NOT_FOUND)?;
    let (id, size) = (file.id, file.size);
    drop(state);
    let server = Arc::clone(server);
    let body = Body::from_stream(stream::try_unfold(0, move |offset: u64| {
        let read = server.blobs.read(id, offset, READ).map(|bytes| {
            let next = offset + bytes.len() as u64;
            (!bytes.is_empty()).then(|| (Bytes::from(bytes), next))
        });
        async move { read }
    }));
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_LENGTH, size.into());
    let any = HeaderValue::from_static("application/octet-stream");
    response.headers_mut().insert(CONTENT_TYPE, any);
    Ok(response)
}
