//! Messages of replies that a bot was to say: its server makes a second message of a second try, so it is
//! stored before the first that there may be one.

use domain::{AccountId, MessageId, PeerId, Reply, ReplyId, SentMessage, Timestamp};

use crate::tx::run;
use crate::{Error, Tx};

impl Tx {
    /// Notes whether a bot has perhaps said a bubble of a reply (counted from 0).
    pub async fn set_said_once(
        &mut self,
        reply: ReplyId,
        index: usize,
        said: bool,
    ) -> Result<(), Error> {
        let sql = "UPDATE reply_bubbles SET said_once = $4 \
                   WHERE owner = $1 AND reply = $2 AND position = $3";
        let position = i32::try_from(index).unwrap_or(i32::MAX);
        run!(self.conn, execute, sql, &*self.owner, reply.to_string(), position, said)?;
        Ok(())
    }

    /// Whether a bot has perhaps said a bubble of a reply (counted from 0).
    pub async fn is_said_once(&mut self, reply: ReplyId, index: usize) -> Result<bool, Error> {
        let sql = "SELECT said_once FROM reply_bubbles \
                   WHERE owner = $1 AND reply = $2 AND position = $3";
        let position = i32::try_from(index).unwrap_or(i32::MAX);
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, reply.to_string(), position)?;
        row.map_or(Ok(false), |row| row.get("said_once"))
    }

    /// The message that a bubble of a reply (counted from 0) has become without that being recorded: the
    /// first of the twin's after what is answered that says the same and is no bubble of any reply.
    pub async fn unrecorded(
        &mut self,
        reply: &Reply,
        index: usize,
    ) -> Result<Option<SentMessage>, Error> {
        let Some(bubble) = reply.bubbles.get(index) else { return Ok(None) };
        // A cross join, for SQLite keeps its order: the replies of the chat, not all bubbles there are.
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT id, sent_at FROM telegram_user_messages WHERE owner = $1 AND account = $2 \
             AND chat = $3 AND id > $4 AND author = 'twin' AND text = $5 \
             AND NOT EXISTS (SELECT 1 FROM replies r CROSS JOIN reply_bubbles b \
             WHERE r.owner = $1 AND r.account = $2 AND r.chat = $3 AND b.owner = r.owner \
             AND b.reply = r.id AND b.message_id = telegram_user_messages.id) ORDER BY id LIMIT 1",
            &*self.owner,
            reply.account.to_string(),
            reply.chat.0,
            reply.answers.0,
            &bubble.text,
        )?;
        row.map(|row| {
            let sent_at = Timestamp::from_millis(row.get("sent_at")?);
            Ok(SentMessage { id: MessageId(row.get("id")?), sent_at })
        })
        .transpose()
    }

    /// What a bot has perhaps said in a chat in a reply that has failed since nobody knew that: the newest
    /// bubble with this text, or of any text.
    pub async fn unknown_bubble(
        &mut self,
        account: AccountId,
        chat: PeerId,
        text: Option<&str>,
    ) -> Result<Option<String>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT b.text FROM replies r CROSS JOIN reply_bubbles b \
             WHERE r.owner = $1 AND r.account = $2 AND r.chat = $3 AND r.state = 'failed' \
             AND b.owner = r.owner AND b.reply = r.id AND b.message_id IS NULL \
             AND b.said_once = $4 AND b.text = coalesce($5, b.text) \
             ORDER BY r.created_at DESC, b.position LIMIT 1",
            &*self.owner,
            account.to_string(),
            chat.0,
            true,
            text,
        )?
        .map(|row| row.get("text"))
        .transpose()
    }
}
