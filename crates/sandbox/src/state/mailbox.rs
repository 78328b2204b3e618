//! One account's box of messages: its own ids, its dialogs, and the log of its
//! changes by which a client catches up.
//!
//! Every change of a box raises its `pts` by one; the log holds what changed,
//! so that `updates.getDifference` can tell a client of everything it missed.

use std::collections::{BTreeMap, HashMap};

use super::{MessageId, UserId};

/// One account's copy of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    /// The other person in the chat; the account itself in Saved Messages.
    pub(crate) peer: UserId,
    /// Whether the account itself wrote it.
    pub(crate) out: bool,
    /// Unix seconds.
    pub(crate) date: i32,
    pub(crate) text: String,
    /// The box's `pts` when the message came; 0 for seeded history.
    pub(crate) pts: i32,
    /// The id of the same message in the peer's box.
    pub(crate) twin: Option<MessageId>,
    /// The message that this one replies to, in this box.
    pub(crate) reply_to: Option<MessageId>,
}

/// A chat as its list shows it.
#[derive(Debug, Default)]
pub(crate) struct Dialog {
    /// Ascending.
    pub(crate) ids: Vec<MessageId>,
    /// Up to here the account has read what came.
    pub(crate) read_inbox: MessageId,
    /// Up to here the peer has read what the account wrote.
    pub(crate) read_outbox: MessageId,
}

/// What changed with one step of `pts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    NewMessage(MessageId),
    ReadInbox { peer: UserId, max_id: MessageId },
    ReadOutbox { peer: UserId, max_id: MessageId },
}

/// All that one account has.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    messages: BTreeMap<MessageId, Message>,
    dialogs: HashMap<UserId, Dialog>,
    log: Vec<Change>,
    sent: HashMap<(UserId, i64), MessageId>,
}

/// Telegram has no `pts` 0: a box begins with 1.
const FIRST_PTS: i32 = 1;

impl Mailbox {
    /// How many changes the box has seen.
    pub(crate) fn pts(&self) -> i32 {
        FIRST_PTS + self.log.len() as i32
    }

    /// The id of the next message.
    pub(crate) fn next_id(&self) -> MessageId {
        self.messages.last_key_value().map_or(1, |(id, _)| id.saturating_add(1))
    }

    /// A message, by its id.
    pub(crate) fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// The message that was sent to `peer` under a client's `random_id`.
    pub(crate) fn sent(&self, peer: UserId, random_id: i64) -> Option<&Message> {
        self.message(*self.sent.get(&(peer, random_id))?)
    }

    /// The chat with `peer`, if a message was ever exchanged.
    pub(crate) fn dialog(&self, peer: UserId) -> Option<&Dialog> {
        self.dialogs.get(&peer)
    }

    /// Everybody the account has a chat with, in no order.
    pub(crate) fn peers(&self) -> impl Iterator<Item = UserId> {
        self.dialogs.keys().copied()
    }

    /// How many messages of `peer` the account has not read.
    pub(crate) fn unread(&self, peer: UserId) -> usize {
        let Some(dialog) = self.dialog(peer) else {
            return 0;
        };
        dialog.after(dialog.read_inbox).iter().filter(|id| !self.messages[id].out).count()
    }

    /// How many messages the account has not read at all.
    pub(crate) fn unread_total(&self) -> usize {
        self.peers().map(|peer| self.unread(peer)).sum()
    }

    /// What changed after `pts`, each with the `pts` it led to.
    pub(crate) fn changes_after(&self, pts: i32) -> impl Iterator<Item = (i32, Change)> {
        let from = usize::try_from(pts.saturating_sub(FIRST_PTS)).unwrap_or(0);
        let missed = self.log.get(from..).unwrap_or_default();
        missed.iter().zip(pts.max(FIRST_PTS) + 1..).map(|(change, pts)| (pts, *change))
    }

    /// Adds a message that has just come, and counts it.
    pub(super) fn deliver(&mut self, mut message: Message, random_id: Option<i64>) {
        self.log.push(Change::NewMessage(message.id));
        message.pts = self.pts();
        if let Some(random_id) = random_id {
            self.sent.insert((message.peer, random_id), message.id);
        }
        self.put(message);
    }

    /// Adds a message of the past, read by both, without a change to catch up
    /// with.
    pub(super) fn seed(&mut self, message: Message) {
        let dialog = self.dialogs.entry(message.peer).or_default();
        dialog.read_inbox = dialog.read_inbox.max(message.id);
        dialog.read_outbox = dialog.read_outbox.max(message.id);
        self.put(message);
    }

    pub(super) fn read_inbox(&mut self, peer: UserId, max_id: MessageId) {
        self.dialogs.entry(peer).or_default().read_inbox = max_id;
        self.log.push(Change::ReadInbox { peer, max_id });
    }

    pub(super) fn read_outbox(&mut self, peer: UserId, max_id: MessageId) {
        self.dialogs.entry(peer).or_default().read_outbox = max_id;
        self.log.push(Change::ReadOutbox { peer, max_id });
    }

    fn put(&mut self, message: Message) {
        let ids = &mut self.dialogs.entry(message.peer).or_default().ids;
        let place = ids.partition_point(|id| *id < message.id);
        ids.insert(place, message.id);
        self.messages.insert(message.id, message);
    }
}

impl Dialog {
    /// The messages newer than `id`, ascending.
    pub(crate) fn after(&self, id: MessageId) -> &[MessageId] {
        &self.ids[self.ids.partition_point(|other| *other <= id)..]
    }

    /// The newest message.
    pub(crate) fn top(&self) -> Option<MessageId> {
        self.ids.last().copied()
    }
}
