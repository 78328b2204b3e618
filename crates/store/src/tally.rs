//! What happened in an account within a span, in numbers.

use domain::{AccountId, Mode, Timestamp};

use crate::tx::run;
use crate::{Error, Tx};

/// What happened in an account within a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many messages people wrote to the owner, in private chats.
    pub came: u64,
    /// In how many chats.
    pub chats: u64,
    /// How many replies were sent, by the mode under which they were written, in the order of the
    /// modes.
    pub sent: Vec<(Mode, u64)>,
}

impl Tx {
    /// Counts what happened in an account from a moment on and before another. It goes through all
    /// its messages: not to be asked often.
    pub async fn tally(
        &mut self,
        account: AccountId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Tally, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS came, count(DISTINCT m.chat) AS chats \
             FROM telegram_user_messages m JOIN telegram_chats c \
             ON c.owner = m.owner AND c.account = m.account AND c.chat = m.chat \
             WHERE m.owner = $1 AND m.account = $2 AND m.author = 'other' \
             AND m.sent_at >= $3 AND m.sent_at < $4 \
             AND c.peer_kind = 'user' AND NOT c.bot AND NOT c.is_self",
            &*self.owner,
            account.to_string(),
            from.as_millis(),
            to.as_millis(),
        )?;
        let mut tally = Tally::default();
        if let Some(row) = row {
            tally.came = row.get("came").map(i64::unsigned_abs)?;
            tally.chats = row.get("chats").map(i64::unsigned_abs)?;
        }
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT mode, count(*) AS sent FROM replies WHERE owner = $1 AND account = $2 \
             AND state = 'sent' AND send_at >= $3 AND send_at < $4 GROUP BY mode",
            &*self.owner,
            account.to_string(),
            from.as_millis(),
            to.as_millis(),
        )?;
        for row in rows {
            tally.sent.push((row.get_enum("mode")?, row.get("sent").map(i64::unsigned_abs)?));
        }
        tally.sent.sort();
        Ok(tally)
    }
}
