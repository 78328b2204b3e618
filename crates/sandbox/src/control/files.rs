//! Files made and read by an operator.

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::Control;
use crate::Error;
use crate::files::{About, NotStored, picture, usual_type};
use crate::state::files::{File, FileKind};

/// What a file is to be.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewFile {
    /// What it is to those who see it.
    pub kind: NewFileKind,
    /// The name under which it is saved.
    pub name: Option<String>,
    /// The MIME type; told from the bytes if absent.
    pub mime: Option<String>,
    /// How long it sounds or moves, in seconds.
    pub duration: f64,
    /// A voice note's loudness: samples of five bits, packed as Telegram does.
    /// As text, in hexadecimal.
    #[serde(with = "crate::hex::optional")]
    pub waveform: Option<Vec<u8>>,
    /// The width of a video or an animation, in pixels.
    pub width: i32,
    /// The height of a video or an animation, in pixels.
    pub height: i32,
    /// The title of a piece of music.
    pub title: Option<String>,
    /// Who plays it.
    pub performer: Option<String>,
    /// What a sticker stands for.
    pub emoji: String,
}

/// What a file can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewFileKind {
    /// Any file.
    #[default]
    Document,
    /// A picture of at most 10 MiB.
    Photo,
    /// A voice note.
    Voice,
    /// Music.
    Audio,
    /// A video.
    Video,
    /// A round video.
    VideoNote,
    /// A silent video that is shown as a GIF.
    Animation,
    /// A picture without a frame.
    Sticker,
}

/// A file as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileInfo {
    /// The id, the same for everybody. In JSON a text, as JavaScript would
    /// round it.
    #[serde(serialize_with = "id::serialize")]
    pub id: i64,
    /// In bytes.
    pub size: u64,
    /// The MIME type that its sender gave.
    pub mime: String,
    /// The name that its sender gave.
    pub name: Option<String>,
    /// What it is to those who see it: its `type`, such as `voice`, and what
    /// belongs to that, such as its `duration`.
    #[serde(flatten)]
    pub kind: serde_json::Value,
}

/// File ids in JSON.
pub(super) mod id {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<i64>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(|_| D::Error::custom("a file id is digits in a text")))
            .transpose()
    }
}

impl Control {
    /// Makes a file that messages can carry, and returns its id.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the bytes are not what they are to be.
    pub fn store_file(&self, new: NewFile, bytes: &[u8]) -> Result<i64, Error> {
        let mut draft = self.server.draft().map_err(Error::Storage)?;
        draft.write_all(bytes).map_err(Error::Storage)?;
        let seconds = new.duration as i32;
        let (duration, width, height) = (new.duration, new.width, new.height);
        let video = |round| {
            let (streaming, silent) = (true, false);
            FileKind::Video { duration, width, height, round, streaming, silent }
        };
        let kind = match new.kind {
            NewFileKind::Document => FileKind::Document,
            NewFileKind::Photo => return Ok(self.server.store(About::photo(&draft)?, draft)?),
            NewFileKind::Voice => FileKind::Voice { duration: seconds, waveform: new.waveform },
            NewFileKind::Audio => {
                let (title, performer) = (new.title, new.performer);
                FileKind::Audio { duration: seconds, title, performer }
            }
            NewFileKind::Video => video(false),
            NewFileKind::VideoNote => video(true),
            NewFileKind::Animation => FileKind::Animation { duration, width, height },
            NewFileKind::Sticker => {
                let (width, height) = picture(&draft)?;
                FileKind::Sticker { width, height, emoji: new.emoji }
            }
        };
        let mime_type = match new.mime.filter(|mime| !mime.is_empty()) {
            Some(mime_type) => mime_type,
            None => usual_type(&kind, &draft).map_err(Error::Storage)?,
        };
        let file_name = new.name.filter(|name| !name.is_empty());
        Ok(self.server.store(About { mime_type, file_name, kind }, draft)?)
    }

    /// A file, by its id.
    pub fn file(&self, id: i64) -> Option<FileInfo> {
        let state = self.server.read();
        state.file(id).map(FileInfo::from)
    }

    /// Up to `limit` bytes of a file from `offset`: fewer at its end, none
    /// behind it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchFile`], or [`Error::Storage`] if it cannot be read.
    pub fn read_file(&self, id: i64, offset: u64, limit: usize) -> Result<Vec<u8>, Error> {
        if self.server.read().file(id).is_none() {
            return Err(Error::NoSuchFile(id));
        }
        self.server.blobs.read(id, offset, limit).map_err(Error::Storage)
    }
}

impl From<&File> for FileInfo {
    fn from(file: &File) -> FileInfo {
        FileInfo {
            id: file.id,
            size: file.size,
            mime: file.mime_type.clone(),
            name: file.file_name.clone(),
            kind: serde_json::to_value(&file.kind).unwrap_or_default(),
        }
    }
}

impl From<NotStored> for Error {
    fn from(error: NotStored) -> Error {
        match error {
            NotStored::Refused(error) => error.into(),
            NotStored::Io(error) => Error::Storage(error),
        }
    }
}
