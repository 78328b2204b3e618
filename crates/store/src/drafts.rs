//! Replies that wait for their owner's word, and what the owner says of them.

use std::time::Duration;

use domain::{
    AccountId, Bubble, Message, MessageId, OwnerWord, PeerId, Reply, ReplyId, ReplyState, Timestamp,
};

use crate::replies::{characters, replies, select_replies};
use crate::text::StoredAsText;
use crate::tx::{run, sql_limit, undecodable};
use crate::{Error, Tx};

/// A reply was composed at most so long before its messages arrived: a draft may wait.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl Tx {
    /// Lets a draft go: from now on it is a reply that is due at `send_at`. With `edited`, its
    /// messages are these instead, each with a random id; there must be one. `false` if it does not
    /// wait (any more), and then nothing changes.
    pub async fn approve_reply(
        &mut self,
        id: ReplyId,
        edited: Option<&[Bubble]>,
        send_at: Timestamp,
    ) -> Result<bool, Error> {
        if !self.advance(id, ReplyState::Waiting, ReplyState::Scheduled).await? {
            return Ok(false);
        }
        run!(
            self.conn,
            execute,
            "UPDATE replies SET send_at = $3, word = coalesce(word, 'approved') \
             WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
            send_at.as_millis(),
        )?;
        if let Some(bubbles) = edited.filter(|bubbles| !bubbles.is_empty()) {
            self.say_of_reply(id, OwnerWord::Edited).await?;
            self.put_bubbles(id, bubbles).await?;
        }
        Ok(true)
    }

    /// Gives a draft other messages, as the owner has written them, each with a random id; there
    /// must be one. It waits on, and counts as edited whenever it is sent. `false` if it does not
    /// wait (any more), and then nothing changes.
    pub async fn rewrite_draft(&mut self, id: ReplyId, bubbles: &[Bubble]) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE replies SET word = 'edited' WHERE owner = $1 AND id = $2 AND state = 'waiting'",
            &*self.owner,
            id.to_string(),
        )?;
        if updated == 0 || bubbles.is_empty() {
            return Ok(false);
        }
        self.put_bubbles(id, bubbles).await?;
        Ok(true)
    }

    /// Records that the owner has sent a draft by their own hand, as a message of the chat: that is
    /// theirs and no sign that the twin is to keep out. A draft that was edited before stays so.
    /// `false` if it does not wait (any more), and then nothing changes.
    pub async fn owner_sent_draft(
        &mut self,
        id: ReplyId,
        word: OwnerWord,
        message: MessageId,
    ) -> Result<bool, Error> {
        if !self.advance(id, ReplyState::Waiting, ReplyState::Sent).await? {
            return Ok(false);
        }
        run!(
            self.conn,
            execute,
            "UPDATE replies SET word = coalesce(word, $3), sent_as = $4 \
             WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
            word.as_text(),
            message.0,
        )?;
        Ok(true)
    }

    /// Records what the owner says of a reply, the last word counting. `false` if there is no such
    /// reply.
    pub async fn say_of_reply(&mut self, id: ReplyId, word: OwnerWord) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE replies SET word = $3 WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
            word.as_text(),
        )?;
        Ok(updated == 1)
    }

    /// How many drafts wait, in all accounts. Quick: the index of open replies answers it.
    pub async fn drafts_waiting(&mut self) -> Result<u64, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS waiting FROM replies WHERE owner = $1 \
             AND state IN ('waiting', 'scheduled', 'sending') AND state = 'waiting'",
            &*self.owner,
        )?;
        let waiting: i64 = row.map_or(Ok(0), |row| row.get("waiting"))?;
        Ok(waiting.unsigned_abs())
    }

    /// What the twins have sent that was due at `since` or later, in all accounts, at most `limit`,
    /// the newest first; also that of which only a part arrived before it failed.
    pub async fn sent_since(
        &mut self,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<Reply>, Error> {
        replies(&run!(
            self.conn,
            fetch_all,
            select_replies!(
                // Each half has an index of its own.
                all: "AND r.id IN (SELECT id FROM (SELECT id, send_at FROM replies \
                 WHERE owner = $1 AND state = 'sent' AND sent_as IS NULL AND send_at >= $2 \
                 UNION ALL SELECT id, send_at FROM replies \
                 WHERE owner = $1 AND state = 'failed' AND sent_as IS NULL AND send_at >= $2 \
                 AND EXISTS (SELECT 1 FROM reply_bubbles s WHERE s.owner = $1 \
                 AND s.reply = replies.id AND s.message_id IS NOT NULL)) AS lately \
                 ORDER BY send_at DESC, id DESC LIMIT $3) \
                 ORDER BY r.send_at DESC, r.id DESC, b.position"
            ),
            &*self.owner,
            since.as_millis(),
            sql_limit(limit),
        )?)
    }

    /// Which replies these messages of a chat belong to: its own number and the reply's, in order.
    pub async fn replies_of_messages(
        &mut self,
        account: AccountId,
        messages: &[Message],
    ) -> Result<Vec<(MessageId, ReplyId)>, Error> {
        let (Some(first), Some(last)) = (messages.first(), messages.last()) else {
            return Ok(Vec::new());
        };
        run!(
            self.conn,
            fetch_all,
            // A CROSS JOIN, for SQLite keeps its order: the replies of the chat, not all bubbles there are.
            "SELECT b.message_id, b.reply FROM replies r CROSS JOIN reply_bubbles b \
             WHERE b.owner = r.owner AND b.reply = r.id AND r.owner = $1 AND r.account = $2 AND r.chat = $3 AND r.created_at >= $4 \
             AND b.message_id BETWEEN $5 AND $6 ORDER BY b.message_id",
            &*self.owner,
            account.to_string(),
            first.chat.0,
            (first.sent_at - LONGEST_WAIT).as_millis(),
            first.id.0,
            last.id.0,
        )?
        .iter()
        .map(|row| Ok((MessageId(row.get("message_id")?), row.get_id("reply")?)))
        .collect()
    }

    /// How many replies Telegram refused for good that were due at `since` or later, in all accounts, and of which
    /// the owner has not said that they have seen it.
    pub async fn failed_since(&mut self, since: Timestamp) -> Result<u64, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS failed FROM replies \
             WHERE owner = $1 AND state = 'failed' AND send_at >= $2 AND failure_seen_at IS NULL",
            &*self.owner,
            since.as_millis(),
        )?;
        let failed: i64 = row.map_or(Ok(0), |row| row.get("failed"))?;
        Ok(failed.unsigned_abs())
    }

    /// In which chat of which account the newest of these was.
    pub async fn newest_failure_since(
        &mut self,
        since: Timestamp,
    ) -> Result<Option<(AccountId, PeerId)>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT account, chat FROM replies \
             WHERE owner = $1 AND state = 'failed' AND send_at >= $2 AND failure_seen_at IS NULL \
             ORDER BY send_at DESC, id DESC LIMIT 1",
            &*self.owner,
            since.as_millis(),
        )?;
        row.map(|row| Ok((row.get_id("account")?, PeerId(row.get("chat")?)))).transpose()
    }

    /// Records that the owner has seen all that Telegram refused so far.
    pub async fn failures_seen(&mut self, now: Timestamp) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE replies SET failure_seen_at = $2 \
             WHERE owner = $1 AND state = 'failed' AND failure_seen_at IS NULL",
            &*self.owner,
            now.as_millis(),
        )?;
        Ok(())
    }

    /// Records what recall mode drew a reply from: the chat and the moment of the question.
    pub async fn drew_reply_from(
        &mut self,
        id: ReplyId,
        chat: PeerId,
        asked_at: Timestamp,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE replies SET drawn_from_chat = $3, drawn_from_at = $4 \
             WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
            chat.0,
            asked_at.as_millis(),
        )?;
        Ok(())
    }

    /// Forgets from which answer of the owner's a reply was drawn.
    pub async fn forget_source(&mut self, id: ReplyId) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE replies SET drawn_from_chat = NULL, drawn_from_at = NULL \
             WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
        )?;
        Ok(())
    }

    /// What recall mode drew a reply from, as it was recorded; `None` for what a model wrote.
    pub async fn reply_drawn_from(
        &mut self,
        id: ReplyId,
    ) -> Result<Option<(PeerId, Timestamp)>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT drawn_from_chat, drawn_from_at FROM replies \
             WHERE owner = $1 AND id = $2 AND drawn_from_chat IS NOT NULL",
            &*self.owner,
            id.to_string(),
        )?;
        row.map(|row| {
            let at = Timestamp::from_millis(row.get("drawn_from_at")?);
            Ok((PeerId(row.get("drawn_from_chat")?), at))
        })
        .transpose()
    }

    /// What the twin itself had written, a text for each message, if the owner has made other messages of
    /// it; `None` if they have not, and of replies from before that was kept.
    pub async fn first_texts(&mut self, id: ReplyId) -> Result<Option<Vec<String>>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT first_texts FROM replies WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
        )?;
        let texts: Option<String> = row.map_or(Ok(None), |row| row.get("first_texts"))?;
        let parse = |texts: &str| serde_json::from_str(texts);
        let texts = texts.as_deref().map(parse).transpose();
        texts.map_err(|error| undecodable("first_texts", error.into()))
    }

    /// Puts other messages in the place of those of a reply; the first of all are kept beside them.
    async fn put_bubbles(&mut self, id: ReplyId, bubbles: &[Bubble]) -> Result<(), Error> {
        let first = run!(
            self.conn,
            fetch_all,
            "SELECT text FROM reply_bubbles WHERE owner = $1 AND reply = $2 ORDER BY position",
            &*self.owner,
            id.to_string(),
        )?;
        let first: Vec<String> =
            first.iter().map(|row| row.get("text")).collect::<Result<_, _>>()?;
        run!(
            self.conn,
            execute,
            "UPDATE replies SET first_texts = coalesce(first_texts, $3), discloses = discloses AND $4, \
             characters = $5 WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
            serde_json::json!(first).to_string(),
            first.first() == bubbles.first().map(|bubble| &bubble.text),
            characters(bubbles),
        )?;
        run!(
            self.conn,
            execute,
            "DELETE FROM reply_bubbles WHERE owner = $1 AND reply = $2",
            &*self.owner,
            id.to_string(),
        )?;
        self.insert_bubbles(id, bubbles).await
    }
}
