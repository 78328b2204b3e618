//! What programs send in their owner's name, each once.

use domain::{AccountId, MessageId, PeerId, SentMessage, Timestamp};

use crate::tx::{Row, run};
use crate::{Error, Tx};

/// A message that a program sends in its owner's name, under a key by which it is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// The program's name of it, unique for its owner.
    pub key: String,
    /// The account that sends it.
    pub account: AccountId,
    /// The chat it goes to.
    pub chat: PeerId,
    /// Tells it from another message under the same key.
    pub fingerprint: [u8; 32],
    /// Telegram's idempotency key.
    pub random_id: i64,
    /// When it was first asked for.
    pub created_at: Timestamp,
    /// Whether a bot was to say it when it was first tried, whose server makes a second message of a second
    /// try.
    pub once: bool,
    /// What it became, once Telegram has taken it.
    pub sent: Option<SentMessage>,
}

impl Tx {
    /// Stores a message before its first try. Returns whether its key is new.
    pub async fn insert_sending(&mut self, sending: &Sending) -> Result<bool, Error> {
        let inserted = run!(
            self.conn,
            execute,
            "INSERT INTO sendings (owner, key, account, chat, fingerprint, random_id, \
             created_at, once) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (owner, key) DO NOTHING",
            &*self.owner,
            &*sending.key,
            sending.account.to_string(),
            sending.chat.0,
            sending.fingerprint.as_slice(),
            sending.random_id,
            sending.created_at.as_millis(),
            sending.once,
        )?;
        Ok(inserted == 1)
    }

    /// What is known under a key.
    pub async fn sending(&mut self, key: &str) -> Result<Option<Sending>, Error> {
        let sql = "SELECT key, account, chat, fingerprint, random_id, created_at, once, message, \
                   sent_at FROM sendings WHERE owner = $1 AND key = $2";
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, key)?;
        row.map(|row| sending(&row)).transpose()
    }

    /// Records what a message became. Returns whether it is known.
    pub async fn sending_sent(&mut self, key: &str, sent: SentMessage) -> Result<bool, Error> {
        let sql = "UPDATE sendings SET message = $3, sent_at = $4 WHERE owner = $1 AND key = $2";
        let (id, at) = (sent.id.0, sent.sent_at.as_millis());
        Ok(run!(self.conn, execute, sql, &*self.owner, key, id, at)? == 1)
    }

    /// Gives what is not known to be sent another key, which nobody has, so that its own is free again; it is
    /// counted as before. Returns whether there is such a message.
    pub async fn free_sending_key(&mut self, key: &str, other: &str) -> Result<bool, Error> {
        let sql = "UPDATE sendings SET key = $3 WHERE owner = $1 AND key = $2 AND sent_at IS NULL";
        Ok(run!(self.conn, execute, sql, &*self.owner, key, other)? == 1)
    }

    /// When a message of an account was first asked for, after a moment, which so many newer ones followed.
    pub async fn sending_before(
        &mut self,
        account: AccountId,
        newer: u32,
        after: Timestamp,
    ) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT created_at FROM sendings WHERE owner = $1 AND account = $2 \
                   AND created_at > $3 ORDER BY created_at DESC LIMIT 1 OFFSET $4";
        let (account, after, newer) = (account.to_string(), after.as_millis(), i64::from(newer));
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, account, after, newer)?;
        row.map(|row| row.get("created_at").map(Timestamp::from_millis)).transpose()
    }

    /// Forgets what was first asked for before a moment. Returns how many there were.
    pub async fn forget_sendings(&mut self, before: Timestamp) -> Result<u64, Error> {
        let sql = "DELETE FROM sendings WHERE owner = $1 AND created_at < $2";
        run!(self.conn, execute, sql, &*self.owner, before.as_millis())
    }
}

fn sending(row: &Row) -> Result<Sending, Error> {
    let message: Option<i32> = row.get("message")?;
    let sent_at: Option<i64> = row.get("sent_at")?;
    Ok(Sending {
        key: row.get("key")?,
        account: row.get_id("account")?,
        chat: PeerId(row.get("chat")?),
        fingerprint: row.get_hash("fingerprint")?,
        random_id: row.get("random_id")?,
        created_at: Timestamp::from_millis(row.get("created_at")?),
        once: row.get("once")?,
        sent: message
            .zip(sent_at)
            .map(|(id, at)| SentMessage { id: MessageId(id), sent_at: Timestamp::from_millis(at) }),
    })
}
