//! `Voice`, `PhotoSize`, `Document` and the other kinds of files.

use serde_json::{Value, json};

use super::{View, put};
use crate::botapi::file_id::{file_id, unique_id};
use crate::control::files::{FileInfo, MediaKind};
use crate::state::files::{File, FileKind};

impl View<'_> {
    /// Puts a file into the message that carries it.
    pub(super) fn put_file(&self, message: &mut Value, file: &File) {
        let FileInfo { kind, dimensions, duration, .. } = FileInfo::from(file);
        let mut object = json!({
            "file_id": file_id(self.bot, kind, file.id),
            "file_unique_id": unique_id(file.id),
            "file_size": file.size,
        });
        if kind != MediaKind::Photo && kind != MediaKind::Sticker && kind != MediaKind::VideoNote {
            object["mime_type"] = file.mime_type.clone().into();
            put(&mut object, "file_name", file.file_name.clone());
        }
        put(&mut object, "duration", duration);
        if let Some((width, height)) = dimensions.filter(|_| kind != MediaKind::Document) {
            if kind == MediaKind::VideoNote {
                object["length"] = width.into();
            } else {
                object["width"] = width.into();
                object["height"] = height.into();
            }
        }
        if let FileKind::Audio { title, performer, .. } = &file.kind {
            put(&mut object, "title", title.clone());
            put(&mut object, "performer", performer.clone());
        }
        if let FileKind::Sticker { emoji, .. } = &file.kind {
            object["type"] = "regular".into();
            object["is_animated"] = false.into();
            object["is_video"] = false.into();
            put(&mut object, "emoji", Some(emoji.clone()).filter(|emoji| !emoji.is_empty()));
        }
        if kind == MediaKind::Animation {
            // For programs that know no animations.
            message["document"] = object.clone();
        }
        message[field(kind)] = if kind == MediaKind::Photo { json!([object]) } else { object };
    }
}

/// The field of a message in which such a file is.
pub(in crate::botapi) fn field(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Document => "document",
        MediaKind::Photo => "photo",
        MediaKind::Voice => "voice",
        MediaKind::Audio => "audio",
        MediaKind::Video => "video",
        MediaKind::VideoNote => "video_note",
        MediaKind::Animation => "animation",
        MediaKind::Sticker => "sticker",
    }
}
