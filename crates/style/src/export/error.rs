//! What can be wrong with an export.

use std::io;

use domain::{BoxError, PeerId, Profile};

/// Why an export could not be read to its end. Whatever was delivered before stays valid; the
/// caller decides whether to keep it.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// The file ends in the middle, as after a broken download or a full disk.
    #[error("the file ends in the middle, at line {line}, column {column}")]
    Truncated {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// A web page: an export in the format HTML.
    #[error("a web page and no JSON")]
    Html,
    /// A ZIP or another archive, perhaps with the export in it.
    #[error("a packed archive and no JSON")]
    Archive,
    /// The file is not JSON.
    #[error("not JSON at line {line}, column {column}: {reason}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What the parser expected.
        reason: String,
    },
    /// JSON, but not an export of Telegram Desktop, which has something else in this place.
    #[error("not an export of Telegram at line {line}, column {column}: {reason}")]
    NotAnExport {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What the parser expected.
        reason: String,
    },
    /// A JSON object with nothing in it that an export is made of.
    #[error("not an export of Telegram: an object with {fields:?}")]
    NoChats {
        /// The names of its first fields.
        fields: Vec<String>,
    },
    /// The file does not say whose export it is and nobody was named. Nothing was delivered.
    #[error("the export does not name its owner ({} possible authors)", candidates.len())]
    OwnerUnknown {
        /// Who wrote in it, the likeliest owner first.
        candidates: Vec<Candidate>,
    },
    /// The file says that it is somebody else's than was expected. Nothing was delivered.
    #[error("the export is another user's")]
    OtherOwner {
        /// Whose it is.
        stated: Box<Profile>,
    },
    /// The file could not be read.
    #[error("the file could not be read")]
    Io(#[source] io::Error),
    /// The receiver refused an item.
    #[error("what was read could not be taken")]
    Sink(#[source] BoxError),
}

/// Somebody who wrote in an export whose owner is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Their user.
    pub id: PeerId,
    /// The name that stands at their messages; empty for deleted accounts.
    pub name: String,
    /// How many messages they wrote.
    pub messages: u64,
    /// In how many chats.
    pub chats: u64,
}
