//! Files made and read by an operator.

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::Control;
use crate::Error;
use crate::files::{About, NotStored, picture, usual_type};
use crate::state::files::{File, FileError, FileId, FileKind};

/// What a file is to be.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewFile {
    /// What it is to those who see it.
    pub kind: MediaKind,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
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
    /// The id, the same for everybody. In JSON it is text: JavaScript would
    /// round the number.
    #[serde(serialize_with = "id::serialize")]
    pub id: i64,
    /// What it is to those who see it.
    pub kind: MediaKind,
    /// In bytes.
    pub size: u64,
    /// The MIME type that its sender gave.
    pub mime: String,
    /// The name that its sender gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long it sounds or moves, in whole seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<i32>,
    /// A voice note's loudness, as in [`NewFile::waveform`].
    #[serde(with = "crate::hex::optional", skip_serializing_if = "Option::is_none")]
    pub waveform: Option<Vec<u8>>,
    /// The width and height of what is seen, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<(i32, i32)>,
}

/// A file's id as text.
pub(crate) mod id {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over as it is")]
    pub(crate) fn serialize<S: Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    /// One that may be absent.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<i64>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(|_| D::Error::custom("a file's id is digits")))
            .transpose()
    }
}

impl From<&File> for FileInfo {
    fn from(file: &File) -> FileInfo {
        let (mut duration, mut waveform, mut dimensions) = (None, None, None);
        let kind = match &file.kind {
            FileKind::Document => MediaKind::Document,
            FileKind::Picture { width, height } => {
                dimensions = Some((*width, *height));
                MediaKind::Document
            }
            FileKind::Photo { width, height } => {
                dimensions = Some((*width, *height));
                MediaKind::Photo
            }
            FileKind::Voice { duration: seconds, waveform: samples } => {
                (duration, waveform) = (Some(*seconds), samples.clone());
                MediaKind::Voice
            }
            FileKind::Audio { duration: seconds, .. } => {
                duration = Some(*seconds);
                MediaKind::Audio
            }
            FileKind::Video { duration: seconds, width, height, round, .. } => {
                (duration, dimensions) = (Some(*seconds as i32), Some((*width, *height)));
                if *round { MediaKind::VideoNote } else { MediaKind::Video }
            }
            FileKind::Animation { duration: seconds, width, height } => {
                (duration, dimensions) = (Some(*seconds as i32), Some((*width, *height)));
                MediaKind::Animation
            }
            FileKind::Sticker { width, height, .. } => {
                dimensions = Some((*width, *height));
                MediaKind::Sticker
            }
        };
        FileInfo {
            id: file.id,
            kind,
            size: file.size,
            mime: file.mime_type.clone(),
            name: file.file_name.clone(),
            duration,
            waveform,
            dimensions,
        }
    }
}

impl Control {
    /// Makes a file that messages can carry.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if the bytes are not what they are to be, or what is said
    /// of them cannot be.
    pub fn add_file(&self, new: NewFile, bytes: &[u8]) -> Result<FileInfo, Error> {
        let id = self.store(new, bytes)?;
        self.file(id).ok_or(Error::NoSuchFile(id))
    }

    fn store(&self, new: NewFile, bytes: &[u8]) -> Result<FileId, Error> {
        if new.width < 0 || new.height < 0 {
            return Err(FileError::Dimensions.into());
        }
        if !(0.0..=f64::from(i32::MAX)).contains(&new.duration) {
            return Err(FileError::Duration.into());
        }
        let mut draft = self.server.draft().map_err(Error::Storage)?;
        draft.write_all(bytes).map_err(Error::Storage)?;
        let seconds = new.duration as i32;
        let (duration, width, height) = (new.duration, new.width, new.height);
        let video = |round| {
            let (streaming, silent) = (true, false);
            FileKind::Video { duration, width, height, round, streaming, silent }
        };
        let kind = match new.kind {
            MediaKind::Document => FileKind::Document,
            MediaKind::Photo => return Ok(self.server.store(About::photo(&draft)?, draft)?),
            MediaKind::Voice => FileKind::Voice { duration: seconds, waveform: new.waveform },
            MediaKind::Audio => {
                let (title, performer) = (new.title, new.performer);
                FileKind::Audio { duration: seconds, title, performer }
            }
            MediaKind::Video => video(false),
            MediaKind::VideoNote => video(true),
            MediaKind::Animation => FileKind::Animation { duration, width, height },
            MediaKind::Sticker => {
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
        self.server.read().file(id).map(FileInfo::from)
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

impl From<NotStored> for Error {
    fn from(error: NotStored) -> Error {
        match error {
            NotStored::Refused(error) => error.into(),
            NotStored::Io(error) => Error::Storage(error),
        }
    }
}
