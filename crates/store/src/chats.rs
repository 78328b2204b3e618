//! The chats of an account, the twin's mode in each, and what the owner says of who is there.

use domain::{AccountId, Chat, Mode, Peer, PeerFlags, PeerId, PeerKind, Relation};

use crate::messages::message;
use crate::text::{StoredAsText, name};
use crate::tx::{Row, run, sql_limit};
use crate::{Error, Tx};

/// Chats with their newest message, which is the one with the highest number: of the rows of `$from`, with
/// the columns `$more`.
macro_rules! select_chats {
    (sqlite: $more:literal, $from:literal, $rest:literal) => {
        $crate::chats::select_chats!(
            $more,
            $from,
            "LEFT JOIN telegram_user_messages m ON m.owner = c.owner AND m.account = c.account \
             AND m.chat = c.chat AND m.id = (SELECT max(n.id) FROM telegram_user_messages n \
             WHERE n.owner = c.owner AND n.account = c.account AND n.chat = c.chat) ",
            $rest
        )
    };
    // SQLite has no LATERAL; without it PostgreSQL goes through all messages.
    (postgres: $more:literal, $from:literal, $rest:literal) => {
        $crate::chats::select_chats!(
            $more,
            $from,
            "LEFT JOIN LATERAL (SELECT * FROM telegram_user_messages n WHERE n.owner = c.owner \
             AND n.account = c.account AND n.chat = c.chat ORDER BY n.id DESC LIMIT 1) m ON true ",
            $rest
        )
    };
    ($more:literal, $from:literal, $join:literal, $rest:literal) => {
        concat!(
            "SELECT c.chat, c.peer_kind, c.title, c.username, c.is_self, c.bot, c.support, \
             c.deleted, c.scam, c.contact, c.mode, m.id, m.author, m.sender, m.sent_at, m.kind, m.text, \
             m.detail, m.seconds, m.heard, m.reply_to, m.forwarded, m.via_bot, m.mentions_owner",
            $more,
            " FROM ",
            $from,
            " c ",
            $join,
            $rest
        )
    };
}
pub(crate) use select_chats;

/// The chats of an account that a list shows: cut off before their messages are looked for.
macro_rules! chats_of_account {
    ($how:ident) => {
        select_chats!(
            $how: "",
            "(SELECT * FROM telegram_chats WHERE owner = $1 AND account = $2 \
             ORDER BY newest_at DESC NULLS LAST, chat LIMIT $3)",
            "ORDER BY c.newest_at DESC NULLS LAST, c.chat"
        )
    };
}

/// One chat.
macro_rules! one_chat {
    ($how:ident) => {
        select_chats!(
            $how: "",
            "telegram_chats",
            "WHERE c.owner = $1 AND c.account = $2 AND c.chat = $3"
        )
    };
}

/// Chats that are alike in what decides their mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindOfChat {
    /// What kind of chats.
    pub kind: PeerKind,
    /// Whether the other sides are among the account's contacts.
    pub contact: bool,
    /// Their own mode; `None` takes what the account says.
    pub mode: Option<Mode>,
    /// How many.
    pub count: u64,
}

impl Tx {
    /// Stores what is known of the other side of a chat; the chat keeps its mode, and its title
    /// where the new one is empty.
    pub async fn upsert_peer(&mut self, account: AccountId, peer: &Peer) -> Result<(), Error> {
        let Peer { id, kind, title, username, flags } = peer;
        run!(
            self.conn,
            execute,
            "INSERT INTO telegram_chats (owner, account, chat, peer_kind, title, username, \
             is_self, bot, support, deleted, scam, contact) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             ON CONFLICT (owner, account, chat) DO UPDATE SET peer_kind = excluded.peer_kind, \
             title = CASE excluded.title WHEN '' THEN telegram_chats.title \
             ELSE excluded.title END, \
             username = excluded.username, is_self = excluded.is_self, bot = excluded.bot, \
             support = excluded.support, deleted = excluded.deleted, scam = excluded.scam, \
             contact = excluded.contact \
             WHERE excluded.title NOT IN ('', telegram_chats.title) OR \
             (telegram_chats.peer_kind, telegram_chats.username, telegram_chats.is_self, \
             telegram_chats.bot, telegram_chats.support, telegram_chats.deleted, \
             telegram_chats.scam, telegram_chats.contact) IS DISTINCT FROM (excluded.peer_kind, \
             excluded.username, excluded.is_self, excluded.bot, excluded.support, \
             excluded.deleted, excluded.scam, excluded.contact)",
            &*self.owner,
            account.to_string(),
            id.0,
            kind.as_text(),
            name(title),
            username.as_deref().map(name),
            flags.is_self,
            flags.bot,
            flags.support,
            flags.deleted,
            flags.scam,
            flags.contact,
        )?;
        Ok(())
    }

    /// Stores what an export tells of the other side of a chat. That is less than Telegram tells,
    /// and older: it adds to what is known and takes nothing away, beside the title.
    pub async fn import_peer(&mut self, account: AccountId, peer: &Peer) -> Result<(), Error> {
        let known = self.chat(account, peer.id).await?.map(|chat| chat.peer);
        let Some(Peer { username, flags, .. }) = known else {
            return self.upsert_peer(account, peer).await;
        };
        let flags = PeerFlags {
            is_self: flags.is_self || peer.flags.is_self,
            bot: flags.bot || peer.flags.bot,
            ..flags
        };
        let username = peer.username.clone().or(username);
        self.upsert_peer(account, &Peer { username, flags, ..peer.clone() }).await
    }

    /// At most `limit` chats, the one with the newest message first, those without one last.
    pub async fn chats(&mut self, account: AccountId, limit: usize) -> Result<Vec<Chat>, Error> {
        run!(
            self.conn,
            fetch_all,
            sqlite: chats_of_account!(sqlite),
            postgres: chats_of_account!(postgres),
            &*self.owner,
            account.to_string(),
            sql_limit(limit),
        )?
        .iter()
        .map(chat)
        .collect()
    }

    /// How many chats of an account are alike in what decides their mode; Saved Messages are none of them.
    pub async fn kinds_of_chats(&mut self, account: AccountId) -> Result<Vec<KindOfChat>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT peer_kind, contact, mode, count(*) AS chats FROM telegram_chats \
             WHERE owner = $1 AND account = $2 AND NOT is_self \
             GROUP BY peer_kind, contact, mode ORDER BY peer_kind, contact, mode",
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(|row| {
            Ok(KindOfChat {
                kind: row.get_enum("peer_kind")?,
                contact: row.get("contact")?,
                mode: row.get_optional_enum("mode")?,
                count: row.get("chats").map(i64::unsigned_abs)?,
            })
        })
        .collect()
    }

    /// One chat.
    pub async fn chat(&mut self, account: AccountId, id: PeerId) -> Result<Option<Chat>, Error> {
        run!(
            self.conn,
            fetch_optional,
            sqlite: one_chat!(sqlite),
            postgres: one_chat!(postgres),
            &*self.owner,
            account.to_string(),
            id.0,
        )?
        .map(|row| chat(&row))
        .transpose()
    }

    /// Changes the mode of a chat; `None` gives it the account's default. `false` if there is no
    /// such chat.
    pub async fn set_mode(
        &mut self,
        account: AccountId,
        chat: PeerId,
        mode: Option<Mode>,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            // Whoever wants no answers cannot take that back any more: it is the owner's word now.
            "UPDATE telegram_chats SET mode = $4, stopped_from = NULL \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
            mode.map(|mode| mode.as_text()),
        )?;
        Ok(updated == 1)
    }

    /// Stores what the owner says the other side of a chat is to them; `None` takes it back.
    /// `false` if there is no such chat.
    pub async fn set_relation(
        &mut self,
        account: AccountId,
        chat: PeerId,
        relation: Option<Relation>,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET relation = $4 \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
            relation.map(|relation| relation.as_text()),
        )?;
        Ok(updated == 1)
    }

    /// What the owner has said of whom, in the order of the chats' numbers.
    pub async fn relations(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<(PeerId, Relation)>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT chat, relation FROM telegram_chats \
             WHERE owner = $1 AND account = $2 AND relation IS NOT NULL ORDER BY chat",
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(|row| Ok((PeerId(row.get("chat")?), row.get_enum("relation")?)))
        .collect()
    }
}

/// The other side of a chat, from a row with its columns.
pub(crate) fn peer(row: &Row) -> Result<Peer, Error> {
    Ok(Peer {
        id: PeerId(row.get("chat")?),
        kind: row.get_enum("peer_kind")?,
        title: row.get("title")?,
        username: row.get("username")?,
        flags: PeerFlags {
            is_self: row.get("is_self")?,
            bot: row.get("bot")?,
            support: row.get("support")?,
            deleted: row.get("deleted")?,
            scam: row.get("scam")?,
            contact: row.get("contact")?,
        },
    })
}

/// A chat with its newest message, from a row of `select_chats!`.
pub(crate) fn chat(row: &Row) -> Result<Chat, Error> {
    let has_message = row.get::<Option<i32>>("id")?.is_some();
    Ok(Chat {
        peer: peer(row)?,
        mode: row.get_optional_enum("mode")?,
        last_message: if has_message { Some(message(row)?) } else { None },
    })
}
