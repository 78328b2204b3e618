//! Sending files: new ones, or those that the bot knows.

use std::sync::Arc;

use crate::botapi::text::Marked;
use crate::botapi::views::field;
use crate::botapi::{Answer, Call, Refused, file_id};
use crate::control::Control;
use crate::control::files::{FileInfo, MediaKind, NewFile};
use crate::state::files::FileId;
use crate::state::post::Content;

/// The largest file that a bot may send, in bytes.
const MAX_FILE: usize = 50 * 1024 * 1024;

/// Any of `sendVoice` and its kin.
pub(super) fn send(call: &Call, kind: MediaKind) -> Answer {
    let Marked { text, entities } = call.marked("caption", "caption_entities")?;
    // A file is stored before it is known whether it arrives: nobody else can name it.
    let file = Some(call.file(kind)?);
    call.send(Content { file, ..Content::marked(text, entities) })
}

impl Call {
    fn file(&self, kind: MediaKind) -> Result<FileId, Refused> {
        let name = field(kind);
        if self.params.upload(name).is_some() {
            return self.store(kind);
        }
        let text = self.params.text(name);
        let text = text.ok_or_else(|| {
            Refused::bad_request(format!("there is no {} in the request", name.replace('_', " ")))
        })?;
        if text.starts_with("http://") || text.starts_with("https://") {
            return Err(Refused::bad_request("failed to get HTTP URL content"));
        }
        let state = self.server.read();
        let known = file_id::parse(self.bot, &text).and_then(|file| state.file(file));
        let file = known
            .ok_or_else(|| Refused::bad_request("wrong file identifier/HTTP URL specified"))?;
        let is = FileInfo::from(file).kind;
        // Anything that is no photo can be sent as a file.
        let fits = is == kind || (kind == MediaKind::Document && is != MediaKind::Photo);
        if !fits {
            let (is, wanted) = (type_name(is), type_name(kind));
            return Err(Refused::bad_request(format!("can't use file of type {is} as {wanted}")));
        }
        Ok(file.id)
    }

    fn store(&self, kind: MediaKind) -> Result<FileId, Refused> {
        let params = &self.params;
        let upload = params.upload(field(kind));
        let upload = upload.ok_or_else(|| Refused::bad_request("file must be non-empty"))?;
        if upload.bytes.len() > MAX_FILE {
            return Err(Refused::TOO_LARGE);
        }
        let number = |name: &str| params.integer(name).and_then(|it| i32::try_from(it).ok());
        let length = number("length").unwrap_or_default();
        // Libraries that do not know say that it is just bytes.
        let is_said = |mime: &&String| {
            *mime != "application/octet-stream"
                && (kind != MediaKind::Voice || mime.starts_with("audio/"))
        };
        let new = NewFile {
            kind,
            name: upload.name.clone(),
            mime: upload.mime.as_ref().filter(is_said).cloned(),
            duration: params.integer("duration").unwrap_or_default() as f64,
            width: number("width").unwrap_or(length),
            height: number("height").unwrap_or(length),
            title: params.text("title"),
            performer: params.text("performer"),
            emoji: params.text("emoji").unwrap_or_default(),
            ..NewFile::default()
        };
        let control = Control::new(Arc::clone(&self.server));
        Ok(control.add_file(new, &upload.bytes)?.id)
    }
}

fn type_name(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Document => "Document",
        MediaKind::Photo => "Photo",
        MediaKind::Voice => "VoiceNote",
        MediaKind::Audio => "Audio",
        MediaKind::Video => "Video",
        MediaKind::VideoNote => "VideoNote",
        MediaKind::Animation => "Animation",
        MediaKind::Sticker => "Sticker",
    }
}
