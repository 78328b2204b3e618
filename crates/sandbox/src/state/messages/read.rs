//! Reading, which those who wrote see.

use std::collections::BTreeMap;

use crate::state::mailbox::{Change, Message};
use crate::state::{Event, MessageId, Peer, State, UserId};

impl State {
    /// Marks what others wrote in a chat as read, up to `max_id` as the reader
    /// sees it (0: everything). `None` if nothing is new by it.
    pub(crate) fn read_history(
        &self,
        reader: UserId,
        peer: Peer,
        max_id: MessageId,
    ) -> Option<Event> {
        let read_before = self.read_marks(reader, peer)?.read_inbox;
        let up_to = if max_id == 0 { MessageId::MAX } else { max_id };
        let newly: Vec<&Message> = self
            .box_for(reader, peer)
            .received_after(peer, read_before, reader)
            .take_while(|message| message.id <= up_to)
            .collect();
        let last = newly.last()?;
        // The newest of each author, as that author sees it.
        let theirs = |message: &Message| match peer {
            Peer::Channel(_) => Some(message.id),
            _ => self.post(message.post).copy_in(Peer::User(message.from)),
        };
        let authors: BTreeMap<UserId, MessageId> =
            newly.iter().filter_map(|message| Some((message.from, theirs(message)?))).collect();
        let max_id = last.id;
        let (peer_max_id, others) = match peer {
            Peer::User(author) => (authors.get(&author).copied(), Vec::new()),
            Peer::Group(_) | Peer::Channel(_) => (None, authors.into_iter().collect()),
        };
        Some(Event::HistoryRead { reader, peer, max_id, peer_max_id, others })
    }

    pub(crate) fn apply_read(&mut self, event: &Event) {
        let Event::HistoryRead { reader, peer, max_id, peer_max_id, others } = event else {
            return;
        };
        if let Peer::Channel(_) = peer {
            self.apply_channel_read(*peer, *reader, *max_id, others);
            return;
        }
        self.change(*reader, |account| {
            account.mailbox.set_read_inbox(*peer, *max_id);
            account.mailbox.count(Change::ReadInbox { peer: *peer, max_id: *max_id });
        });
        let mut seen_by = |author: UserId, peer: Peer, max_id: MessageId| {
            self.change(author, |account| {
                account.mailbox.set_read_outbox(peer, max_id);
                account.mailbox.count(Change::ReadOutbox { peer, max_id });
            });
        };
        if let (Peer::User(author), Some(max_id)) = (peer, peer_max_id) {
            seen_by(*author, Peer::User(*reader), *max_id);
        }
        for (author, max_id) in others {
            seen_by(*author, *peer, *max_id);
        }
    }

    /// A supergroup's box does not count what its members read.
    fn apply_channel_read(
        &mut self,
        channel: Peer,
        reader: UserId,
        max_id: MessageId,
        others: &[(UserId, MessageId)],
    ) {
        let Some(group) = self.groups.get_mut(&channel) else {
            return;
        };
        if let Some(member) = group.members.get_mut(&reader) {
            member.read_inbox = max_id;
        }
        if let Some(newest) = others.iter().map(|(_, id)| *id).max() {
            group.mailbox.set_read_outbox(channel, newest);
        }
    }
}
