//! The chats of all accounts in one list, the liveliest first, with what of each waits for the owner.

use std::collections::BTreeSet;

use domain::{AccountId, Chat, Pause, PeerId, ReplyState, Timestamp};

use crate::chats::{chat, select_chats};
use crate::policies::value;
use crate::tx::{Row, run, sql_limit};
use crate::{Error, Tx};

/// A chat in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedChat {
    /// In which account.
    pub account: AccountId,
    /// The chat, with its newest message.
    pub chat: Chat,
    /// When its newest message was sent.
    pub newest_at: Timestamp,
    /// The twin's pause here, which may be over.
    pub pause: Option<Pause>,
    /// How far the reply is that is open here, and when it is due; a draft is due at no time.
    pub reply: Option<(ReplyState, Timestamp)>,
    /// Whether a question to the owner is open.
    pub is_asked: bool,
}

/// A place in the list: what follows it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedAfter {
    /// When the newest message of the chat at that place was sent.
    pub newest_at: Timestamp,
    /// Its account.
    pub account: AccountId,
    /// The chat.
    pub chat: PeerId,
}

/// Which chats are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listing {
    /// Those that follow this place.
    pub after: Option<ListedAfter>,
    /// Those with a message of this moment or later.
    pub since: Option<Timestamp>,
    /// Those only in which a draft or a question waits for the owner.
    pub needs_owner: bool,
}

/// What of a chat is found by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatName {
    /// In which account.
    pub account: AccountId,
    /// The chat.
    pub chat: PeerId,
    /// When its newest message was sent.
    pub newest_at: Timestamp,
    /// What it is called.
    pub title: String,
    /// The user name of the other side.
    pub username: Option<String>,
}

/// The chats with what waits in them, as `$where` and `$rest` choose.
macro_rules! listed {
    ($how:ident: $where:literal) => {
        select_chats!(
            $how: ", c.account, c.newest_at, c.pause, c.reply_state, c.reply_due, c.is_asked",
            $where,
            "ORDER BY c.newest_at DESC, c.account DESC, c.chat DESC"
        )
    };
}

/// All chats, page by page.
macro_rules! page {
    ($how:ident) => {
        listed!($how: "(SELECT t.*, r.state AS reply_state, r.send_at AS reply_due, \
            EXISTS (SELECT 1 FROM owner_questions q WHERE q.owner = $1 AND q.account = t.account \
            AND q.chat = t.chat AND q.state = 'open') AS is_asked FROM telegram_chats t \
            LEFT JOIN replies r ON r.owner = $1 AND r.account = t.account AND r.chat = t.chat \
            AND r.state IN ('waiting', 'scheduled', 'sending') \
            WHERE t.owner = $1 AND NOT t.is_self AND t.newest_at >= $2 AND (t.newest_at, t.account, t.chat) < ($3, $4, $5) \
            AND (NOT $6 OR r.state = 'waiting' OR EXISTS (SELECT 1 FROM owner_questions q \
            WHERE q.owner = $1 AND q.account = t.account AND q.chat = t.chat AND q.state = 'open')) \
            ORDER BY t.newest_at DESC, t.account DESC, t.chat DESC LIMIT $7)")
    };
}

/// One of them.
macro_rules! one {
    ($how:ident) => {
        listed!($how: "(SELECT t.*, r.state AS reply_state, r.send_at AS reply_due, \
            EXISTS (SELECT 1 FROM owner_questions q WHERE q.owner = $1 AND q.account = t.account \
            AND q.chat = t.chat AND q.state = 'open') AS is_asked FROM telegram_chats t \
            LEFT JOIN replies r ON r.owner = $1 AND r.account = t.account AND r.chat = t.chat \
            AND r.state IN ('waiting', 'scheduled', 'sending') \
            WHERE t.owner = $1 AND t.account = $2 AND t.chat = $3 AND t.newest_at IS NOT NULL)")
    };
}

impl Tx {
    /// At most `limit` chats of all accounts that have a message, the one with the newest first.
    pub async fn listed_chats(
        &mut self,
        listing: Listing,
        limit: usize,
    ) -> Result<Vec<ListedChat>, Error> {
        let Listing { after, since, needs_owner } = listing;
        let (newest_at, account, peer) = match after {
            Some(ListedAfter { newest_at, account, chat }) => {
                (newest_at.as_millis(), account.to_string(), chat.0)
            }
            None => (i64::MAX, String::new(), 0),
        };
        run!(
            self.conn,
            fetch_all,
            sqlite: page!(sqlite),
            postgres: page!(postgres),
            &*self.owner,
            since.map_or(i64::MIN, Timestamp::as_millis),
            newest_at,
            account,
            peer,
            needs_owner,
            sql_limit(limit),
        )?
        .iter()
        .map(listed)
        .collect()
    }

    /// One chat as the list shows it; `None` if there is none, or nothing was said in it.
    pub async fn listed_chat(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<ListedChat>, Error> {
        run!(
            self.conn,
            fetch_optional,
            sqlite: one!(sqlite),
            postgres: one!(postgres),
            &*self.owner,
            account.to_string(),
            chat.0,
        )?
        .map(|row| listed(&row))
        .transpose()
    }

    /// What all chats are called that have a message, the one with the newest first.
    pub async fn chat_names(&mut self) -> Result<Vec<ChatName>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT account, chat, newest_at, title, username FROM telegram_chats \
             WHERE owner = $1 AND newest_at IS NOT NULL AND NOT is_self \
             ORDER BY newest_at DESC, account DESC, chat DESC",
            &*self.owner,
        )?
        .iter()
        .map(|row| {
            Ok(ChatName {
                account: row.get_id("account")?,
                chat: PeerId(row.get("chat")?),
                newest_at: Timestamp::from_millis(row.get("newest_at")?),
                title: row.get("title")?,
                username: row.get("username")?,
            })
        })
        .collect()
    }

    /// Chats of which messages are gone stand where their newest message puts them now.
    pub(crate) async fn move_down(
        &mut self,
        account: AccountId,
        chats: &BTreeSet<PeerId>,
    ) -> Result<(), Error> {
        for chat in chats {
            run!(
                self.conn,
                execute,
                "UPDATE telegram_chats SET newest_at = (SELECT m.sent_at FROM telegram_user_messages m \
                 WHERE m.owner = $1 AND m.account = $2 AND m.chat = $3 ORDER BY m.id DESC LIMIT 1) \
                 WHERE owner = $1 AND account = $2 AND chat = $3",
                &*self.owner,
                account.to_string(),
                chat.0,
            )?;
        }
        Ok(())
    }

    /// The chats with a new message move up in the list.
    pub(crate) async fn move_up(&mut self) -> Result<(), Error> {
        for ((account, chat), at) in std::mem::take(&mut self.newest) {
            run!(
                self.conn,
                execute,
                "UPDATE telegram_chats SET newest_at = $4 WHERE owner = $1 AND account = $2 \
                 AND chat = $3 AND (newest_at IS NULL OR newest_at < $4)",
                &*self.owner,
                account,
                chat.0,
                at.as_millis(),
            )?;
        }
        Ok(())
    }
}

fn listed(row: &Row) -> Result<ListedChat, Error> {
    let due = row.get::<Option<i64>>("reply_due")?.map(Timestamp::from_millis);
    let state = row.get_optional_enum::<ReplyState>("reply_state")?;
    Ok(ListedChat {
        account: row.get_id("account")?,
        chat: chat(row)?,
        newest_at: Timestamp::from_millis(row.get("newest_at")?),
        pause: value(row, "pause")?,
        reply: state.zip(due),
        is_asked: row.get("is_asked")?,
    })
}
