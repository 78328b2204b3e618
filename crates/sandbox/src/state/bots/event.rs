//! What can happen to bots, as the journal writes it.

use serde::{Deserialize, Serialize};

use super::business::Connection;
use super::{BotCommand, BotSettings, Webhook};
use crate::state::{Event, UserId};

/// A fact about a bot.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum BotEvent {
    Created {
        bot: UserId,
        name: String,
        username: String,
        token: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<UserId>,
        #[serde(default)]
        settings: BotSettings,
    },
    Changed {
        bot: UserId,
        settings: BotSettings,
    },
    TokenSet {
        bot: UserId,
        token: String,
    },
    Deleted {
        bot: UserId,
    },
    /// None: those of the scope are taken back.
    CommandsSet {
        bot: UserId,
        scope: String,
        commands: Vec<BotCommand>,
    },
    /// The kinds of updates that the bot wants; none said: the usual ones.
    Listens {
        bot: UserId,
        allowed: Vec<String>,
    },
    WebhookSet {
        bot: UserId,
        webhook: Option<Webhook>,
    },
    /// The bot has handled all updates before this one.
    UpdatesConfirmed {
        bot: UserId,
        before: i64,
    },
    /// A connection is made, or is from now on as this one says.
    Connected(Connection),
    Disconnected {
        owner: UserId,
    },
}

impl From<BotEvent> for Event {
    fn from(event: BotEvent) -> Event {
        Event::Bot(event)
    }
}
