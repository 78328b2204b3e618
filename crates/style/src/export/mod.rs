//! Reads exports of Telegram Desktop (`result.json`), of a whole account or of a single chat, as a
//! stream: whatever the size of the file, one message is in memory at a time.
//!
//! | module | what it holds |
//! |---|---|
//! | `error` | what can be wrong with a file, and where |
//! | `reader` | reads a file and delivers what is found |
//! | `lossy` | bytes that are no text spoil one message and not the file |
//! | `surrogates` | halves of characters likewise |
//! | `walk` | the structure of the file, down to its messages |
//! | `message` | one message of the file to one of ours |
//!
//! The format has no official description; the fields are those that Telegram Desktop writes
//! ([`export_output_json.cpp`](https://github.com/telegramdesktop/tdesktop/blob/dev/Telegram/SourceFiles/export/output/export_output_json.cpp)).
//! To understand one more kind of attachment, add its field to `message::RawMessage`.

mod error;
mod lossy;
mod message;
mod reader;
mod surrogates;
mod walk;

use std::collections::BTreeMap;

use domain::{BoxError, MessageId, Peer, PeerId, Profile, Timestamp};

pub use error::{Candidate, ExportError};
pub use message::chats_numbered;
pub use reader::{read, read_owner};

/// What the caller knows about a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Whose export it is. Needed for the export of a single chat, which does not say; a file that
    /// says otherwise is refused.
    pub owner: Option<PeerId>,
}

/// Something read, in the order of the file: the owner, then each chat before its messages.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Who exported the file. From `personal_information`, or else, before the first message of
    /// the owner, with no more than the name that stands there.
    Owner(Profile),
    /// A chat; its messages follow, oldest first.
    Chat(Peer),
    /// What somebody is called who writes in the group before it; stands before their first message.
    Person(PeerId, String),
    /// A message of the chat before it, and when it was last edited, if it was.
    Message(domain::Message, Option<Timestamp>),
}

/// Where [`read`] puts what it reads. An error stops the reading as [`ExportError::Sink`].
pub type Sink<'a> = dyn FnMut(Item) -> Result<(), BoxError> + 'a;

/// What a file held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The owner of the export.
    pub owner: PeerId,
    /// Chats delivered.
    pub chats: u64,
    /// Messages delivered.
    pub messages: u64,
    /// How many of them the owner wrote; 0 means that there is nothing to learn from, or that the
    /// owner given is not the file's.
    pub owner_messages: u64,
    /// How many of the messages are somebody else's words.
    pub forwarded: u64,
    /// How many say what has happened in a chat, and nobody's words.
    pub service: u64,
    /// How many are longer than what is kept of a message to learn from.
    pub too_long: u64,
    /// Kinds of chats and messages that were not understood, with how often they were met, e.g.
    /// `chat:secret_chat` or `message:unsupported`. Such chats are passed over; such messages are
    /// delivered as [`Content::Media`](domain::Content::Media) without a caption.
    pub skipped_unknown: BTreeMap<String, u64>,
    /// Messages that could not be read, e.g. for a broken type.
    pub skipped_broken: u64,
    /// Where the first broken messages stand; at most [`BROKEN_KEPT`].
    pub broken: Vec<BrokenMessage>,
}

impl Summary {
    /// Nothing read yet, of nobody.
    fn empty() -> Self {
        Self {
            owner: PeerId(0),
            chats: 0,
            messages: 0,
            owner_messages: 0,
            forwarded: 0,
            service: 0,
            too_long: 0,
            skipped_unknown: BTreeMap::new(),
            skipped_broken: 0,
            broken: Vec::new(),
        }
    }
}

/// How many broken messages a [`Summary`] names.
pub const BROKEN_KEPT: usize = 20;

/// A message that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenMessage {
    /// The chat it stands in.
    pub chat: PeerId,
    /// Its place among the chat's messages, from 1.
    pub ordinal: u64,
    /// The number of the message before it, if there is one.
    pub after: Option<MessageId>,
    /// What is wrong, without the message's words.
    pub reason: String,
}
