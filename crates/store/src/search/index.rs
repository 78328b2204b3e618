//! Keeping the index of words as the messages are, in the transaction that changes them.
//!
//! A message that is new is noted in the transaction ([`Tx::note_new`]). When that is committed, many are
//! packed at once; few go to the table of those that are gone through one by one, until there are enough of
//! them: to pack one alone would write a page for each of its words. What is in that table is packed nowhere.
//! Only one transaction at a time packs or takes out ([`super::turns`]).

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{AccountId, Content, ContentKind, Message, MessageId, PeerId};
use style::search::stems;

use super::postings::{OpenBlock, Posting, add, read};
use crate::messages::{columns, message};
use crate::text::{StoredAsText, storable};
use crate::tx::{Conn, Row, run, sql_limit};
use crate::{Error, Tx};

/// So many new messages of a transaction are packed at once.
const MANY: usize = 64;

/// Whether there are many is looked at with one message in so many.
const SOME: i32 = 64;

/// So many are gone through one by one at most, or a few more.
const UNPACKED: i64 = 1_024;

/// The bytes of a full block: with its key it fits into a quarter of a page, else SQLite would give it a
/// page of its own.
const FULL: usize = 700;

/// So many words are read and written at once.
const WORDS: usize = 500;

/// How far the messages are packed that were there before the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexing {
    /// How many of them are found by now.
    pub done: u64,
    /// How many messages the account has.
    pub of: u64,
}

/// A block of a word: its number, and its bytes.
type Block<'a> = (&'a str, i64, Vec<u8>);

impl Tx {
    /// Notes that a message is new, so that it is found once this transaction is committed.
    pub(crate) fn note_new(&mut self, account: &str, message: &Message) {
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
        let mut by_word = HashMap::<String, Vec<Posting>>::new();
        for message in messages {
            for word in words(message) {
                by_word.entry(word).or_default().push(posting(message));
            }
        }
        // In the order of the key, as the pages are.
        let mut by_word: Vec<_> = by_word.into_iter().collect();
        by_word.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        for some in by_word.chunks(WORDS) {
            let words: Vec<&str> = some.iter().map(|(word, _)| word.as_str()).collect();
            let mut open = self.open_blocks(account, &words).await?;
            let mut blocks: Vec<Block<'_>> = Vec::with_capacity(some.len());
            for (word, postings) in some {
                let mut block = open.remove(word).unwrap_or_default();
                let mut last = read(&block.messages).last().unwrap_or_default();
                for posting in postings {
                    if block.messages.len() >= FULL {
                        block.filled += 1;
                        blocks.push((word, block.filled, std::mem::take(&mut block.messages)));
                        last = Posting::default();
                    }
                    add(&mut block.messages, last, *posting);
                    last = *posting;
                }
                blocks.push((word, 0, block.to_bytes()));
            }
            self.put_blocks(account, &blocks).await?;
        }
        Ok(())
    }

    async fn unpack(&mut self, account: &str, gone: &[&Message]) -> Result<(), Error> {
        let mut by_word = BTreeMap::<String, HashSet<(PeerId, MessageId)>>::new();
        for message in gone {
            for word in words(message) {
                by_word.entry(word).or_default().insert((message.chat, message.id));
            }
        }
        for (word, gone) in by_word {
            self.unpack_word(account, &word, &gone).await?;
        }
        Ok(())
    }

    async fn unpack_word(
        &mut self,
        account: &str,
        word: &str,
        gone: &HashSet<(PeerId, MessageId)>,
    ) -> Result<(), Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT block, messages FROM message_words \
             WHERE owner = $1 AND account = $2 AND word = $3",
            &*self.owner,
            account,
            word,
        )?;
        let is_kept =
            |posting: &Posting| !gone.contains(&(PeerId(posting.chat), MessageId(posting.id)));
        let mut is_anything_left = false;
        let mut changed: Vec<Block<'_>> = Vec::new();
        for row in &rows {
            let (number, block) = block(row)?;
            let before = read(&block.messages).count();
            let mut left = OpenBlock { filled: block.filled, messages: Vec::new() };
            let (mut last, mut count) = (Posting::default(), 0);
            for posting in read(&block.messages).filter(is_kept) {
                add(&mut left.messages, last, posting);
                (last, count) = (posting, count + 1);
            }
            is_anything_left |= count > 0;
            if count < before {
                let bytes = if number == 0 { left.to_bytes() } else { left.messages };
                changed.push((word, number, bytes));
            }
        }
        if is_anything_left {
            return self.put_blocks(account, &changed).await;
        }
        run!(
            self.conn,
            execute,
            "DELETE FROM message_words WHERE owner = $1 AND account = $2 AND word = $3",
            &*self.owner,
            account,
            word,
        )?;
        Ok(())
    }

    /// The blocks that take what is new, by their words.
    async fn open_blocks(
        &mut self,
        account: &str,
        words: &[&str],
    ) -> Result<HashMap<String, OpenBlock>, Error> {
        let mut found = HashMap::with_capacity(words.len());
        match &mut self.conn {
            Conn::Sqlite(tx) => {
                let sql = "SELECT messages FROM message_words \
                           WHERE owner = ? AND account = ? AND word = ? AND block = 0";
                for word in words {
                    if let Some(row) =
                        tx.fetch_optional(sql, rusqlite::params![&*self.owner, account, word])?
                    {
                        let bytes: Vec<u8> = row.get("messages")?;
                        found.insert((*word).to_owned(), OpenBlock::from_bytes(&bytes));
                    }
                }
            }
            Conn::Postgres(tx) => {
                let sql = "SELECT word, messages FROM message_words \
                           WHERE owner = $1 AND account = $2 AND word = ANY($3) AND block = 0";
                let rows = sqlx::query(sql)
                    .bind(&*self.owner)
                    .bind(account)
                    .bind(words)
                    .fetch_all(&mut **tx)
                    .await?;
                for row in rows.into_iter().map(Row::Postgres) {
                    let bytes: Vec<u8> = row.get("messages")?;
                    found.insert(row.get("word")?, OpenBlock::from_bytes(&bytes));
                }
            }
        }
        Ok(found)
    }

    async fn put_blocks(&mut self, account: &str, blocks: &[Block<'_>]) -> Result<(), Error> {
        match &mut self.conn {
            Conn::Sqlite(tx) => {
                let sql = "INSERT INTO message_words (owner, account, word, block, messages) \
                           VALUES (?, ?, ?, ?, ?) ON CONFLICT (owner, account, word, block) \
                           DO UPDATE SET messages = excluded.messages";
                for (word, block, bytes) in blocks {
                    tx.execute(sql, rusqlite::params![&*self.owner, account, word, block, bytes])?;
                }
            }
            Conn::Postgres(tx) => {
                let words: Vec<&str> = blocks.iter().map(|(word, ..)| *word).collect();
                let numbers: Vec<i64> = blocks.iter().map(|(_, number, _)| *number).collect();
                let bytes: Vec<&[u8]> = blocks.iter().map(|(.., bytes)| bytes.as_slice()).collect();
                let sql = "INSERT INTO message_words (owner, account, word, block, messages) \
                           SELECT $1, $2, b.* FROM unnest($3::text[], $4::bigint[], $5::bytea[]) b \
                           ON CONFLICT (owner, account, word, block) \
                           DO UPDATE SET messages = excluded.messages";
                sqlx::query(sql)
                    .bind(&*self.owner)
                    .bind(account)
                    .bind(words)
                    .bind(numbers)
                    .bind(bytes)
                    .execute(&mut **tx)
                    .await?;
            }
        }
        Ok(())
    }
}

/// The number of a block, and what is in it.
pub(super) fn block(row: &Row) -> Result<(i64, OpenBlock), Error> {
    let (number, messages): (i64, Vec<u8>) = (row.get("block")?, row.get("messages")?);
    let is_open = number == 0;
    let block =
        if is_open { OpenBlock::from_bytes(&messages) } else { OpenBlock { filled: 0, messages } };
    Ok((number, block))
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
