//! Which messages nobody has decided about yet: what keeps a burst from being forgotten when the
//! process ends before its reply is planned, or while an earlier reply is on its way.
//!
//! A chat remembers up to which message it was decided. The mark only grows, and it stands only in
//! chats that are live: neither an import nor the past makes the twin answer.

use domain::{AccountId, Message, MessageId, PeerId};

use crate::messages::{message, select_messages};
use crate::tx::{run, sql_limit};
use crate::{Error, Tx};

/// More messages than this are not answered together.
const BURST: usize = 100;

/// Which of a chat's messages are undecided.
macro_rules! undecided {
    () => {
        "AND chat = $3 AND author = 'other' AND id > (SELECT decided_through \
         FROM telegram_chats WHERE owner = $1 AND account = $2 AND chat = $3) \
         AND (chat > 0 OR (mentions_owner AND NOT via_bot AND sender > 0))"
    };
}

impl Tx {
    /// Makes a chat live from a message on that came in: it and all that follow are undecided until
    /// [`Tx::decided_up_to`]. Changes nothing in a chat that is live.
    pub async fn mark_undecided(
        &mut self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET decided_through = $4 - 1 \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND decided_through IS NULL",
            &*self.owner,
            account.to_string(),
            chat.0,
            id.0,
        )?;
        Ok(())
    }

    /// Records that it was decided about everything up to `id`.
    pub async fn decided_up_to(
        &mut self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET decided_through = $4 \
             WHERE owner = $1 AND account = $2 AND chat = $3 \
             AND (decided_through IS NULL OR decided_through < $4)",
            &*self.owner,
            account.to_string(),
            chat.0,
            id.0,
        )?;
        Ok(())
    }

    /// Ends everything that is under way in an account whose session ends or begins: nothing stays
    /// undecided, what waits or is scheduled is cancelled, and what was being sent has failed.
    pub async fn settle(&mut self, account: AccountId) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE replies SET state = CASE state WHEN 'sending' THEN 'failed' \
             ELSE 'cancelled' END WHERE owner = $1 AND account = $2 \
             AND state IN ('waiting', 'scheduled', 'sending')",
            &*self.owner,
            account.to_string(),
        )?;
        run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET decided_through = (SELECT max(m.id) \
             FROM telegram_user_messages m WHERE m.owner = $1 AND m.account = $2 \
             AND m.chat = telegram_chats.chat) \
             WHERE owner = $1 AND account = $2 AND decided_through IS NOT NULL",
            &*self.owner,
            account.to_string(),
        )?;
        Ok(())
    }

    /// What others wrote to the owner in a chat and nobody has decided about, oldest first; of very
    /// many the newest 100. Of a group's talk that is what [`Message::is_to_owner`] says.
    pub async fn undecided_messages(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Vec<Message>, Error> {
        run!(
            self.conn,
            fetch_all,
            concat!(select_messages!(""), undecided!(), " ORDER BY id DESC LIMIT $4"),
            &*self.owner,
            account.to_string(),
            chat.0,
            sql_limit(BURST),
        )?
        .iter()
        .rev()
        .map(message)
        .collect()
    }

    /// The first of those messages, if there is any.
    pub async fn first_undecided(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<MessageId>, Error> {
        run!(
            self.conn,
            fetch_optional,
            concat!(
                "SELECT id FROM telegram_user_messages WHERE owner = $1 AND account = $2 ",
                undecided!(),
                " ORDER BY id LIMIT 1"
            ),
            &*self.owner,
            account.to_string(),
            chat.0,
        )?
        .map(|row| Ok(MessageId(row.get("id")?)))
        .transpose()
    }

    /// The chats of an account with undecided messages.
    pub async fn undecided_chats(&mut self, account: AccountId) -> Result<Vec<PeerId>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT c.chat FROM telegram_chats c WHERE c.owner = $1 AND c.account = $2 \
             AND c.decided_through IS NOT NULL AND EXISTS (SELECT 1 \
             FROM telegram_user_messages m WHERE m.owner = $1 AND m.account = $2 \
             AND m.chat = c.chat AND m.id > c.decided_through AND m.author = 'other' \
             AND (m.chat > 0 OR (m.mentions_owner AND NOT m.via_bot AND m.sender > 0))) \
             ORDER BY c.chat",
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(|row| Ok(PeerId(row.get("chat")?)))
        .collect()
    }
}
