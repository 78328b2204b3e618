//! The messages of an account.

mod content;

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use domain::{AccountId, Message, MessageId, PeerId, Timestamp};
use rusqlite::ToSql;
use rusqlite::types::Value;

use self::content::StoredContent;
pub(crate) use self::content::message;
use crate::text::StoredAsText;
use crate::tx::{Common, Conn, run, sql_limit};
use crate::{Error, Tx};

/// Rows of one multi-row insert: many enough that the way to the database costs little, and always
/// the same, so that the statement is prepared once.
const BATCH: usize = 100;

/// The columns of a message, as [`bind_messages`] binds them.
const COLUMNS: [&str; 15] = [
    "chat",
    "id",
    "author",
    "sender",
    "sent_at",
    "kind",
    "text",
    "detail",
    "seconds",
    "heard",
    "reply_to",
    "forwarded",
    "via_bot",
    "mentions_owner",
    "as_of",
];

macro_rules! columns {
    () => {
        "chat, id, author, sender, sent_at, kind, text, detail, seconds, heard, reply_to, \
         forwarded, via_bot, mentions_owner"
    };
}

macro_rules! select_messages {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            $crate::messages::columns!(),
            " FROM telegram_user_messages WHERE owner = $1 AND account = $2 ",
            $rest
        )
    };
}
pub(crate) use columns;
pub(crate) use select_messages;

/// A message as it was at some moment.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// The message.
    pub message: &'a Message,
    /// When its content was this; `None` if it is as it was first sent.
    pub as_of: Option<Timestamp>,
}

impl<'a> Version<'a> {
    /// The message as it was first sent.
    pub fn first(message: &'a Message) -> Self {
        Self { message, as_of: None }
    }
}

/// What became of many messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// How many were not stored before.
    pub new: u64,
    /// How many were stored with an older content.
    pub changed: u64,
}

/// When the content of a message is left as it is.
#[derive(Clone, Copy)]
enum Unless {
    /// Only if the message is not stored.
    Missing,
    /// Also if what is stored is as new, or the same.
    Newer,
}

impl Tx {
    /// Stores a message; `false` if it is stored already, and then changes nothing. The chat must
    /// be known: see [`Tx::upsert_peer`].
    pub async fn insert_message(
        &mut self,
        account: AccountId,
        message: &Message,
    ) -> Result<bool, Error> {
        let inserted = self.insert_messages(account, std::slice::from_ref(message)).await?;
        Ok(inserted == 1)
    }

    /// Stores many messages and returns how many were new; those stored already stay as they are.
    /// The chats must be known. Made for imports: best with a few hundred messages or more.
    pub async fn insert_messages(
        &mut self,
        account: AccountId,
        messages: &[Message],
    ) -> Result<u64, Error> {
        let versions: Vec<_> = messages.iter().map(Version::first).collect();
        self.insert_versions(&account.to_string(), &versions).await
    }

    /// Stores many messages as they were at some moment: those that are new, and the content of
    /// those that are stored as they were at an earlier one. The chats must be known. Whatever the
    /// order in which versions come, the newest content stays.
    pub async fn merge_messages(
        &mut self,
        account: AccountId,
        versions: &[Version<'_>],
    ) -> Result<Merged, Error> {
        let account = account.to_string();
        self.take_index(&account).await?;
        let new = self.insert_versions(&account, versions).await?;
        let mut replaced = Vec::new();
        for Version { message, as_of } in versions {
            if let Some(as_of) = as_of {
                replaced.extend(self.renew(&account, message, *as_of, Unless::Newer).await?);
            }
        }
        self.reindex(&account, &replaced).await?;
        Ok(Merged { new, changed: replaced.len() as u64 })
    }

    async fn insert_versions(
        &mut self,
        account: &str,
        versions: &[Version<'_>],
    ) -> Result<u64, Error> {
        static BATCH_SQL: LazyLock<[String; 2]> = LazyLock::new(|| insert_sql(BATCH));
        static ONE_SQL: LazyLock<[String; 2]> = LazyLock::new(|| insert_sql(1));

        let (batches, rest) = versions.as_chunks::<BATCH>();
        let mut inserted = 0;
        for batch in batches {
            inserted += self.insert_noted(&BATCH_SQL, account, batch).await?;
        }
        for version in rest.chunks(1) {
            inserted += self.insert_noted(&ONE_SQL, account, version).await?;
        }
        Ok(inserted)
    }

    async fn insert_noted(
        &mut self,
        sql: &'static [String; 2],
        account: &str,
        rows: &[Version<'_>],
    ) -> Result<u64, Error> {
        let mut inserted = self.insert_rows(sql, account, rows).await?;
        let count = inserted.len() as u64;
        for Version { message, .. } in rows {
            // Of a message that is there twice the first was taken.
            if inserted.remove(&(message.chat, message.id)) {
                self.note_new(account, message);
            }
        }
        Ok(count)
    }

    async fn insert_rows(
        &mut self,
        [sqlite, postgres]: &'static [String; 2],
        account: &str,
        rows: &[Version<'_>],
    ) -> Result<HashSet<(PeerId, MessageId)>, Error> {
        let inserted = match &mut self.conn {
            Conn::Sqlite(tx) => {
                let values = bind_messages!(Values::default(), &*self.owner, account, rows);
                tx.fetch_all(sqlite, &values.all())?.common()
            }
            Conn::Postgres(tx) => {
                bind_messages!(sqlx::query(postgres.as_str()), &*self.owner, account, rows)
                    .fetch_all(&mut **tx)
                    .await?
                    .common()
            }
        };
        inserted
            .iter()
            .map(|row| Ok((PeerId(row.get("chat")?), MessageId(row.get("id")?))))
            .collect()
    }

    /// The newest messages of a chat, at most `limit`, oldest first.
    pub async fn recent_messages(
        &mut self,
        account: AccountId,
        chat: PeerId,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_messages!("AND chat = $3 ORDER BY id DESC LIMIT $4"),
            &*self.owner,
            account.to_string(),
            chat.0,
            sql_limit(limit),
        )?
        .iter()
        .rev()
        .map(message)
        .collect()
    }

    /// The newest messages of a chat before one of them, at most `limit`, newest first.
    pub async fn messages_before(
        &mut self,
        account: AccountId,
        chat: PeerId,
        before: MessageId,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        run!(
            self.conn,
            fetch_all,
            select_messages!("AND chat = $3 AND id < $4 ORDER BY id DESC LIMIT $5"),
            &*self.owner,
            account.to_string(),
            chat.0,
            before.0,
            sql_limit(limit),
        )?
        .iter()
        .map(message)
        .collect()
    }

    /// Messages of all chats, chat by chat and oldest first in each, at most `limit`, after the one
    /// that stands at `after`. Going through them all this way costs the same at every step.
    pub async fn messages_after(
        &mut self,
        account: AccountId,
        after: Option<(PeerId, MessageId)>,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        let (chat, id) = after.map_or((i64::MIN, i32::MIN), |(chat, id)| (chat.0, id.0));
        run!(
            self.conn,
            fetch_all,
            select_messages!("AND (chat, id) > ($3, $4) ORDER BY chat, id LIMIT $5"),
            &*self.owner,
            account.to_string(),
            chat,
            id,
            sql_limit(limit),
        )?
        .iter()
        .map(message)
        .collect()
    }

    /// Replaces the content of a message by what it is at the moment `as_of`; `false` if it is not
    /// stored.
    pub async fn edit_message(
        &mut self,
        account: AccountId,
        message: &Message,
        as_of: Timestamp,
    ) -> Result<bool, Error> {
        let account = account.to_string();
        self.take_index(&account).await?;
        let Some(old) = self.renew(&account, message, as_of, Unless::Missing).await? else {
            return Ok(false);
        };
        self.reindex(&account, &[old]).await?;
        Ok(true)
    }

    /// A message as it is stored.
    pub(crate) async fn stored_message(
        &mut self,
        account: &str,
        chat: PeerId,
        id: MessageId,
    ) -> Result<Option<Message>, Error> {
        let sql = select_messages!("AND chat = $3 AND id = $4");
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, account, chat.0, id.0)?;
        row.as_ref().map(message).transpose()
    }

    /// Returns the message as it was, if it has changed.
    async fn renew(
        &mut self,
        account: &str,
        message: &Message,
        as_of: Timestamp,
        unless: Unless,
    ) -> Result<Option<Message>, Error> {
        let Some(old) = self.stored_message(account, message.chat, message.id).await? else {
            return Ok(None);
        };
        // Telegram tells of a voice note anew without what was heard in it.
        let renewed = message.content.clone().heard_as(&old.content);
        let content = StoredContent::from(&renewed);
        let changed = run!(
            self.conn,
            execute,
            "UPDATE telegram_user_messages \
             SET kind = $5, text = $6, detail = $7, seconds = $8, as_of = $9, heard = $11 \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4 \
             AND ($10 OR (coalesce(as_of, sent_at) < $9 AND (kind <> $5 \
             OR text IS DISTINCT FROM $6 OR detail IS DISTINCT FROM $7 \
             OR seconds IS DISTINCT FROM $8)))",
            &*self.owner,
            account,
            message.chat.0,
            message.id.0,
            content.kind,
            content.text.as_deref(),
            content.detail.as_deref(),
            content.seconds,
            as_of.as_millis(),
            matches!(unless, Unless::Missing),
            content.heard,
        )?;
        Ok((changed == 1).then_some(old))
    }

    /// Deletes messages and returns them, those that were there. Without a chat, the numbers are those of
    /// private chats and basic groups, which an account counts together.
    pub async fn delete_messages(
        &mut self,
        account: AccountId,
        chat: Option<PeerId>,
        ids: &[MessageId],
    ) -> Result<Vec<Message>, Error> {
        self.take_index(&account.to_string()).await?;
        let mut deleted = Vec::new();
        for id in ids {
            let rows = match chat {
                Some(chat) => run!(
                    self.conn,
                    fetch_all,
                    concat!(
                        "DELETE FROM telegram_user_messages \
                         WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4 RETURNING ",
                        columns!()
                    ),
                    &*self.owner,
                    account.to_string(),
                    chat.0,
                    id.0,
                )?,
                // Asking each chat is quick, because the key begins with it; a scan is not.
                None => run!(
                    self.conn,
                    fetch_all,
                    concat!(
                        "DELETE FROM telegram_user_messages WHERE owner = $1 AND account = $2 \
                         AND chat IN (SELECT chat FROM telegram_chats \
                         WHERE owner = $1 AND account = $2 AND chat > -1000000000000) AND id = $3 \
                         RETURNING ",
                        columns!()
                    ),
                    &*self.owner,
                    account.to_string(),
                    id.0,
                )?,
            };
            for row in &rows {
                deleted.push(message(row)?);
            }
        }
        self.unindex(&account.to_string(), &deleted).await?;
        self.move_up().await?;
        let chats = deleted.iter().map(|message| message.chat).collect();
        self.move_down(account, &chats).await?;
        Ok(deleted)
    }

    /// How many messages of the account are stored.
    pub async fn message_count(&mut self, account: AccountId) -> Result<u64, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS messages FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2",
            &*self.owner,
            account.to_string(),
        )?;
        let count: i64 = row.map_or(Ok(0), |row| row.get("messages"))?;
        Ok(count.unsigned_abs())
    }
}

/// The insert of so many rows, for SQLite and for PostgreSQL. SQLite looks a numbered parameter up
/// by its name, in a time that grows with their number, so there they have none.
fn insert_sql(rows: usize) -> [String; 2] {
    [|_| "?".to_owned(), |number| format!("${number}")].map(|parameter: fn(usize) -> String| {
        let mut sql = format!(
            "INSERT INTO telegram_user_messages (owner, account, {}) SELECT {}, {}, v.* FROM (",
            COLUMNS.join(", "),
            parameter(1),
            parameter(2)
        );
        for row in 0..rows {
            let first = 3 + row * COLUMNS.len();
            let values: Vec<_> = (first..first + COLUMNS.len()).map(parameter).collect();
            let before = if row == 0 { "VALUES " } else { ", " };
            write!(sql, "{before}({})", values.join(", "))
                .expect("a string takes what is written to it");
        }
        sql.push_str(") AS v WHERE true ON CONFLICT (owner, account, chat, id) DO NOTHING RETURNING chat, id");
        sql
    })
}

/// Binds the owner, the account and the [`COLUMNS`] of each message to a query of [`insert_sql`].
macro_rules! bind_messages {
    ($query:expr, $owner:expr, $account:expr, $versions:expr) => {{
        let mut query = $query.bind($owner.to_owned()).bind($account.to_owned());
        for Version { message, as_of } in $versions {
            let content = StoredContent::from(&message.content);
            query = query
                .bind(message.chat.0)
                .bind(message.id.0)
                .bind(message.author.as_text().to_owned())
                .bind(message.sender.0)
                .bind(message.sent_at.as_millis())
                .bind(content.kind.to_owned())
                .bind(content.text.map(Cow::into_owned))
                .bind(content.detail.map(Cow::into_owned))
                .bind(content.seconds)
                .bind(content.heard)
                .bind(message.reply_to.map(|id| id.0))
                .bind(message.forwarded)
                .bind(message.via_bot)
                .bind(message.mentions_owner)
                .bind(as_of.map(Timestamp::as_millis));
        }
        query
    }};
}
use bind_messages;

/// The values of a statement of SQLite, bound as sqlx binds those of PostgreSQL.
#[derive(Default)]
struct Values(Vec<Value>);

impl Values {
    fn bind(mut self, value: impl Into<Value>) -> Self {
        self.0.push(value.into());
        self
    }

    fn all(&self) -> Vec<&dyn ToSql> {
        self.0.iter().map(|value| value as &dyn ToSql).collect()
    }
}
