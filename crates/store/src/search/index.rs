//! Keeping the index of words as the messages are, in the transaction that changes them.
//!
//! A message that is new is noted in the transaction ([`Tx::note_new`]). When that is committed, many are
//! packed at once; few go to the table of those that are gone through one by one, until there are enough of
//! them: to pack one alone would write a page for each of its words. What is in that table is packed nowhere.
//! Only one transaction at a time packs or takes out ([`super::turns`]).

use std::collections::{BTreeMap, HashMap};

use domain::{AccountId, Content, ContentKind, Message};
use style::search::stems;

use super::blocks::Change;
use super::postings::Posting;
use crate::messages::{columns, message};
use crate::text::{StoredAsText, storable};
use crate::tx::{Conn, run, sql_limit};
use crate::{Error, Tx};

/// So many new messages of a transaction are packed at once.
const MANY: usize = 64;

/// Whether there are many is looked at with one message in so many.
const SOME: i32 = 64;

/// So many are gone through one by one at most, or a few more.
const UNPACKED: i64 = 1_024;

/// How far the messages are packed that were there before the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexing {
    /// How many of them are found by now.
    pub done: u64,
    /// How many messages the account has.
    pub of: u64,
}

impl Tx {
    /// Notes that a message is new, so that it is found, and its chat moves up, once this transaction is
    /// committed.
    pub(crate) fn note_new(&mut self, account: &str, message: &Message) {
        let newest =
            self.newest.entry((account.to_owned(), message.chat)).or_insert(message.sent_at);
        *newest = (*newest).max(message.sent_at);
        match self.noted.get_mut(account) {
            Some(noted) => noted.push(message.clone()),
            None => {
                self.noted.insert(account.to_owned(), vec![message.clone()]);
            }
        }
    }

    /// Makes the messages that were noted findable.
    pub(crate) async fn index_noted(&mut self) -> Result<(), Error> {
        for (account, messages) in std::mem::take(&mut self.noted) {
            if messages.len() >= MANY && self.take_free_index(&account).await? {
                self.pack(&account, &messages).await?;
                continue;
            }
            for message in &messages {
                self.leave_unpacked(&account, message).await?;
            }
            // Counting costs more than this.
            if messages.iter().any(|message| message.id.0 % SOME == 0) {
                self.pack_if_many(&account).await?;
            }
        }
        Ok(())
    }

    /// Messages have changed; these are they as they were, read since [`Tx::take_index`].
    pub(crate) async fn reindex(&mut self, account: &str, old: &[Message]) -> Result<(), Error> {
        self.index_noted().await?;
        let mut packed = Vec::new();
        for message in old {
            if self.leave_unpacked(account, message).await? {
                packed.push(message);
            }
        }
        self.unpack(account, &packed).await?;
        if packed.len() >= MANY { self.pack_if_many(account).await } else { Ok(()) }
    }

    /// Messages are gone; these are they as they were, read since [`Tx::take_index`]. Nothing of them is
    /// left in the index.
    pub(crate) async fn unindex(&mut self, account: &str, gone: &[Message]) -> Result<(), Error> {
        self.index_noted().await?;
        let mut packed = Vec::new();
        for message in gone {
            let unpacked = run!(
                self.conn,
                execute,
                "DELETE FROM unpacked_messages \
                 WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4",
                &*self.owner,
                account,
                message.chat.0,
                message.id.0,
            )?;
            if unpacked == 0 {
                packed.push(message);
            }
        }
        self.unpack(account, &packed).await
    }

    /// Notes that all of an account's messages are found: it has none yet.
    pub(crate) async fn begin_index(&mut self, account: &str) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO message_indexes (owner, account, chat, id, packed, done) \
             VALUES ($1, $2, 0, 0, 0, $3) ON CONFLICT (owner, account) DO NOTHING",
            &*self.owner,
            account,
            true,
        )?;
        Ok(())
    }

    /// Makes at most `limit` messages findable that were stored before there was an index, or came out of
    /// a backup. Returns how many that were; 0 once nothing is left to do, at once in any other account.
    pub async fn index_older_messages(
        &mut self,
        account: AccountId,
        limit: usize,
    ) -> Result<u64, Error> {
        let account = account.to_string();
        if self.indexed_up_to(&account).await?.is_none() {
            return Ok(0);
        }
        self.take_index(&account).await?;
        // Another may have gone on meanwhile.
        let Some((chat, id)) = self.indexed_up_to(&account).await? else { return Ok(0) };
        let rows = run!(
            self.conn,
            fetch_all,
            concat!(
                "SELECT ",
                columns!(),
                " FROM telegram_user_messages m WHERE owner = $1 AND account = $2 \
                 AND (chat, id) > ($3, $4) AND NOT EXISTS (SELECT 1 FROM unpacked_messages u \
                 WHERE u.owner = $1 AND u.account = $2 AND u.chat = m.chat AND u.id = m.id) \
                 ORDER BY chat, id LIMIT $5"
            ),
            &*self.owner,
            &account,
            chat,
            id,
            sql_limit(limit),
        )?;
        let messages: Vec<Message> = rows.iter().map(message).collect::<Result<_, _>>()?;
        self.pack(&account, &messages).await?;
        let (chat, id) = messages.last().map_or((chat, id), |last| (last.chat.0, last.id.0));
        let packed = messages.len() as u64;
        run!(
            self.conn,
            execute,
            "INSERT INTO message_indexes (owner, account, chat, id, packed, done) \
             SELECT owner, id, $3, $4, $5, $6 FROM telegram_integrations \
             WHERE owner = $1 AND id = $2 \
             ON CONFLICT (owner, account) DO UPDATE SET chat = excluded.chat, id = excluded.id, \
             packed = message_indexes.packed + excluded.packed, done = excluded.done",
            &*self.owner,
            &account,
            chat,
            id,
            packed.cast_signed(),
            messages.len() < limit,
        )?;
        Ok(packed)
    }

    /// The last of the older messages of an account that are packed; `None` once all are.
    async fn indexed_up_to(&mut self, account: &str) -> Result<Option<(i64, i32)>, Error> {
        let begun = run!(
            self.conn,
            fetch_optional,
            "SELECT chat, id, done FROM message_indexes WHERE owner = $1 AND account = $2",
            &*self.owner,
            account,
        )?;
        Ok(match begun {
            Some(row) if row.get("done")? => None,
            Some(row) => Some((row.get("chat")?, row.get("id")?)),
            None => Some((i64::MIN, i32::MIN)),
        })
    }

    /// How far the messages of an account are indexed that were there before the index; `None` if all of
    /// them are found.
    pub async fn indexing(&mut self, account: AccountId) -> Result<Option<Indexing>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT packed, done FROM message_indexes WHERE owner = $1 AND account = $2",
            &*self.owner,
            account.to_string(),
        )?;
        let done = match row {
            Some(row) if row.get("done")? => return Ok(None),
            Some(row) => row.get::<i64>("packed")?.unsigned_abs(),
            None => 0,
        };
        let of = self.message_count(account).await?;
        Ok((of > 0).then_some(Indexing { done: done.min(of), of }))
    }

    /// The messages that are gone through one by one.
    pub(super) async fn unpacked(&mut self, account: &str) -> Result<Vec<Message>, Error> {
        // The order of the join is said, because nobody counts these tables.
        run!(
            self.conn,
            fetch_all,
            concat!(
                "SELECT ",
                columns!(),
                " FROM (SELECT chat AS c, id AS i FROM unpacked_messages \
                 WHERE owner = $1 AND account = $2) u CROSS JOIN telegram_user_messages m \
                 WHERE m.owner = $1 AND m.account = $2 AND m.chat = u.c AND m.id = u.i"
            ),
            &*self.owner,
            account,
        )?
        .iter()
        .map(message)
        .collect()
    }

    /// `false` if it is unpacked already.
    async fn leave_unpacked(&mut self, account: &str, message: &Message) -> Result<bool, Error> {
        let left = run!(
            self.conn,
            execute,
            "INSERT INTO unpacked_messages (owner, account, chat, id) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (owner, account, chat, id) DO NOTHING",
            &*self.owner,
            account,
            message.chat.0,
            message.id.0,
        )?;
        Ok(left == 1)
    }

    async fn pack_if_many(&mut self, account: &str) -> Result<(), Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS messages FROM unpacked_messages WHERE owner = $1 AND account = $2",
            &*self.owner,
            account,
        )?;
        let count: i64 = row.map_or(Ok(0), |row| row.get("messages"))?;
        if count < UNPACKED || !self.take_free_index(account).await? {
            return Ok(());
        }
        let messages = self.unpacked(account).await?;
        self.pack(account, &messages).await?;
        self.no_more_unpacked(account, &messages).await
    }

    /// All that are unpacked are packed now: these.
    async fn no_more_unpacked(&mut self, account: &str, packed: &[Message]) -> Result<(), Error> {
        let sql = "DELETE FROM unpacked_messages WHERE owner = $1 AND account = $2";
        match &mut self.conn {
            Conn::Sqlite(tx) => {
                tx.execute(sql, rusqlite::params![&*self.owner, account])?;
            }
            Conn::Postgres(tx) => {
                // Others add to them meanwhile.
                let chats: Vec<i64> = packed.iter().map(|message| message.chat.0).collect();
                let ids: Vec<i32> = packed.iter().map(|message| message.id.0).collect();
                sqlx::query(sqlx::AssertSqlSafe(format!(
                    "{sql} AND (chat, id) IN (SELECT * FROM unnest($3::bigint[], $4::integer[]))"
                )))
                .bind(&*self.owner)
                .bind(account)
                .bind(chats)
                .bind(ids)
                .execute(&mut **tx)
                .await?;
            }
        }
        Ok(())
    }

    async fn pack(&mut self, account: &str, messages: &[Message]) -> Result<(), Error> {
        self.change_blocks(account, by_word(messages), Change::Add).await
    }

    async fn unpack(&mut self, account: &str, gone: &[&Message]) -> Result<(), Error> {
        self.change_blocks(account, by_word(gone.iter().copied()), Change::TakeOut).await
    }
}

pub(super) fn posting(message: &Message) -> Posting {
    Posting { second: message.sent_at.as_secs(), chat: message.chat.0, id: message.id.0 }
}

/// What somebody may look for in a message.
pub(super) fn searched_text(message: &Message) -> &str {
    match &message.content {
        Content::Sticker { emoji: Some(emoji) } => emoji,
        content => content.text().unwrap_or_default(),
    }
}

/// The messages by their words.
fn by_word<'m>(messages: impl IntoIterator<Item = &'m Message>) -> BTreeMap<String, Vec<Posting>> {
    let mut by_word = HashMap::<String, Vec<Posting>>::new();
    for message in messages {
        for word in words(message) {
            by_word.entry(word).or_default().push(posting(message));
        }
    }
    by_word.into_iter().collect()
}

/// By what a message is found: its stems, its author and its kind.
fn words(message: &Message) -> Vec<String> {
    // What is new is noted as it came.
    let mut words = stems(&storable(searched_text(message)));
    words.push(author_word(message.author));
    words.push(kind_word(message.content.kind()));
    words
}

/// No word of a text begins so.
pub(super) fn author_word(author: domain::Author) -> String {
    format!("@{}", author.as_text())
}

/// No word of a text begins so.
pub(super) fn kind_word(kind: ContentKind) -> String {
    format!("#{}", kind.as_text())
}
