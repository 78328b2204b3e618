//! Full-text search of an owner's messages: by words in any form, in Russian and English, and by who wrote
//! what kind of thing where and when; the newest first.
//!
//! ```text
//! style::search (words, stems) ─► message_words (which messages have a stem) ─► the newest of them
//!                                 unpacked_messages (the latest, one by one) ─┘     └─► read, and looked at
//! ```
//!
//! An inverted index in tables of our own rather than one of the database's: both databases search with one
//! program and find the same. Under row-level security PostgreSQL uses no GIN index for `@@`, which is not
//! leakproof, while equality of texts is; and SQLite's FTS5 knows neither owners nor Russian.
//!
//! The index only proposes: every message that is found is read and looked at, so what stands in an answer
//! is as it is now, whatever the index says.
//!
//! | module | what it holds |
//! |---|---|
//! | `postings` | messages packed into bytes |
//! | `blocks` | where a word's messages lie: only the block of a message is touched to add it or take it out |
//! | `index` | keeping the index as the messages are |
//! | `sent` | who wrote when, out of the index alone |

mod blocks;
mod index;
mod postings;
mod sent;
mod turns;

use std::collections::{HashMap, HashSet};

use domain::{AccountId, Author, ContentKind, Message, MessageId, Mode, PeerId, Timestamp};
use style::search::{Key, Wanted};

use self::index::{author_word, kind_word, posting, searched_text};
use self::postings::{Posting, read};
use crate::messages::{columns, message};
use crate::text::StoredAsText as _;
use crate::tx::{Common as _, Conn, run};
use crate::{Error, Tx};

pub use self::index::Indexing;
pub use self::sent::SentAt;

/// So many messages are looked at for one page at most.
const LOOKED_AT: usize = 2_000;

/// So many are read at once.
const AT_ONCE: usize = 64;

/// Which messages are looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// What they must say.
    pub wanted: Wanted,
    /// The account; `None` are all of the owner's.
    pub account: Option<AccountId>,
    /// The chat.
    pub chat: Option<PeerId>,
    /// Sent then or later.
    pub from: Option<Timestamp>,
    /// Sent before.
    pub until: Option<Timestamp>,
    /// By whom.
    pub author: Option<Author>,
    /// What kind of thing.
    pub kind: Option<ContentKind>,
    /// Only what the twin sent, and when it was allowed so much.
    pub mode: Option<Mode>,
    /// Only what stands after this in the order of the answer: the `next` of the page before.
    pub after: Option<Place>,
    /// How many at most.
    pub limit: usize,
}

/// Where a message stands among all of an owner's: by second, account, chat and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// When it was sent, in whole seconds since 1970.
    pub second: i64,
    /// Whose it is.
    pub account: AccountId,
    /// The chat.
    pub chat: PeerId,
    /// Its number there.
    pub id: MessageId,
}

/// A page of what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Messages with their accounts, the newest first. There may be fewer than were asked for although
    /// more follow: a page looks at two thousand messages at most.
    pub messages: Vec<(AccountId, Message)>,
    /// Where the next page begins; `None` if there is nothing more.
    pub next: Option<Place>,
    /// While older messages are still being indexed, which are not found yet: how far that is.
    pub indexing: Option<Indexing>,
}

/// A stem, or what stands for one, and how to find its blocks.
struct Term {
    words: Vec<String>,
    beginning: Option<String>,
}

impl From<Key> for Term {
    fn from(Key { stems, beginning }: Key) -> Self {
        Self { words: stems, beginning }
    }
}

impl Tx {
    /// Finds messages, the newest first. What this transaction itself has written is found too.
    pub async fn search(&mut self, search: &Search) -> Result<Found, Error> {
        self.index_noted().await?;
        let accounts: Vec<AccountId> =
            self.accounts().await?.into_iter().map(|account| account.id).collect();
        let mut found = Found::default();
        let mut candidates = Candidates::new(search);
        let mut unpacked = HashMap::new();
        for account in accounts {
            if search.account.is_some_and(|only| only != account) {
                continue;
            }
            if let Some(Indexing { done, of }) = self.indexing(account).await? {
                let so_far = found.indexing.get_or_insert(Indexing { done: 0, of: 0 });
                so_far.done += done;
                so_far.of += of;
            }
            if search.wanted.is_nothing() {
                continue;
            }
            candidates.only = match search.mode {
                Some(mode) => Some(self.sent_in(account, mode).await?),
                None => None,
            };
            self.propose(account, search, &mut candidates).await?;
            for message in self.unpacked(&account.to_string()).await? {
                let place = place(account, &message);
                if search.is_met_by(&message) {
                    candidates.add(place);
                    unpacked.insert(place, message);
                }
            }
        }
        let (places, mut goes_on) = candidates.newest();
        let mut last = None;
        'pages: for some in places.chunks(AT_ONCE) {
            let mut read = self.messages_at(some, &unpacked).await?;
            for at in some {
                if found.messages.len() == search.limit {
                    goes_on = true;
                    break 'pages;
                }
                last = Some(*at);
                let message = read.remove(at).or_else(|| unpacked.remove(at));
                if let Some(message) = message.filter(|message| search.is_met_by(message)) {
                    found.messages.push((at.account, message));
                }
            }
        }
        found.next = last.filter(|_| goes_on);
        Ok(found)
    }

    /// Proposes what the index knows.
    async fn propose(
        &mut self,
        account: AccountId,
        search: &Search,
        candidates: &mut Candidates,
    ) -> Result<(), Error> {
        let account_text = account.to_string();
        let mut terms: Vec<Term> = search.wanted.keys().into_iter().map(Term::from).collect();
        let of_word = |word: String| Term { words: vec![word], beginning: None };
        terms.extend(search.kind.map(kind_word).map(of_word));
        // Under a mode only a twin writes.
        match search.author.or(search.mode.map(|_| Author::Twin)) {
            Some(author) => terms.push(of_word(author_word(author))),
            None if terms.is_empty() => {
                let all = [Author::Other, Author::Owner, Author::Twin].map(author_word);
                terms.push(Term { words: all.into(), beginning: None });
            }
            None => {}
        }
        let of = |posting: Posting| Place {
            second: posting.second,
            account,
            chat: PeerId(posting.chat),
            id: MessageId(posting.id),
        };
        if let [term] = &terms[..] {
            self.each_posting(&account_text, term, |posting| candidates.add(of(posting))).await?;
            return Ok(());
        }
        // The rarest first: what has it is all that is remembered, and each other term marks it.
        let mut by_size = Vec::new();
        for term in terms {
            by_size.push((self.size(&account_text, &term).await?, term));
        }
        by_size.sort_by_key(|(size, _)| *size);
        let mut left: Option<Vec<Posting>> = None;
        for (_, term) in &by_size {
            let having = match left {
                None => {
                    let mut all = Vec::new();
                    let take = |posting| {
                        if candidates.may_be(of(posting)) {
                            all.push(posting);
                        }
                    };
                    self.each_posting(&account_text, term, take).await?;
                    all.sort_unstable();
                    all.dedup();
                    all
                }
                Some(left) => {
                    let mut has = vec![false; left.len()];
                    let mark = |posting| {
                        if let Ok(place) = left.binary_search(&posting) {
                            has[place] = true;
                        }
                    };
                    self.each_posting(&account_text, term, mark).await?;
                    left.into_iter().zip(has).filter_map(|(one, has)| has.then_some(one)).collect()
                }
            };
            if having.is_empty() {
                return Ok(());
            }
            left = Some(having);
        }
        left.into_iter().flatten().for_each(|posting| candidates.add(of(posting)));
        Ok(())
    }

    /// The messages that an account's twin sent in a mode.
    async fn sent_in(
        &mut self,
        account: AccountId,
        mode: Mode,
    ) -> Result<HashSet<(PeerId, MessageId)>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT r.chat, b.message_id FROM replies r \
             JOIN reply_bubbles b ON b.owner = r.owner AND b.reply = r.id \
             WHERE r.owner = $1 AND r.account = $2 AND r.mode = $3 AND b.message_id IS NOT NULL",
            &*self.owner,
            account.to_string(),
            mode.as_text(),
        )?
        .iter()
        .map(|row| Ok((PeerId(row.get("chat")?), MessageId(row.get("message_id")?))))
        .collect()
    }

    /// How many bytes the blocks of a term have.
    async fn size(&mut self, account: &str, term: &Term) -> Result<i64, Error> {
        let mut size = 0;
        for word in &term.words {
            let row = run!(
                self.conn,
                fetch_optional,
                "SELECT CAST(coalesce(sum(length(messages)), 0) AS BIGINT) AS size \
                 FROM message_words WHERE owner = $1 AND account = $2 AND word = $3",
                &*self.owner,
                account,
                word,
            )?;
            size += row.map_or(Ok(0), |row| row.get::<i64>("size"))?;
        }
        if let Some(beginning) = &term.beginning {
            let row = run!(
                self.conn,
                fetch_optional,
                "SELECT CAST(coalesce(sum(length(messages)), 0) AS BIGINT) AS size \
                 FROM message_words WHERE owner = $1 AND account = $2 AND word >= $3 AND word < $4",
                &*self.owner,
                account,
                beginning,
                end_of(beginning),
            )?;
            size += row.map_or(Ok(0), |row| row.get::<i64>("size"))?;
        }
        Ok(size)
    }

    /// Hands out every message that has a term, in no order, each once for each of its words.
    async fn each_posting(
        &mut self,
        account: &str,
        term: &Term,
        mut take: impl FnMut(Posting),
    ) -> Result<(), Error> {
        let mut rows = Vec::new();
        for word in &term.words {
            rows.extend(run!(
                self.conn,
                fetch_all,
                "SELECT messages FROM message_words \
                 WHERE owner = $1 AND account = $2 AND word = $3",
                &*self.owner,
                account,
                word,
            )?);
        }
        if let Some(beginning) = &term.beginning {
            rows.extend(run!(
                self.conn,
                fetch_all,
                "SELECT messages FROM message_words \
                 WHERE owner = $1 AND account = $2 AND word >= $3 AND word < $4",
                &*self.owner,
                account,
                beginning,
                end_of(beginning),
            )?);
        }
        for row in &rows {
            let block: Vec<u8> = row.get("messages")?;
            read(&block).for_each(&mut take);
        }
        Ok(())
    }

    /// The messages at some places, but for those that are known already.
    async fn messages_at(
        &mut self,
        places: &[Place],
        known: &HashMap<Place, Message>,
    ) -> Result<HashMap<Place, Message>, Error> {
        let mut by_account = HashMap::<AccountId, Vec<Place>>::new();
        for at in places.iter().filter(|at| !known.contains_key(at)) {
            by_account.entry(at.account).or_default().push(*at);
        }
        let mut found = HashMap::with_capacity(places.len());
        for (account, places) in by_account {
            let account_text = account.to_string();
            let rows = match &mut self.conn {
                Conn::Sqlite(tx) => {
                    let mut rows = Vec::new();
                    for at in &places {
                        let sql = concat!(
                            "SELECT ",
                            columns!(),
                            " FROM telegram_user_messages \
                             WHERE owner = ? AND account = ? AND chat = ? AND id = ?"
                        );
                        let values =
                            rusqlite::params![&*self.owner, account_text, at.chat.0, at.id.0];
                        rows.extend(tx.fetch_optional(sql, values)?.common());
                    }
                    rows
                }
                Conn::Postgres(tx) => {
                    let chats: Vec<i64> = places.iter().map(|at| at.chat.0).collect();
                    let ids: Vec<i32> = places.iter().map(|at| at.id.0).collect();
                    let sql = concat!(
                        "SELECT ",
                        columns!(),
                        " FROM unnest($3::bigint[], $4::integer[]) AS w (c, i) \
                         JOIN telegram_user_messages m ON m.owner = $1 AND m.account = $2 \
                         AND m.chat = w.c AND m.id = w.i"
                    );
                    sqlx::query(sql)
                        .bind(&*self.owner)
                        .bind(&account_text)
                        .bind(chats)
                        .bind(ids)
                        .fetch_all(&mut **tx)
                        .await?
                        .common()
                }
            };
            for row in &rows {
                let message = message(row)?;
                found.insert(place(account, &message), message);
            }
        }
        Ok(found)
    }
}

impl Search {
    /// Whether a message is one of those that are looked for, wherever the page begins.
    fn is_met_by(&self, message: &Message) -> bool {
        self.chat.is_none_or(|chat| message.chat == chat)
            && self.from.is_none_or(|from| message.sent_at >= from)
            && self.until.is_none_or(|until| message.sent_at < until)
            && self.author.is_none_or(|author| message.author == author)
            && self.kind.is_none_or(|kind| message.content.kind() == kind)
            && self.wanted.is_in(searched_text(message))
    }
}

/// The newest of the messages that may be meant.
struct Candidates {
    chat: Option<PeerId>,
    seconds: std::ops::RangeInclusive<i64>,
    after: Option<Place>,
    /// Of the account that is looked through, the only ones that may be meant.
    only: Option<HashSet<(PeerId, MessageId)>>,
    places: Vec<Place>,
    /// So many are newer that nothing older than this is among the newest.
    oldest: Option<Place>,
    /// Whether some were left out.
    goes_on: bool,
}

impl Candidates {
    fn new(search: &Search) -> Self {
        let from = search.from.map_or(i64::MIN, Timestamp::as_secs);
        let until = search.until.map_or(i64::MAX, Timestamp::as_secs);
        let Search { chat, after, .. } = *search;
        let seconds = from..=until;
        let places = Vec::new();
        Self { chat, seconds, after, only: None, places, oldest: None, goes_on: false }
    }

    fn may_be(&self, at: Place) -> bool {
        self.seconds.contains(&at.second)
            && self.chat.is_none_or(|chat| at.chat == chat)
            && self.after.is_none_or(|after| at < after)
            && self.only.as_ref().is_none_or(|only| only.contains(&(at.chat, at.id)))
    }

    fn add(&mut self, at: Place) {
        if !self.may_be(at) {
            return;
        }
        if self.oldest.is_some_and(|oldest| at < oldest) {
            self.goes_on = true;
            return;
        }
        self.places.push(at);
        if self.places.len() >= 4 * LOOKED_AT {
            self.keep_newest();
        }
    }

    fn keep_newest(&mut self) {
        self.places.sort_unstable_by(|a, b| b.cmp(a));
        self.places.dedup();
        self.goes_on |= self.places.len() > LOOKED_AT;
        self.places.truncate(LOOKED_AT);
        self.oldest = self.places.get(LOOKED_AT - 1).copied();
    }

    /// The newest, and whether there are others.
    fn newest(mut self) -> (Vec<Place>, bool) {
        self.keep_newest();
        (self.places, self.goes_on)
    }
}

fn place(account: AccountId, message: &Message) -> Place {
    let Posting { second, chat, id } = posting(message);
    Place { second, account, chat: PeerId(chat), id: MessageId(id) }
}

/// Before this stand all words that begin so: no word has this last character.
fn end_of(beginning: &str) -> String {
    format!("{beginning}{}", char::MAX)
}
