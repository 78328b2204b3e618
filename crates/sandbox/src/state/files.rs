//! Files that messages can carry: what is known of them. Their bytes are kept
//! by `blobs`, under the same ids.

use serde::{Deserialize, Serialize};

use super::{Event, State};

/// A file's id: random, positive, the same for everybody.
pub(crate) type FileId = i64;

/// The largest photo, in bytes. Larger pictures go as documents.
pub(crate) const MAX_PHOTO: u64 = 10 * 1024 * 1024;
/// What a photo's width and height may add up to, and how much longer one may
/// be than the other.
const MAX_PHOTO_SIDES: i32 = 10_000;
const MAX_PHOTO_RATIO: i32 = 20;

/// A file whose bytes are on disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct File {
    pub(crate) id: FileId,
    /// When it was stored; Unix seconds.
    pub(crate) date: i32,
    /// In bytes, never 0.
    pub(crate) size: u64,
    pub(crate) mime_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file_name: Option<String>,
    pub(crate) kind: FileKind,
}

/// What a file is to those who see it in a chat. Durations are in seconds,
/// widths and heights in pixels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FileKind {
    /// Any file.
    Document,
    /// A picture sent as a file.
    Picture {
        width: i32,
        height: i32,
    },
    Photo {
        width: i32,
        height: i32,
    },
    Voice {
        duration: i32,
        /// Samples of five bits each, packed as Telegram does.
        #[serde(default, with = "crate::hex::optional", skip_serializing_if = "Option::is_none")]
        waveform: Option<Vec<u8>>,
    },
    /// Music.
    Audio {
        duration: i32,
        title: Option<String>,
        performer: Option<String>,
    },
    Video {
        duration: f64,
        width: i32,
        height: i32,
        /// A round video message.
        round: bool,
        streaming: bool,
        silent: bool,
    },
    /// A GIF, or a silent video that is shown as one.
    Animation {
        duration: f64,
        width: i32,
        height: i32,
    },
    Sticker {
        width: i32,
        height: i32,
        emoji: String,
    },
}

/// Why bytes do not become a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// A photo of more than 10 MiB.
    #[error("a photo has at most 10 MiB")]
    PhotoTooBig,
    /// The bytes of a photo or sticker are no picture.
    #[error("it is no JPEG, PNG, GIF, WebP or BMP picture")]
    NotAPicture,
    /// A photo whose sides are too long, or too unequal.
    #[error("a photo's sides add up to at most 10000, and differ by a factor of at most 20")]
    PhotoDimensions,
    /// A width or a height below 0.
    #[error("a width and a height are not below 0")]
    Dimensions,
    /// A duration that is no number, below 0, or beyond what Telegram can say.
    #[error("a duration is in seconds, from 0 to 2^31 - 1")]
    Duration,
}

impl FileKind {
    /// A photo of so many pixels.
    pub(crate) fn photo((width, height): (i32, i32)) -> Result<FileKind, FileError> {
        let (short, long) = (width.min(height), width.max(height));
        let fits = short > 0
            && width.saturating_add(height) <= MAX_PHOTO_SIDES
            && long <= short.saturating_mul(MAX_PHOTO_RATIO);
        if fits { Ok(FileKind::Photo { width, height }) } else { Err(FileError::PhotoDimensions) }
    }

    /// As it is remembered: the journal's JSON has no numbers that are none.
    fn remembered(mut self) -> FileKind {
        if let FileKind::Video { duration, .. } | FileKind::Animation { duration, .. } = &mut self
            && !duration.is_finite()
        {
            *duration = 0.0;
        }
        self
    }
}

impl State {
    /// Makes known a file whose bytes are on disk.
    pub(crate) fn store_file(&self, file: File) -> Result<Event, FileError> {
        if file.size == 0 {
            return Err(FileError::Empty);
        }
        if matches!(file.kind, FileKind::Photo { .. }) && file.size > MAX_PHOTO {
            return Err(FileError::PhotoTooBig);
        }
        let kind = file.kind.remembered();
        Ok(Event::FileStored(File { kind, ..file }))
    }

    /// A file, by its id.
    pub(crate) fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(&id)
    }
}
