//! Reactions, and listening to voice notes.

use super::SendError;
use crate::state::mailbox::Change;
use crate::state::post::{PostId, Reaction};
use crate::state::{Event, MessageId, Peer, State, UserId};

impl State {
    /// Puts reactions on a message in place of those before. `None` if that
    /// changes nothing.
    pub(crate) fn react(
        &self,
        user: UserId,
        peer: Peer,
        id: MessageId,
        emoji: Vec<String>,
        date: i32,
    ) -> Result<Option<Event>, SendError> {
        let message = self.seen(user, peer, id).ok_or(SendError::NoSuchMessage(id))?;
        let post = self.post(message.post);
        let before = post.reactions.iter().filter(|reaction| reaction.user == user);
        if before.map(|reaction| &reaction.emoji).eq(&emoji) {
            return Ok(None);
        }
        Ok(Some(Event::Reacted { post: message.post, user, emoji, date }))
    }

    /// Notes that voice notes of one's own box were listened to. Nothing
    /// follows from listening to one's own.
    pub(crate) fn hear(&self, by: UserId, peer: Option<Peer>, ids: &[MessageId]) -> Option<Event> {
        let mailbox = peer.map_or_else(|| self.mailbox(by), |peer| self.box_for(by, peer));
        let messages = ids.iter().filter_map(|id| mailbox.message(*id));
        let posts: Vec<PostId> = messages
            .filter(|message| message.unheard && message.from != by)
            .map(|message| message.post)
            .collect();
        (!posts.is_empty()).then_some(Event::VoiceHeard { posts })
    }

    pub(crate) fn apply_reacted(
        &mut self,
        post: PostId,
        user: UserId,
        emoji: &[String],
        date: i32,
    ) {
        let reactions = &mut self.posts[post].reactions;
        reactions.retain(|reaction| reaction.user != user);
        reactions.extend(emoji.iter().map(|emoji| Reaction { user, emoji: emoji.clone(), date }));
    }

    pub(crate) fn apply_heard(&mut self, posts: &[PostId]) {
        for post in posts {
            for (owner, id) in self.posts[*post].copies.clone() {
                // A supergroup's box does not count what its members hear.
                if let Some(mailbox) = self.box_mut(owner)
                    && mailbox.set_heard(id)
                    && owner.is_user()
                {
                    mailbox.count(Change::Heard(id));
                }
            }
        }
    }
}
