//! Putting messages of the past into boxes.

use std::collections::{HashMap, HashSet};

use super::SendError;
use crate::state::event::Sent;
use crate::state::{Event, MessageId, Peer, State, UserId};

/// The highest id that can be asked for: as many again are left for what comes
/// after it.
const LAST_ID: MessageId = 1 << 30;

impl State {
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
        let mut latest = 0;
        for (mut message, explicit) in messages {
            if let Some(id) = explicit.filter(|id| *id > LAST_ID) {
                return Err(SendError::IdTooHigh(id));
            }
            if message.date < latest {
                return Err(SendError::NotInOrder);
            }
            latest = message.date;
            let to = message.to.user().filter(|to| self.account(*to).is_some());
            let to = to.ok_or(SendError::NoSuchAccount)?;
            self.account(message.from).ok_or(SendError::NoSuchAccount)?;
            let mut assign = |account: UserId| {
                let next = next.entry(account).or_insert_with(|| self.mailbox(account).next_id());
                let id = explicit.filter(|_| account == owner).unwrap_or(*next);
                *next = (*next).max(id.saturating_add(1));
                let free = account != owner
                    || (id > 0 && used.insert(id) && self.mailbox(owner).message(id).is_none());
                if free { Ok(id) } else { Err(SendError::IdTaken(id)) }
            };
            message.sender_copy = Some(assign(message.from)?);
            if message.from != to {
                message.receiver_copy = Some(assign(to)?);
            }
            message.content = self.check(message.content)?;
            seeded.push(message);
        }
        Ok(Event::HistorySeeded { messages: seeded })
    }

    pub(crate) fn apply_seeded(&mut self, sent: &Sent) {
        for (owner, mut message) in self.put_post(sent) {
            message.unheard = false;
            if let Some(mailbox) = owner.user().and_then(|user| self.box_mut(Peer::User(user))) {
                mailbox.seed(message);
            }
        }
    }
}
