//! What a twin has sent lately, as its limits count it.

use domain::policy::{DAY, HOUR, MINUTE, Usage};
use domain::{AccountId, PeerId, Timestamp};

use crate::tx::{run, sql_limit};
use crate::{Error, Tx};

/// How much of a talk is looked at: more than any limit counts.
const TALK: usize = 40;

impl Tx {
    /// What the twin of an account has sent until `now`, seen from one of its chats; what others say to
    /// each other in a group is no part of its talk. One statement: it is asked twice for every reply.
    pub async fn usage(
        &mut self,
        account: AccountId,
        chat: PeerId,
        now: Timestamp,
    ) -> Result<Usage, Error> {
        // What the owner took back was sent by itself all the same, and what is on its way will be. A CROSS
        // JOIN keeps SQLite from walking through all bubbles there are to find those of the open replies.
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT 'day' AS part, 0 AS place, 'twin' AS author, count(*) AS number \
             FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND author = 'twin' AND sent_at > $4 \
             UNION ALL SELECT 'here', 0, 'twin', count(*) FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND author = 'twin' AND sent_at > $4 \
             UNION ALL SELECT 'hour', 0, 'twin', count(*) FROM replies \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND created_at > $5 \
             AND state IN ('sending', 'sent') AND (word IS NULL OR word = 'undone') \
             UNION ALL SELECT 'minute', sent_at, author, sent_at FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND author = 'twin' AND sent_at > $6 \
             UNION ALL SELECT 'minute', $8, 'twin', $8 FROM replies r CROSS JOIN reply_bubbles b \
             WHERE b.owner = r.owner AND b.reply = r.id AND r.owner = $1 AND r.account = $2 \
             AND r.state IN ('waiting', 'scheduled', 'sending') AND r.state = 'sending' \
             AND b.message_id IS NULL \
             UNION ALL SELECT 'talk', id, author, sent_at FROM (SELECT * \
             FROM telegram_user_messages WHERE owner = $1 AND account = $2 AND chat = $3 \
             ORDER BY id DESC LIMIT $7) AS newest \
             WHERE chat > 0 OR author <> 'other' OR mentions_owner ORDER BY part, place",
            &*self.owner,
            account.to_string(),
            chat.0,
            (now - DAY).as_millis(),
            (now - HOUR).as_millis(),
            (now - MINUTE).as_millis(),
            sql_limit(TALK),
            now.as_millis(),
        )?;
        let mut usage = Usage::default();
        for row in rows {
            let number: i64 = row.get("number")?;
            let (count, at) =
                (u32::try_from(number).unwrap_or(u32::MAX), Timestamp::from_millis(number));
            match row.get::<String>("part")?.as_str() {
                "day" => usage.in_day = count,
                "here" => usage.in_day_here = count,
                "hour" => usage.turns_in_hour = count,
                "minute" => usage.in_minute.push(at),
                _ => usage.talk.push((row.get_enum("author")?, at)),
            }
        }
        Ok(usage)
    }
}
