//! A box of messages: its own ids, its chats, and the log of its changes by
//! which a client catches up. Every account has one, and every supergroup.
//!
//! Every change of a box raises its `pts` by one; the log holds what changed,
//! so that `updates.getDifference` can tell a client of everything it missed.

use std::collections::{BTreeMap, HashMap};

use super::post::PostId;
use super::{MessageId, Peer, UserId};

/// A box's copy of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    /// What it says, which it shares with all other copies.
    pub(crate) post: PostId,
    /// The chat; the account itself in Saved Messages.
    pub(crate) peer: Peer,
    pub(crate) from: UserId,
    /// Unix seconds.
    pub(crate) date: i32,
    /// The box's `pts` when the message came; 0 for seeded history.
    pub(crate) pts: i32,
    /// A voice note that was not listened to yet.
    pub(crate) unheard: bool,
}

/// One chat of a box.
#[derive(Debug, Default)]
pub(crate) struct Dialog {
    /// Ascending.
    pub(crate) ids: Vec<MessageId>,
    /// Up to here the account has read what came. Of a supergroup, its members
    /// know each for himself.
    pub(crate) read_inbox: MessageId,
    /// Up to here somebody else has read what the account wrote.
    pub(crate) read_outbox: MessageId,
}

/// What changed with one step of `pts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    NewMessage(MessageId),
    Edited(MessageId),
    Deleted { peer: Peer, id: MessageId },
    Heard(MessageId),
    ReadInbox { peer: Peer, max_id: MessageId },
    ReadOutbox { peer: Peer, max_id: MessageId },
}

/// All messages of one account, or of one supergroup.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    messages: BTreeMap<MessageId, Message>,
    dialogs: HashMap<Peer, Dialog>,
    log: Vec<Change>,
    sent: HashMap<(UserId, Peer, i64), MessageId>,
    /// The highest id ever given: those of deleted messages do not come again.
    last_id: MessageId,
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
        self.last_id.saturating_add(1)
    }

    /// A message, by its id.
    pub(crate) fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// The message that `from` sent to `peer` under a client's `random_id`.
    pub(crate) fn sent(&self, from: UserId, peer: Peer, random_id: i64) -> Option<MessageId> {
        self.sent.get(&(from, peer, random_id)).copied()
    }

    /// The chat with `peer`, if a message was ever exchanged.
    pub(crate) fn dialog(&self, peer: Peer) -> Option<&Dialog> {
        self.dialogs.get(&peer)
    }

    /// Everybody the account has a chat with, in no order.
    pub(crate) fn peers(&self) -> impl Iterator<Item = Peer> {
        self.dialogs.keys().copied()
    }

    /// The messages of a chat after `id` that `reader` did not write.
    pub(crate) fn received_after(
        &self,
        peer: Peer,
        id: MessageId,
        reader: UserId,
    ) -> impl DoubleEndedIterator<Item = &Message> {
        let after = self.dialog(peer).map(|dialog| dialog.after(id)).unwrap_or_default();
        let messages = after.iter().filter_map(|id| self.messages.get(id));
        messages.filter(move |message| message.from != reader)
    }

    /// What changed after `pts`, each with the `pts` it led to.
    pub(crate) fn changes_after(&self, pts: i32) -> impl Iterator<Item = (i32, Change)> {
        // A client cannot be ahead: what it says of that is as good as nothing.
        let pts = pts.clamp(FIRST_PTS, self.pts());
        let missed = &self.log[(pts - FIRST_PTS) as usize..];
        missed.iter().zip(pts + 1..).map(|(change, pts)| (pts, *change))
    }

    /// Adds a message that has just come, and counts it.
    pub(super) fn deliver(&mut self, mut message: Message, random_id: Option<i64>) {
        self.log.push(Change::NewMessage(message.id));
        message.pts = self.pts();
        if let Some(random_id) = random_id {
            self.sent.insert((message.from, message.peer, random_id), message.id);
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

    /// Takes a message out for good. Returns it, if it was there.
    pub(super) fn delete(&mut self, id: MessageId) -> Option<Message> {
        let message = self.messages.remove(&id)?;
        if let Some(dialog) = self.dialogs.get_mut(&message.peer)
            && let Ok(place) = dialog.ids.binary_search(&id)
        {
            dialog.ids.remove(place);
        }
        self.log.push(Change::Deleted { peer: message.peer, id });
        Some(message)
    }

    /// Counts a change that is not already counted by what makes it.
    pub(super) fn count(&mut self, change: Change) {
        self.log.push(change);
    }

    /// Says whether the message was not listened to before.
    pub(super) fn set_heard(&mut self, id: MessageId) -> bool {
        let unheard = self.messages.get_mut(&id).map(|message| &mut message.unheard);
        unheard.is_some_and(std::mem::take)
    }

    pub(super) fn set_read_inbox(&mut self, peer: Peer, max_id: MessageId) {
        self.dialogs.entry(peer).or_default().read_inbox = max_id;
    }

    pub(super) fn set_read_outbox(&mut self, peer: Peer, max_id: MessageId) {
        let dialog = self.dialogs.entry(peer).or_default();
        dialog.read_outbox = dialog.read_outbox.max(max_id);
    }

    fn put(&mut self, message: Message) {
        let ids = &mut self.dialogs.entry(message.peer).or_default().ids;
        let place = ids.partition_point(|id| *id < message.id);
        ids.insert(place, message.id);
        self.last_id = self.last_id.max(message.id);
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
