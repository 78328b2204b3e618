//! What became of the twins' replies, and what models took: for the page of numbers.

use domain::{AccountId, Mode, OwnerWord, PeerId, ReplyState, Spending, Timestamp};

use crate::models::spending;
use crate::tx::run;
use crate::{Error, Tx};

/// What became of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyNumbers {
    /// In which chat.
    pub chat: PeerId,
    /// When it was planned.
    pub created_at: Timestamp,
    /// The mode under which it was written.
    pub mode: Mode,
    /// Where it stands.
    pub state: ReplyState,
    /// What the owner said of it.
    pub word: Option<OwnerWord>,
    /// How long it is, in characters.
    pub characters: u64,
}

impl Tx {
    /// The replies of an account that were planned from a moment on and before another, oldest first.
    pub async fn reply_numbers(
        &mut self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ReplyNumbers>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT r.chat AS chat, r.created_at AS created_at, r.mode AS mode, r.state AS state, \
             r.word AS word, CAST(coalesce((SELECT sum(length(b.text)) FROM reply_bubbles b \
             WHERE b.owner = r.owner AND b.reply = r.id), 0) AS BIGINT) AS characters \
             FROM replies r WHERE r.owner = $1 AND r.account = $2 \
             AND r.created_at >= $3 AND r.created_at < $4 ORDER BY r.created_at, r.id",
            &*self.owner,
            account.to_string(),
            from.as_millis(),
            until.as_millis(),
        )?;
        rows.iter()
            .map(|row| {
                Ok(ReplyNumbers {
                    chat: PeerId(row.get("chat")?),
                    created_at: Timestamp::from_millis(row.get("created_at")?),
                    mode: row.get_enum("mode")?,
                    state: row.get_enum("state")?,
                    word: row.get_optional_enum("word")?,
                    characters: row.get("characters").map(i64::unsigned_abs)?,
                })
            })
            .collect()
    }

    /// What all models of the owner took on the days that end after a moment, oldest first.
    pub async fn model_spending_since(&mut self, from: Timestamp) -> Result<Vec<Spending>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT until, prompt, cached, completion, estimated, billionths FROM model_spending \
             WHERE owner = $1 AND until > $2 ORDER BY until",
            &*self.owner,
            from.as_millis(),
        )?;
        rows.iter().map(spending).collect()
    }
}
