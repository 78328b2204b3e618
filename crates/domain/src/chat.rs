//! A chat of an account, and the twin's mode in it.

use serde::{Deserialize, Serialize};

use crate::{Message, Peer};

/// How much the twin may do in a chat; each mode allows more than the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing.
    Off,
    /// Compose in secret and compare with what the owner then writes, never send.
    Watch,
    /// Write a draft, which is sent when the owner allows it.
    Draft,
    /// Send unless the owner stops it in time.
    Countdown,
    /// Answer by itself.
    Auto,
}

impl Mode {
    /// All of them, from none to full autonomy.
    pub const ALL: [Self; 5] = [Self::Off, Self::Watch, Self::Draft, Self::Countdown, Self::Auto];

    /// The mode that allows one step more: the way up leads from watching to full autonomy.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Watch => Some(Self::Draft),
            Self::Draft => Some(Self::Countdown),
            Self::Countdown => Some(Self::Auto),
            Self::Off | Self::Auto => None,
        }
    }

    /// The mode one step back; watching is the last of them.
    pub fn back(self) -> Option<Self> {
        match self {
            Self::Auto => Some(Self::Countdown),
            Self::Countdown => Some(Self::Draft),
            Self::Draft => Some(Self::Watch),
            Self::Off | Self::Watch => None,
        }
    }

    /// Whether a twin may send here without being told to.
    pub fn sends(self) -> bool {
        self >= Self::Countdown
    }
}

/// A chat and what a list of chats shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// Whom it is with.
    pub peer: Peer,
    /// The chat's own mode; `None` takes the account's default.
    pub mode: Option<Mode>,
    /// Its newest message.
    pub last_message: Option<Message>,
}
