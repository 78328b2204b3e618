//! From bytes on disk to a file that messages can carry: what clients' uploads
//! and the control API's have in common.

use std::io::{self, Read};

use crate::blobs::Draft;
use crate::blobs::content::{Content, HEAD, dimensions};
use crate::entropy;
use crate::server::Server;
use crate::state::files::{File, FileError, FileId, FileKind};

/// What is said of bytes, apart from what they are.
pub(crate) struct About {
    pub(crate) mime_type: String,
    pub(crate) file_name: Option<String>,
    pub(crate) kind: FileKind,
}

/// Why there is no file.
#[derive(Debug)]
pub(crate) enum NotStored {
    Refused(FileError),
    Io(io::Error),
}

impl From<FileError> for NotStored {
    fn from(error: FileError) -> NotStored {
        NotStored::Refused(error)
    }
}

impl From<io::Error> for NotStored {
    fn from(error: io::Error) -> NotStored {
        NotStored::Io(error)
    }
}

impl About {
    /// A photo: its type and its size are seen in the bytes.
    pub(crate) fn photo(draft: &Draft) -> Result<About, NotStored> {
        let kind = FileKind::photo(picture(draft)?)?;
        let mime_type = content(draft)?.mime_type().to_owned();
        Ok(About { mime_type, file_name: None, kind })
    }
}

impl Server {
    /// A place for the bytes of a new file.
    pub(crate) fn draft(&self) -> io::Result<Draft> {
        self.blobs.draft(entropy::id())
    }

    /// Makes a file of what was written. If it is refused the bytes are gone.
    pub(crate) fn store(&self, about: About, draft: Draft) -> Result<FileId, NotStored> {
        let About { mime_type, file_name, kind } = about;
        let (id, size, date) = (draft.id, draft.size(), self.now());
        let file = File { id, date, size, mime_type, file_name, kind };
        let mut writing = self.write();
        let event = writing.state().store_file(file)?;
        writing.commit([event], None)?;
        Ok(draft.keep())
    }
}

/// The width and height of a picture.
pub(crate) fn picture(draft: &Draft) -> Result<(i32, i32), NotStored> {
    Ok(dimensions(draft.reader()?).ok_or(FileError::NotAPicture)?)
}

/// The MIME type of bytes of which nothing is said. Telegram's voice notes are
/// Opus in Ogg.
pub(crate) fn usual_type(kind: &FileKind, draft: &Draft) -> io::Result<String> {
    Ok(match (kind, content(draft)?) {
        (FileKind::Voice { .. }, Content::Other) => "audio/ogg",
        (_, content) => content.mime_type(),
    }
    .to_owned())
}

/// What the bytes are.
fn content(draft: &Draft) -> io::Result<Content> {
    let mut head = Vec::new();
    draft.reader()?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(Content::of(&head))
}
