//! A pause of the twin in an account, and what the owner must know of an account in trouble.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// The twin does nothing, in an account or in a chat: nothing is composed to be sent, and nothing is sent, not even
/// what the owner has allowed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When it began.
    pub since: Timestamp,
    /// When it ends by itself; `None` lasts until the owner ends it.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

impl Pause {
    /// Whether it is still going on.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| until > now)
    }

    /// Of several pauses the one that goes on for longest; `None` if none goes on.
    pub fn longest(pauses: impl IntoIterator<Item = Self>, now: Timestamp) -> Option<Self> {
        let on = pauses.into_iter().filter(|pause| pause.holds(now));
        // One without an end is the longest.
        on.max_by_key(|pause| (pause.until.is_none(), pause.until))
    }
}

/// Something that the owner must know, and may have to do something about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// When it happened.
    pub at: Timestamp,
    /// What.
    pub trouble: Trouble,
}

/// What an account has run into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum Trouble {
    /// Telegram told the account to wait several times within an hour: the twin is paused.
    Flooded,
    /// Telegram has limited or frozen the account: the twin is paused.
    Restricted {
        /// Telegram's name of it, e.g. `PEER_FLOOD`.
        reason: String,
    },
    /// Telegram ended the session.
    SessionEnded {
        /// Telegram's name of it, e.g. `SESSION_REVOKED`.
        reason: String,
    },
    /// The keys were deleted here, but Telegram could not be told to end the session.
    NotRevoked,
    /// Another program fetches what comes for this bot.
    BotConflict,
    /// What comes for this bot is brought to another program's address.
    BotWebhook,
    /// Somebody has connected this bot to their account, or its owner has: they are to say which.
    BotConnected {
        /// What that person is called.
        name: String,
    },
}
