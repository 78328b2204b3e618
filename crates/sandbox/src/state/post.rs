//! A message as it was written: once, however many boxes have a copy of it.

use serde::{Deserialize, Serialize};

use super::files::FileId;
use super::{MessageId, Peer, State, UserId};

/// Names a post: its place in the order of all that was ever written.
pub(crate) type PostId = usize;

/// What was written, by whom, and what became of it.
#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) from: UserId,
    /// Unix seconds.
    pub(crate) date: i32,
    pub(crate) content: Content,
    pub(crate) reply_to: Option<PostId>,
    /// Unix seconds of the last edit.
    pub(crate) edited_at: Option<i32>,
    pub(crate) reactions: Vec<Reaction>,
    /// Where its copies are: in whose box, under which id.
    pub(crate) copies: Vec<(Peer, MessageId)>,
}

/// What a message says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) entities: Vec<Entity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<FileId>,
    /// What happened to the chat, if the message only tells of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<Action>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) forward: Option<Forward>,
    /// The connected bot that wrote it in its owner's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) via_business_bot: Option<UserId>,
    /// What messages of one album share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) album: Option<i64>,
    /// Who is named in it, and so is told louder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) mentions: Vec<UserId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) silent: bool,
}

impl Content {
    /// Plain text.
    pub(crate) fn text(text: impl Into<String>) -> Content {
        Content { text: text.into(), ..Content::default() }
    }

    /// Text with what its writer marked in it.
    pub(crate) fn marked(text: String, entities: Vec<Entity>) -> Content {
        Content { text, entities, ..Content::default() }
    }

    /// A note of what happened to the chat.
    pub(crate) fn action(action: Action) -> Content {
        Content { action: Some(action), ..Content::default() }
    }
}

/// A part of a text that stands out, counted in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entity {
    pub(crate) offset: i32,
    pub(crate) length: i32,
    #[serde(flatten)]
    pub(crate) kind: EntityKind,
}

/// What such a part is; the names are those of the Bot API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum EntityKind {
    Mention,
    Hashtag,
    Cashtag,
    BotCommand,
    Url,
    Email,
    PhoneNumber,
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Blockquote,
    ExpandableBlockquote,
    Code,
    Pre { language: String },
    TextLink { url: String },
    TextMention { user_id: UserId },
    CustomEmoji { custom_emoji_id: i64 },
}

/// What happened to a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    GroupCreated { title: String, members: Vec<UserId> },
    ChannelCreated { title: String },
    Renamed { title: String },
    MembersAdded { members: Vec<UserId> },
    MemberRemoved { member: UserId },
}

/// Where a forwarded message came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Forward {
    pub(crate) from: UserId,
    /// Unix seconds.
    pub(crate) date: i32,
}

/// What somebody felt about a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reaction {
    pub(crate) user: UserId,
    pub(crate) emoji: String,
    /// Unix seconds.
    pub(crate) date: i32,
}

impl Post {
    /// The id of the copy in a box.
    pub(crate) fn copy_in(&self, owner: Peer) -> Option<MessageId> {
        self.copies.iter().find(|(of, _)| *of == owner).map(|(_, id)| *id)
    }

    /// What it says once it is passed on.
    pub(crate) fn passed_on(&self, without_author: bool, without_caption: bool) -> Content {
        let first = Forward { from: self.from, date: self.date };
        let Content { text, entities, file, forward, .. } = self.content.clone();
        let bare = without_caption && file.is_some();
        Content {
            text: if bare { String::new() } else { text },
            entities: if bare { Vec::new() } else { entities },
            file,
            forward: (!without_author).then(|| forward.unwrap_or(first)),
            ..Content::default()
        }
    }
}

impl State {
    /// A post. What was deleted everywhere is empty.
    pub(crate) fn post(&self, id: PostId) -> &Post {
        &self.posts[id]
    }
}
