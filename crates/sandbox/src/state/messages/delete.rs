//! Deleting what was sent: for oneself, or for all.

use super::SendError;
use crate::state::post::Content;
use crate::state::{Event, MessageId, Peer, State, UserId};

impl State {
    /// Deletes messages of an account's own box; with `revoke` for everybody,
    /// where the account may. What is not there is passed over. `None` if
    /// nothing is left to delete.
    pub(crate) fn delete(&self, by: UserId, ids: &[MessageId], revoke: bool) -> Option<Event> {
        let mailbox = self.mailbox(by);
        let mut copies: Vec<(Peer, MessageId)> = Vec::new();
        for message in ids.iter().filter_map(|id| mailbox.message(*id)) {
            let others = revoke
                && (message.peer.is_user() || self.may_delete(by, message.peer, message.from));
            if others {
                copies.extend(&self.post(message.post).copies);
            } else {
                copies.push((Peer::User(by), message.id));
            }
        }
        deleted(copies, None)
    }

    /// Deletes messages of a supergroup, for everybody.
    pub(crate) fn delete_in_channel(
        &self,
        by: UserId,
        channel: Peer,
        ids: &[MessageId],
        date: i32,
    ) -> Result<Option<Event>, SendError> {
        let mailbox = self.box_of(channel);
        let messages = ids.iter().filter_map(|id| mailbox.message(*id));
        let mut copies = Vec::new();
        for message in messages {
            if !self.may_delete(by, channel, message.from) {
                return Err(SendError::NotTheAuthor);
            }
            copies.push((channel, message.id));
        }
        Ok(deleted(copies, Some(date)))
    }

    /// Deletes a chat's messages up to `max_id` (0: all).
    pub(crate) fn delete_history(
        &self,
        by: UserId,
        peer: Peer,
        max_id: MessageId,
        revoke: bool,
    ) -> Option<Event> {
        let ids = self.mailbox(by).dialog(peer)?.after(0);
        let up_to = if max_id == 0 { ids.len() } else { ids.partition_point(|id| *id <= max_id) };
        self.delete(by, &ids[..up_to], revoke)
    }

    /// Whether one may delete somebody's message in a group for everybody.
    fn may_delete(&self, by: UserId, group: Peer, author: UserId) -> bool {
        by == author || self.group(group).is_some_and(|group| group.creator == by)
    }

    pub(crate) fn apply_deleted(&mut self, copies: &[(Peer, MessageId)], date: Option<i32>) {
        for (owner, id) in copies {
            self.has_changed(*owner, date.unwrap_or_default());
            let Some(message) = self.box_mut(*owner).and_then(|mailbox| mailbox.delete(*id)) else {
                continue;
            };
            let post = &mut self.posts[message.post];
            post.copies.retain(|copy| copy != &(*owner, *id));
            if post.copies.is_empty() {
                post.content = Content::default();
                post.reactions.clear();
            }
        }
    }
}

fn deleted(mut copies: Vec<(Peer, MessageId)>, date: Option<i32>) -> Option<Event> {
    copies.sort_unstable();
    copies.dedup();
    (!copies.is_empty()).then_some(Event::MessagesDeleted { copies, date })
}
