//! What a medium adds to a message of the export when its file is not included.

use serde::Serialize;

use crate::generate::script::Media;

const NOT_INCLUDED: &str = "(File not included. Change data exporting settings to download.)";

/// The keys that a medium adds to its message.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Keys {
    Photo { photo: &'static str, width: u32, height: u32 },
    Document(Document),
    Place { location_information: Coordinates },
    Contact { contact_information: ContactCard },
}

#[derive(Serialize, Default)]
pub(super) struct Document {
    file: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sticker_emoji: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mime_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
}

#[derive(Serialize)]
pub(super) struct Coordinates {
    latitude: f64,
    longitude: f64,
}

#[derive(Serialize)]
pub(super) struct ContactCard {
    first_name: String,
    last_name: &'static str,
    phone_number: &'static str,
}

/// The keys of a medium; a forward has none, it is a key of the message itself.
pub(super) fn keys(media: &Media) -> Option<Keys> {
    let document = Document { file: NOT_INCLUDED, ..Document::default() };
    let keys = match media {
        Media::Forward { .. } => return None,
        Media::Photo => Keys::Photo { photo: NOT_INCLUDED, width: 960, height: 1280 },
        Media::Voice { seconds } => Keys::Document(Document {
            media_type: Some("voice_message"),
            mime_type: Some("audio/ogg"),
            duration_seconds: Some(*seconds),
            ..document
        }),
        Media::RoundVideo { seconds } => Keys::Document(Document {
            media_type: Some("video_message"),
            mime_type: Some("video/mp4"),
            duration_seconds: Some(*seconds),
            width: Some(384),
            height: Some(384),
            ..document
        }),
        Media::Video { seconds } => Keys::Document(Document {
            media_type: Some("video_file"),
            mime_type: Some("video/mp4"),
            duration_seconds: Some(*seconds),
            width: Some(720),
            height: Some(1280),
            ..document
        }),
        Media::Animation => Keys::Document(Document {
            media_type: Some("animation"),
            mime_type: Some("video/mp4"),
            duration_seconds: Some(3),
            width: Some(320),
            height: Some(240),
            ..document
        }),
        Media::Sticker { emoji } => Keys::Document(Document {
            media_type: Some("sticker"),
            sticker_emoji: Some(emoji.clone()),
            width: Some(512),
            height: Some(512),
            ..document
        }),
        Media::File { name } => Keys::Document(Document {
            file_name: Some(name.clone()),
            mime_type: Some(mime_of(name)),
            ..document
        }),
        Media::Place { latitude, longitude } => Keys::Place {
            location_information: Coordinates { latitude: *latitude, longitude: *longitude },
        },
        Media::Contact { name } => Keys::Contact {
            contact_information: ContactCard {
                first_name: name.clone(),
                last_name: "",
                phone_number: "+7 999 000 00 99",
            },
        },
    };
    Some(keys)
}

fn mime_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("pdf") => "application/pdf",
        Some("log") => "text/plain",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/octet-stream",
    }
}
