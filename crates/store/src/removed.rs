//! Accounts that are removed: from one moment on nobody finds them, and what is stored of them is erased part
//! by part, so that nobody waits for it. The row of the account goes last: whatever ends in between, what
//! is left is found by it.

use std::time::Duration;

use domain::{AccountId, AccountState, Timestamp};

use crate::text::StoredAsText;
use crate::tx::{run, sql_limit};
use crate::{Error, Tx};

/// Of replies that were due longer ago no list of all accounts tells.
const LATELY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The statements that erase some rows of an account, for SQLite and for PostgreSQL.
macro_rules! some_of {
    ($table:literal, $key:literal) => {
        (
            concat!(
                "DELETE FROM ",
                $table,
                " WHERE owner = $1 AND (",
                $key,
                ") IN (SELECT ",
                $key,
                " FROM ",
                $table,
                " WHERE owner = $1 AND account = $2 LIMIT $3)"
            ),
            concat!(
                "DELETE FROM ",
                $table,
                " WHERE ctid = ANY (ARRAY(SELECT ctid FROM ",
                $table,
                " WHERE owner = $1 AND account = $2 LIMIT $3))"
            ),
        )
    };
}

/// What an account may have very many rows of, each with its key; what people look at first, and
/// what hangs on a chat before the chats. All others go with the account.
const PARTS: [(&str, &str); 11] = [
    some_of!("replies", "id"),
    some_of!("facts", "id"),
    some_of!("rehearsals", "id"),
    some_of!("explanations", "id"),
    some_of!("saved_lines", "kind, about"),
    some_of!("message_words", "account, word, chat, id"),
    some_of!("unpacked_messages", "account, chat, id"),
    some_of!("telegram_user_messages", "account, chat, id"),
    some_of!("telegram_chats", "account, chat"),
    some_of!("telegram_peers", "account, peer"),
    some_of!("telegram_people", "account, peer"),
];

impl Tx {
    /// Removes an account: nobody finds it any more, nor its chats, questions and latest replies in lists, webhooks
    /// are told nothing more of it, and its user may log in anew. What is stored of it is left to [`Tx::erase_some`]. Returns whether
    /// there was such an account.
    pub async fn remove_account(&mut self, id: AccountId, now: Timestamp) -> Result<bool, Error> {
        let id = id.to_string();
        let removed = run!(
            self.conn,
            execute,
            // Users have positive numbers: of those below there is one for each that was removed.
            "UPDATE telegram_integrations SET removed_at = $3, state = $4, first_name = '', \
             last_name = '', username = NULL, phone = NULL, user_id = (SELECT CASE \
             WHEN min(o.user_id) < 0 THEN min(o.user_id) ELSE 0 END - 1 \
             FROM telegram_integrations o WHERE o.owner = $1) \
             WHERE owner = $1 AND id = $2 AND removed_at IS NULL",
            &*self.owner,
            &*id,
            now.as_millis(),
            AccountState::LoggedOut.as_text(),
        )?;
        if removed == 0 {
            return Ok(false);
        }
        for sql in [
            "UPDATE telegram_chats SET newest_at = NULL WHERE owner = $1 AND account = $2",
            "DELETE FROM policies WHERE owner = $1 AND account = $2",
            "DELETE FROM telegram_sessions WHERE owner = $1 AND account = $2",
            "DELETE FROM webhook_deliveries WHERE owner = $1 AND account = $2",
            "DELETE FROM owner_questions WHERE owner = $1 AND account = $2",
            "DELETE FROM business_connections WHERE owner = $1 AND bot = $2",
        ] {
            run!(self.conn, execute, sql, &*self.owner, &*id)?;
        }
        self.withdraw_cloned_voices_of(&id, now).await?;
        // What stands in lists of all accounts; older ones do not.
        run!(
            self.conn,
            execute,
            "DELETE FROM replies WHERE owner = $1 AND account = $2 AND send_at >= $3",
            &*self.owner,
            &*id,
            (now - LATELY).as_millis(),
        )?;
        Ok(true)
    }

    /// The accounts that were removed and of which something is left.
    pub async fn removed_accounts(&mut self) -> Result<Vec<AccountId>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT id FROM telegram_integrations WHERE owner = $1 AND removed_at IS NOT NULL \
             ORDER BY id",
            &*self.owner,
        )?
        .iter()
        .map(|row| row.get_id("id"))
        .collect()
    }

    /// Erases at most so many rows of an account that was removed, and what hangs on them. Returns whether
    /// something is left.
    pub async fn erase_some(&mut self, id: AccountId, most: usize) -> Result<bool, Error> {
        let id = id.to_string();
        self.take_index(&id).await?;
        let removed = run!(
            self.conn,
            fetch_optional,
            "SELECT 1 FROM telegram_integrations \
             WHERE owner = $1 AND id = $2 AND removed_at IS NOT NULL",
            &*self.owner,
            &*id,
        )?;
        if removed.is_none() {
            return Ok(false);
        }
        let mut left = sql_limit(most);
        for (sqlite, postgres) in PARTS {
            let erased = run!(
                self.conn,
                execute,
                sqlite: sqlite,
                postgres: postgres,
                &*self.owner,
                &*id,
                left,
            )?;
            left -= i64::try_from(erased).unwrap_or(i64::MAX);
            if left <= 0 {
                return Ok(true);
            }
        }
        run!(
            self.conn,
            execute,
            "DELETE FROM telegram_integrations \
             WHERE owner = $1 AND id = $2 AND removed_at IS NOT NULL",
            &*self.owner,
            id,
        )?;
        Ok(false)
    }
}
