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
    /// messages of the chats in which something was said since: what is long ago takes long.
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
             FROM telegram_chats c CROSS JOIN telegram_user_messages m \
             WHERE c.owner = $1 AND c.account = $2 AND c.newest_at >= $3 \
             AND c.peer_kind = 'user' AND NOT c.bot AND NOT c.is_self \
             AND m.owner = $1 AND m.account = $2 AND m.chat = c.chat \
             AND m.author = 'other' AND m.sent_at >= $3 AND m.sent_at < $4",
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
