//! How far the memory of each chat was written: a mark that only moves together with what was
//! written, so that nothing is lost or written twice when the process ends in between.

use domain::{AccountId, Message, MessageId, PeerId, Timestamp};

use crate::messages::{message, select_messages};
use crate::text::storable;
use crate::tx::{run, sql_limit};
use crate::{Error, Tx};

/// The memory of a chat, beside its facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMemory {
    /// Up to which message it was written.
    pub written_through: MessageId,
    /// What was said before in short; `None` while there is none.
    pub summary: Option<String>,
}

/// A chat in which enough is new for its memory to be written, once it is quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// Which.
    pub chat: PeerId,
    /// Since when nobody has written there.
    pub since: Timestamp,
}

impl Tx {
    /// The memory of a chat; `None` if it was never written.
    pub async fn chat_memory(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<ChatMemory>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT written_through, summary FROM chat_memories \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?
        .map(|row| {
            Ok(ChatMemory {
                written_through: MessageId(row.get("written_through")?),
                summary: row.get("summary")?,
            })
        })
        .transpose()
    }

    /// Stores the memory of a chat, in place of the one before. The chat must be known.
    pub async fn save_chat_memory(
        &mut self,
        account: AccountId,
        chat: PeerId,
        memory: &ChatMemory,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO chat_memories (owner, account, chat, written_through, summary) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, account, chat) DO UPDATE SET \
             written_through = excluded.written_through, summary = excluded.summary",
            &*self.owner,
            account.to_string(),
            chat.0,
            memory.written_through.0,
            memory.summary.as_deref().map(storable),
        )?;
        Ok(())
    }

    /// Drops what was said in short, which may hold what must be forgotten. `false` if there is
    /// none.
    pub async fn drop_summary(&mut self, account: AccountId, chat: PeerId) -> Result<bool, Error> {
        let dropped = run!(
            self.conn,
            execute,
            "UPDATE chat_memories SET summary = NULL \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND summary IS NOT NULL",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        Ok(dropped == 1)
    }

    /// Has the memory of a chat written anew from a message on, which says something else now.
    /// Changes nothing where it was not written so far.
    pub async fn rewrite_memory_from(
        &mut self,
        account: AccountId,
        chat: PeerId,
        message: MessageId,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE chat_memories SET written_through = $4 - 1 WHERE owner = $1 AND account = $2 \
             AND chat = $3 AND written_through >= $4",
            &*self.owner,
            account.to_string(),
            chat.0,
            message.0,
        )?;
        Ok(())
    }

    /// The chats with people in which at least `enough` messages came since their memory was
    /// written, the one that is quiet for longest first. `enough` is 1 or more. Only those that are
    /// live (see [`Tx::mark_undecided`]): what was imported has been over for long.
    pub async fn chats_to_remember(
        &mut self,
        account: AccountId,
        enough: usize,
    ) -> Result<Vec<Quiet>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT c.chat, (SELECT n.sent_at FROM telegram_user_messages n WHERE n.owner = $1 \
             AND n.account = $2 AND n.chat = c.chat ORDER BY n.id DESC LIMIT 1) AS since \
             FROM telegram_chats c LEFT JOIN chat_memories w ON w.owner = c.owner \
             AND w.account = c.account AND w.chat = c.chat \
             WHERE c.owner = $1 AND c.account = $2 AND c.peer_kind = 'user' \
             AND c.decided_through IS NOT NULL AND EXISTS (SELECT 1 \
             FROM telegram_user_messages m WHERE m.owner = $1 AND m.account = $2 \
             AND m.chat = c.chat AND m.id > coalesce(w.written_through, -2147483648) \
             ORDER BY m.id LIMIT 1 OFFSET $3) ORDER BY since, c.chat",
            &*self.owner,
            account.to_string(),
            sql_limit(enough.saturating_sub(1)),
        )?
        .iter()
        .map(|row| {
            let since = Timestamp::from_millis(row.get("since")?);
            Ok(Quiet { chat: PeerId(row.get("chat")?), since })
        })
        .collect()
    }

    /// One message.
    pub async fn message(
        &mut self,
        account: AccountId,
        chat: PeerId,
        id: MessageId,
    ) -> Result<Option<Message>, Error> {
        run!(
            self.conn,
            fetch_optional,
            select_messages!("AND chat = $3 AND id = $4"),
            &*self.owner,
            account.to_string(),
            chat.0,
            id.0,
        )?
        .as_ref()
        .map(message)
        .transpose()
    }

    /// At most `limit` messages of a chat after one of them, oldest first.
    pub async fn messages_of_chat_after(
        &mut self,
        account: AccountId,
        chat: PeerId,
        after: MessageId,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_messages!("AND chat = $3 AND id > $4 ORDER BY id LIMIT $5"),
            &*self.owner,
            account.to_string(),
            chat.0,
            after.0,
            sql_limit(limit),
        )?
        .iter()
        .map(message)
        .collect()
    }
}
