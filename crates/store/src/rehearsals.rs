//! What the twin would have said where it only watches, and how near that came to what the owner said.

use domain::{AccountId, MessageId, PeerId, ReplyId, Timestamp};

use crate::text::storable;
use crate::tx::{Row, run, sql_limit};
use crate::{Error, Tx};

/// What the twin would have said, and what the owner said.
#[derive(Debug, Clone, PartialEq)]
pub struct Rehearsal {
    /// Its identifier: of the reply that it would have been.
    pub id: ReplyId,
    /// In which account.
    pub account: AccountId,
    /// In which chat.
    pub chat: PeerId,
    /// The newest message that it would have answered.
    pub answers: MessageId,
    /// When it was composed.
    pub created_at: Timestamp,
    /// Its messages, on lines of their own.
    pub would_say: String,
    /// What the owner said instead, a line for each message; `None` while they have said nothing.
    pub said: Option<String>,
    /// How near it came; `None` as long as the owner has said nothing.
    pub closeness: Option<Closeness>,
}

/// How near what the twin would have said came to what the owner said; each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closeness {
    /// The manner of writing.
    pub manner: f32,
    /// What is said.
    pub content: f32,
    /// How long it is.
    pub length: f32,
}

impl Tx {
    /// Stores what the twin would say now, in place of what it would have said before and nobody has
    /// answered since. The chat must be known.
    pub async fn rehearse(&mut self, rehearsal: &Rehearsal) -> Result<(), Error> {
        self.close_rehearsal(rehearsal.account, rehearsal.chat).await?;
        run!(
            self.conn,
            execute,
            "INSERT INTO rehearsals (owner, id, account, chat, answers, created_at, would_say) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &*self.owner,
            rehearsal.id.to_string(),
            rehearsal.account.to_string(),
            rehearsal.chat.0,
            rehearsal.answers.0,
            rehearsal.created_at.as_millis(),
            storable(&rehearsal.would_say).as_ref(),
        )?;
        Ok(())
    }

    /// What the twin would say in a chat, as long as nobody but the owner has said anything since.
    pub async fn open_rehearsal(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<Rehearsal>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT id, account, chat, answers, created_at, would_say, said, manner, content, length \
             FROM rehearsals WHERE owner = $1 AND account = $2 AND chat = $3 AND state = 'open'",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        row.as_ref().map(rehearsal).transpose()
    }

    /// Records what the owner said instead, all of it, and how near the rehearsal came. `false` if it
    /// is not open (any more).
    pub async fn compare_rehearsal(
        &mut self,
        id: ReplyId,
        said: &str,
        closeness: Closeness,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE rehearsals SET said = $3, manner = $4, content = $5, length = $6 \
             WHERE owner = $1 AND id = $2 AND state = 'open'",
            &*self.owner,
            id.to_string(),
            storable(said).as_ref(),
            closeness.manner,
            closeness.content,
            closeness.length,
        )?;
        Ok(updated == 1)
    }

    /// Ends the comparison in a chat: somebody else has spoken. What the owner never answered is
    /// dropped.
    pub async fn close_rehearsal(&mut self, account: AccountId, chat: PeerId) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "DELETE FROM rehearsals WHERE owner = $1 AND account = $2 AND chat = $3 \
             AND state = 'open' AND said IS NULL",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        run!(
            self.conn,
            execute,
            "UPDATE rehearsals SET state = 'closed' \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND state = 'open'",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        Ok(())
    }

    /// Forgets what was compared with a message that is gone or changed: the newest rehearsal up to
    /// it.
    pub async fn forget_rehearsal(
        &mut self,
        account: AccountId,
        chat: PeerId,
        message: MessageId,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "DELETE FROM rehearsals WHERE owner = $1 AND account = $2 AND chat = $3 \
             AND answers = (SELECT max(r.answers) FROM rehearsals r WHERE r.owner = $1 \
             AND r.account = $2 AND r.chat = $3 AND r.answers <= $4)",
            &*self.owner,
            account.to_string(),
            chat.0,
            message.0,
        )?;
        Ok(())
    }

    /// The newest rehearsals of a chat that the owner has answered, at most `limit`, newest first.
    pub async fn rehearsals(
        &mut self,
        account: AccountId,
        chat: PeerId,
        limit: usize,
    ) -> Result<Vec<Rehearsal>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT id, account, chat, answers, created_at, would_say, said, manner, content, length \
             FROM rehearsals WHERE owner = $1 AND account = $2 AND chat = $3 \
             AND said IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT $4",
            &*self.owner,
            account.to_string(),
            chat.0,
            sql_limit(limit),
        )?
        .iter()
        .map(rehearsal)
        .collect()
    }
}

fn rehearsal(row: &Row) -> Result<Rehearsal, Error> {
    let said: Option<String> = row.get("said")?;
    let of = |column| row.get::<Option<f32>>(column).map(Option::unwrap_or_default);
    let closeness = match &said {
        Some(_) => Some(Closeness {
            manner: of("manner")?,
            content: of("content")?,
            length: of("length")?,
        }),
        None => None,
    };
    Ok(Rehearsal {
        id: row.get_id("id")?,
        account: row.get_id("account")?,
        chat: PeerId(row.get("chat")?),
        answers: MessageId(row.get("answers")?),
        created_at: Timestamp::from_millis(row.get("created_at")?),
        would_say: row.get("would_say")?,
        said,
        closeness,
    })
}
