//! A message and what it contains.

use serde::{Deserialize, Serialize};

use crate::{MessageId, PeerId, Timestamp};

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// Somebody else.
    Other,
    /// The owner, on any of their devices.
    Owner,
    /// The twin, in the owner's name. Never learnt from.
    Twin,
}

/// What a message contains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Plain text, formatting dropped.
    Text {
        /// The text; may hold line breaks.
        text: String,
    },
    /// A voice note.
    Voice {
        /// Its length in whole seconds, where known.
        seconds: Option<u32>,
        /// What is said in it; empty if nobody speaks. `None` if nobody has heard it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
    },
    /// A sticker.
    Sticker {
        /// The emoji it stands for, where known.
        emoji: Option<String>,
    },
    /// A photo, video, document, poll, place or anything else.
    Media {
        /// Telegram's name of the kind, e.g. `photo` or `video_file`.
        media: String,
        /// The text under it; empty if there is none.
        caption: String,
    },
    /// A service message: a call, a pinned message, a joined member.
    Service {
        /// Telegram's name of the action, e.g. `phone_call`.
        action: String,
    },
}

/// What kind of thing a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentKind {
    /// Plain text.
    Text,
    /// A voice note.
    Voice,
    /// A sticker.
    Sticker,
    /// A photo, video, document or anything else.
    Media,
    /// A service message.
    Service,
}

impl Content {
    /// What kind of thing it is.
    pub fn kind(&self) -> ContentKind {
        match self {
            Self::Text { .. } => ContentKind::Text,
            Self::Voice { .. } => ContentKind::Voice,
            Self::Sticker { .. } => ContentKind::Sticker,
            Self::Media { .. } => ContentKind::Media,
            Self::Service { .. } => ContentKind::Service,
        }
    }

    /// The words of the message: its text, its caption, or what was heard in it. `None` where it has none.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text { text } => Some(text),
            Self::Media { caption, .. } if !caption.is_empty() => Some(caption),
            Self::Voice { said: Some(said), .. } if !said.is_empty() => Some(said),
            _ => None,
        }
    }

    /// The same content, with what was heard in `before` where it is the same voice note.
    #[must_use]
    pub fn heard_as(self, before: &Self) -> Self {
        match (self, before) {
            (Self::Voice { seconds, said: None }, Self::Voice { seconds: same, said })
                if seconds == *same =>
            {
                Self::Voice { seconds, said: said.clone() }
            }
            (content, _) => content,
        }
    }
}

/// A message of one account's chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The chat it stands in.
    pub chat: PeerId,
    /// Its number in that chat.
    pub id: MessageId,
    /// Who wrote it, as seen by the owner.
    pub author: Author,
    /// The peer who wrote it; in groups it differs from `chat`.
    pub sender: PeerId,
    /// When it was written.
    pub sent_at: Timestamp,
    /// What it contains.
    pub content: Content,
    /// The message of the same chat it answers explicitly.
    pub reply_to: Option<MessageId>,
    /// Whether it was forwarded: not the author's own words.
    pub forwarded: bool,
    /// Whether a bot wrote it: in the author's name (inline or business bot), or in a group its own.
    pub via_bot: bool,
    /// Whether Telegram says that it mentions the owner: by their name, or because it replies to a
    /// message of theirs. Of no import in private chats.
    pub mentions_owner: bool,
}

impl Message {
    /// Whether it is said to the owner: in a private chat all of it is, in a group what a person says
    /// and mentions them in. The rest of a group's talk is only what was said around it.
    pub fn is_to_owner(&self) -> bool {
        self.author == Author::Other
            && (self.chat.is_user()
                || (self.mentions_owner && !self.via_bot && self.sender.is_user()))
    }
}
