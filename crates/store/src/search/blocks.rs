//! Where the messages of a word lie: in blocks, each from a message on to where the next begins, in the
//! order of chat and number.
//!
//! So the block of a message is found by the key: to add a message or take it out touches one block for
//! each of its words, however many others have them, and to add one twice changes nothing.

use std::collections::BTreeMap;

use super::postings::{Posting, add, read};
use crate::tx::{Conn, Row, run};
use crate::{Error, Tx};

/// The bytes of a full block: with its key it fits into a quarter of a page, else SQLite would give it a
/// page of its own.
const FULL: usize = 700;

/// More bytes than the first message of a block takes than it would as a later one.
const BEGIN: usize = 20;

/// So many words are read and written at once.
const WORDS: usize = 500;

/// A message in the order of the blocks: its chat and number.
type At = (i64, i32);

/// Where the first block of a word begins.
const FIRST: At = (i64::MIN, i32::MIN);

/// What becomes of messages in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// They are found from now on.
    Add,
    /// They are found no more.
    TakeOut,
}

/// Which block is looked for: that of a word in which a message lies, or would.
type Asked<'w> = (&'w str, At);

/// A block of a word.
#[derive(Debug)]
struct Block<'w> {
    word: &'w str,
    start: At,
    /// Where the next one begins, if there is one.
    end: Option<At>,
    messages: Vec<u8>,
}

/// A block as it is to be written.
type Written<'w> = (&'w str, At, Vec<u8>);

impl Block<'_> {
    fn holds(&self, word: &str, at: At) -> bool {
        self.word == word && self.start <= at && self.end.is_none_or(|end| at < end)
    }
}

impl Tx {
    /// Adds messages to words, or takes them out.
    pub(super) async fn change_blocks(
        &mut self,
        account: &str,
        by_word: BTreeMap<String, Vec<Posting>>,
        change: Change,
    ) -> Result<(), Error> {
        let mut by_word: Vec<_> = by_word.into_iter().collect();
        // In the order of the key, as the pages are.
        for some in by_word.chunks_mut(WORDS) {
            let mut left: Vec<(&str, &[Posting])> = Vec::with_capacity(some.len());
            for (word, postings) in some {
                postings.sort_unstable_by_key(at);
                postings.dedup_by_key(|posting| at(posting));
                left.push((word, postings));
            }
            while !left.is_empty() {
                left = self.change_some(account, &left, change).await?;
            }
        }
        Ok(())
    }

    /// Changes the blocks in which the first of each word and chat lie; returns what lies in others.
    async fn change_some<'w>(
        &mut self,
        account: &str,
        words: &[(&'w str, &'w [Posting])],
        change: Change,
    ) -> Result<Vec<(&'w str, &'w [Posting])>, Error> {
        let mut asked: Vec<Asked<'w>> = Vec::new();
        for (word, postings) in words {
            let of_a_chat = postings.chunk_by(|a, b| a.chat == b.chat);
            asked.extend(of_a_chat.map(|those| (*word, at(&those[0]))));
        }
        let mut blocks = self.blocks_of(account, &asked).await?.into_iter().peekable();
        let (mut left, mut gone, mut written) = (Vec::new(), Vec::new(), Vec::new());
        for (word, postings) in words {
            let mut rest = *postings;
            while let Some(block) = blocks.next_if(|block| block.word == *word) {
                let (before, from_here) =
                    rest.split_at(rest.partition_point(|one| at(one) < block.start));
                let end = block
                    .end
                    .map_or(from_here.len(), |end| from_here.partition_point(|one| at(one) < end));
                let (here, after) = from_here.split_at(end);
                if !before.is_empty() {
                    left.push((*word, before));
                }
                rest = after;
                match change {
                    Change::Add => written.extend(with(&block, here)),
                    Change::TakeOut => take_out(&block, here, &mut gone, &mut written),
                }
            }
            if !rest.is_empty() {
                left.push((*word, rest));
            }
        }
        self.drop_blocks(account, &gone).await?;
        self.put_blocks(account, &written).await?;
        Ok(left)
    }

    /// The blocks in which some messages lie, each once, in the order asked. An empty one stands for one
    /// that is not there yet.
    async fn blocks_of<'w>(
        &mut self,
        account: &str,
        asked: &[Asked<'w>],
    ) -> Result<Vec<Block<'w>>, Error> {
        let mut blocks: Vec<Block<'w>> = Vec::with_capacity(asked.len());
        let start_of = |row: &Row, chat, id| Ok::<At, Error>((row.get(chat)?, row.get(id)?));
        match &mut self.conn {
            Conn::Sqlite(_) => {
                for (word, (chat, id)) in asked {
                    if blocks.last().is_some_and(|last| last.holds(word, (*chat, *id))) {
                        continue;
                    }
                    // What is new mostly goes to the last block, which needs no look at the next.
                    let last = run!(
                        self.conn,
                        fetch_optional,
                        "SELECT chat, id, messages FROM message_words \
                         WHERE owner = $1 AND account = $2 AND word = $3 \
                         ORDER BY chat DESC, id DESC LIMIT 1",
                        &*self.owner,
                        account,
                        word,
                    )?;
                    let Some(last) = last else {
                        blocks.push(Block { word, start: FIRST, end: None, messages: Vec::new() });
                        continue;
                    };
                    let start = start_of(&last, "chat", "id")?;
                    if start <= (*chat, *id) {
                        let messages = last.get("messages")?;
                        blocks.push(Block { word, start, end: None, messages });
                        continue;
                    }
                    let row = run!(
                        self.conn,
                        fetch_optional,
                        "SELECT chat, id, messages FROM message_words \
                         WHERE owner = $1 AND account = $2 AND word = $3 AND (chat, id) <= ($4, $5) \
                         ORDER BY chat DESC, id DESC LIMIT 1",
                        &*self.owner,
                        account,
                        word,
                        chat,
                        id,
                    )?;
                    let next = run!(
                        self.conn,
                        fetch_optional,
                        "SELECT chat, id FROM message_words \
                         WHERE owner = $1 AND account = $2 AND word = $3 AND (chat, id) > ($4, $5) \
                         ORDER BY chat, id LIMIT 1",
                        &*self.owner,
                        account,
                        word,
                        chat,
                        id,
                    )?;
                    let (start, messages) = match &row {
                        Some(row) => (start_of(row, "chat", "id")?, row.get("messages")?),
                        None => (FIRST, Vec::new()),
                    };
                    let end = next.as_ref().map(|row| start_of(row, "chat", "id")).transpose()?;
                    blocks.push(Block { word, start, end, messages });
                }
            }
            Conn::Postgres(tx) => {
                let words: Vec<&str> = asked.iter().map(|(word, _)| *word).collect();
                let chats: Vec<i64> = asked.iter().map(|(_, (chat, _))| *chat).collect();
                let ids: Vec<i32> = asked.iter().map(|(_, (_, id))| *id).collect();
                let sql = "SELECT a.nth, b.chat, b.id, b.messages, \
                           n.chat AS next_chat, n.id AS next_id \
                           FROM unnest($3::text[], $4::bigint[], $5::integer[]) \
                           WITH ORDINALITY AS a (word, chat, id, nth) \
                           LEFT JOIN LATERAL (SELECT chat, id, messages FROM message_words m \
                           WHERE m.owner = $1 AND m.account = $2 AND m.word = a.word \
                           AND (m.chat, m.id) <= (a.chat, a.id) \
                           ORDER BY m.chat DESC, m.id DESC LIMIT 1) b ON true \
                           LEFT JOIN LATERAL (SELECT chat, id FROM message_words m \
                           WHERE m.owner = $1 AND m.account = $2 AND m.word = a.word \
                           AND (m.chat, m.id) > (a.chat, a.id) \
                           ORDER BY m.chat, m.id LIMIT 1) n ON true \
                           ORDER BY a.nth";
                let rows = sqlx::query(sql)
                    .bind(&*self.owner)
                    .bind(account)
                    .bind(words)
                    .bind(chats)
                    .bind(ids)
                    .fetch_all(&mut **tx)
                    .await?;
                for ((word, asked_at), row) in asked.iter().zip(rows.into_iter().map(Row::Postgres))
                {
                    if blocks.last().is_some_and(|last| last.holds(word, *asked_at)) {
                        continue;
                    }
                    let found: Option<i64> = row.get("chat")?;
                    let (start, messages) = match found {
                        Some(chat) => ((chat, row.get("id")?), row.get("messages")?),
                        None => (FIRST, Vec::new()),
                    };
                    let next: Option<i64> = row.get("next_chat")?;
                    let end = match next {
                        Some(chat) => Some((chat, row.get("next_id")?)),
                        None => None,
                    };
                    blocks.push(Block { word, start, end, messages });
                }
            }
        }
        Ok(blocks)
    }

    async fn drop_blocks(&mut self, account: &str, blocks: &[Asked<'_>]) -> Result<(), Error> {
        for (word, (chat, id)) in blocks {
            run!(
                self.conn,
                execute,
                "DELETE FROM message_words \
                 WHERE owner = $1 AND account = $2 AND word = $3 AND chat = $4 AND id = $5",
                &*self.owner,
                account,
                word,
                chat,
                id,
            )?;
        }
        Ok(())
    }

    async fn put_blocks(&mut self, account: &str, blocks: &[Written<'_>]) -> Result<(), Error> {
        match &mut self.conn {
            Conn::Sqlite(tx) => {
                let sql = "INSERT INTO message_words (owner, account, word, chat, id, messages) \
                           VALUES (?, ?, ?, ?, ?, ?) \
                           ON CONFLICT (owner, account, word, chat, id) \
                           DO UPDATE SET messages = excluded.messages";
                for (word, (chat, id), bytes) in blocks {
                    let values = rusqlite::params![&*self.owner, account, word, chat, id, bytes];
                    tx.execute(sql, values)?;
                }
            }
            Conn::Postgres(tx) => {
                let words: Vec<&str> = blocks.iter().map(|(word, ..)| *word).collect();
                let chats: Vec<i64> = blocks.iter().map(|(_, (chat, _), _)| *chat).collect();
                let ids: Vec<i32> = blocks.iter().map(|(_, (_, id), _)| *id).collect();
                let bytes: Vec<&[u8]> = blocks.iter().map(|(.., bytes)| bytes.as_slice()).collect();
                let sql = "INSERT INTO message_words (owner, account, word, chat, id, messages) \
                           SELECT $1, $2, b.* FROM \
                           unnest($3::text[], $4::bigint[], $5::integer[], $6::bytea[]) b \
                           ON CONFLICT (owner, account, word, chat, id) \
                           DO UPDATE SET messages = excluded.messages";
                sqlx::query(sql)
                    .bind(&*self.owner)
                    .bind(account)
                    .bind(words)
                    .bind(chats)
                    .bind(ids)
                    .bind(bytes)
                    .execute(&mut **tx)
                    .await?;
            }
        }
        Ok(())
    }
}

/// A block with more messages: itself, and the blocks that it had to be divided into.
fn with<'w>(block: &Block<'w>, added: &[Posting]) -> Vec<Written<'w>> {
    let last = read(&block.messages).last();
    if last.is_none_or(|last| added.first().is_some_and(|first| at(&last) < at(first))) {
        // What grows at its end fills one block after the other.
        return filled(block.word, block.start, block.messages.clone(), last, added, FULL);
    }
    let all = read(&block.messages).chain(added.iter().copied()).map(|one| (at(&one), one));
    let all: Vec<Posting> = all.collect::<BTreeMap<At, Posting>>().into_values().collect();
    let whole = bytes(&all);
    if whole == block.messages {
        return Vec::new();
    }
    // What is put in between leaves room for more.
    let most = match whole.len().div_ceil(FULL) {
        0 | 1 => usize::MAX,
        blocks => whole.len().div_ceil(blocks) + BEGIN,
    };
    filled(block.word, block.start, Vec::new(), None, &all, most)
}

/// Adds messages to a block, and to new ones once it has so many bytes.
fn filled<'w>(
    word: &'w str,
    mut start: At,
    mut messages: Vec<u8>,
    last: Option<Posting>,
    added: &[Posting],
    most: usize,
) -> Vec<Written<'w>> {
    let mut blocks = Vec::new();
    let mut last = last.unwrap_or_default();
    for posting in added {
        if messages.len() >= most {
            blocks.push((word, start, std::mem::take(&mut messages)));
            (start, last) = (at(posting), Posting::default());
        }
        add(&mut messages, last, *posting);
        last = *posting;
    }
    blocks.push((word, start, messages));
    blocks
}

/// Takes messages out of a block. One that began with a message which is gone begins with the next: else
/// its key would go on telling of it.
fn take_out<'w>(
    block: &Block<'w>,
    taken: &[Posting],
    gone: &mut Vec<Asked<'w>>,
    written: &mut Vec<Written<'w>>,
) {
    let is_taken = |one: &Posting| taken.binary_search_by_key(&at(one), at).is_ok();
    let left: Vec<Posting> = read(&block.messages).filter(|one| !is_taken(one)).collect();
    let Some(first) = left.first() else {
        gone.push((block.word, block.start));
        return;
    };
    let start = if block.start == FIRST { FIRST } else { at(first) };
    if start != block.start {
        gone.push((block.word, block.start));
    }
    let messages = bytes(&left);
    if messages != block.messages || start != block.start {
        written.push((block.word, start, messages));
    }
}

fn bytes(postings: &[Posting]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FULL);
    let mut last = Posting::default();
    for posting in postings {
        add(&mut bytes, last, *posting);
        last = *posting;
    }
    bytes
}

fn at(posting: &Posting) -> At {
    (posting.chat, posting.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(chat: i64, id: i32) -> Posting {
        Posting { second: 1_700_000_000 + i64::from(id), chat, id }
    }

    fn block(postings: &[Posting]) -> Block<'static> {
        Block { word: "да", start: FIRST, end: None, messages: bytes(postings) }
    }

    #[test]
    fn what_grows_at_its_end_fills_its_blocks() {
        let mut last = block(&[]);
        let mut sizes = Vec::new();
        for id in 1..=2_000 {
            let mut blocks = with(&last, &[posting(7, id)]);
            let (_, start, messages) = blocks.pop().unwrap();
            sizes.extend(blocks.iter().map(|(.., messages)| messages.len()));
            last = Block { start, messages, ..last };
        }
        assert!(sizes.len() > 5 && sizes.iter().all(|size| *size >= FULL), "{sizes:?}");
    }

    #[test]
    fn what_is_put_in_between_leaves_room() {
        let even: Vec<_> = (1..=230).map(|id| posting(7, 2 * id)).collect();
        assert!(bytes(&even).len() <= FULL + 10);
        let odd: Vec<_> = (1..=200).map(|id| posting(7, 2 * id + 1)).collect();
        let blocks = with(&block(&even), &odd);
        assert!(blocks.len() > 1);
        for (_, start, messages) in &blocks {
            assert!((FULL / 2..FULL + 2 * BEGIN).contains(&messages.len()), "{}", messages.len());
            let first = read(messages).next().unwrap();
            assert!(*start == FIRST || *start == at(&first));
        }
        let all: Vec<_> = blocks.iter().flat_map(|(.., messages)| read(messages)).collect();
        assert_eq!(all.len(), 430);
        assert!(all.is_sorted_by_key(at));
    }

    #[test]
    fn adding_again_changes_nothing() {
        let postings: Vec<_> = (1..=50).map(|id| posting(7, id)).collect();
        assert_eq!(with(&block(&postings), &postings[10..20]), []);
    }

    #[test]
    fn a_key_tells_of_no_message_that_is_gone() {
        let postings: Vec<_> = (5..=9).map(|id| posting(7, id)).collect();
        let later = Block { start: (7, 5), ..block(&postings) };
        let (mut gone, mut written) = (Vec::new(), Vec::new());
        take_out(&later, &postings[..2], &mut gone, &mut written);
        assert_eq!(gone, [("да", (7, 5))]);
        assert_eq!(written, [("да", (7, 7), bytes(&postings[2..]))]);
        (gone, written) = (Vec::new(), Vec::new());
        take_out(&later, &postings, &mut gone, &mut written);
        assert_eq!((gone, written), (vec![("да", (7, 5))], vec![]));
    }
}
