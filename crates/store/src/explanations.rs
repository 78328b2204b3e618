//! What models were asked and what came of it. The content is the engine's: here it is a text.

use std::time::Duration;

use domain::{AccountId, PeerId, ReplyId, Timestamp};

use crate::text::storable;
use crate::tx::{Row, run, sql_limit};
use crate::{Error, Tx};

/// What a model was asked, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The reply's identifier, where there is a reply; else one of its own.
    pub id: ReplyId,
    /// In which account.
    pub account: AccountId,
    /// In which chat.
    pub chat: PeerId,
    /// When.
    pub at: Timestamp,
    /// What went in and what came out.
    pub content: String,
}

impl Tx {
    /// Stores an explanation and drops those of its chat that are `max_age` older than it, and the
    /// oldest of those beyond `most`. The chat must be known.
    pub async fn explain(
        &mut self,
        explained: &Explained,
        max_age: Duration,
        most: usize,
    ) -> Result<(), Error> {
        let (account, chat) = (explained.account.to_string(), explained.chat.0);
        run!(
            self.conn,
            execute,
            "INSERT INTO explanations (owner, id, account, chat, at, content) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            &*self.owner,
            explained.id.to_string(),
            &account,
            chat,
            explained.at.as_millis(),
            storable(&explained.content).as_ref(),
        )?;
        run!(
            self.conn,
            execute,
            "DELETE FROM explanations WHERE owner = $1 AND account = $2 AND chat = $3 \
             AND (at < $4 OR id NOT IN (SELECT id FROM explanations \
             WHERE owner = $1 AND account = $2 AND chat = $3 ORDER BY at DESC, id DESC LIMIT $5))",
            &*self.owner,
            &account,
            chat,
            (explained.at - max_age).as_millis(),
            sql_limit(most),
        )?;
        Ok(())
    }

    /// One explanation.
    pub async fn explanation(&mut self, id: ReplyId) -> Result<Option<Explained>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT id, account, chat, at, content FROM explanations WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
        )?;
        row.map(|row| explained(&row)).transpose()
    }

    /// The newest explanation of all accounts.
    pub async fn latest_explanation(&mut self) -> Result<Option<Explained>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT id, account, chat, at, content FROM explanations WHERE owner = $1 \
             ORDER BY at DESC, id DESC LIMIT 1",
            &*self.owner,
        )?;
        row.map(|row| explained(&row)).transpose()
    }

    /// Deletes an account's explanations that hold some words, as they stand in JSON: those of one chat,
    /// or with `None` of all.
    pub async fn forget_explanations(
        &mut self,
        account: AccountId,
        chat: Option<PeerId>,
        words: &str,
    ) -> Result<u64, Error> {
        let json = serde_json::to_string(storable(words).as_ref()).unwrap_or_default();
        let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
        run!(
            self.conn,
            execute,
            sqlite: "DELETE FROM explanations WHERE owner = $1 AND account = $2 \
                     AND ($3 IS NULL OR chat = $3) AND instr(content, $4) > 0",
            postgres: "DELETE FROM explanations WHERE owner = $1 AND account = $2 \
                       AND ($3::BIGINT IS NULL OR chat = $3) AND strpos(content, $4) > 0",
            &*self.owner,
            account.to_string(),
            chat.map(|chat| chat.0),
            inner.unwrap_or_default(),
        )
    }

    /// Deletes all explanations of an account.
    pub async fn forget_all_explanations(&mut self, account: AccountId) -> Result<u64, Error> {
        run!(
            self.conn,
            execute,
            "DELETE FROM explanations WHERE owner = $1 AND account = $2",
            &*self.owner,
            account.to_string(),
        )
    }

    /// The explanations of a chat, at most `limit`, newest first.
    pub async fn explanations(
        &mut self,
        account: AccountId,
        chat: PeerId,
        limit: usize,
    ) -> Result<Vec<Explained>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT id, account, chat, at, content FROM explanations \
             WHERE owner = $1 AND account = $2 AND chat = $3 ORDER BY at DESC, id DESC LIMIT $4",
            &*self.owner,
            account.to_string(),
            chat.0,
            sql_limit(limit),
        )?;
        rows.iter().map(explained).collect()
    }
}

fn explained(row: &Row) -> Result<Explained, Error> {
    Ok(Explained {
        id: row.get_id("id")?,
        account: row.get_id("account")?,
        chat: PeerId(row.get("chat")?),
        at: Timestamp::from_millis(row.get("at")?),
        content: row.get("content")?,
    })
}
