//! Planned replies. The row is the job: each move of it is a guarded update that says whether it
//! was in time.

use domain::{
    AccountId, Author, Bubble, CancelOutcome, Content, Message, MessageId, PeerId, Reply, ReplyId,
    ReplyState, SentMessage, Timestamp,
};

use crate::messages::{columns, message, select_messages};
use crate::text::StoredAsText;
use crate::tx::{Row, run, sql_limit};
use crate::{Error, Tx};

/// Replies with their bubbles, a row each. The CROSS JOIN keeps SQLite from walking through all bubbles there are to
/// find those of some replies.
macro_rules! select_replies {
    ($rest:literal) => {
        select_replies!(all: "AND r.account = $2 ", $rest)
    };
    (all: $($rest:literal),+) => {
        concat!(
            "SELECT r.id, r.account, r.chat, r.state, r.answers, r.send_at, r.confidence, \
             r.created_at, r.mode, r.word, r.away, r.discloses, b.text, b.random_id, b.message_id, \
             (SELECT s.seconds FROM reply_sounds s WHERE s.owner = b.owner AND s.reply = b.reply \
             AND s.position = b.position) AS spoken \
             FROM replies r CROSS JOIN reply_bubbles b \
             WHERE r.owner = $1 AND b.owner = r.owner AND b.reply = r.id ",
            $($rest),+
        )
    };
}

pub(crate) use select_replies;

/// How long a reply is, kept with it: what is counted over years reads no words.
pub(crate) fn characters(bubbles: &[Bubble]) -> i32 {
    let count = bubbles.iter().map(|bubble| bubble.text.chars().count()).sum::<usize>();
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Whether the message that a bubble became is stored already.
enum Arrived {
    Not,
    /// As it is to be.
    AsTwins,
    /// As this, which the index has.
    Otherwise(Message),
}

impl Tx {
    /// Plans a reply, in its state ([`ReplyState::Waiting`] or [`ReplyState::Scheduled`]) and with
    /// no bubble sent; `false` if the chat already has an open one, and then changes nothing. The
    /// chat must be known: see [`Tx::upsert_peer`].
    pub async fn plan_reply(&mut self, reply: &Reply) -> Result<bool, Error> {
        let id = reply.id.to_string();
        let inserted = run!(
            self.conn,
            execute,
            "INSERT INTO replies (owner, id, account, chat, answers, send_at, confidence, \
             created_at, state, mode, word, away, discloses, characters) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             ON CONFLICT (owner, account, chat) WHERE state IN ('waiting', 'scheduled', 'sending') \
             DO NOTHING",
            &*self.owner,
            &id,
            reply.account.to_string(),
            reply.chat.0,
            reply.answers.0,
            reply.send_at.as_millis(),
            reply.confidence,
            reply.created_at.as_millis(),
            reply.state.as_text(),
            reply.mode.as_text(),
            reply.word.map(|word| word.as_text()),
            reply.away,
            reply.discloses,
            characters(&reply.bubbles),
        )?;
        if inserted == 0 {
            return Ok(false);
        }
        self.insert_bubbles(reply.id, &reply.bubbles).await?;
        Ok(true)
    }

    /// The reply of a chat that still has something to do.
    pub async fn open_reply(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<Reply>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            select_replies!(
                "AND r.chat = $3 AND r.state IN ('waiting', 'scheduled', 'sending') ORDER BY b.position"
            ),
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        Ok(replies(&rows)?.pop())
    }

    /// The replies of an account that still have something to do, the one due first before the
    /// others.
    pub async fn open_replies(&mut self, account: AccountId) -> Result<Vec<Reply>, Error> {
        replies(&run!(
            self.conn,
            fetch_all,
            select_replies!(
                "AND r.state IN ('waiting', 'scheduled', 'sending') ORDER BY r.send_at, r.id, b.position"
            ),
            &*self.owner,
            account.to_string(),
        )?)
    }

    /// The newest replies of a chat in any state, at most `limit`, newest first.
    pub async fn recent_replies(
        &mut self,
        account: AccountId,
        chat: PeerId,
        limit: usize,
    ) -> Result<Vec<Reply>, Error> {
        replies(&run!(
            self.conn,
            fetch_all,
            // Found by their numbers alone: with the account to go by as well, SQLite walks through all that it has.
            select_replies!(
                all: "AND r.id IN (SELECT id FROM replies \
                 WHERE owner = $1 AND account = $2 AND chat = $3 \
                 ORDER BY created_at DESC, id DESC LIMIT $4) \
                 ORDER BY r.created_at DESC, r.id DESC, b.position"
            ),
            &*self.owner,
            account.to_string(),
            chat.0,
            sql_limit(limit),
        )?)
    }

    /// Begins to send: after this it is too late to cancel. `false` if the reply was not waiting
    /// (any more).
    pub async fn claim_reply(&mut self, id: ReplyId) -> Result<bool, Error> {
        self.advance(id, ReplyState::Scheduled, ReplyState::Sending).await
    }

    /// One reply.
    pub async fn reply(&mut self, id: ReplyId) -> Result<Option<Reply>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            select_replies!(all: "AND r.id = $2 ORDER BY b.position"),
            &*self.owner,
            id.to_string(),
        )?;
        Ok(replies(&rows)?.pop())
    }

    /// Withdraws a reply, if it is not being sent yet. A second time is in time as well.
    pub async fn cancel_reply(&mut self, id: ReplyId) -> Result<CancelOutcome, Error> {
        let in_time = self.advance(id, ReplyState::Scheduled, ReplyState::Cancelled).await?
            || self.advance(id, ReplyState::Waiting, ReplyState::Cancelled).await?
            || self.reply_state(id).await? == Some(ReplyState::Cancelled);
        Ok(if in_time { CancelOutcome::Cancelled } else { CancelOutcome::TooLate })
    }

    /// Records that Telegram has accepted a bubble (counted from 0), and stores the message that it
    /// became as the twin's, also where it arrived as the owner's before this. `false` if the reply
    /// is not being sent or if this was recorded already, and then changes nothing.
    pub async fn bubble_sent(
        &mut self,
        id: ReplyId,
        index: usize,
        sent: SentMessage,
    ) -> Result<bool, Error> {
        let id = id.to_string();
        let Ok(position) = i32::try_from(index) else {
            return Ok(false);
        };
        let updated = run!(
            self.conn,
            execute,
            "UPDATE reply_bubbles SET message_id = $4 \
             WHERE owner = $1 AND reply = $2 AND position = $3 AND message_id IS NULL \
             AND EXISTS (SELECT 1 FROM replies \
             WHERE owner = $1 AND id = $2 AND state = 'sending')",
            &*self.owner,
            &id,
            position,
            sent.id.0,
        )?;
        if updated == 0 {
            return Ok(false);
        }
        self.is_disclosed(&id, position, sent).await?;
        let arrived = self.arrived(&id, sent.id).await?;
        let stored = run!(
            self.conn,
            fetch_optional,
            concat!(
                "INSERT INTO telegram_user_messages (owner, account, chat, id, author, sender, \
                 sent_at, kind, text, seconds, forwarded, via_bot) \
                 SELECT r.owner, r.account, r.chat, b.message_id, 'twin', a.user_id, $4, \
                 CASE WHEN s.seconds IS NULL THEN 'text' ELSE 'voice' END, b.text, s.seconds, \
                 false, false FROM replies r JOIN reply_bubbles b ON b.owner = r.owner AND b.reply = r.id \
                 JOIN telegram_integrations a ON a.owner = r.owner AND a.id = r.account \
                 LEFT JOIN reply_sounds s ON s.owner = b.owner AND s.reply = b.reply \
                 AND s.position = b.position WHERE r.owner = $1 AND r.id = $2 AND b.position = $3 \
                 ON CONFLICT (owner, account, chat, id) DO UPDATE SET author = excluded.author, \
                 text = coalesce(telegram_user_messages.text, excluded.text) \
                 RETURNING account, ",
                columns!()
            ),
            &*self.owner,
            &id,
            position,
            sent.sent_at.as_millis(),
        )?;
        if let Some(stored) = stored {
            let account: String = stored.get("account")?;
            match arrived {
                Arrived::AsTwins => {}
                Arrived::Otherwise(old) => self.reindex(&account, &[old]).await?,
                Arrived::Not => self.note_new(&account, &message(&stored)?),
            }
        }
        // The note is at Telegram now.
        run!(
            self.conn,
            execute,
            "DELETE FROM reply_sounds WHERE owner = $1 AND reply = $2 AND position = $3",
            &*self.owner,
            &id,
            position,
        )?;
        Ok(true)
    }

    /// Records that the chat of a reply is told that a twin writes, if the message that has arrived tells
    /// it and it is the first time.
    async fn is_disclosed(
        &mut self,
        reply: &str,
        position: i32,
        sent: SentMessage,
    ) -> Result<(), Error> {
        if position != 0 {
            return Ok(());
        }
        run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET disclosed_at = $3 WHERE owner = $1 AND disclosed_at IS NULL \
             AND (account, chat) = (SELECT account, chat FROM replies \
             WHERE owner = $1 AND id = $2 AND discloses)",
            &*self.owner,
            reply,
            sent.sent_at.as_millis(),
        )?;
        Ok(())
    }

    /// How the message of a bubble is stored before the bubble is recorded.
    async fn arrived(&mut self, reply: &str, id: MessageId) -> Result<Arrived, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            concat!(
                "SELECT account, ",
                columns!(),
                " FROM telegram_user_messages WHERE owner = $1 AND (account, chat) = \
                 (SELECT account, chat FROM replies WHERE owner = $1 AND id = $2) AND id = $3"
            ),
            &*self.owner,
            reply,
            id.0,
        )?;
        let Some(row) = row else { return Ok(Arrived::Not) };
        let arrived = message(&row)?;
        if arrived.author == Author::Twin {
            return Ok(Arrived::AsTwins);
        }
        let account: String = row.get("account")?;
        self.take_index(&account).await?;
        let now = self.stored_message(&account, arrived.chat, id).await?;
        Ok(now.map_or(Arrived::Not, Arrived::Otherwise))
    }

    /// Puts a reply that is being sent back among those that wait for their time: Telegram has taken
    /// nothing of it. `false` if it is not being sent or a bubble is recorded; then nothing changes.
    pub async fn give_back_reply(&mut self, id: ReplyId) -> Result<bool, Error> {
        let is_begun = run!(
            self.conn,
            fetch_optional,
            "SELECT 1 FROM reply_bubbles WHERE owner = $1 AND reply = $2 \
             AND message_id IS NOT NULL LIMIT 1",
            &*self.owner,
            id.to_string(),
        )?;
        if is_begun.is_some() {
            return Ok(false);
        }
        self.advance(id, ReplyState::Sending, ReplyState::Scheduled).await
    }

    /// Gives the owner what stands as the twin's in a chat and is no bubble of any reply: messages with
    /// this text after the one that is answered. Returns them, as the owner's, oldest first.
    pub async fn give_to_owner(
        &mut self,
        account: AccountId,
        chat: PeerId,
        answers: MessageId,
        text: &str,
    ) -> Result<Vec<Message>, Error> {
        let account = account.to_string();
        self.take_index(&account).await?;
        // A cross join, for SQLite keeps its order: the replies of the chat, not all bubbles there are.
        let taken = run!(
            self.conn,
            fetch_all,
            select_messages!(
                "AND chat = $3 AND id > $4 AND author = 'twin' AND text = $5 \
                 AND NOT EXISTS (SELECT 1 FROM replies r CROSS JOIN reply_bubbles b \
                 WHERE r.owner = $1 AND r.account = $2 AND r.chat = $3 AND b.owner = r.owner \
                 AND b.reply = r.id AND b.message_id = telegram_user_messages.id) ORDER BY id"
            ),
            &*self.owner,
            &account,
            chat.0,
            answers.0,
            text,
        )?;
        let mut given = Vec::new();
        for row in &taken {
            let as_twins = message(row)?;
            self.reindex(&account, std::slice::from_ref(&as_twins)).await?;
            // What the owner has said in a voice note nobody has heard yet.
            let content = match as_twins.content {
                Content::Voice { seconds, .. } => Content::Voice { seconds, said: None },
                content => content,
            };
            let message = Message { author: Author::Owner, content, ..as_twins };
            run!(
                self.conn,
                execute,
                "UPDATE telegram_user_messages SET author = 'owner', \
                 text = CASE kind WHEN 'voice' THEN NULL ELSE text END \
                 WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4",
                &*self.owner,
                &account,
                chat.0,
                message.id.0,
            )?;
            given.push(message);
        }
        Ok(given)
    }

    /// Leaves out the bubbles of a reply that have not been tried, those from `index` (counted from
    /// 0) on, which must not be the first.
    pub async fn cut_short(&mut self, id: ReplyId, index: usize) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "DELETE FROM reply_bubbles WHERE owner = $1 AND reply = $2 AND position >= $3 \
             AND position > 0 AND message_id IS NULL",
            &*self.owner,
            id.to_string(),
            i32::try_from(index).unwrap_or(i32::MAX),
        )?;
        run!(
            self.conn,
            execute,
            "UPDATE replies SET characters = (SELECT coalesce(sum(length(text)), 0) \
             FROM reply_bubbles WHERE owner = $1 AND reply = $2) WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
        )?;
        Ok(())
    }

    /// Closes a reply that is being sent, as [`ReplyState::Sent`] or [`ReplyState::Failed`].
    /// `false` if it is not being sent, if it cannot become `end`, or if it is called sent while a
    /// bubble is not recorded; then nothing changes.
    pub async fn finish_reply(&mut self, id: ReplyId, end: ReplyState) -> Result<bool, Error> {
        if end.is_open() {
            return Ok(false);
        }
        if end != ReplyState::Sent {
            return self.advance(id, ReplyState::Sending, end).await;
        }
        let updated = run!(
            self.conn,
            execute,
            "UPDATE replies SET state = 'sent' WHERE owner = $1 AND id = $2 AND state = 'sending' \
             AND NOT EXISTS (SELECT 1 FROM reply_bubbles \
             WHERE owner = $1 AND reply = $2 AND message_id IS NULL)",
            &*self.owner,
            id.to_string(),
        )?;
        Ok(updated == 1)
    }

    pub(crate) async fn advance(
        &mut self,
        id: ReplyId,
        from: ReplyState,
        to: ReplyState,
    ) -> Result<bool, Error> {
        if !from.can_become(to) {
            return Ok(false);
        }
        let updated = run!(
            self.conn,
            execute,
            "UPDATE replies SET state = $4 WHERE owner = $1 AND id = $2 AND state = $3",
            &*self.owner,
            id.to_string(),
            from.as_text(),
            to.as_text(),
        )?;
        if updated == 1 && !to.is_open() {
            // What is over is not listened to any more.
            self.drop_sounds(id).await?;
        }
        Ok(updated == 1)
    }

    pub(crate) async fn insert_bubbles(
        &mut self,
        id: ReplyId,
        bubbles: &[Bubble],
    ) -> Result<(), Error> {
        for (position, bubble) in (0_i32..).zip(bubbles) {
            run!(
                self.conn,
                execute,
                "INSERT INTO reply_bubbles (owner, reply, position, text, random_id) \
                 VALUES ($1, $2, $3, $4, $5)",
                &*self.owner,
                id.to_string(),
                position,
                &bubble.text,
                bubble.random_id,
            )?;
        }
        Ok(())
    }

    async fn reply_state(&mut self, id: ReplyId) -> Result<Option<ReplyState>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT state FROM replies WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
        )?
        .map(|row| row.get_enum("state"))
        .transpose()
    }
}

/// Replies from rows that hold a bubble each; those of one reply stand together.
pub(crate) fn replies(rows: &[Row]) -> Result<Vec<Reply>, Error> {
    let mut replies: Vec<Reply> = Vec::new();
    for row in rows {
        let bubble = Bubble {
            text: row.get("text")?,
            random_id: row.get("random_id")?,
            message_id: row.get::<Option<i32>>("message_id")?.map(MessageId),
            spoken: row.get::<Option<i32>>("spoken")?.map(i32::unsigned_abs),
        };
        let id = row.get_id("id")?;
        match replies.last_mut() {
            Some(reply) if reply.id == id => reply.bubbles.push(bubble),
            _ => replies.push(Reply {
                id,
                account: row.get_id("account")?,
                chat: PeerId(row.get("chat")?),
                state: row.get_enum("state")?,
                answers: MessageId(row.get("answers")?),
                bubbles: vec![bubble],
                send_at: Timestamp::from_millis(row.get("send_at")?),
                confidence: row.get("confidence")?,
                created_at: Timestamp::from_millis(row.get("created_at")?),
                mode: row.get_enum("mode")?,
                word: row.get_optional_enum("word")?,
                away: row.get("away")?,
                discloses: row.get("discloses")?,
            }),
        }
    }
    Ok(replies)
}
