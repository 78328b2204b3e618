//! Sending, seeding and reading messages.

use std::collections::{HashMap, HashSet};

use super::event::Sent;
use super::mailbox::Message;
use super::{Event, MessageId, SERVICE_USER, State, UserId};

/// The longest text of one message, in UTF-16 units as Telegram counts.
pub(crate) const MAX_TEXT: usize = 4096;

/// A message to be sent now.
pub(crate) struct Outgoing<'a> {
    pub(crate) from: UserId,
    pub(crate) to: UserId,
    pub(crate) text: &'a str,
    pub(crate) random_id: Option<i64>,
    /// The message of the same chat that it replies to, in the sender's box.
    pub(crate) reply_to: Option<MessageId>,
    /// Unix seconds.
    pub(crate) date: i32,
}

/// Why a message is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// There is no such account to write to, or to write as.
    #[error("there is no such account")]
    NoSuchAccount,
    /// The text is empty or only white space.
    #[error("the text is empty")]
    Empty,
    /// The text is longer than 4096 UTF-16 units.
    #[error("the text is longer than 4096 characters")]
    TooLong,
    /// A seeded message asks for an id that its box already uses.
    #[error("message id {0} is taken or not positive")]
    IdTaken(i32),
    /// There is no such message in the chat to reply to.
    #[error("the chat has no message {0} to reply to")]
    NoSuchReply(i32),
}

impl State {
    /// Sends a message. The same `random_id` to the same peer is the same
    /// message, however late it comes again: that is not an event.
    pub(crate) fn send(&self, message: &Outgoing<'_>) -> Result<Option<Event>, SendError> {
        let Outgoing { from, to, text, random_id, reply_to, date } = *message;
        if text.trim().is_empty() {
            return Err(SendError::Empty);
        }
        if text.encode_utf16().count() > MAX_TEXT {
            return Err(SendError::TooLong);
        }
        if self.account(to).is_none() || (from != SERVICE_USER && self.account(from).is_none()) {
            return Err(SendError::NoSuchAccount);
        }
        if random_id.is_some_and(|id| self.mailbox(from).sent(to, id).is_some()) {
            return Ok(None);
        }
        let is_here = |id| self.mailbox(from).message(id).is_some_and(|message| message.peer == to);
        if let Some(id) = reply_to.filter(|id| !is_here(*id)) {
            return Err(SendError::NoSuchReply(id));
        }
        let sender_copy = self.account(from).map(|account| account.mailbox.next_id());
        let receiver_copy = (from != to).then(|| self.mailbox(to).next_id());
        let text = text.trim().to_owned();
        let sent = Sent { from, to, date, text, random_id, sender_copy, receiver_copy, reply_to };
        Ok(Some(Event::MessageSent(sent)))
    }

    /// Puts messages of the past into both boxes. They must come in the order
    /// of their dates. `explicit` gives a message's id in the box of `owner`;
    /// all other ids are the next free ones. All are taken, or none.
    pub(crate) fn seed(
        &self,
        owner: UserId,
        messages: impl IntoIterator<Item = (Sent, Option<MessageId>)>,
    ) -> Result<Event, SendError> {
        let mut next: HashMap<UserId, MessageId> = HashMap::new();
        let mut used: HashSet<MessageId> = HashSet::new();
        let mut seeded = Vec::new();
        for (mut message, explicit) in messages {
            if self.account(message.from).is_none() || self.account(message.to).is_none() {
                return Err(SendError::NoSuchAccount);
            }
            let mut assign = |account: UserId| {
                let next = next.entry(account).or_insert_with(|| self.mailbox(account).next_id());
                let id = explicit.filter(|_| account == owner).unwrap_or(*next);
                *next = (*next).max(id.saturating_add(1));
                let free = account != owner
                    || (id > 0 && used.insert(id) && self.mailbox(owner).message(id).is_none());
                if free { Ok(id) } else { Err(SendError::IdTaken(id)) }
            };
            message.sender_copy = Some(assign(message.from)?);
            if message.from != message.to {
                message.receiver_copy = Some(assign(message.to)?);
            }
            seeded.push(message);
        }
        Ok(Event::HistorySeeded { messages: seeded })
    }

    /// Marks what `peer` wrote to `reader` as read, up to `max_id` in the
    /// reader's box (0: everything). `None` if nothing is new by it.
    pub(crate) fn read_history(
        &self,
        reader: UserId,
        peer: UserId,
        max_id: MessageId,
    ) -> Option<Event> {
        let mailbox = self.mailbox(reader);
        let dialog = mailbox.dialog(peer)?;
        let up_to = if max_id == 0 { MessageId::MAX } else { max_id };
        let newly: Vec<&Message> = dialog
            .after(dialog.read_inbox)
            .iter()
            .take_while(|id| **id <= up_to)
            .filter_map(|id| mailbox.message(*id))
            .filter(|message| !message.out)
            .collect();
        let last = newly.last()?;
        Some(Event::HistoryRead { reader, peer, max_id: last.id, peer_max_id: last.twin })
    }

    pub(super) fn apply_sent(&mut self, sent: &Sent) {
        for (owner, copy) in self.copies(sent) {
            let random_id = sent.random_id.filter(|_| copy.out);
            self.change(owner, |account| account.mailbox.deliver(copy, random_id));
        }
    }

    pub(super) fn apply_seeded(&mut self, sent: &Sent) {
        for (owner, copy) in self.copies(sent) {
            self.change(owner, |account| account.mailbox.seed(copy));
        }
    }

    /// A message's copies, each with the account in whose box it goes.
    fn copies(&self, sent: &Sent) -> impl Iterator<Item = (UserId, Message)> + use<> {
        let copy = |id, peer, out, twin, reply_to| Message {
            id,
            peer,
            out,
            date: sent.date,
            text: sent.text.clone(),
            pts: 0,
            twin,
            reply_to,
        };
        let &Sent { from, to, sender_copy, receiver_copy, reply_to, .. } = sent;
        let seen = reply_to.and_then(|id| self.mailbox(from).message(id)?.twin);
        let own = sender_copy.map(|id| (from, copy(id, to, true, receiver_copy, reply_to)));
        let theirs = receiver_copy.map(|id| (to, copy(id, from, false, sender_copy, seen)));
        own.into_iter().chain(theirs)
    }
}
