//! The accounts to which people have connected bots.

use domain::{AccountId, BusinessConnection, BusinessRights, PeerId, Profile, Timestamp};

use crate::text::{StoredAsText, name};
use crate::tx::{Row, run};
use crate::{Error, Tx};

/// Whether the account that a bot is connected to is the owner's: anybody may connect any bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionAnswer {
    /// Nobody has said.
    Asked,
    /// It is.
    Accepted,
    /// It is not: what comes over it is not even kept.
    Refused,
}

/// A connection, and what the owner says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// Which bot.
    pub bot: AccountId,
    /// The connection.
    pub connection: BusinessConnection,
    /// Whether it is the owner's account.
    pub answer: ConnectionAnswer,
    /// Whether what is said there is said by the bot, also where the account has a session of its own.
    pub speaks: bool,
}

impl Connected {
    /// Whether the bot is heard there.
    pub fn holds(&self) -> bool {
        self.connection.enabled && self.answer == ConnectionAnswer::Accepted
    }
}

impl Tx {
    /// Stores how a connection stands; what the owner has said of that person's stays.
    pub async fn save_connection(
        &mut self,
        bot: AccountId,
        connection: &BusinessConnection,
        answer: ConnectionAnswer,
    ) -> Result<(), Error> {
        let BusinessConnection { id, person, rights, enabled, since } = connection;
        run!(
            self.conn,
            execute,
            "INSERT INTO business_connections (owner, bot, person, id, first_name, last_name, username, \
             can_reply, can_read, can_delete, enabled, since, answer, speaks) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             ON CONFLICT (owner, bot, person) DO UPDATE SET id = excluded.id, \
             first_name = excluded.first_name, last_name = excluded.last_name, \
             username = excluded.username, can_reply = excluded.can_reply, \
             can_read = excluded.can_read, can_delete = excluded.can_delete, \
             enabled = excluded.enabled, since = excluded.since",
            &*self.owner,
            bot.to_string(),
            person.user_id.0,
            name(id),
            name(&person.first_name),
            name(&person.last_name),
            person.username.as_deref().map(name),
            rights.reply,
            rights.read,
            rights.delete,
            *enabled,
            since.as_millis(),
            answer.as_text(),
            false,
        )?;
        Ok(())
    }

    /// The connections of a bot, the oldest first.
    pub async fn connections(&mut self, bot: AccountId) -> Result<Vec<Connected>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT * FROM business_connections WHERE owner = $1 AND bot = $2 ORDER BY since, person",
            &*self.owner,
            bot.to_string(),
        )?
        .iter()
        .map(connected)
        .collect()
    }

    /// A connection of a bot, by the name that the bot gives it.
    pub async fn connection(
        &mut self,
        bot: AccountId,
        id: &str,
    ) -> Result<Option<Connected>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT * FROM business_connections WHERE owner = $1 AND bot = $2 AND id = $3",
            &*self.owner,
            bot.to_string(),
            name(id),
        )?
        .map(|row| connected(&row))
        .transpose()
    }

    /// The connection to the account of a person that is the owner's; that which holds, if there are
    /// several.
    pub async fn connection_with(&mut self, person: PeerId) -> Result<Option<Connected>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT * FROM business_connections WHERE owner = $1 AND person = $2 AND answer = $3 \
             ORDER BY enabled DESC, since DESC LIMIT 1",
            &*self.owner,
            person.0,
            ConnectionAnswer::Accepted.as_text(),
        )?
        .map(|row| connected(&row))
        .transpose()
    }

    /// When the other side of a chat wrote last.
    pub async fn last_incoming(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<Timestamp>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT sent_at FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND author = 'other' \
             ORDER BY id DESC LIMIT 1",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        row.map(|row| Ok(Timestamp::from_millis(row.get("sent_at")?))).transpose()
    }

    /// Takes the owner's word of whether a connection is to their own account; `false` if there is none.
    pub async fn answer_connection(
        &mut self,
        bot: AccountId,
        person: PeerId,
        answer: ConnectionAnswer,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE business_connections SET answer = $4 \
             WHERE owner = $1 AND bot = $2 AND person = $3",
            &*self.owner,
            bot.to_string(),
            person.0,
            answer.as_text(),
        )?;
        Ok(updated == 1)
    }

    /// Takes the owner's word of whether the bot speaks there; `false` if there is no such connection.
    pub async fn set_speaks(
        &mut self,
        bot: AccountId,
        person: PeerId,
        speaks: bool,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE business_connections SET speaks = $4 \
             WHERE owner = $1 AND bot = $2 AND person = $3",
            &*self.owner,
            bot.to_string(),
            person.0,
            speaks,
        )?;
        Ok(updated == 1)
    }
}

fn connected(row: &Row) -> Result<Connected, Error> {
    Ok(Connected {
        bot: row.get_id("bot")?,
        connection: BusinessConnection {
            id: row.get("id")?,
            person: Profile {
                user_id: PeerId(row.get("person")?),
                first_name: row.get("first_name")?,
                last_name: row.get("last_name")?,
                username: row.get("username")?,
                phone: None,
            },
            rights: BusinessRights {
                reply: row.get("can_reply")?,
                read: row.get("can_read")?,
                delete: row.get("can_delete")?,
            },
            enabled: row.get("enabled")?,
            since: Timestamp::from_millis(row.get("since")?),
        },
        answer: row.get_enum("answer")?,
        speaks: row.get("speaks")?,
    })
}
