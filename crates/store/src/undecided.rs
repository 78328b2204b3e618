//! Which messages nobody has decided about yet: what keeps a burst from being forgotten when the
//! process ends before its reply is planned, or while an earlier reply is on its way.
//!
//! A chat remembers the first such message. Only live messages are marked: an import never makes
//! the twin answer the past.

use domain::{AccountId, Message, MessageId, PeerId};

use crate::messages::{message, select_messages};
use crate::tx::run;
use crate::{Error, Tx};

impl Tx {
    /// Marks a message that came in as undecided, and with it all that follow in its chat.
    pub async fn mark_undecided(
        &mut self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET undecided_from = $4 \
             WHERE owner = $1 AND account = $2 AND chat = $3 \
             AND (undecided_from IS NULL OR undecided_from > $4)",
            &*self.owner,
            account.to_string(),
            chat.0,
            id.0,
        )?;
        Ok(())
    }

    /// Records that it was decided about everything up to `id`. What others wrote later stays
    /// undecided.
    pub async fn decided_up_to(
        &mut self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET undecided_from = (SELECT min(m.id) \
             FROM telegram_user_messages m WHERE m.owner = $1 AND m.account = $2 \
             AND m.chat = $3 AND m.id > $4 AND m.author = 'other') \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
            id.0,
        )?;
        Ok(())
    }

    /// What others wrote in a chat and nobody has decided about, oldest first.
    pub async fn undecided_messages(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Vec<Message>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_messages!(
                "AND chat = $3 AND author = 'other' AND id >= (SELECT undecided_from \
                 FROM telegram_chats WHERE owner = $1 AND account = $2 AND chat = $3) ORDER BY id"
            ),
            &*self.owner,
            account.to_string(),
            chat.0,
        )?
        .iter()
        .map(message)
        .collect()
    }

    /// The chats of an account with undecided messages.
    pub async fn undecided_chats(&mut self, account: AccountId) -> Result<Vec<PeerId>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT chat FROM telegram_chats \
             WHERE owner = $1 AND account = $2 AND undecided_from IS NOT NULL ORDER BY chat",
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(|row| Ok(PeerId(row.get("chat")?)))
        .collect()
    }
}
