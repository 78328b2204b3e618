//! What an owner notes of a chat for themselves.

use domain::{AccountId, PeerId, Timestamp};

use crate::text::storable;
use crate::tx::run;
use crate::{Error, Tx};

impl Tx {
    /// The owner's note of a chat, and when it was last changed; `None` if there is none.
    pub async fn chat_note(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<(String, Timestamp)>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT text, changed_at FROM chat_notes \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?
        .map(|row| Ok((row.get("text")?, Timestamp::from_millis(row.get("changed_at")?))))
        .transpose()
    }

    /// Stores the owner's note of a chat in place of the one before; an empty one is none. The chat must be known.
    pub async fn set_chat_note(
        &mut self,
        account: AccountId,
        chat: PeerId,
        text: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        if text.is_empty() {
            run!(
                self.conn,
                execute,
                "DELETE FROM chat_notes WHERE owner = $1 AND account = $2 AND chat = $3",
                &*self.owner,
                account.to_string(),
                chat.0,
            )?;
            return Ok(());
        }
        run!(
            self.conn,
            execute,
            "INSERT INTO chat_notes (owner, account, chat, text, changed_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, account, chat) DO UPDATE SET \
             text = excluded.text, changed_at = excluded.changed_at",
            &*self.owner,
            account.to_string(),
            chat.0,
            storable(text),
            now.as_millis(),
        )?;
        Ok(())
    }
}
