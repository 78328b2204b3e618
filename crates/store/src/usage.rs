//! What a twin has sent lately, as its limits count it.

use domain::policy::{DAY, HOUR, MINUTE, Usage};
use domain::{AccountId, PeerId, Timestamp};

use crate::tx::{run, sql_limit};
use crate::{Error, Tx};

/// How much of a talk is looked at: more than any limit counts.
const TALK: usize = 40;

impl Tx {
    /// What the twin of an account has sent until `now`, seen from one of its chats.
    pub async fn usage(
        &mut self,
        account: AccountId,
        chat: PeerId,
        now: Timestamp,
    ) -> Result<Usage, Error> {
        let id = account.to_string();
        let in_day = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS everywhere, count(*) FILTER (WHERE chat = $3) AS here \
             FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND author = 'twin' AND sent_at > $4",
            &*self.owner,
            &id,
            chat.0,
            (now - DAY).as_millis(),
        )?
        .ok_or(sqlx::Error::RowNotFound)?;
        let in_minute = run!(
            self.conn,
            fetch_all,
            "SELECT sent_at FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND author = 'twin' AND sent_at > $3 \
             ORDER BY sent_at",
            &*self.owner,
            &id,
            (now - MINUTE).as_millis(),
        )?;
        // What the owner took back was sent by itself all the same.
        let turns = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS turns FROM replies \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND created_at > $4 \
             AND state IN ('sending', 'sent') AND (word IS NULL OR word = 'undone')",
            &*self.owner,
            &id,
            chat.0,
            (now - HOUR).as_millis(),
        )?
        .ok_or(sqlx::Error::RowNotFound)?;
        let talk = run!(
            self.conn,
            fetch_all,
            "SELECT author, sent_at FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND chat = $3 ORDER BY id DESC LIMIT $4",
            &*self.owner,
            &id,
            chat.0,
            sql_limit(TALK),
        )?;
        let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let at = |at| Timestamp::from_millis(at);
        Ok(Usage {
            in_minute: in_minute
                .iter()
                .map(|row| row.get("sent_at").map(at))
                .collect::<Result<_, _>>()?,
            turns_in_hour: count(turns.get("turns")?),
            in_day_here: count(in_day.get("here")?),
            in_day: count(in_day.get("everywhere")?),
            talk: talk
                .iter()
                .rev()
                .map(|row| Ok((row.get_enum("author")?, at(row.get("sent_at")?))))
                .collect::<Result<_, Error>>()?,
        })
    }
}
