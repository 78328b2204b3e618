//! Who changes an account's index: on PostgreSQL one transaction at a time, until its end, because a block
//! is read, added to and written back whole. On SQLite there is one writer anyway.
//!
//! Whoever changes or deletes messages waits for their turn before they touch them ([`Tx::take_index`]): else
//! two could wait for each other, one for a message and one for the turn. Whoever only adds messages holds
//! some already when it comes to the index, so it never waits: where another has the turn, it leaves them
//! unpacked. The lock bears the name of the schema too, because it is one for the whole database.

use crate::tx::Conn;
use crate::{Error, Tx};

impl Tx {
    /// Waits until no other transaction changes the index of an account, nor what it is made of but by
    /// adding to it. What is changed then must be read after this.
    pub(crate) async fn take_index(&mut self, account: &str) -> Result<(), Error> {
        if let Conn::Postgres(tx) = &mut self.conn
            && !self.turns.contains(account)
        {
            sqlx::query("SELECT pg_advisory_xact_lock(hashtext(concat(current_schema(), $1)))")
                .bind(turn(&self.owner, account))
                .execute(&mut **tx)
                .await?;
            self.turns.insert(account.to_owned());
        }
        Ok(())
    }

    /// Likewise without waiting: `false` if another transaction has the turn.
    pub(super) async fn take_free_index(&mut self, account: &str) -> Result<bool, Error> {
        if let Conn::Postgres(tx) = &mut self.conn
            && !self.turns.contains(account)
        {
            let is_free: bool = sqlx::query_scalar(
                "SELECT pg_try_advisory_xact_lock(hashtext(concat(current_schema(), $1)))",
            )
            .bind(turn(&self.owner, account))
            .fetch_one(&mut **tx)
            .await?;
            if !is_free {
                return Ok(false);
            }
            self.turns.insert(account.to_owned());
        }
        Ok(true)
    }
}

/// What the lock is named after.
fn turn(owner: &str, account: &str) -> String {
    format!("message_words {owner} {account}")
}
