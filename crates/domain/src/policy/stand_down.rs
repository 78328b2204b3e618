//! Keeping out of the owner's way: where they write or read themselves, the twin does not.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::seconds;
use crate::Timestamp;

/// How long the twin keeps out of a chat in which its owner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StandDown {
    /// After the owner wrote there; every message of theirs begins it anew.
    #[serde(with = "seconds")]
    pub after_writing: Duration,
    /// After the owner read the chat, or wrote at a draft in it: they may be about to answer.
    #[serde(with = "seconds")]
    pub after_reading: Duration,
    /// Whether everything is held in all chats while the owner is online on another device.
    pub while_online: bool,
}

impl Default for StandDown {
    fn default() -> Self {
        Self {
            after_writing: Duration::from_secs(30 * 60),
            after_reading: Duration::from_secs(30),
            while_online: false,
        }
    }
}

impl StandDown {
    /// Until when the twin keeps out because of what the owner wrote.
    pub fn wrote(&self, at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        ends_after(at, self.after_writing, now)
    }

    /// Until when the twin holds back because the owner looks at the chat.
    pub fn here(&self, at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        ends_after(at, self.after_reading, now)
    }

    /// Until when the twin holds back because the owner is online, by when that ends.
    pub fn online(&self, until: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        until.filter(|until| self.while_online && *until > now)
    }
}

fn ends_after(at: Option<Timestamp>, span: Duration, now: Timestamp) -> Option<Timestamp> {
    at.map(|at| at + span).filter(|until| *until > now)
}
