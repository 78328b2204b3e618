//! Editing what was sent.

use super::SendError;
use crate::state::mailbox::Change;
use crate::state::post::{Content, PostId};
use crate::state::{Event, MessageId, Peer, State, UserId};

/// How long a message can be edited, in seconds.
pub(crate) const EDIT_TIME: i32 = 172_800;

impl State {
    /// Makes a message say something else. Its file stays where the new content
    /// has none.
    pub(crate) fn edit(
        &self,
        by: UserId,
        peer: Peer,
        id: MessageId,
        new: Content,
        date: i32,
    ) -> Result<Event, SendError> {
        let message = self.seen(by, peer, id).ok_or(SendError::NoSuchMessage(id))?;
        let post = self.post(message.post);
        if post.from != by || post.content.action.is_some() || post.content.forward.is_some() {
            return Err(SendError::NotTheAuthor);
        }
        // In Saved Messages one edits as late as one likes.
        if peer != Peer::User(by) && date.saturating_sub(post.date) > EDIT_TIME {
            return Err(SendError::TooOld);
        }
        let Content { text, entities, file, .. } = new;
        let file = file.or(post.content.file);
        let content = self.check(Content { text, entities, file, ..post.content.clone() })?;
        if content == post.content {
            return Err(SendError::NotModified);
        }
        Ok(Event::MessageEdited { post: message.post, content, date })
    }

    pub(crate) fn apply_edited(&mut self, post: PostId, content: &Content, date: i32) {
        let post = &mut self.posts[post];
        post.content = content.clone();
        post.edited_at = Some(date);
        for (owner, id) in post.copies.clone() {
            self.has_changed(owner, date);
            if let Some(mailbox) = self.box_mut(owner) {
                mailbox.count(Change::Edited(id));
            }
        }
    }
}
