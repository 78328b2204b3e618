//! Files: up by parts, down by ranges, and what is seen of them.

mod control;
mod get;
mod media;
mod save;

use grammers_client::media::{Document, Downloadable, Media, Uploaded};
use grammers_client::tl::{enums, functions as f, types};

use crate::support::Person;

/// Bytes no two of which stand in the same place by mistake.
pub(crate) fn bytes(length: usize) -> Vec<u8> {
    let numbers = (0..length as u32).map(|n| n.wrapping_mul(2_654_435_761));
    numbers.map(|n| (n >> 24) as u8).collect()
}

/// The beginning of a PNG picture, which is all that anybody looks at.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let header = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &width.to_be_bytes()].concat();
    [&header[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0], &[0; 32]].concat()
}

pub(crate) async fn upload(person: &Person, bytes: &[u8], name: &str) -> Uploaded {
    let mut stream = bytes;
    person.client.upload_stream(&mut stream, bytes.len(), name.to_owned()).await.unwrap()
}

fn upload_media(media: impl Into<enums::InputMedia>) -> f::messages::UploadMedia {
    let (business_connection_id, peer) = (None, enums::InputPeer::PeerSelf);
    f::messages::UploadMedia { business_connection_id, peer, media: media.into() }
}

/// A document of which nothing is said.
pub(crate) fn plain(file: enums::InputFile) -> types::InputMediaUploadedDocument {
    types::InputMediaUploadedDocument {
        nosound_video: false,
        force_file: false,
        spoiler: false,
        file,
        thumb: None,
        mime_type: "application/x-test".into(),
        attributes: Vec::new(),
        stickers: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
}

fn photo(file: enums::InputFile) -> types::InputMediaUploadedPhoto {
    types::InputMediaUploadedPhoto {
        spoiler: false,
        live_photo: false,
        file,
        stickers: None,
        ttl_seconds: None,
        video: None,
    }
}

async fn made(person: &Person, media: impl Into<enums::InputMedia>) -> Media {
    Media::from_raw(person.call(upload_media(media)).await).unwrap()
}

async fn document(person: &Person, media: impl Into<enums::InputMedia>) -> Document {
    match made(person, media).await {
        Media::Document(document) => document,
        other => panic!("{other:?}"),
    }
}

fn raw(document: &Document) -> types::Document {
    match document.raw.document.clone() {
        Some(enums::Document::Document(raw)) => raw,
        other => panic!("{other:?}"),
    }
}

async fn download(person: &Person, media: &impl Downloadable) -> Vec<u8> {
    let mut all = Vec::new();
    let mut chunks = person.client.iter_download(media);
    while let Some(chunk) = chunks.next().await.unwrap() {
        all.extend(chunk);
    }
    all
}
