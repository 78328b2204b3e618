//! Bots connected to accounts, as an operator connects them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::bots::find_bot;
use super::{Control, ids};
use crate::state::bots::business::{Connection, Recipients, Right};
use crate::state::bots::{BotError, BotEvent};
use crate::{Error, entropy};

/// How a bot is to be connected to an account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBotConnection {
    /// The bot, by its username or id.
    pub bot: String,
    /// All that it may do.
    #[serde(default)]
    pub rights: BTreeSet<Right>,
    /// The chats that it reaches; all if absent.
    #[serde(default = "Recipients::all")]
    pub recipients: Recipients,
    /// Whether the connection is on; it is if absent.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// How a bot is connected to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BotConnection {
    /// By which the bot names it.
    pub id: String,
    /// The user id of the account.
    pub owner: i64,
    /// The user id of the bot.
    pub bot: i64,
    /// Since when, in Unix seconds.
    pub date: i64,
    /// All that the bot may do.
    pub rights: BTreeSet<Right>,
    /// The chats that it reaches.
    pub recipients: Recipients,
    /// Whether the connection is on.
    pub enabled: bool,
    /// The user ids of those with whom the owner talks alone for now.
    pub paused: BTreeSet<i64>,
}

fn yes() -> bool {
    true
}

impl Control {
    /// Connects a bot to an account in place of the one before, or changes how
    /// it is connected.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Bot`] if it cannot be.
    pub fn connect_bot(&self, owner: &str, new: NewBotConnection) -> Result<BotConnection, Error> {
        let date = self.server.now();
        let mut writing = self.server.write();
        let [owner] = ids(writing.state(), [owner])?;
        let bot = find_bot(writing.state(), &new.bot)?.id;
        let NewBotConnection { rights, recipients, enabled, .. } = new;
        let (id, paused) = (String::new(), BTreeSet::new());
        let wanted = Connection { id, owner, bot, date, rights, recipients, enabled, paused };
        let events = writing.state().connect_bot(wanted, entropy::secret::<24>())?;
        writing.commit(events, None)?;
        writing.state().connection_of(owner).map(BotConnection::from).ok_or_else(none)
    }

    /// The bot connected to an account.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Bot`] if there is none.
    pub fn connected_bot(&self, owner: &str) -> Result<BotConnection, Error> {
        let state = self.server.read();
        let [owner] = ids(&state, [owner])?;
        state.connection_of(owner).map(BotConnection::from).ok_or_else(none)
    }

    /// Disconnects the bot of an account.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Bot`] if there is none.
    pub fn disconnect_bot(&self, owner: &str) -> Result<(), Error> {
        let mut writing = self.server.write();
        let [owner] = ids(writing.state(), [owner])?;
        writing.state().connection_of(owner).ok_or_else(none)?;
        Ok(writing.commit([BotEvent::Disconnected { owner }.into()], None)?)
    }
}

fn none() -> Error {
    BotError::NoSuchBot.into()
}

impl From<&Connection> for BotConnection {
    fn from(connection: &Connection) -> BotConnection {
        let Connection { id, owner, bot, date, rights, recipients, enabled, paused } =
            connection.clone();
        BotConnection { id, owner, bot, date: date.into(), rights, recipients, enabled, paused }
    }
}
