//! What a bot is told of. Updates wait in its queue until it confirms them, or
//! for a day.

use std::collections::VecDeque;

use super::business::Connection;
use crate::state::post::{Content, PostId};
use crate::state::{MessageId, Peer, State, UserId};

/// The number of a bot's first update.
const FIRST_UPDATE: i64 = 100_000_001;
/// How long updates wait, in seconds.
const LIFE: i32 = 86_400;

/// A message as it was when a bot was told of it.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// In whose box it is.
    pub(crate) owner: Peer,
    pub(crate) id: MessageId,
    pub(crate) chat: Peer,
    pub(crate) from: UserId,
    /// Unix seconds.
    pub(crate) date: i32,
    /// Unix seconds.
    pub(crate) edited_at: Option<i32>,
    pub(crate) content: Content,
    pub(crate) reply_to: Option<PostId>,
}

/// What a bot is in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Member,
    Left,
    Kicked,
}

/// Something that a bot is told.
#[derive(Debug, Clone)]
pub(crate) enum Update {
    Message(Letter),
    EditedMessage(Letter),
    MyChatMember { chat: Peer, by: UserId, date: i32, before: Standing, after: Standing },
    BusinessConnection(Connection),
    BusinessMessage { connection: String, letter: Letter },
    EditedBusinessMessage { connection: String, letter: Letter },
    DeletedBusinessMessages { connection: String, chat: Peer, ids: Vec<MessageId> },
}

/// An update that was not confirmed yet.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) id: i64,
    /// Unix seconds.
    date: i32,
    pub(crate) update: Update,
}

/// A bot's updates.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: VecDeque<Pending>,
    /// How many there ever were.
    count: i64,
    /// The kinds that the bot wants; none said: all that are here.
    pub(crate) allowed: Vec<String>,
}

impl Update {
    /// Its name in the Bot API.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Update::Message(_) => "message",
            Update::EditedMessage(_) => "edited_message",
            Update::MyChatMember { .. } => "my_chat_member",
            Update::BusinessConnection(_) => "business_connection",
            Update::BusinessMessage { .. } => "business_message",
            Update::EditedBusinessMessage { .. } => "edited_business_message",
            Update::DeletedBusinessMessages { .. } => "deleted_business_messages",
        }
    }
}

impl Queue {
    /// Adds an update, if the bot wants such.
    pub(super) fn push(&mut self, update: Update, date: i32) {
        if !self.allowed.is_empty() && !self.allowed.iter().any(|name| name == update.name()) {
            return;
        }
        while self.waiting.front().is_some_and(|pending| !pending.is_fresh(date)) {
            self.waiting.pop_front();
        }
        let id = FIRST_UPDATE + self.count;
        self.count += 1;
        self.waiting.push_back(Pending { id, date, update });
    }

    /// The updates from `offset` on, the oldest first.
    pub(crate) fn from(&self, offset: i64, now: i32) -> impl Iterator<Item = &Pending> {
        let fresh = self.waiting.iter().filter(move |pending| pending.is_fresh(now));
        fresh.filter(move |pending| pending.id >= offset)
    }

    /// How many updates wait.
    pub(crate) fn len(&self, now: i32) -> usize {
        self.from(0, now).count()
    }

    /// The number of the next update.
    pub(crate) fn next_id(&self) -> i64 {
        FIRST_UPDATE + self.count
    }

    /// Whether confirming all before `offset` would change anything.
    pub(crate) fn has_before(&self, offset: i64) -> bool {
        self.waiting.front().is_some_and(|pending| pending.id < offset)
    }

    /// Where the last `count` updates begin.
    pub(crate) fn last(&self, count: usize) -> i64 {
        let start = self.waiting.len().saturating_sub(count);
        self.waiting.get(start).map_or_else(|| self.next_id(), |pending| pending.id)
    }

    pub(super) fn confirm(&mut self, before: i64) {
        self.waiting.retain(|pending| pending.id >= before);
    }
}

impl Pending {
    fn is_fresh(&self, now: i32) -> bool {
        now.saturating_sub(self.date) <= LIFE
    }
}

impl State {
    /// A message as it is now.
    pub(crate) fn letter(&self, owner: Peer, id: MessageId) -> Option<Letter> {
        let message = self.box_of(owner).message(id)?;
        let post = self.post(message.post);
        Some(Letter {
            owner,
            id,
            chat: message.peer,
            from: message.from,
            date: message.date,
            edited_at: post.edited_at,
            content: post.content.clone(),
            reply_to: post.reply_to,
        })
    }
}
