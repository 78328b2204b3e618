//! What an owner notes of a chat for themselves. Twins and models never read it: what they are to know is a fact.

use domain::{AccountId, PeerId, Timestamp};

use crate::{Engine, Error};

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 4_000;

/// A note as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatNote {
    /// What it says.
    pub text: String,
    /// When that was last changed.
    pub changed_at: Timestamp,
}

impl Engine {
    /// The owner's note of a chat; `None` if there is none.
    pub async fn chat_note(
        &self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<ChatNote>, Error> {
        let note = self.inner.store.read(self.inner.owner).await?.chat_note(account, chat).await?;
        Ok(note.map(|(text, changed_at)| ChatNote { text, changed_at }))
    }

    /// Stores a note in place of the one before; an empty one is none. `false` if there is no such chat. Whoever
    /// calls it sees to it that it is not longer than [`LONGEST_NOTE`].
    pub async fn note_of_chat(
        &self,
        account: AccountId,
        chat: PeerId,
        text: &str,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if tx.chat(account, chat).await?.is_none() {
            return Ok(false);
        }
        tx.set_chat_note(account, chat, text.trim(), self.inner.clock.now()).await?;
        tx.commit().await?;
        Ok(true)
    }
}
