//! What became of the twins' replies, and what models took: for the page of numbers.

use domain::{AccountId, Mode, OwnerWord, ReplyState, Spending, Timestamp};

use crate::models::spending;
use crate::tx::run;
use crate::{Error, Tx};

/// What became of replies that are alike in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyNumbers {
    /// The mode under which they were written.
    pub mode: Mode,
    /// Where they stand.
    pub state: ReplyState,
    /// What the owner said of them.
    pub word: Option<OwnerWord>,
    /// How many they are.
    pub replies: u64,
    /// How long they are together, in characters.
    pub characters: u64,
}

impl Tx {
    /// What became of the replies of an account that were planned from a moment on and before another.
    pub async fn reply_numbers(
        &mut self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ReplyNumbers>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            // The index has them in this order: nothing is sorted, and no reply itself is read. The signs keep SQLite
            // from looking for the time in another index, chat by chat.
            "SELECT mode, state, word, count(*) AS replies, \
             CAST(sum(characters) AS BIGINT) AS characters \
             FROM replies WHERE owner = $1 AND account = $2 \
             AND +created_at >= $3 AND +created_at < $4 \
             GROUP BY mode, state, word ORDER BY mode, state, word",
            &*self.owner,
            account.to_string(),
            from.as_millis(),
            until.as_millis(),
        )?;
        rows.iter()
            .map(|row| {
                Ok(ReplyNumbers {
                    mode: row.get_enum("mode")?,
                    state: row.get_enum("state")?,
                    word: row.get_optional_enum("word")?,
                    replies: row.get("replies").map(i64::unsigned_abs)?,
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
