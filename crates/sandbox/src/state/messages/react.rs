//! Reactions, and listening to voice notes.

use std::collections::HashSet;

use super::SendError;
use crate::state::mailbox::{Change, Message};
use crate::state::post::{PostId, Reaction};
use crate::state::{Event, MessageId, Peer, State, UserId};

/// How many reactions one person may put on a message.
const MAX_REACTIONS: usize = 3;
/// The longest emoji, in bytes: families have many parts.
const MAX_EMOJI: usize = 64;

impl State {
    /// Puts reactions on a message in place of those before, each once. `None`
    /// if that changes nothing.
    pub(crate) fn react(
        &self,
        user: UserId,
        peer: Peer,
        id: MessageId,
        mut emoji: Vec<String>,
        date: i32,
    ) -> Result<Option<Event>, SendError> {
        let mut seen = HashSet::new();
        emoji.retain(|emoji| seen.insert(emoji.clone()));
        if emoji.len() > MAX_REACTIONS {
            return Err(SendError::TooManyReactions);
        }
        if !emoji.iter().all(|emoji| is_emoji(emoji)) {
            return Err(SendError::NoReaction);
        }
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

/// Whether something can be an emoji. Which there are changes every year; that
/// they are not words does not.
fn is_emoji(text: &str) -> bool {
    let is_word = |char: char| char.is_alphabetic() || char.is_whitespace() || char.is_control();
    !text.is_ascii() && text.len() <= MAX_EMOJI && !text.contains(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_is_no_word() {
        for emoji in ["👍", "❤", "❤️", "1️⃣", "🆒", "🇷🇺", "👨‍👩‍👧‍👦", "❤‍🔥"]
        {
            assert!(is_emoji(emoji), "{emoji}");
        }
        for text in ["", "+1", "да", "👍 ", "👍да", &"👍".repeat(17)] {
            assert!(!is_emoji(text), "{text}");
        }
    }
}
