//! How far the history of an account was read from Telegram: what is left to read when the process
//! ends in the middle.

use domain::{AccountId, MessageId, PeerId, Timestamp};

use crate::text::StoredAsText;
use crate::tx::run;
use crate::{Error, Tx};

/// What became of reading a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryState {
    /// It is being read, or will be as soon as the account is connected.
    Reading,
    /// All of it was read, within the limits that were set.
    Done,
    /// Telegram refused to let it be read on.
    Refused,
}

/// The reading of an account's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// What became of it.
    pub state: HistoryState,
    /// When it was asked for.
    pub started_at: Timestamp,
    /// Whether it is known which chats there are to read.
    pub listed: bool,
    /// How many chats there are to read.
    pub chats: u64,
    /// How many of them were read.
    pub chats_done: u64,
    /// How many messages were read in all.
    pub messages: u64,
}

/// A chat whose history is to be read, or to be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryChat {
    /// The chat.
    pub chat: PeerId,
    /// The oldest message read; `None` before the first page.
    pub oldest: Option<MessageId>,
    /// How many messages were read.
    pub messages: u64,
}

impl Tx {
    /// Asks for the history of an account to be read, from the beginning; `false` if it is being
    /// read already, which goes on.
    pub async fn begin_history(
        &mut self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let begun = run!(
            self.conn,
            execute,
            "INSERT INTO telegram_histories (owner, account, state, started_at, listed) \
             VALUES ($1, $2, 'reading', $3, $4) ON CONFLICT (owner, account) DO UPDATE \
             SET state = excluded.state, started_at = excluded.started_at, \
             listed = excluded.listed WHERE telegram_histories.state <> 'reading'",
            &*self.owner,
            account.to_string(),
            now.as_millis(),
            false,
        )?;
        if begun == 1 {
            run!(
                self.conn,
                execute,
                "DELETE FROM telegram_history_chats WHERE owner = $1 AND account = $2",
                &*self.owner,
                account.to_string(),
            )?;
        }
        Ok(begun == 1)
    }

    /// How far the history of an account was read; `None` if nobody has asked for it.
    pub async fn history(&mut self, account: AccountId) -> Result<Option<History>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT h.state, h.started_at, h.listed, count(c.chat) AS chats, \
             coalesce(sum(CASE WHEN c.done THEN 1 ELSE 0 END), 0) AS chats_done, \
             CAST(coalesce(sum(c.messages), 0) AS BIGINT) AS messages \
             FROM telegram_histories h LEFT JOIN telegram_history_chats c \
             ON c.owner = h.owner AND c.account = h.account \
             WHERE h.owner = $1 AND h.account = $2 GROUP BY h.state, h.started_at, h.listed",
            &*self.owner,
            account.to_string(),
        )?;
        row.map(|row| {
            let count = |column| row.get::<i64>(column).map(i64::unsigned_abs);
            Ok(History {
                state: row.get_enum("state")?,
                started_at: Timestamp::from_millis(row.get("started_at")?),
                listed: row.get("listed")?,
                chats: count("chats")?,
                chats_done: count("chats_done")?,
                messages: count("messages")?,
            })
        })
        .transpose()
    }

    /// Stores which chats of a history there are to read, in the order of reading.
    pub async fn list_history(
        &mut self,
        account: AccountId,
        chats: &[PeerId],
    ) -> Result<(), Error> {
        for (position, chat) in (0_i32..).zip(chats) {
            run!(
                self.conn,
                execute,
                "INSERT INTO telegram_history_chats (owner, account, chat, position, messages, done) \
                 VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT DO NOTHING",
                &*self.owner,
                account.to_string(),
                chat.0,
                position,
                false,
            )?;
        }
        run!(
            self.conn,
            execute,
            "UPDATE telegram_histories SET listed = $3 WHERE owner = $1 AND account = $2",
            &*self.owner,
            account.to_string(),
            true,
        )?;
        Ok(())
    }

    /// The first chat of a history that was not read to its end.
    pub async fn next_of_history(
        &mut self,
        account: AccountId,
    ) -> Result<Option<HistoryChat>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT chat, oldest, messages FROM telegram_history_chats \
             WHERE owner = $1 AND account = $2 AND NOT done ORDER BY position LIMIT 1",
            &*self.owner,
            account.to_string(),
        )?;
        row.map(|row| {
            Ok(HistoryChat {
                chat: PeerId(row.get("chat")?),
                oldest: row.get::<Option<i32>>("oldest")?.map(MessageId),
                messages: row.get::<i64>("messages")?.unsigned_abs(),
            })
        })
        .transpose()
    }

    /// Records how far a chat was read, and whether that is all of it.
    pub async fn history_read(
        &mut self,
        account: AccountId,
        chat: HistoryChat,
        done: bool,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE telegram_history_chats SET oldest = $4, messages = $5, done = $6 \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.chat.0,
            chat.oldest.map(|id| id.0),
            i64::try_from(chat.messages).unwrap_or(i64::MAX),
            done,
        )?;
        Ok(())
    }

    /// Ends the reading of a history; `false` if it is not being read.
    pub async fn end_history(
        &mut self,
        account: AccountId,
        state: HistoryState,
    ) -> Result<bool, Error> {
        let ended = run!(
            self.conn,
            execute,
            "UPDATE telegram_histories SET state = $3 \
             WHERE owner = $1 AND account = $2 AND state = 'reading'",
            &*self.owner,
            account.to_string(),
            state.as_text(),
        )?;
        Ok(ended == 1)
    }
}
