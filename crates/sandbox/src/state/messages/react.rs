//! Reactions, and listening to voice notes.

use super::SendError;
use crate::state::mailbox::{Change, Message};
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

    /// Notes that voice notes were listened to, which the one who did and the
    /// one who spoke see. Nothing follows from listening to one's own.
    pub(crate) fn hear(&self, by: UserId, peer: Option<Peer>, ids: &[MessageId]) -> Option<Event> {
        let mailbox = peer.map_or_else(|| self.mailbox(by), |peer| self.box_for(by, peer));
        let is_here = |message: &&Message| peer.is_none_or(|peer| message.peer == peer);
        let heard = ids.iter().filter_map(|id| mailbox.message(*id)).filter(is_here);
        let mut copies: Vec<(Peer, MessageId)> = heard
            .filter(|message| message.unheard && message.from != by)
            .flat_map(|message| {
                let shows = [Peer::User(by), Peer::User(message.from), message.peer];
                let copies = self.post(message.post).copies.iter().copied();
                copies.filter(move |(owner, _)| shows.contains(owner))
            })
            .filter(|(owner, id)| self.box_of(*owner).message(*id).is_some_and(|copy| copy.unheard))
            .collect();
        copies.sort_unstable();
        copies.dedup();
        (!copies.is_empty()).then_some(Event::VoiceHeard { copies })
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

    pub(crate) fn apply_heard(&mut self, copies: &[(Peer, MessageId)]) {
        for (owner, id) in copies {
            // A supergroup's box does not count what its members hear.
            if let Some(mailbox) = self.box_mut(*owner)
                && mailbox.set_heard(*id)
                && owner.is_user()
            {
                mailbox.count(Change::Heard(*id));
            }
        }
    }
}
